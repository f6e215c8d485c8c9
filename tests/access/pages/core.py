"""What belongs to no app: the components, and the language of a browser."""

from tests.access.page import PUBLIC, Page

PAGES = [
    Page("components", who=PUBLIC),
    Page("set_language", who=PUBLIC, expects={"post": 302}, data=lambda side: {"language": "en"}),
]
