"""The daily report and the live round: figures for all who see figures, handing in and signing for those who sign."""

from linli.people.choices import Capability
from tests.access.page import Page

READ = (Capability.FIGURES_READ,)
SIGN = (*READ, Capability.DAILY_SIGN)
# The areas of this table have no playbook, so they make no report: every act is refused, with the page.
TRIED = {"post": 422}


PAGES = [
    Page("daily:report", READ),
    Page("daily:printed", READ),
    Page("daily:file", READ, kwargs=lambda side: {"kind": "xlsx"}, area_too=True),
    Page("daily:submit", SIGN, expects=TRIED),
    Page("daily:sign", SIGN, expects=TRIED),
    Page("daily:send_back", SIGN, expects=TRIED),
    Page("daily:correct", SIGN, expects=TRIED),
]
