"""Where somebody goes further than the rules in force (层层加码): kept as it is found, told by people, answered.

Apps declare what can be found (`declare`) and what it is about (`declare_subject`), and hand in what a rule has found
with `keep_found`. A finding changes nothing and stops nobody by itself.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.problems import NotFound
from linli.core.rows import among
from linli.incidents.choices import OverreachAbout
from linli.incidents.models import Overreach
from linli.incidents.problems import NoAnswer, NothingTold
from linli.lib.editions import load_editions
from linli.lib.ids import new_id
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer, acting, user_behind

TOLD = name_action("incidents:overreach:told", _("{actor} told that something goes further than the rules"))
ANSWERED = name_action("incidents:overreach:answered", _("{actor} answered a finding: {answer}"))

TOLD_CODE = "told"
# Who decided such things answers for them; oversight reads the answer.
ANSWERS = (C.CARE_WRITE, C.CARE_AGREE, C.ZONES_DECIDE, C.GATES_WRITE)
Text = str | Promise


@dataclass(frozen=True)
class Found:
    """What a rule has found. `data` fills its sentence: days and limits, never people."""

    about: str
    about_id: UUID
    area_id: UUID
    area_code: str
    prohibition: str
    code: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A code in words: what it is, what to do. `describe` writes the numbers that belong to it."""

    code: str
    title: Text
    to_do: Text
    describe: Callable[[Mapping[str, Any]], str] | None = None


@dataclass(frozen=True)
class Subject:
    """What findings are about: where it is, the name of its page, and what one must be allowed to open that."""

    about: str
    place_of: Callable[[UUID], tuple[UUID, str] | None]
    page: str
    needs: tuple[C, ...] = ()


_rules: dict[str, Rule] = {}
_subjects: dict[str, Subject] = {}


def declare(*rules: Rule) -> None:
    for rule in rules:
        if _rules.setdefault(rule.code, rule) != rule:
            raise ValueError(f"What is found as {rule.code!r} is declared twice.")


def declare_subject(subject: Subject) -> None:
    _subjects[subject.about] = subject


def rule_of(code: str) -> Rule | None:
    return _rules.get(code)


def page_of(about: str, about_id: UUID, viewer: Viewer) -> str:
    """The address of what a finding is about; nothing where there is no such page, or not for this viewer."""
    subject = _subjects.get(about)
    if subject is None or not viewer.may(*subject.needs):
        return ""
    try:
        return reverse(subject.page, args=[about_id])
    except NoReverseMatch:
        return ""


def is_prohibition(key: str) -> bool:
    return any(edition.prohibition(key) for edition in load_editions())


# ---- found by rules ----------------------------------------------------------------------------------------------------
@transaction.atomic
def keep_found(about: str, about_ids: Collection[UUID], found: Iterable[Found], *, at: datetime) -> int:
    """Keep what was found of these: new findings open, those that hold no more are gone; returns how many are new.

    Run twice, nothing is kept twice. What people told is theirs: no rule closes it.
    """
    wanted = {(one.about_id, one.prohibition, one.code): one for one in found}
    open_now = Overreach.everywhere.filter(
        among("about_id", about_ids), about=about, gone_at=None, told_by=None
    )
    known = {(one.about_id, one.prohibition, one.code): one for one in open_now.exclude(code=TOLD_CODE)}
    Overreach.everywhere.filter(pk__in=[one.pk for key, one in known.items() if key not in wanted]).update(
        gone_at=at
    )
    for key, row in known.items():
        if key in wanted and row.data != wanted[key].data:
            Overreach.everywhere.filter(pk=row.pk).update(data=wanted[key].data)
    new = [
        Overreach(
            about=one.about, about_id=one.about_id, area_id=one.area_id, area_code=one.area_code,
            prohibition=one.prohibition, code=one.code, data=one.data, found_at=at,
        )
        for key, one in wanted.items()
        if key not in known
    ]  # fmt: skip
    Overreach.everywhere.bulk_create(new, ignore_conflicts=True)
    return len(new)


