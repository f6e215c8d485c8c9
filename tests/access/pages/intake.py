"""What other programs read to send facts."""

from tests.access.page import PUBLIC, Page

PAGES = [Page("intake:openapi", who=PUBLIC)]
