"""What the edition of an episode says of its release, in the reader's words."""

from datetime import datetime

from django.utils.translation import get_language

from linli.care.choices import MeasureWord
from linli.care.models import Episode
from linli.lib.editions import Category, Measure, edition_named, load_editions, measure_named
from linli.lib.playbook.base import Name


def category_of(episode: Episode) -> Category | None:
    """None where the edition is a city's own, or is read no more: the episode's own plan stands then."""
    edition = edition_named(episode.edition)
    return edition.category(episode.category) if edition else None


def category_name(episode: Episode) -> str:
    found = category_of(episode)
    return said(found.name) if found else episode.category


def edition_name(key: str) -> str:
    found = edition_named(key)
    return said(found.name) if found else key


def early_words(episode: Episode) -> Name | None:
    found = category_of(episode)
    return found.early if found else None


def tests_needed(episode: Episode) -> int:
    """How many negative ones before the release: as the plan was decided, else as the edition says."""
    planned = episode.plan.get("tests_for_release") if isinstance(episode.plan, dict) else None
    return planned if isinstance(planned, int) else 0


def allowed_until(episode: Episode) -> datetime | None:
    """The end that the edition gives, by the plan as it was decided. None where that is not known."""
    text = episode.plan.get("until_at") if isinstance(episode.plan, dict) else None
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None


def measure_of(key: str) -> Measure | None:
    try:
        return measure_named(key)
    except LookupError:
        return None


def measure_name(key: str) -> str:
    """A measure, or a kind of zone: marks carry either."""
    if key in MeasureWord.values:
        return str(MeasureWord(key).label)
    zones = (one.zone(key) for one in reversed(load_editions()))
    found = next((one for one in zones if one is not None), None)
    return said(found.name) if found else key


def said(name: Name) -> str:
    return name.text(get_language() or "zh-hans")
