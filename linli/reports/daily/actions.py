"""Handing in, signing, sending back and correcting a report; freezing it at its cut-off."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.levels import playbook_of
from linli.areas.models import Area
from linli.areas.past import Place, area_on
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.core import moments
from linli.core.access_log import AccessKind, log_access
from linli.core.audit import Actor, change, keep_revision, log, name_action
from linli.core.models import AuditEntry
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.reports.choices import TakenAs
from linli.reports.daily import rules
from linli.reports.daily.choices import ReportState, WhyAmended
from linli.reports.daily.counting import Numbers, came_late, kept_origins, numbers_as_of
from linli.reports.daily.cut_offs import cut_off_of, due_by
from linli.reports.daily.fields import BY_HAND, by_hand, catalogue, fields_of, keys_of
from linli.reports.daily.keeping import Said, said_by
from linli.reports.daily.models import DailyAmendment, DailyReport
from linli.reports.daily.problems import (
    AlreadyReported,
    AlreadySigned,
    NoReportHere,
    NotAFigure,
    NotNil,
    NotReportedYet,
    NotThisDay,
    SayWhatWasWrong,
    SignedElsewhere,
)
from linli.rounds.measures import ANSWERED, SILENT

SUBMITTED = name_action(
    "reports:daily:submitted", _("{actor} handed in the daily report of {subject} for {on}")
)
NIL = name_action("reports:daily:nil", _("{actor} handed in a nil return of {subject} for {on}"))
SIGNED = name_action("reports:daily:signed", _("{actor} signed the daily report of {subject} for {on}"))
RETURNED = name_action(
    "reports:daily:returned", _("{actor} sent the daily report of {subject} for {on} back")
)
CORRECTED = name_action(
    "reports:daily:corrected", _("{actor} corrected a figure in the daily report of {subject} for {on}")
)
FROZEN = name_action("reports:daily:frozen", _("{n} daily reports were frozen at their cut-off"))
LATE = name_action("reports:daily:amended", _("Facts that came late changed {n} figures of frozen reports"))

TAKEN = name_action("reports:daily:taken", _("{actor} took the daily report of {subject} for {on} away"))

# How long a missing report may still be handed in.
DAYS_TO_HAND_IN = 7


@transaction.atomic
def submit_report(
    area: Area,
    *,
    on: date,
    actor: Viewer,
    is_nil: bool = False,
    filled: Mapping[str, int] | None = None,
    remark: str = "",
) -> DailyReport:
    """Hand the day's report in: somebody has looked at the figures, and says so. `filled`: the numbers by hand.

    A field that is not in `filled` was not filled in; a zero in it is a zero. After the cut-off the counted figures
    are those of the cut-off, and the report is late.
    """
    now = timezone.now()
    report, place = _opened(area, on, actor, now)
    _refuse_second(report)
    if report.frozen_at is None:
        _say(report, said_by(place, day=on, at=now), at=now)
    report.figures = {**report.figures, **_typed(area, filled or {})}
    if is_nil:
        _refuse_untrue_nil(area, report.figures)
    report.state, report.is_nil, report.remark = ReportState.SUBMITTED, is_nil, remark.strip()
    report.submitted_at, report.submitted_by, report.submitted_name = now, actor.user, actor.shown_name
    report.save()
    _log(NIL if is_nil else SUBMITTED, report, actor, area)
    return report


@transaction.atomic
def sign_report(area: Area, *, on: date, actor: Viewer) -> DailyReport:
    """Sign by name. The figures are frozen as they are, at the latest as of the cut-off; of two who sign, one does."""
    now = timezone.now()
    report, place = _opened(area, on, actor, now)
    if actor.appointment is None or actor.appointment.area_id != area.pk:
        raise SignedElsewhere(area=area.short)
    if report.state == ReportState.SIGNED:
        raise AlreadySigned(who=report.signed_name, at=moments.clock(report.signed_at))
    if report.state != ReportState.SUBMITTED:
        raise NotReportedYet()
    if report.frozen_at is None:
        at = min(now, report.cut_off or now)
        _freeze(report, said_by(place, day=on, at=at), at=at, now=now)
    report.state = ReportState.SIGNED
    report.signed_at, report.signed_by, report.signed_name = now, actor.user, actor.shown_name
    report.save()
    _log(SIGNED, report, actor, area)
    return report


@transaction.atomic
def send_back(area: Area, *, on: date, actor: Viewer, reason: str) -> DailyReport:
    """The level above does not take it: until it is handed in again, it counts as not reported."""
    report, _place = _opened(area, on, actor, timezone.now())
    own = actor.area
    if own is None or own.pk == area.pk:
        raise NotFound()
    if report.state == ReportState.SIGNED:
        raise AlreadySigned(who=report.signed_name, at=moments.clock(report.signed_at))
    if report.state != ReportState.SUBMITTED:
        raise NotReportedYet()
    if not reason.strip():
        raise SayWhatWasWrong()
    report.state, report.return_reason = ReportState.RETURNED, reason.strip()[:200]
    report.save(update_fields=["state", "return_reason"])
    _log(RETURNED, report, actor, area)
    return report


@transaction.atomic
def correct_figure(
    area: Area, *, on: date, actor: Viewer, field: str, new: int | None, note: str = ""
) -> DailyReport:
    """Correct a number that was filled in by hand. In a frozen report the old one stays, with the new one beside it."""
    now = timezone.now()
    report, _place = _opened(area, on, actor, now)
    if not report.is_in:
        raise NotReportedYet()
    if field not in {one.key for one in by_hand(playbook_of(area))}:
        raise NotAFigure()
    if not note.strip():
        raise SayWhatWasWrong()
    old = _current(report).get(field)
    if old == new:
        return report
    if report.frozen_at is None:
        figures = {**report.figures} if new is None else {**report.figures, field: new}
        if new is None:
            figures.pop(field, None)
        before, after = change(report, {"figures": figures})
        report.save(update_fields=["figures"])
    else:
        _amend(report, rules.Difference(field, old, new), now, WhyAmended.CORRECTED, note, actor)
        before, after = {field: old}, {field: new}
    entry = _log(CORRECTED, report, actor, area)
    keep_revision(entry, report, before=before, after=after)
    return report


@transaction.atomic
def take_report(area: Area, *, on: date, actor: Actor, role: str = "", as_what: TakenAs) -> None:
    """A report leaves as a file or on paper. It holds figures and nobody's record; who took it is kept all the same."""
    log(TAKEN, actor=actor, subject=area, subject_name=area.short, area_code=area.code, on=on.isoformat())
    log_access(
        actor=actor,
        what=AccessKind.PRINT if as_what == TakenAs.PRINT else AccessKind.EXPORT,
        reason=str(_("daily report")),
        role=role,
        area_code=area.code,
        rows=0,
    )


