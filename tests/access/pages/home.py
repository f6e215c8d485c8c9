"""The first page."""

from tests.access.page import SIGNED_IN, Page

PAGES = [Page("home:today", who=SIGNED_IN)]
