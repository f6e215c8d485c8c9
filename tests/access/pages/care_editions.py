"""Editions of the rules are read by everybody with a duty; what they change is decided by who signs episodes."""

from typing import Any

from linli.care.models import EditionChange
from linli.people.choices import Capability
from tests.access.page import FORM, SEND, Page
from tests.access.pages.care_release import an_episode
from tests.access.world import Side
from tests.conftest import NOW

READ = (Capability.CARE_READ, Capability.HOUSEHOLDS_READ)


def change(side: Side) -> dict[str, Any]:
    def made() -> EditionChange:
        episode = an_episode(side, "edition")
        return EditionChange.everywhere.create(
            episode=episode, area=side.building, area_code=side.building.code, edition="ten_measures", kind="shorter",
            made_at=NOW,
        )  # fmt: skip

    return {"change_id": side.make("care:edition_change", made).pk}


def kept(side: Side) -> dict[str, Any]:
    """Without its reason, so that it is shown again."""
    return {"act": "keep"}


PAGES = [
    Page("care:editions"),
    Page("care:edition_plan"),
    Page(
        "care:edition",
        kwargs=lambda side: {"key": "ten_measures"},
        area_too=True,
        note="the same for all, and names nobody",
    ),
    Page("care:edition_changes", READ),
    Page("care:edition_changes_take", (*READ, Capability.CARE_WRITE), expects=SEND),
    Page("care:edition_change", READ, kwargs=change, expects=FORM, data=kept),
]