# ---- by the clock --------------------------------------------------------------------------------
def freeze_due(now: datetime) -> int:
    """Freeze every report whose cut-off is over, each in a transaction of its own, the lowest level first.

    Run again it finds nothing left; stopped in the middle it goes on where it was. A machine that was off makes up for
    yesterday too, as of the cut-offs of then.
    """
    frozen = 0
    for day in (local_day(now) - timedelta(days=1), local_day(now)):
        done = set(
            DailyReport.objects.filter(on=day, frozen_at__isnull=False).values_list("area_id", flat=True)
        )
        due = [one for one in due_by(day, now) if one[0].id not in done]
        frozen += sum(freeze_report(place, on=day, cut_off=cut_off, now=now) for place, cut_off in due)
    if frozen:
        with transaction.atomic():
            log(FROZEN, actor=None, n=frozen)
    return frozen


def freeze_report(place: Place, *, on: date, cut_off: datetime, now: datetime) -> bool:
    """Keep the figures as of the cut-off, whether somebody has reported or not. False if that was done before."""
    # Counted before anything is locked: at a cut-off a whole city's reports are frozen one after the other, while
    # phones send and people hand in.
    said = said_by(place, day=on, at=cut_off)
    with transaction.atomic():
        report = _locked(place, on, cut_off)
        if report.frozen_at is not None:
            return False
        _freeze(report, said, at=cut_off, now=now)
        report.save()
    return True


def look_for_late_facts(now: datetime, *, days: int = 3) -> int:
    """Compare the frozen reports of communities with what phones told since; differences become amendments."""
    since = local_day(now) - timedelta(days=days - 1)
    frozen = DailyReport.objects.filter(on__gte=since, frozen_at__isnull=False, area__level="community")
    amended = sum(
        note_late_facts(pk, now=now) for pk in frozen.order_by("on", "code").values_list("pk", flat=True)
    )
    if amended:
        with transaction.atomic():
            log(LATE, actor=None, n=amended)
    return amended


def note_late_facts(report_id: UUID, *, now: datetime) -> int:
    """Amend one report by facts of before its freezing that came after it. Run again it adds nothing."""
    # Looked at before it is locked: of most reports nothing came late.
    if not _something_came_late(DailyReport.objects.get(pk=report_id)):
        return 0
    return _amend_by_late_facts(report_id, now)


def _something_came_late(report: DailyReport) -> bool:
    at, since = report.figures_at, report.looked_at or report.frozen_at
    return at is not None and since is not None and came_late(report.code, day=report.on, at=at, since=since)


