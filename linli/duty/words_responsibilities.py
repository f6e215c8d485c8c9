"""What patterns, slots and those who fill them are called, in the reader's language."""

from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from linli.duty.choices import Qualification
from linli.lib.playbook.base import Name
from linli.lib.playbook.duty import Pattern, Slot
from linli.people.titles import role_title

WHO = {"person": _("a person"), "organisation": _("an organisation"), "team": _("a team")}


def named(name: Name) -> str:
    return name.text(get_language() or "zh")


def pattern_title(pattern: Pattern) -> str:
    return named(pattern.name)


def slot_title(slot: Slot, *, playbook: Any = None, level: str = "") -> str:
    """The playbook's own name for the slot, else what the role is called in the city."""
    if slot.name is not None:
        return named(slot.name)
    return role_title(slot.role, playbook=playbook, level=level) if slot.role else slot.called


def who_word(who: str) -> str:
    return str(WHO[who])


def holder_name(holder: Any) -> str:
    return str(getattr(holder, "shown_name", "") or holder.name)


def qualification_word(key: str) -> str:
    """A playbook may name others than those that have a word: they are shown by their key."""
    return str(Qualification(key).label) if key in Qualification.values else key


def unknown(key: str) -> str:
    """A pattern or a slot that the playbook of today no longer has."""
    return gettext("{key} (no longer in the playbook)").format(key=key)
