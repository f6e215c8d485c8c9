"""Pages of episodes: the plan before the signature, the same for both, names for who may, health with a reason."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.areas.models import Area
from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.cases import confirm_case, report_case, rule_case_out
from linli.care.actions.homes import begin_episode, record_home
from linli.care.actions.proposing import propose_episode
from linli.care.choices import CaseState, EpisodeState
from linli.care.models import Carer, Case, Episode
from linli.care.notes_episodes import CORRECTION
from linli.care.problems_episodes import TooFewForACase, WhyMissing
from linli.care.rules_cases import Found, is_case
from linli.core.models import AccessEntry, Event
from linli.core.problems import CannotBeUsed, NotFound
from linli.incidents.models import EditionAdopted, Incident
from linli.people.models import Note, User
from linli.registers.models import Resident, Restriction
from tests.care.conftest import DAY, NOW, OBJECTION, TODAY, MakeEpisode
from tests.conftest import join, settle

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def typed(**values: Any) -> dict[str, Any]:
    return {
        "version": "1", "category": "spill_high", "anchor_on": str(TODAY - DAY), "began_on": str(TODAY),
        "evidence_kind": "ticket", "evidence": "G1234 次", "basis": "综发〔2022〕101号", "objection": OBJECTION,
        "home": "suitable", "housemates": "none", **values,
    }  # fmt: skip


def words(page: Any) -> str:
    return str(page.content.decode())


# ---- signing -----------------------------------------------------------------------------------
def test_the_plan_is_shown_with_its_reasons_before_it_can_be_signed(
    epidemic: Incident, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    address, browser = reverse("care:episode_sign", args=[made.pk]), sign_in(clerk)
    # Signed without having looked: the plan is shown, and nothing is signed.
    page = browser.post(address, typed(step="sign"))
    assert "11月26日 24:00" in words(page)
    assert "第 0 天" in words(page)
    made.refresh_from_db()
    assert made.state == EpisodeState.PROPOSED
    seal = page.context["seal"]
    # Another day than the one that was shown: shown again.
    browser.post(address, typed(step="sign", shown=seal, began_on=str(TODAY - DAY)))
    made.refresh_from_db()
    assert made.state == EpisodeState.PROPOSED
    assert browser.post(address, typed(step="sign", shown=seal)).status_code == 303
    made.refresh_from_db()
    assert (made.state, made.signed_by) == (EpisodeState.SIGNED, clerk)
    assert not Restriction.everywhere.exists()


def test_nothing_that_was_typed_is_lost(
    epidemic: Incident, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    page = sign_in(clerk).post(reverse("care:episode_sign", args=[made.pk]), typed(objection="", step="look"))
    assert page.status_code == 422
    assert "G1234 次" in words(page)


def test_an_edition_that_prescribes_nothing_leads_to_not_needed(
    epidemic: Incident, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    page = sign_in(clerk).post(
        reverse("care:episode_sign", args=[made.pk]), typed(category="contact_of_contact", step="look")
    )
    assert reverse("care:episode_decline", args=[made.pk]) in words(page)
    assert 'value="sign"' not in words(page)


def test_the_second_person_sees_the_same_plan_and_another_decides(
    make_episode: MakeEpisode, resident: Resident, clerk: User, township_officer: User, sign_in: SignIn
) -> None:
    signed = make_episode(resident, state=EpisodeState.SIGNED, from_on=TODAY, signed_by=township_officer)
    page = sign_in(township_officer).get(reverse("care:episode_agree", args=[signed.pk]))
    assert "这是你自己签的" in words(page)
    assert "ll-b-big" not in words(page)


def test_a_leader_agrees_without_seeing_the_name(
    make_episode: MakeEpisode, resident: Resident, leader: User, sign_in: SignIn
) -> None:
    signed = make_episode(resident, state=EpisodeState.SIGNED, from_on=TODAY)
    page = sign_in(leader).get(reverse("care:episode_agree", args=[signed.pk]))
    assert page.status_code == 200
    assert resident.name not in words(page)


# ---- the list ----------------------------------------------------------------------------------
def test_the_list_costs_the_same_however_many_there_are(
    make_episode: MakeEpisode, building: Area, clerk: User, sign_in: SignIn
) -> None:
    def fill(numbers: range) -> None:
        for number in numbers:
            make_episode(join(settle(building, f"3-4-{number}"), f"柴{number}"))

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get("/care/").status_code == 200
        return len(queries)

    browser = sign_in(clerk)
    fill(range(100, 102))
    browser.get("/care/")
    few = cost()
    fill(range(102, 120))
    assert cost() == few


def test_the_household_shows_the_days_to_the_office_and_nothing_to_the_warden(
    episode: Episode, clerk: User, warden: User, grid_worker: User, sign_in: SignIn
) -> None:
    address = reverse("registers:household", args=[episode.household_id])
    page = words(sign_in(clerk).get(address))
    assert "第 4 天，共 7 天" in page
    assert "ll-gone" in page.partition("谁照看")[2].partition("</div>")[0]  # nobody cares yet: red
    assert OBJECTION in page
    worker = words(sign_in(grid_worker).get(address))
    assert "在家不出门" in worker
    assert "居家隔离" not in worker
    seen = words(sign_in(warden).get(address))
    assert "在家不出门" not in seen
    assert "居家" not in seen


# ---- health ------------------------------------------------------------------------------------
def test_health_opens_for_carers_and_physicians_with_a_reason(
    episode: Episode, carer: User, doctor: User, clerk: User, sign_in: SignIn
) -> None:
    address = reverse("care:episode_reveal", args=[episode.pk, "evidence"])
    assert sign_in(clerk).post(address, {"reason": "care"}).status_code == 404
    for user in (carer, doctor):
        browser = sign_in(user)
        assert browser.post(address, {}).status_code == 422
        assert not AccessEntry.objects.filter(actor_id=user.pk).exists()
        assert "11月16日离开" in words(browser.post(address, {"reason": "care"}))
        assert AccessEntry.objects.get(actor_id=user.pk).what == "health"
    Carer.objects.update(until_on=TODAY)
    assert sign_in(carer).post(address, {"reason": "care"}).status_code == 404


# ---- the home, the beginning, undoing -----------------------------------------------------------
def test_a_look_at_the_home_makes_nothing_longer(
    make_episode: MakeEpisode, resident: Resident, clerk: User, other_clerk: User
) -> None:
    made = make_episode(resident, state=EpisodeState.NOTIFIED)
    until = made.until_at
    with pytest.raises(CannotBeUsed):
        record_home(actor=clerk, episode=made, version=1, home="unsuitable")
    with pytest.raises(NotFound):
        record_home(actor=other_clerk, episode=made, version=1, home="suitable")
    made = record_home(actor=clerk, episode=made, version=1, home="unsuitable", troubles=["no_room"])
    assert (made.state, made.home_troubles, made.until_at) == (EpisodeState.SCREENED, ["no_room"], until)
    made = begin_episode(actor=clerk, episode=made, version=made.version)
    assert begin_episode(actor=clerk, episode=made, version=1) == made  # again: nothing
    assert (made.state, made.until_at) == (EpisodeState.ACTIVE, until)


def test_cancelling_undoes_all_of_it_and_corrects_everybody(
    episode: Episode, carer: User, clerk: User, warden: User, other_clerk: User
) -> None:
    episode.told.create(kind="neighbours", user=warden)
    with pytest.raises(WhyMissing):
        cancel_episode(actor=clerk, episode=episode, why="")
    with pytest.raises(NotFound):
        cancel_episode(actor=other_clerk, episode=episode, why="wrong_person")
    for _again in range(2):
        done = cancel_episode(actor=clerk, episode=episode, why="wrong_person", note="同名")
    assert (done.state, done.apology_at is not None) == (EpisodeState.CANCELLED, True)
    assert not Restriction.everywhere.filter(lifted_at=None).exists()
    assert not done.phases.filter(ended_at=None).exists()
    assert {one.user for one in Note.objects.filter(kind=CORRECTION)} == {carer, warden}
    assert not done.told.filter(corrected_at=None).exists()
    assert done.told.filter(whom="household").exists()
    assert Event.objects.filter(name="care.episode_cancelled").count() == 1
    assert not any("柴丽娟" in str(one.data) for one in Note.objects.all())


# ---- cases -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("found", "needs", "case"),
    [
        (Found(), 0, False), (Found(positives=3), 0, False), (Found(diagnosed=True), 0, True),
        (Found(positives=1), 2, False), (Found(positives=2), 2, True), (Found(positives=1), 1, True),
    ],
)  # fmt: skip
def test_one_test_makes_a_case_only_where_the_edition_says_so(found: Found, needs: int, case: bool) -> None:
    assert is_case(found, needs=needs) is case


def test_only_a_physician_confirms_and_may_rule_out_again(
    epidemic: Incident, resident: Resident, clerk: User, medical_officer: User
) -> None:
    case = report_case(actor=clerk, resident=resident, found_on=TODAY, evidence="混管可疑")
    assert report_case(actor=clerk, resident=resident, found_on=TODAY, evidence="再报") == case
    with pytest.raises(NotFound):
        confirm_case(actor=clerk, case=case, version=1, found=Found(diagnosed=True))
    with pytest.raises(TooFewForACase):
        confirm_case(actor=medical_officer, case=case, version=1, found=Found(positives=0))
    done = confirm_case(actor=medical_officer, case=case, version=1, found=Found(diagnosed=True))
    assert done.state == CaseState.CONFIRMED
    out = rule_case_out(actor=medical_officer, case=case, version=done.version)
    assert out.state == CaseState.RULED_OUT
    names = [one.name for one in Event.objects.filter(name__startswith="care.case").order_by("at")]
    assert names == ["care.case_reported", "care.case_confirmed", "care.case_ruled_out"]


def test_the_infected_are_isolated_only_with_a_confirmed_case(
    epidemic: Incident, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    EditionAdopted.objects.update(edition="ten_measures")
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    address = reverse("care:episode_sign", args=[made.pk])
    browser = sign_in(clerk)
    asked = typed(category="infected", evidence_kind="test_report")
    seal = browser.post(address, {**asked, "step": "look"}).context["seal"]
    page = browser.post(address, {**asked, "step": "sign", "shown": seal})
    assert "没有医生确认" in words(page)
    Case.objects.create(
        incident=epidemic, household=resident.household, resident=resident, area=resident.area,
        area_code=resident.area_code, state=CaseState.CONFIRMED, found_on=TODAY, evidence="单采", settled_at=NOW,
    )  # fmt: skip
    assert browser.post(address, {**asked, "step": "sign", "shown": seal}).status_code == 303


def test_several_are_shown_before_they_are_proposed(
    epidemic: Incident, resident: Resident, elder: Resident, stranger_resident: Resident, clerk: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    browser, chosen = sign_in(clerk), [resident.pk, elder.pk, stranger_resident.pk, "x"]
    page = words(browser.post(reverse("care:batch_new"), {"chosen": chosen}))
    assert resident.name in page
    assert stranger_resident.name not in page
    assert not Episode.everywhere.exists()
    sent = {"chosen": chosen, "step": "propose", "source": "contact", "why": "同一餐馆"}
    assert browser.post(reverse("care:batch_new"), sent).status_code == 303
    assert Episode.everywhere.count() == 2
