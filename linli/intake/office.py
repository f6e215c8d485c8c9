"""Phones and quarantine as an administrator looks at them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from linli.areas.scopes import Scope
from linli.core.components import State, Text
from linli.core.facts import kind_named
from linli.core.moments import duration
from linli.intake.access import devices_within, facts_within
from linli.intake.models import Device, FactQuerySet
from linli.intake.problems import SameIdOtherContent
from linli.intake.rules import is_far_off
from linli.intake.told import DEFAULT_LANGUAGE, sentences

# A phone that goes out every day and has not been heard of for so long is lost, broken or forgotten.
QUIET = timedelta(days=3)
STATES = ("open", "quiet", "waiting", "clock", "revoked")
SORTS = ("owner", "-seen", "seen", "-waiting")


# ---- phones --------------------------------------------------------------------------------------------
def devices_asked(scope: Scope, *, text: str, state: str, sort: str, now: datetime) -> QuerySet[Device]:
    """The phones of an area's people: by owner or name, by how they stand."""
    rows = devices_within(scope).select_related("user")
    if text:
        named = Q(user__name__contains=text) | Q(user__username__contains=text) | Q(name__contains=text)
        rows = rows.filter(named)
    if state:
        rows = rows.filter(_state(state, now))
    return rows.order_by(*_order(sort))


def _state(state: str, now: datetime) -> Q:
    open_ = Q(revoked_at=None)
    quiet = Q(last_seen_at=None, enrolled_at__lt=now - QUIET) | Q(last_seen_at__lt=now - QUIET)
    far_off = Q(clock_error__gt=300) | Q(clock_error__lt=-300)
    return {
        "open": open_,
        "quiet": open_ & quiet,
        "waiting": open_ & Q(waiting__gt=0),
        "clock": open_ & far_off,
        "revoked": ~open_,
    }[state]


def _order(sort: str) -> list[str | OrderBy]:
    by: dict[str, list[str | OrderBy]] = {
        "seen": [F("last_seen_at").asc(nulls_first=True)],
        "-seen": [F("last_seen_at").desc(nulls_last=True)],
        "-waiting": [F("waiting").desc(nulls_last=True)],
    }
    return [*by.get(sort, []), "user__name", "enrolled_at", "pk"]


def device_state(device: Device, *, now: datetime) -> tuple[State, str]:
    if device.revoked_at:
        return State.DONE, _("revoked")
    if device.last_seen_at is None:
        return State.NONE, _("not seen yet")
    if device.last_seen_at < now - QUIET:
        return State.ASK, _("quiet for {time}").format(time=duration(now - device.last_seen_at))
    return State.RUN, _("in use")


def clock_words(seconds: int | None) -> str:
    """How far a phone's clock is off, in words; within the tolerance it is right."""
    if seconds is None:
        return "—"
    if not is_far_off(seconds):
        return _("right")
    time = duration(timedelta(seconds=abs(seconds)))
    return _("{time} fast").format(time=time) if seconds > 0 else _("{time} slow").format(time=time)


# ---- quarantine -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Reason:
    """All facts of one kind that wait for the same reason."""

    kind: str
    code: str
    number: int
    oldest: datetime

    @property
    def kind_word(self) -> Text:
        return kind_word(self.kind)

    @property
    def why(self) -> str:
        return why(self.code)[0]

    @property
    def may_be_replayed(self) -> bool:
        """Without somebody having looked at each."""
        return bool(self.kind) and self.code != SameIdOtherContent.code


def kind_word(name: str) -> Text:
    kind = kind_named(name)
    return kind.title if kind else name or _("cannot be read")


def why(code: str) -> tuple[str, str]:
    """What is wrong, and what to do next, as the phone was told."""
    return sentences(code, get_language() or DEFAULT_LANGUAGE)


def expected_words(detail: str) -> str:
    """What the decoder expected and where, as a sentence; what it says otherwise stays as it is."""
    what, _at, where = detail.rpartition(" - at ")
    what, where = what or where, where.strip("`").removeprefix("$").lstrip(".") if what else ""
    said = next(
        (str(words).format(*found.groups()) for rule, words in _EXPECTED if (found := rule.fullmatch(what))),
        what,
    )
    return _("{where}: {what}").format(where=where, what=said) if where else said


_EXPECTED = [
    (re.compile(r"Object missing required field `(.+?)`"), gettext_lazy("{0} is missing")),
    (re.compile(r"Expected `(?:int|float)` <= (\S+)"), gettext_lazy("a number of at most {0}")),
    (re.compile(r"Expected `(?:int|float)` >= (\S+)"), gettext_lazy("a number of at least {0}")),
    (re.compile(r"Expected `str` of length <= (\d+)"), gettext_lazy("at most {0} characters")),
    (re.compile(r"Expected `str` of length >= (\d+)"), gettext_lazy("at least {0} characters")),
    (re.compile(r"Expected `array` of length <= (\d+)"), gettext_lazy("at most {0} entries")),
    (re.compile(r"Expected `(.+?)`, got `(.+?)`"), gettext_lazy("{0} is needed, {1} was sent")),
    (re.compile(r"Invalid UUID"), gettext_lazy("that is no id")),
    (re.compile(r"Invalid (?:RFC3339|ISO8601).*"), gettext_lazy("that is no day or time")),
    (re.compile(r"Invalid enum value.*"), gettext_lazy("that word is not known there")),
    (re.compile(r"JSON is malformed.*|Input data was truncated"), gettext_lazy("it is not JSON")),
    (re.compile(r"UTF-8"), gettext_lazy("it is not UTF-8 text")),
]


def reasons(scope: Scope) -> list[Reason]:
    """What waits, the most first."""
    rows = facts_within(scope).to_settle().order_by()
    counted = rows.values("kind", "reason").annotate(n=Count("pk"), oldest=Min("quarantined_at"))
    found = [Reason(row["kind"], row["reason"], row["n"], row["oldest"]) for row in counted]
    return sorted(found, key=lambda one: (-one.number, one.code, one.kind))


def facts_asked(scope: Scope, *, view: str, kind: str | None, reason: str) -> FactQuerySet:
    """The facts that wait, or those put aside, the oldest first; without their bodies."""
    rows = facts_within(scope).quarantined().filter(put_aside__isnull=view != "aside")
    if kind is not None:
        rows = rows.filter(kind=kind)
    if reason:
        rows = rows.filter(reason=reason)
    return rows.defer("body").select_related("user", "device").order_by("quarantined_at", "pk")


def to_settle(scope: Scope) -> int:
    return facts_within(scope).to_settle().count()
