"""Figures: for whoever has them in the duty; the rows behind a number only for those who work with households."""

from linli.people.choices import Capability
from tests.access.page import Page

READ = (Capability.FIGURES_READ,)
ROWS = (*READ, Capability.HOUSEHOLDS_READ, Capability.ROWS_BEHIND_FIGURES)

PAGES = [
    Page("dashboards:figures", READ),
    Page("dashboards:rows", ROWS),
    Page("dashboards:outlines", READ),
    Page("dashboards:download", READ),
    Page("dashboards:live", READ),
    Page("dashboards:duty", (*READ, Capability.DUTY_READ)),
    Page("dashboards:duty_rows", (*READ, Capability.DUTY_READ)),
    Page("dashboards:gates", (*READ, Capability.GATES_READ)),
    Page("dashboards:gates_rows", (*READ, Capability.GATES_READ)),
    Page("dashboards:care", READ),
    Page("dashboards:care_rows", (*ROWS, Capability.CARE_READ)),
    Page("dashboards:day_rows", ROWS),
    Page("dashboards:measures", READ, by_area=False, note="explains numbers, shows none"),
]
