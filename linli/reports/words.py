"""The filters of a ledger in words: for the page, for the sheet."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.areas.measures import measure, of_group
from linli.core.components import Text
from linli.duty.choices import BookState
from linli.registers.choices import NeedCode, Occupancy, Presence
from linli.reports.queries import Chosen

LABELS: dict[str, Text] = {
    "compound": gettext_lazy("Compound"),
    "building": gettext_lazy("Building"),
    "occupancy": gettext_lazy("Use"),
    "presence": gettext_lazy("Where"),
    "age": gettext_lazy("Age"),
    "need": gettext_lazy("Support need"),
    "book": gettext_lazy("In the book"),
    "care": pgettext_lazy("ledger", "State"),
}


def ages() -> list[tuple[str, Text]]:
    return [(one.key.removeprefix("ages."), one.label) for one in of_group("ages")]


def presences() -> list[tuple[str, Text]]:
    offered = (Presence.LIVING, Presence.AWAY, Presence.MOVED_OUT)
    return [(one.value, one.label) for one in offered]


CARE: dict[str, Text] = {
    "in_force": pgettext_lazy("ledger", "In care"),
    "over": pgettext_lazy("ledger", "Released"),
    "cancelled": pgettext_lazy("ledger", "Withdrawn"),
}


def value_in_words(key: str, value: str) -> str:
    """What a chosen value is called; the value itself for names of places."""
    if key == "care":
        return str(CARE[value])
    if key == "age":
        return str(measure(f"ages.{value}").label)
    kinds: dict[str, type[TextChoices]] = {
        "occupancy": Occupancy, "presence": Presence, "need": NeedCode, "book": BookState,
    }  # fmt: skip
    return str(kinds[key](value).label) if key in kinds else value


def chosen_in_words(chosen: Chosen) -> str:
    said = [
        f"{LABELS[key]} {value_in_words(key, value)}" for key, value in chosen.kept().items() if key in LABELS
    ]
    return " · ".join(said) if said else _("No filter: everybody in the area.")
