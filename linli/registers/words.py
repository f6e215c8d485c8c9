"""Words for what the register keeps as codes, and for buildings and stairwells, as people say them."""

from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class Speech:
    """The words of one language: asked for once, then looked up for every row of a list."""

    def __init__(self, language: str) -> None:
        self.chinese = language.startswith("zh")
        self._words: dict[type[TextChoices], dict[str, str]] = {}

    def of(self, choices: type[TextChoices], value: str) -> str:
        """The label of a choice; a value that is no longer one stays as it is."""
        known = self._words.get(choices)
        if known is None:
            known = self._words[choices] = {value: str(label) for value, label in choices.choices}
        return known.get(value, value)


def speech() -> Speech:
    return _speech(get_language() or "")


@lru_cache(maxsize=8)
def _speech(language: str) -> Speech:
    return Speech(language)


def word(choices: type[TextChoices], value: str) -> str:
    """The label of a choice in the reader's language; a value that is no longer one stays as it is."""
    return speech().of(choices, value)


def building_word(building: str) -> str:
    """`3号楼`; a name with a word of its own (3组, 平房) stays as it is."""
    if building.isascii() and building.isalnum():
        return _("Building {building}").format(building=building)
    return building


def stairwell_word(stairwell: str) -> str:
    if stairwell.isascii() and stairwell.isalnum():
        return _("stairwell {stairwell}").format(stairwell=stairwell)
    return stairwell


def walk_word(compound: str, building: str, stairwell: str, area_name: str) -> str:
    """What stands above the households of one stairwell: `和平家园 3号楼 1单元`."""
    parts = [
        compound,
        building_word(building) if building else "",
        stairwell_word(stairwell) if stairwell else "",
    ]
    words = " ".join(part for part in parts if part)
    return words if building or stairwell or not area_name else f"{area_name} {compound}".strip()