# ---- told by people ----------------------------------------------------------------------------------------------------
@transaction.atomic
def tell_overreach(
    *,
    actor: Actor,
    prohibition: str,
    note: str,
    about: str = OverreachAbout.ORDER,
    about_id: UUID | None = None,
    area: Area | None = None,
) -> Overreach:
    """Somebody with a duty tells of an order, an episode, a zone or a gate. Told twice by one, it stands once."""
    viewer = acting(actor, day=local_day(timezone.now()))
    if not note.strip() or not is_prohibition(prohibition):
        raise NothingTold()
    area_id, area_code = _place(viewer, about, about_id, area)
    teller = user_behind(actor)
    if about_id is not None:
        same = Overreach.everywhere.select_for_update().filter(
            about=about, about_id=about_id, prohibition=prohibition, code=_told_code(teller), gone_at=None
        )
        if before := same.first():
            Overreach.everywhere.filter(pk=before.pk).update(note=note.strip())
            before.refresh_from_db()
            return before
    made = Overreach.everywhere.create(
        about=about, about_id=about_id or new_id(), area_id=area_id, area_code=area_code, prohibition=prohibition,
        code=_told_code(teller), found_at=timezone.now(), told_by=teller, note=note.strip(),
    )  # fmt: skip
    log(TOLD, actor=actor, subject=made, area_code=area_code, about=about, prohibition=prohibition)
    return made


def _told_code(teller: Any) -> str:
    """Two who tell of the same thing are two findings."""
    return f"{TOLD_CODE}:{teller.pk}"[:60] if teller else TOLD_CODE


def _place(viewer: Viewer, about: str, about_id: UUID | None, area: Area | None) -> tuple[UUID, str]:
    """Where it is. What lies outside one's duty is not there; of an order one tells where one works."""
    if viewer.area is None:
        raise NotFound()
    if about == OverreachAbout.ORDER:
        where = area or viewer.area
        if not viewer.scope.covers(where.code):
            raise NotFound()
        return where.pk, where.code
    subject = _subjects.get(about)
    place = subject.place_of(about_id) if subject and about_id else None
    if place is None or not viewer.scope.covers(place[1]):
        raise NotFound()
    return place


# ---- answered ----------------------------------------------------------------------------------------------------------
def may_answer(viewer: Viewer) -> bool:
    return viewer.may(C.FINDINGS_READ) and any(viewer.may(one) for one in ANSWERS)


@transaction.atomic
def answer_overreach(*, actor: Actor, overreach: Overreach, answer: str, gone: bool = False) -> Overreach:
    """Say why it is so, or that it is mended. The answer stays readable; a rule that still finds it keeps it open.

    What people told ends with the answer that it is mended, from somebody other than who told it.
    """
    viewer = acting(actor, day=local_day(timezone.now()))
    viewer.need(C.FINDINGS_READ, write=True)
    kept = (
        Overreach.objects.within(viewer.scope).select_for_update(of=("self",)).filter(pk=overreach.pk).first()
    )
    if kept is None or not may_answer(viewer):
        raise NotFound()
    if not answer.strip():
        raise NoAnswer()
    kept.answer, kept.answered_by, kept.answered_at = answer.strip(), user_behind(actor), timezone.now()
    if gone and kept.told_by_id not in (None, viewer.user.pk):
        kept.gone_at = kept.answered_at
    kept.save(update_fields=["answer", "answered_by", "answered_at", "gone_at"])
    log(ANSWERED, actor=actor, subject=kept, answer=kept.answer)
    return kept


def open_findings(viewer: Viewer) -> Any:
    """What is open in a viewer's area, the newest first."""
    return Overreach.objects.within(viewer.scope).filter(Q(gone_at=None)).order_by("-found_at", "pk")
