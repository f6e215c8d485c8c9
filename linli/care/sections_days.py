"""The lists of the days, one row above each, with how much waits in it."""

from django.utils.translation import pgettext_lazy

from linli.care.queries_days import DayCounts
from linli.core.components import Tab, Text
from linli.people.requests import StaffRequest
from linli.registers.views.common import link

LISTS: tuple[tuple[str, Text, str], ...] = (
    ("care:days_checks", pgettext_lazy("care days", "Checks missing"), "missing"),
    ("care:days_abnormal", pgettext_lazy("care days", "Unusual today"), "abnormal"),
    ("care:days_tests", pgettext_lazy("care days", "Tests due"), "tests"),
    ("care:days_tasks", pgettext_lazy("care days", "To bring or to do"), "tasks"),
)


def lists(request: StaffRequest, current: str, counts: DayCounts) -> list[Tab]:
    return [
        Tab(label, link(request, name), name == current, getattr(counts, key)) for name, label, key in LISTS
    ]
