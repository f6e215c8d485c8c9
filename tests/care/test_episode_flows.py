"""What comes to care by itself: arrivals, checks of lists, cases. Each is proposed once, and nobody is restricted."""

from datetime import date
from typing import Any

import pytest

from linli.care.actions.cases import confirm_case, report_case
from linli.care.choices import EpisodeState, OpenedFrom
from linli.care.models import Episode
from linli.care.notes_episodes import TO_AGREE
from linli.care.rules_cases import Found
from linli.core.models import Event
from linli.core.outbox import drain
from linli.flows.care_proposals import propose_arrival, propose_case, propose_found
from linli.flows.episode_second import ask_second_person
from linli.incidents.models import EditionAdopted, Incident
from linli.lib.ids import new_id
from linli.people.models import Note, User
from linli.registers.models import Resident, Restriction
from linli.rounds.actions.returnees import settle_arrival
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival, Check, CheckList
from tests.care.conftest import NOW, MakeEpisode

pytestmark = pytest.mark.django_db
HARBIN = "230102"


def expected(resident: Resident, from_code: str = HARBIN) -> Arrival:
    return Arrival.objects.create(
        household=resident.household, resident=resident, area=resident.area, area_code=resident.area_code,
        state=ArrivalState.EXPECTED, arrives_on=NOW.date(), name=resident.name, from_place="哈尔滨市道里区",
        from_code=from_code, at=NOW, received_at=NOW,
    )  # fmt: skip


def come(arrival: Arrival, clerk: User) -> dict[str, Any]:
    settle_arrival(arrival.pk, version=None, state=ArrivalState.ARRIVED, actor=clerk, now=NOW)
    event = Event.objects.get(name="rounds.arrival_told")
    return dict(event.payload)


def test_who_came_from_elsewhere_is_proposed_once_and_the_officer_is_asked_for_the_category(
    epidemic: Incident, resident: Resident, clerk: User
) -> None:
    told = come(expected(resident), clerk)
    propose_arrival(told)
    propose_arrival(told)
    made = Episode.everywhere.get()
    assert (made.state, made.source, made.category) == (EpisodeState.PROPOSED, OpenedFrom.DECLARATION, "")
    assert made.arrived_on == date(2026, 11, 20)
    assert made.anchor_on is None  # when they left, nobody has said
    assert not Restriction.everywhere.exists()


def test_who_came_from_the_same_county_is_not_proposed(
    epidemic: Incident, resident: Resident, clerk: User
) -> None:
    propose_arrival(come(expected(resident, "231085"), clerk))
    assert not Episode.everywhere.exists()


def test_nobody_is_proposed_without_an_emergency_or_where_the_edition_prescribes_nothing(
    epidemic: Incident, resident: Resident, clerk: User
) -> None:
    told = come(expected(resident), clerk)
    EditionAdopted.objects.update(edition="category_b")
    propose_arrival(told)
    EditionAdopted.objects.all().delete()
    epidemic.kind = "flood"
    epidemic.save()
    propose_arrival(told)
    assert not Episode.everywhere.exists()


def test_whom_a_list_finds_isolated_is_proposed(epidemic: Incident, resident: Resident, clerk: User) -> None:
    listed = CheckList.objects.create(
        area=resident.area, area_code=resident.area_code, title="协查", state="running", made_at=NOW
    )
    check = Check.objects.create(
        check_list=listed, number=1, area=resident.area, area_code=resident.area_code, resident=resident,
        household=resident.household, outcome="home_isolation", told_at=NOW,
    )  # fmt: skip
    propose_found({"check": str(check.pk)})
    propose_found({"check": str(check.pk)})
    assert Episode.everywhere.get().source == OpenedFrom.LIST
    propose_found({"check": str(new_id())})


def test_a_confirmed_case_is_proposed_where_the_edition_isolates_the_infected(
    epidemic: Incident, resident: Resident, medical_officer: User
) -> None:
    EditionAdopted.objects.update(edition="ten_measures")
    case = report_case(actor=medical_officer, resident=resident, found_on=NOW.date(), evidence="单采阳性")
    confirm_case(actor=medical_officer, case=case, version=1, found=Found(diagnosed=True))
    propose_case({"case": str(case.pk)})
    propose_case({"case": str(case.pk)})
    made = Episode.everywhere.get()
    assert (made.source, made.category) == (OpenedFrom.CASE, "infected")


def test_those_who_may_agree_are_asked_and_never_the_signer(
    make_episode: MakeEpisode, resident: Resident, township_officer: User, clerk: User
) -> None:
    signed = make_episode(resident, state=EpisodeState.SIGNED)
    for _again in range(2):
        ask_second_person({"episode": str(signed.pk)})
    notes = Note.objects.filter(kind=TO_AGREE)
    assert [one.user for one in notes] == [township_officer]
    assert resident.name not in str(notes[0].data)


def test_what_fails_is_tried_again_and_happens_once(
    epidemic: Incident, resident: Resident, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(expected(resident), clerk)

    def killed(_payload: dict[str, Any]) -> None:
        raise RuntimeError("killed")

    # The proposal is made, and what comes after it dies: nothing of it stays.
    drain({"rounds.arrival_told": [propose_arrival, killed]})
    assert not Episode.everywhere.exists()
    drain({"rounds.arrival_told": [propose_arrival]})
    drain({"rounds.arrival_told": [propose_arrival]})
    assert Episode.everywhere.count() == 1
