"""Handing in, signing, freezing, correcting: what a report holds, and what it never does."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from linli.areas.models import Area
from linli.areas.tallies import recount
from linli.core.facts import FieldFact
from linli.core.models import AuditEntry
from linli.core.problems import NotFound, ReadOnly
from linli.lib.ids import new_id
from linli.lib.periods import SHANGHAI
from linli.people.models import User
from linli.people.viewer import Viewer, viewer_of
from linli.registers.models import Household, Resident
from linli.reports.daily.actions import (
    correct_figure,
    freeze_due,
    look_for_late_facts,
    send_back,
    sign_report,
    submit_report,
)
from linli.reports.daily.choices import ReportState, WhyAmended
from linli.reports.daily.counting import numbers_as_of
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
from linli.reports.daily.sheet import daily_of
from linli.rounds.actions.contacts import take_contacts
from linli.rounds.bodies import DailyAnswer, Need
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival
from tests.conftest import NOW, TODAY

See = Callable[[User], Viewer]
CUT_OFF = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
BEFORE = datetime(2026, 11, 20, 9, 20, tzinfo=SHANGHAI)
AREA = "by_hand.disinfected"


@pytest.fixture
def counted(household: Household, community: Area) -> None:
    with transaction.atomic():
        recount([community.code], day=TODAY)


def answer(
    home: Household, by: User, *, at: datetime, received_at: datetime | None = None, help_: bool = False
) -> None:
    body = (
        DailyAnswer(household=home.pk, needs=(Need(what="medicine"),))
        if help_
        else DailyAnswer(household=home.pk, same=True)
    )
    told = [one.astimezone(UTC) for one in (at, received_at or at)]  # as the intake hands them over
    fact = FieldFact(new_id(), "DailyAnswer", body, *told, by.pk, uuid4())
    assert not take_contacts([fact])


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


# ---- who came ------------------------------------------------------------------------------------
def announced(home: Household, *, arrives_on: date, confirmed_at: datetime | None = None) -> Arrival:
    row = Arrival(
        household=home,
        at=NOW - timedelta(days=5),
        received_at=NOW - timedelta(days=5),
        state=ArrivalState.ARRIVED if confirmed_at else ArrivalState.EXPECTED,
        arrives_on=arrives_on,
        arrived_at=confirmed_at,
        settled_at=confirmed_at,
        name="冯雨欣",
    )
    row.place_in(home.area)
    row.save(force_insert=True)
    return row


def test_somebody_counts_on_the_day_on_which_their_arrival_was_confirmed(
    household: Household, community: Area
) -> None:
    announced(household, arrives_on=TODAY - timedelta(days=2), confirmed_at=BEFORE)
    numbers = numbers_as_of(community.code, day=TODAY, at=CUT_OFF)
    assert (numbers["arrivals.today"], numbers["arrivals.total"], numbers["arrivals.expected"]) == (1, 1, 0)
    the_day_before = numbers_as_of(community.code, day=TODAY - timedelta(days=1), at=CUT_OFF)
    assert (the_day_before["arrivals.today"], the_day_before["arrivals.total"]) == (0, 0)


def test_somebody_who_was_confirmed_after_the_hour_was_still_expected_then(
    household: Household, community: Area
) -> None:
    announced(household, arrives_on=TODAY, confirmed_at=CUT_OFF + timedelta(minutes=1))
    numbers = numbers_as_of(community.code, day=TODAY, at=CUT_OFF)
    assert (numbers["arrivals.today"], numbers["arrivals.expected"]) == (0, 1)


# ---- handing in ----------------------------------------------------------------------------------
def test_the_clerk_hands_in_the_figures_that_the_records_give(
    counted: None, household: Household, community: Area, clerk: User, grid_worker: User, viewer: See
) -> None:
    answer(household, grid_worker, at=BEFORE)
    with at(BEFORE + timedelta(minutes=10)):
        report = submit_report(community, on=TODAY, actor=viewer(clerk), filled={AREA: 0})
    assert report.state == ReportState.SUBMITTED
    assert (report.figures["rounds.answered"], report.figures["rounds.silent"]) == (1, 0)
    assert report.figures["households.lived_in"] == 1
    assert report.figures[AREA] == 0
    assert "by_hand.notices" not in report.figures
    assert (report.submitted_name, report.cut_off, report.frozen_at) == ("宋文书", CUT_OFF, None)
    assert AuditEntry.objects.get(subject_id=report.pk).action == "reports:daily:submitted"


def test_a_nil_return_is_not_the_same_as_none(
    counted: None, community: Area, other_community: Area, town: Area, clerk: User, viewer: See
) -> None:
    with at(BEFORE):
        submit_report(community, on=TODAY, actor=viewer(clerk), is_nil=True)
        found = daily_of(town, TODAY, timezone.now())
    assert found is not None
    assert [one.standing.value for one in found.reporting if one.standing] == ["waiting", "nil"]
    assert found.own.figures["rounds.changed"] == 0
    assert [one.numbers is None for one in found.parts] == [True, False]


def test_a_nil_return_is_refused_when_something_happened(
    counted: None, household: Household, community: Area, clerk: User, grid_worker: User, viewer: See
) -> None:
    answer(household, grid_worker, at=BEFORE, help_=True)
    with pytest.raises(NotNil) as refused, at(CUT_OFF):
        submit_report(community, on=TODAY, actor=viewer(clerk), is_nil=True)
    assert "求助 1 户" in str(refused.value)
    assert not DailyReport.objects.filter(state=ReportState.SUBMITTED).exists()


def test_it_is_handed_in_once(counted: None, community: Area, clerk: User, viewer: See) -> None:
    submit_report(community, on=TODAY, actor=viewer(clerk))
    with pytest.raises(AlreadyReported):
        submit_report(community, on=TODAY, actor=viewer(clerk))


def test_a_stranger_finds_no_report_there(community: Area, other_clerk: User, viewer: See) -> None:
    with pytest.raises(NotFound):
        submit_report(community, on=TODAY, actor=viewer(other_clerk))


def test_a_grid_worker_hands_nothing_in(community: Area, grid_worker: User, viewer: See) -> None:
    with pytest.raises(NotFound):
        submit_report(community, on=TODAY, actor=viewer(grid_worker))


def test_whoever_views_as_somebody_else_changes_nothing(
    community: Area, clerk: User, administrator: User, viewer: See
) -> None:
    seen = viewer(clerk)
    watching = Viewer(clerk, seen.appointment, seen.duties, administrator, seen.can)
    with pytest.raises(ReadOnly):
        submit_report(community, on=TODAY, actor=watching)


def test_a_grid_makes_no_report_of_its_own(grid: Area, clerk: User, viewer: See) -> None:
    with pytest.raises(NoReportHere):
        submit_report(grid, on=TODAY, actor=viewer(clerk))


@pytest.mark.parametrize("days", [-1, 7])
def test_only_days_of_the_last_week_are_taken(community: Area, clerk: User, viewer: See, days: int) -> None:
    with pytest.raises(NotThisDay):
        submit_report(community, on=TODAY - timedelta(days=days), actor=viewer(clerk))


def test_a_counted_figure_is_not_typed(community: Area, clerk: User, viewer: See) -> None:
    with pytest.raises(NotAFigure):
        submit_report(community, on=TODAY, actor=viewer(clerk), filled={"rounds.answered": 99})


# ---- the cut-off -----------------------------------------------------------------------------------
def test_at_the_cut_off_every_report_is_frozen_once(counted: None, community: Area, town: Area) -> None:
    assert freeze_due(CUT_OFF + timedelta(seconds=30)) > 0
    report = DailyReport.objects.get(area=community, on=TODAY)
    assert (report.state, report.figures_at) == (ReportState.DUE, CUT_OFF)
    assert freeze_due(CUT_OFF + timedelta(minutes=1)) == 0
    assert AuditEntry.objects.filter(action="reports:daily:frozen").count() == 1


def test_a_freezing_that_was_killed_goes_on_where_it_was(
    counted: None, community: Area, other_community: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli.reports.daily import actions

    whole, done = actions.freeze_report, []

    def killed(place, **more):
        if done:
            raise SystemExit
        done.append(place)
        return whole(place, **more)

    monkeypatch.setattr(actions, "freeze_report", killed)
    with pytest.raises(SystemExit):
        freeze_due(CUT_OFF)
    monkeypatch.setattr(actions, "freeze_report", whole)
    kept = DailyReport.objects.get(frozen_at__isnull=False)
    freeze_due(CUT_OFF + timedelta(minutes=1))
    assert DailyReport.objects.get(pk=kept.pk).frozen_at == kept.frozen_at
    assert DailyReport.objects.filter(on=TODAY, area__level="community", frozen_at__isnull=False).count() == 2


def test_the_level_above_is_frozen_after_its_parts(
    counted: None, community: Area, town: Area, clerk: User, viewer: See
) -> None:
    with at(BEFORE):
        submit_report(community, on=TODAY, actor=viewer(clerk))
    freeze_due(CUT_OFF)
    report = DailyReport.objects.get(area=town, on=TODAY)
    assert (report.included, report.expected) == ([str(community.pk)], 1)
    assert report.figures["households.lived_in"] == 1


def test_figures_are_those_of_the_cut_off_however_late_the_job_ran(
    counted: None, household: Household, community: Area, grid_worker: User
) -> None:
    answer(household, grid_worker, at=CUT_OFF + timedelta(minutes=1))
    freeze_due(CUT_OFF + timedelta(hours=3))
    report = DailyReport.objects.get(area=community, on=TODAY)
    assert (report.figures["rounds.answered"], report.figures["rounds.silent"]) == (0, 1)


def test_a_late_report_is_listed_and_keeps_the_figures_of_the_cut_off(
    counted: None,
    household: Household,
    community: Area,
    town: Area,
    clerk: User,
    grid_worker: User,
    viewer: See,
) -> None:
    freeze_due(CUT_OFF)
    answer(household, grid_worker, at=CUT_OFF + timedelta(minutes=2))
    submit_report(community, on=TODAY, actor=viewer(clerk), filled={AREA: 5})  # at 10:12
    found = daily_of(town, TODAY, NOW)
    assert found is not None
    assert [one.place.code for one in found.late] == [community.code]
    report = DailyReport.objects.get(area=community, on=TODAY)
    assert (report.figures["rounds.answered"], report.figures[AREA]) == (0, 5)


def test_a_missing_one_is_on_the_late_list_and_not_in_the_sum(
    counted: None, community: Area, town: Area
) -> None:
    found = daily_of(town, TODAY, NOW)
    assert found is not None
    assert [one.place.code for one in found.late] == [community.code]
    assert found.own.figures == {}
    assert found.known["households.lived_in"] == 1  # what the records have all the same, said apart


def test_a_nil_return_is_none_any_more_when_something_came_before_the_cut_off(
    counted: None, household: Household, community: Area, clerk: User, grid_worker: User, viewer: See
) -> None:
    with at(BEFORE):
        submit_report(community, on=TODAY, actor=viewer(clerk), is_nil=True)
    answer(household, grid_worker, at=BEFORE + timedelta(minutes=5), help_=True)
    freeze_due(CUT_OFF)
    report = DailyReport.objects.get(area=community, on=TODAY)
    assert (report.is_nil, report.figures["rounds.needs_help"]) == (False, 1)


# ---- signing ---------------------------------------------------------------------------------------
def test_signing_freezes_the_figures_under_a_name(
    counted: None, household: Household, community: Area, clerk: User, grid_worker: User, viewer: See
) -> None:
    with at(BEFORE):
        submit_report(community, on=TODAY, actor=viewer(clerk))
        report = sign_report(community, on=TODAY, actor=viewer(clerk))
    assert (report.signed_name, report.figures_at, report.frozen_at) == ("宋文书", BEFORE, BEFORE)
    answer(household, grid_worker, at=BEFORE + timedelta(minutes=5))
    freeze_due(CUT_OFF)
    report.refresh_from_db()
    assert report.figures["rounds.answered"] == 0


def test_what_was_not_handed_in_is_not_signed(community: Area, clerk: User, viewer: See) -> None:
    with pytest.raises(NotReportedYet):
        sign_report(community, on=TODAY, actor=viewer(clerk))


def test_the_level_above_may_report_on_behalf_but_not_sign(
    counted: None, community: Area, township_officer: User, viewer: See
) -> None:
    report = submit_report(community, on=TODAY, actor=viewer(township_officer))
    assert report.submitted_name == "镇干部"
    with pytest.raises(SignedElsewhere):
        sign_report(community, on=TODAY, actor=viewer(township_officer))


def test_the_second_signature_is_refused_with_the_name_of_the_first(
    counted: None, community: Area, clerk: User, viewer: See
) -> None:
    submit_report(community, on=TODAY, actor=viewer(clerk))
    sign_report(community, on=TODAY, actor=viewer(clerk))
    with pytest.raises(AlreadySigned) as refused:
        sign_report(community, on=TODAY, actor=viewer(clerk))
    assert "宋文书" in str(refused.value)
    assert AuditEntry.objects.filter(action="reports:daily:signed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_signs(counted: None, community: Area, clerk: User) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")
    seen = viewer_of(clerk, day=TODAY)
    submit_report(community, on=TODAY, actor=seen)
    outcomes: list[str] = []

    def sign() -> None:
        try:
            sign_report(community, on=TODAY, actor=seen)
            outcomes.append("signed")
        except AlreadySigned:
            outcomes.append("refused")
        finally:
            connection.close()

    both = [Thread(target=sign) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["refused", "signed"]
    assert AuditEntry.objects.filter(action="reports:daily:signed").count() == 1


# ---- sent back ---------------------------------------------------------------------------------------
def test_a_report_that_was_sent_back_is_not_in_until_it_comes_again(
    counted: None, community: Area, town: Area, clerk: User, township_officer: User, viewer: See
) -> None:
    submit_report(community, on=TODAY, actor=viewer(clerk))
    send_back(community, on=TODAY, actor=viewer(township_officer), reason="人数对不上")
    found = daily_of(town, TODAY, NOW)
    assert found is not None
    assert found.own.figures == {}
    submit_report(community, on=TODAY, actor=viewer(clerk))
    again = daily_of(town, TODAY, NOW)
    assert again is not None
    assert again.own.figures["households.lived_in"] == 1


def test_sending_back_needs_a_reason_and_a_duty_above(
    counted: None, community: Area, clerk: User, township_officer: User, viewer: See
) -> None:
    with pytest.raises(NotReportedYet):
        send_back(community, on=TODAY, actor=viewer(township_officer), reason="x")
    submit_report(community, on=TODAY, actor=viewer(clerk))
    with pytest.raises(SayWhatWasWrong):
        send_back(community, on=TODAY, actor=viewer(township_officer), reason=" ")
    with pytest.raises(NotFound):
        send_back(community, on=TODAY, actor=viewer(clerk), reason="x")
    sign_report(community, on=TODAY, actor=viewer(clerk))
    with pytest.raises(AlreadySigned):
        send_back(community, on=TODAY, actor=viewer(township_officer), reason="x")


# ---- corrections ---------------------------------------------------------------------------------------
def test_facts_that_come_late_stand_beside_the_frozen_figure(
    counted: None, household: Household, community: Area, grid_worker: User
) -> None:
    freeze_due(CUT_OFF)
    answer(household, grid_worker, at=BEFORE, received_at=CUT_OFF + timedelta(minutes=40))
    later = CUT_OFF + timedelta(hours=1)
    assert look_for_late_facts(later) == 3  # answered, silent, screened so far
    report = DailyReport.objects.get(area=community, on=TODAY)
    assert report.figures["rounds.answered"] == 0
    found = report.amendments.get(field="rounds.answered")
    assert (found.old, found.new, found.why, found.at) == (0, 1, WhyAmended.LATE_FACTS, later)
    assert look_for_late_facts(later + timedelta(minutes=10)) == 0


def test_what_happened_after_the_cut_off_is_no_correction(
    counted: None, household: Household, community: Area, grid_worker: User
) -> None:
    freeze_due(CUT_OFF)
    answer(
        household, grid_worker, at=CUT_OFF + timedelta(minutes=5), received_at=CUT_OFF + timedelta(minutes=6)
    )
    assert look_for_late_facts(CUT_OFF + timedelta(hours=1)) == 0


def test_a_frozen_number_filled_in_by_hand_is_amended_with_a_note(
    counted: None, community: Area, clerk: User, viewer: See
) -> None:
    with at(BEFORE):
        submit_report(community, on=TODAY, actor=viewer(clerk), filled={AREA: 50})
    freeze_due(CUT_OFF)
    correct_figure(community, on=TODAY, actor=viewer(clerk), field=AREA, new=500, note="少写了一个零")
    report = DailyReport.objects.get(area=community, on=TODAY)
    assert report.figures[AREA] == 50
    found = DailyAmendment.objects.get()
    assert (found.old, found.new, found.note, found.by_name) == (50, 500, "少写了一个零", "宋文书")
    with pytest.raises(SayWhatWasWrong):
        correct_figure(community, on=TODAY, actor=viewer(clerk), field=AREA, new=5)
    with pytest.raises(NotAFigure):
        correct_figure(community, on=TODAY, actor=viewer(clerk), field="rounds.answered", new=5, note="x")


def test_before_the_cut_off_a_number_is_simply_put_right(
    counted: None, community: Area, clerk: User, viewer: See
) -> None:
    with at(BEFORE):
        submit_report(community, on=TODAY, actor=viewer(clerk), filled={AREA: 50})
        correct_figure(community, on=TODAY, actor=viewer(clerk), field=AREA, new=None, note="没有消杀")
    assert AREA not in DailyReport.objects.get().figures
    assert not DailyAmendment.objects.exists()


def test_the_sum_above_shows_what_came_after_it_was_frozen(
    counted: None,
    resident: Resident,
    community: Area,
    town: Area,
    clerk: User,
    township_officer: User,
    viewer: See,
) -> None:
    freeze_due(CUT_OFF)
    submit_report(town, on=TODAY, actor=viewer(township_officer))
    submit_report(community, on=TODAY, actor=viewer(clerk))
    found = daily_of(town, TODAY, NOW)
    assert found is not None
    assert found.own.figures.get("residents.living") is None
    changed = {one.field: (one.old, one.new) for one in found.amended}
    assert changed["residents.living"] == (None, 3)
