"""Editions of the rules are read by everybody with a duty; what they change is decided by who signs episodes."""

from tests.access.page import Page

PAGES = [
    Page("care:editions"),
    Page("care:edition_plan"),
    Page("care:edition", kwargs=lambda side: {"key": "ten_measures"}),
]
