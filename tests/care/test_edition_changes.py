"""A newer edition takes effect: what it makes of everybody under way, and who decides."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from linli.care.actions.edition_changes import (
    ask_heavier,
    keep_change,
    propose_changes,
    sign_heavier,
    take_change,
    take_lighter,
)
from linli.care.choices import ChangeKind, ChangeState, EpisodeState, WhyReleased
from linli.care.edition_plans import Editions, facts_of
from linli.care.models import EditionChange, Episode, EpisodePhase, Prolongation
from linli.care.papers import LONG_AGO, Paper, body_of, phases_of
from linli.care.problems_editions import (
    AskFirst,
    ChangeDecided,
    ChangeStale,
    NotAskedYet,
    OnlyAPhysician,
    OtherPersonSigns,
    WhyMissing,
)
from linli.care.rules import plan_for
from linli.core.models import AuditEntry, Event
from linli.core.moments import until
from linli.core.outbox import drain
from linli.core.problems import NotFound
from linli.flows.table import REACTIONS
from linli.incidents.actions_editions import adopt_edition
from linli.incidents.models import Incident
from linli.lib.editions import edition_named
from linli.people.models import Note, User
from linli.registers.models import Resident, Restriction
from tests.care.conftest import MakeEpisode, midnight
from tests.conftest import NOW, TODAY

DAY = timedelta(days=1)


def adopt(incident: Incident, edition: str, from_at: datetime = NOW) -> None:
    adopt_edition(
        actor=None,
        incident=incident,
        edition=edition,
        from_at=from_at,
        basis="县指挥部令第9号",
        approved_by="季局长",
    )


def planned(episode: Episode, edition: str = "twenty_measures") -> Episode:
    """With the plan and the phases that the edition gives, as signing writes them."""
    found = edition_named(edition)
    assert found
    plan = plan_for(episode.category, facts_of(episode), found, at=NOW)
    episode.plan, episode.until_at, episode.edition = msgspec.to_builtins(plan), plan.until_at, edition
    episode.save()
    episode.phases.all().delete()
    for n, one in enumerate(plan.phases, start=1):
        EpisodePhase.objects.create(
            episode=episode, number=n, measure=one.measure, from_at=one.from_at, until_at=one.until_at
        )
    return episode


def proposed(episode: Episode) -> EditionChange:
    propose_changes(at=NOW)
    return EditionChange.everywhere.get(episode=episode)


@pytest.fixture
def under_way(episode: Episode) -> Episode:
    """柴丽娟, back from a high-risk zone: seven days at home by the twenty measures, day 4, until the 23rd."""
    return planned(episode)


# ---- proposing ---------------------------------------------------------------------------------------------------------
def test_as_long_as_the_edition_stays_nothing_is_proposed(under_way: Episode) -> None:
    assert propose_changes(at=NOW) == 0
    assert not EditionChange.everywhere.exists()


def test_a_shorter_edition_is_proposed_once_and_changes_nothing_by_itself(
    under_way: Episode, epidemic: Incident
) -> None:
    adopt(epidemic, "ten_measures")
    assert propose_changes(at=NOW) == 1
    assert propose_changes(at=NOW) == 0
    change = EditionChange.everywhere.get()
    assert (change.kind, change.state, change.until_at) == (
        ChangeKind.SHORTER,
        ChangeState.WAITING,
        midnight(TODAY + 2 * DAY),
    )
    before = under_way.until_at
    under_way.refresh_from_db()
    assert (under_way.until_at, under_way.edition) == (before, "twenty_measures")


def test_adopting_an_edition_proposes_by_itself_for_everybody_under_way(
    under_way: Episode, epidemic: Incident, make_episode: MakeEpisode, elder: Resident
) -> None:
    make_episode(elder, state=EpisodeState.PROPOSED)
    adopt(epidemic, "ten_measures")
    drain(REACTIONS)
    drain(REACTIONS)
    assert [one.episode_id for one in EditionChange.everywhere.all()] == [under_way.pk]


def test_an_edition_of_tomorrow_is_proposed_tomorrow(under_way: Episode, epidemic: Incident) -> None:
    adopt(epidemic, "ten_measures", NOW + DAY)
    assert propose_changes(at=NOW) == 0
    assert propose_changes(at=NOW + DAY) == 1


def test_a_category_that_is_gone_ends(under_way: Episode, epidemic: Incident) -> None:
    Episode.everywhere.update(category="spill_mid", edition="ninth_edition")
    change = proposed(under_way)
    assert (change.kind, change.until_at) == (ChangeKind.ENDS, None)


# ---- taking over -------------------------------------------------------------------------------------------------------
def test_one_officer_takes_what_is_shorter_and_the_door_follows(
    under_way: Episode, epidemic: Incident, clerk: User
) -> None:
    adopt(epidemic, "ten_measures")
    take_change(actor=clerk, change=proposed(under_way))
    under_way.refresh_from_db()
    end = midnight(TODAY + 2 * DAY)
    assert (under_way.edition, under_way.until_at, under_way.state) == (
        "ten_measures",
        end,
        EpisodeState.ACTIVE,
    )
    phase = under_way.phases.get()
    assert (phase.from_at, phase.until_at) == (midnight(TODAY - 3 * DAY), end)
    assert Restriction.everywhere.get(source_id=under_way.pk, lifted_at=None).until_at == end
    assert AuditEntry.objects.filter(action="care:change:taken", actor_id=clerk.pk).count() == 1
    assert Event.objects.filter(name="care.episode_changed").exists()


def test_carers_are_told_once(under_way: Episode, epidemic: Incident, clerk: User, carer: User) -> None:
    adopt(epidemic, "ten_measures")
    take_change(actor=clerk, change=proposed(under_way))
    Event.objects.exclude(name="care.edition_taken").delete()
    drain(REACTIONS)
    Event.objects.update(handled_at=None)
    drain(REACTIONS)
    note = Note.objects.get(user=carer, kind="care_edition_taken")
    assert note.data == {"place": under_way.household.place}


def test_what_ends_releases_and_opens_the_door(under_way: Episode, epidemic: Incident, clerk: User) -> None:
    adopt(epidemic, "category_b")
    take_change(actor=clerk, change=proposed(under_way))
    under_way.refresh_from_db()
    assert (under_way.state, under_way.released_why) == (EpisodeState.RELEASED, WhyReleased.LIGHTER_EDITION)
    assert not Restriction.everywhere.filter(
        source_id=under_way.pk, lifted_at=None, until_at__gt=NOW
    ).exists()


def test_a_lighter_measure_begins_now_and_the_stricter_one_ends_now(
    epidemic: Incident, make_episode: MakeEpisode, resident: Resident, clerk: User
) -> None:
    """In a facility by the ninth edition; at home by the twenty measures."""
    episode = planned(make_episode(resident, edition="ninth_edition", home="suitable"), "ninth_edition")
    assert episode.phases.get().measure == "facility_quarantine"
    change = proposed(episode)
    assert change.kind == ChangeKind.LIGHTER
    take_change(actor=clerk, change=change, at=NOW)
    first, second = episode.phases.order_by("number")
    assert (first.measure, first.ended_at) == ("facility_quarantine", NOW)
    assert (second.measure, second.from_at, second.until_at) == (
        "home_quarantine",
        NOW,
        midnight(TODAY + 4 * DAY),
    )
    episode.refresh_from_db()
    assert episode.measure == "home_quarantine"


def test_the_notice_says_when_the_stricter_measure_ended_and_not_when_it_would_have(
    epidemic: Incident, make_episode: MakeEpisode, resident: Resident, clerk: User
) -> None:
    episode = planned(make_episode(resident, edition="ninth_edition", home="suitable"), "ninth_edition")
    take_change(actor=clerk, change=proposed(episode), at=NOW)
    episode.refresh_from_db()
    assert [(one.measure and one.measure.key, one.from_at, one.until_at) for one in phases_of(episode)] == [
        ("facility_quarantine", midnight(TODAY - 3 * DAY), NOW),
        ("home_quarantine", NOW, midnight(TODAY + 4 * DAY)),
    ]
    assert until(NOW, LONG_AGO) in body_of(Paper.NOTICE, episode, language="zh-hans")


def test_taken_twice_is_refused_and_so_is_what_is_over(
    under_way: Episode, epidemic: Incident, clerk: User
) -> None:
    adopt(epidemic, "ten_measures")
    change = proposed(under_way)
    take_change(actor=clerk, change=change)
    with pytest.raises(ChangeDecided):
        take_change(actor=clerk, change=change)
    with pytest.raises(ChangeDecided):
        keep_change(actor=clerk, change=change, why="再看看")


def test_a_proposal_of_an_edition_that_holds_no_more_is_refused(
    under_way: Episode, epidemic: Incident, clerk: User
) -> None:
    adopt(epidemic, "ten_measures", NOW - timedelta(hours=1))
    change = proposed(under_way)
    adopt(epidemic, "category_b", NOW - timedelta(minutes=1))
    with pytest.raises(ChangeStale):
        take_change(actor=clerk, change=change)


def test_strangers_and_the_system_decide_nothing(
    under_way: Episode, epidemic: Incident, other_clerk: User, grid_worker: User
) -> None:
    adopt(epidemic, "ten_measures")
    change = proposed(under_way)
    for actor in (other_clerk, grid_worker):
        with pytest.raises(NotFound):
            take_change(actor=actor, change=change)
    with pytest.raises(Exception, match=r"named person|具名|具体"):
        take_change(actor=None, change=change)
    change.refresh_from_db()
    assert change.state == ChangeState.WAITING


def test_kept_as_it_was_needs_a_reason_that_stays(
    under_way: Episode, epidemic: Incident, clerk: User
) -> None:
    adopt(epidemic, "ten_measures")
    change = proposed(under_way)
    with pytest.raises(WhyMissing):
        keep_change(actor=clerk, change=change, why=" ")
    keep_change(actor=clerk, change=change, why="等第5天检测")
    change.refresh_from_db()
    assert (change.state, change.why, change.decided_by) == (ChangeState.KEPT, "等第5天检测", clerk)
    assert propose_changes(at=NOW) == 0


# ---- heavier -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def stricter(epidemic: Incident, make_episode: MakeEpisode, resident: Resident) -> EditionChange:
    """Five days by the ten measures; the twenty measures, in force again, would have seven."""
    episode = planned(make_episode(resident, from_on=TODAY - DAY), "ten_measures")
    propose_changes(at=NOW)
    change = EditionChange.everywhere.get(episode=episode)
    assert change.kind == ChangeKind.HEAVIER
    return change


def test_nobody_takes_what_is_stricter_alone(
    stricter: EditionChange, clerk: User, medical_officer: User
) -> None:
    with pytest.raises(AskFirst):
        take_change(actor=clerk, change=stricter)
    with pytest.raises(NotAskedYet):
        sign_heavier(actor=medical_officer, change=stricter)
    with pytest.raises(WhyMissing):
        ask_heavier(actor=clerk, change=stricter, why="")
    before = stricter.episode.until_at
    ask_heavier(actor=clerk, change=stricter, why="家中有人发热")
    with pytest.raises(OnlyAPhysician):
        sign_heavier(actor=clerk, change=stricter)
    stricter.episode.refresh_from_db()
    assert stricter.episode.until_at == before


def test_a_physician_who_asked_does_not_sign_too(stricter: EditionChange, medical_officer: User) -> None:
    ask_heavier(actor=medical_officer, change=stricter, why="家中有人发热")
    with pytest.raises(OtherPersonSigns):
        sign_heavier(actor=medical_officer, change=stricter)


def test_signed_by_a_physician_the_later_end_is_kept_as_such(
    stricter: EditionChange, clerk: User, medical_officer: User
) -> None:
    before = stricter.episode.until_at
    ask_heavier(actor=clerk, change=stricter, why="家中有人发热")
    sign_heavier(actor=medical_officer, change=stricter)
    episode = Episode.everywhere.get(pk=stricter.episode_id)
    later = Prolongation.objects.get(episode=episode)
    assert (later.before, later.after, later.signed_by, later.asked_by) == (
        before,
        episode.until_at,
        medical_officer,
        clerk,
    )
    assert episode.edition == "twenty_measures"


# ---- many --------------------------------------------------------------------------------------------------------------
def test_all_lighter_ones_at_once_leave_the_stricter_one(
    epidemic: Incident, make_episode: MakeEpisode, resident: Resident, elder: Resident, clerk: User
) -> None:
    planned(make_episode(resident), "twenty_measures")
    other = make_episode(elder, edition="ninth_edition", category="close_contact")
    planned(other, "ninth_edition")
    adopt(epidemic, "ten_measures")
    propose_changes(at=NOW)
    came = take_lighter(actor=clerk, changes=EditionChange.everywhere.all())
    assert (came.done, came.refused) == (2, 0)
    assert take_lighter(actor=clerk, changes=EditionChange.everywhere.all()).done == 0


def test_the_end_is_never_later_whatever_edition_is_taken(
    epidemic: Incident, under_way: Episode, clerk: User
) -> None:
    ends: list[Any] = [under_way.until_at]
    for minutes, edition in enumerate(("ten_measures", "ninth_edition", "eighth_edition", "twenty_measures")):
        adopt(epidemic, edition, NOW + timedelta(minutes=minutes))
        at = NOW + timedelta(minutes=minutes, seconds=1)
        propose_changes(at=at)
        take_lighter(actor=clerk, changes=EditionChange.everywhere.filter(edition=edition), at=at)
        under_way.refresh_from_db()
        ends.append(under_way.until_at)
    assert ends == sorted(ends, reverse=True)
    assert Editions(NOW).held(under_way.area).edition.key == "ten_measures"


# ---- the page ----------------------------------------------------------------------------------------------------------
def test_the_page_shows_all_with_counts_and_takes_the_lighter_ones(
    client: Client, under_way: Episode, epidemic: Incident, clerk: User, django_assert_max_num_queries: Any
) -> None:
    adopt(epidemic, "ten_measures")
    propose_changes(at=NOW)
    client.force_login(clerk)
    with django_assert_max_num_queries(40):
        page = client.get("/care/editions/changes/").content.decode()
    assert "柴丽娟" in page
    assert "更轻的 1 人一次改好" in page
    change = EditionChange.everywhere.get()
    assert client.get(f"/care/editions/changes/{change.pk}/").status_code == 200
    kept = client.post(f"/care/editions/changes/{change.pk}/", {"act": "keep", "why": ""})
    assert kept.status_code == 422
    assert client.post("/care/editions/changes/take/").status_code == 302
    under_way.refresh_from_db()
    assert under_way.edition == "ten_measures"