@transaction.atomic
def _amend_by_late_facts(report_id: UUID, now: datetime) -> int:
    report = DailyReport.objects.select_for_update().get(pk=report_id)
    at = report.figures_at
    if at is None or not _something_came_late(report):
        return 0
    known = _current(report)
    told = {key for key, one in catalogue().items() if one.told}
    numbers = numbers_as_of(report.code, day=report.on, at=at)
    later = {key: n for key, n in numbers.items() if key in told}
    if SILENT.key in known:
        later[SILENT.key] = max(known[SILENT.key] - _more(ANSWERED.key, known, later), 0)
    changes = rules.differences(known, {**known, **later}, sorted(later))
    for one in changes:
        _amend(report, one, now, WhyAmended.LATE_FACTS, "", None)
    report.looked_at = now
    report.save(update_fields=["looked_at"])
    return len(changes)


def _more(key: str, before: Numbers, after: Numbers) -> int:
    return after.get(key, 0) - before.get(key, 0)


# ---- what they share -------------------------------------------------------------------------------
def _opened(area: Area, on: date, actor: Viewer, now: datetime) -> tuple[DailyReport, Place]:
    """The report, locked, for somebody whose duty signs in this area."""
    actor.need(C.DAILY_SIGN, write=True)
    if not actor.scope.covers(area.code):
        raise NotFound()
    today = local_day(now)
    place = area_on(area, on)
    if place is None or not today - timedelta(days=DAYS_TO_HAND_IN) < on <= today:
        raise NotThisDay(day=moments.day(on))
    cut_off = cut_off_of(place, playbook_of(area), on)
    if cut_off is None:
        raise NoReportHere(area=area.short)
    return _locked(place, on, cut_off), place


def _locked(place: Place, on: date, cut_off: datetime) -> DailyReport:
    """The one report of the area and day. Of two who make it at once, both get the same row, one after the other."""
    values = {"code": place.code, "cut_off": cut_off}
    made, _new = DailyReport.objects.get_or_create(area_id=place.id, on=on, defaults=values)
    return DailyReport.objects.select_for_update().get(pk=made.pk)


def _refuse_second(report: DailyReport) -> None:
    if report.state == ReportState.SIGNED:
        raise AlreadySigned(who=report.signed_name, at=moments.clock(report.signed_at))
    if report.state == ReportState.SUBMITTED:
        raise AlreadyReported(who=report.submitted_name, at=moments.clock(report.submitted_at))


def _refuse_untrue_nil(area: Area, figures: Numbers) -> None:
    fields = {one.key: one for one in fields_of(playbook_of(area))}
    against = rules.speaks_against_nil(figures, keys_of(fields.values(), "news"))
    if against:
        said = (f"{fields[key].name} {figures[key]:,} {fields[key].unit}" for key in against)
        raise NotNil(fields="、".join(said))


def _typed(area: Area, filled: Mapping[str, int]) -> Numbers:
    if len(area.code) > COMMUNITY_DIGITS or not filled:
        return {}
    known = {one.key for one in by_hand(playbook_of(area))}
    if set(filled) - known:
        raise NotAFigure()
    return dict(filled)


def _say(report: DailyReport, said: Said, *, at: datetime) -> None:
    report.figures = said.figures | {k: n for k, n in report.figures.items() if k.startswith(BY_HAND)}
    report.origins = kept_origins(said.origins)
    report.included = [str(one) for one in said.included]
    report.expected, report.figures_at = said.expected, at


def _freeze(report: DailyReport, said: Said, *, at: datetime, now: datetime) -> None:
    _say(report, said, at=at)
    report.frozen_at = now
    news = [key for key, one in catalogue().items() if one.news]
    # Something happened between a nil return and the cut-off: then it is a report, and no longer a nil one.
    report.is_nil = report.is_nil and not rules.speaks_against_nil(report.figures, news)


def _current(report: DailyReport) -> Numbers:
    changes = (rules.Difference(one.field, one.old, one.new) for one in report.amendments.all())
    return rules.amended(report.figures, changes)


def _amend(
    report: DailyReport,
    one: rules.Difference,
    now: datetime,
    why: WhyAmended,
    note: str,
    actor: Viewer | None,
) -> None:
    DailyAmendment.objects.create(
        report=report,
        field=one.field,
        old=one.old,
        new=one.new,
        at=now,
        why=why,
        note=note.strip(),
        by=actor.user if actor else None,
        by_name=actor.shown_name if actor else "",
    )


def _log(name: str, report: DailyReport, actor: Viewer, area: Area) -> AuditEntry:
    return log(
        name,
        actor=actor,
        subject=report,
        subject_name=area.short,
        area_code=area.code,
        on=report.on.isoformat(),
    )
