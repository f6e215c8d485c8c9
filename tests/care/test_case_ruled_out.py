"""A case is ruled out: whoever decided on what rests on it is asked to cancel it, and it is found until somebody does."""

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.cases import confirm_case, report_case, rule_case_out
from linli.care.choices import EpisodeState, MeasureWord, OpenedFrom, WhyCancelled
from linli.care.groundless import resting_on, without_case
from linli.care.models import Case, Episode
from linli.care.notes_episodes import NO_CASE
from linli.care.rules_cases import Found
from linli.care.rules_lint import Code, broken_by
from linli.core.outbox import drain
from linli.flows.case_ruled_out import ask_to_cancel
from linli.flows.table import REACTIONS
from linli.incidents.models import EditionAdopted, Overreach
from linli.incidents.overreach import rule_of
from linli.people.models import Note, User
from linli.registers.models import Resident, Restriction
from tests.care.conftest import MakeEpisode
from tests.care.test_lint import edition, seen
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
INFECTED = {"category": "infected", "edition": "ten_measures", "measure": MeasureWord.HOME_ISOLATION}


def confirmed(resident: Resident, physician: User) -> Case:
    case = report_case(actor=physician, resident=resident, found_on=NOW.date(), evidence="单采阳性")
    return confirm_case(actor=physician, case=case, version=case.version, found=Found(diagnosed=True), at=NOW)


def ruled_out(case: Case, physician: User) -> None:
    rule_case_out(actor=physician, case=case, version=None, at=NOW)
    drain(REACTIONS)


def found(episode: Episode) -> bool:
    rows = Overreach.everywhere.filter(about_id=episode.pk, code=Code.CASE_RULED_OUT, gone_at=None)
    return rows.exists()


def asked(episode: Episode) -> set[UUID]:
    url = reverse("care:episode_cancel", args=[episode.pk]) + "?why=false_positive"
    return set(Note.objects.filter(kind=NO_CASE, url=url).values_list("user_id", flat=True))


@pytest.fixture
def isolated(make_episode: MakeEpisode, resident: Resident, medical_officer: User) -> Episode:
    """柴丽娟 is isolated at home, with a confirmed case behind it."""
    made = make_episode(resident, **INFECTED)
    EditionAdopted.objects.update(edition="ten_measures")
    confirmed(resident, medical_officer)
    drain(REACTIONS)
    return made


def case_of(episode: Episode) -> Case:
    return Case.everywhere.get(resident=episode.resident, state="confirmed")


def test_the_rule_finds_an_episode_whose_case_was_ruled_out() -> None:
    rows = broken_by(seen(case_ruled_out=True), edition("twenty_measures"), at=NOW)
    assert [one.code for one in rows] == [Code.CASE_RULED_OUT]
    assert rule_of(Code.CASE_RULED_OUT) is not None


def test_who_signed_agreed_and_may_write_there_is_asked_to_cancel_and_nothing_is_cancelled_by_itself(
    isolated: Episode, clerk: User, township_officer: User, medical_officer: User, other_clerk: User
) -> None:
    assert not found(isolated)
    ruled_out(case_of(isolated), medical_officer)
    assert asked(isolated) == {clerk.pk, township_officer.pk}
    assert found(isolated)
    isolated.refresh_from_db()
    assert isolated.state == EpisodeState.ACTIVE
    assert Restriction.everywhere.filter(source_id=isolated.pk, lifted_at=None).exists()
    assert isolated.resident.name not in str(Note.objects.filter(kind=NO_CASE).values_list("data", flat=True))


def test_asked_twice_it_is_asked_once(isolated: Episode, medical_officer: User) -> None:
    case = case_of(isolated)
    ruled_out(case, medical_officer)
    ask_to_cancel({"case": str(case.pk)})
    assert Note.objects.filter(kind=NO_CASE).count() == 2
    assert Overreach.everywhere.filter(code=Code.CASE_RULED_OUT).count() == 1


def test_the_finding_is_gone_with_the_cancelling(
    isolated: Episode, clerk: User, medical_officer: User
) -> None:
    ruled_out(case_of(isolated), medical_officer)
    cancel_episode(actor=clerk, episode=isolated, why=WhyCancelled.FALSE_POSITIVE, note="复核阴性", at=NOW)
    drain(REACTIONS)
    assert not found(isolated)


def test_the_finding_is_gone_when_a_physician_confirms_anew(isolated: Episode, medical_officer: User) -> None:
    ruled_out(case_of(isolated), medical_officer)
    confirmed(isolated.resident, medical_officer)
    drain(REACTIONS)
    assert not found(isolated)


def test_one_that_waits_for_the_second_signature_is_asked_about_too(
    make_episode: MakeEpisode, resident: Resident, clerk: User, medical_officer: User
) -> None:
    signed = make_episode(resident, state=EpisodeState.SIGNED, **INFECTED)
    ruled_out(confirmed(resident, medical_officer), medical_officer)
    assert asked(signed) == {clerk.pk}
    assert not found(signed)  # it holds nobody yet


def test_contacts_that_were_opened_on_the_case_are_asked_about_and_others_are_not(
    isolated: Episode, make_episode: MakeEpisode, elder: Resident, away_resident: Resident,
    clerk: User, township_officer: User, medical_officer: User,
) -> None:  # fmt: skip
    case = case_of(isolated)
    contact = make_episode(elder, source=OpenedFrom.CONTACT, source_id=case.pk)
    other = make_episode(away_resident, source=OpenedFrom.CONTACT)
    assert not without_case([contact, other])
    ruled_out(case, medical_officer)
    assert asked(contact) == {clerk.pk, township_officer.pk}
    assert found(contact)
    assert not asked(other)
    assert not found(other)


def test_who_has_another_confirmed_case_stays_isolated_by_it(
    isolated: Episode, medical_officer: User
) -> None:
    case = case_of(isolated)
    Case.everywhere.filter(pk=case.pk).update(state="ruled_out")
    second = confirmed(isolated.resident, medical_officer)
    assert second.pk != case.pk
    assert not resting_on(case.pk)
    assert not without_case([isolated])


def test_a_quarantine_that_needs_no_case_is_left_alone(
    episode: Episode, resident: Resident, medical_officer: User
) -> None:
    ruled_out(confirmed(resident, medical_officer), medical_officer)
    assert not Note.objects.filter(kind=NO_CASE).exists()
    assert not found(episode)


def test_the_page_opens_with_the_reason_and_says_what_is_asked(
    client: Client, isolated: Episode, clerk: User, medical_officer: User
) -> None:
    case = case_of(isolated)
    client.force_login(medical_officer)
    page = client.get(reverse("care:case_rule_out", args=[case.pk])).content.decode()
    assert "都不会自动取消" in page
    ruled_out(case, medical_officer)
    client.force_login(clerk)
    note = Note.objects.get(kind=NO_CASE, user=clerk)
    opened = client.get(note.url).content.decode()
    assert re.search(r'<[^>]*value="false_positive"[^>]*(selected|checked)', opened)
    assert client.get(note.url.replace("false_positive", "no_such")).status_code == 200
