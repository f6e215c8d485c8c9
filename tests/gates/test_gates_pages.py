"""The pages of gates, passes and keys, as offices use them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.core.outbox import drain
from linli.duty.models import DutyPlace
from linli.flows.table import REACTIONS
from linli.gates.models import Errand, Gate, GatePass, SigningKey
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY, settle
from tests.gates.conftest import DAY, MakeGate, MakePass

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def new_gate(**values: str) -> dict[str, str]:
    return {
        "record": str(new_id()), "name": "和平家园东门", "kind": "compound", "procedure": "scan-measure-check",
        "basis": "通告第 12 号", "decided_by": "县指挥部", "from_on": TODAY.isoformat(),
        "last_day": (TODAY + 9 * DAY).isoformat(), "phone": "0453-3120001", "responsible": "", **values,
    }  # fmt: skip


def test_a_county_sets_its_city_road_up_and_sees_whose_pass_it_is_nowhere(
    leader: User, city: Area, sign_in: SignIn
) -> None:
    browser = sign_in(leader)
    asked = new_gate(name="南高速口", kind="city_road", procedure="register-arrivals")
    assert 'value="register-arrivals"' in text(browser.get("/gates/new/"))
    answer = browser.post("/gates/new/", asked)
    assert answer.status_code == 303
    assert Gate.everywhere.get().area == city
    page = text(browser.get("/gates/"))
    assert "南高速口" in page
    for closed in ("/gates/outside/", "/gates/registrations/", "/gates/passes/"):
        assert f'href="{closed}"' not in page
        assert browser.get(closed).status_code == 404


# ---- gates ------------------------------------------------------------------------------------------------------------
def test_a_clerk_sets_a_gate_up_and_duty_has_its_place(clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    assert "扫码、测温、查验" in text(browser.get("/gates/new/"))
    answer = browser.post("/gates/new/", new_gate())
    assert answer.status_code == 303
    made = Gate.everywhere.get()
    page = text(browser.get(answer.headers["Location"]))
    assert "通告第 12 号" in page
    assert made.until_on == TODAY + 10 * DAY
    drain(REACTIONS)
    assert DutyPlace.everywhere.get().pk == made.pk
    assert browser.get(f"/duty/posts/places/{made.pk}/").status_code == 200


def test_what_was_typed_is_not_lost(clerk: User, sign_in: SignIn) -> None:
    answer = sign_in(clerk).post("/gates/new/", new_gate(opens_at="06:00", responsible="没有这个人"))
    assert answer.status_code == 422
    assert "和平家园东门" in text(answer)
    assert Gate.everywhere.count() == 0


def test_a_term_that_is_too_long_is_refused_with_what_to_do(clerk: User, sign_in: SignIn) -> None:
    answer = sign_in(clerk).post("/gates/new/", new_gate(last_day=(TODAY + 60 * DAY).isoformat()))
    assert answer.status_code == 409
    assert "31" in text(answer)


def test_it_is_extended_and_closed_and_its_place_with_it(gate: Gate, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    again = {"basis": "通告第 15 号", "decided_by": "县指挥部", "last_day": (TODAY + 20 * DAY).isoformat()}
    assert browser.post(f"/gates/{gate.pk}/extend/", again).status_code == 303
    drain(REACTIONS)
    assert "通告第 15 号" in text(browser.get(f"/gates/{gate.pk}/"))
    assert browser.post(f"/gates/{gate.pk}/close/").status_code == 303
    drain(REACTIONS)
    assert DutyPlace.everywhere.get().closed_on == TODAY
    assert gate.name in text(browser.get("/gates/?view=over"))
    assert gate.name not in text(browser.get("/gates/"))


def test_a_closed_gate_is_not_changed_again(make_gate: MakeGate, clerk: User, sign_in: SignIn) -> None:
    gate = make_gate(closed_at=NOW)
    answer = sign_in(clerk).post(f"/gates/{gate.pk}/edit/", new_gate())
    assert answer.status_code == 409


def test_gates_are_found_by_kind_and_sorted(make_gate: MakeGate, clerk: User, sign_in: SignIn) -> None:
    make_gate(name="一村口", kind="village", until_on=TODAY + 2 * DAY)
    make_gate(name="二号门")
    page = text(sign_in(clerk).get("/gates/?kind=village"))
    assert "一村口" in page
    assert "二号门" not in page
    page = text(sign_in(clerk).get("/gates/?sort=until"))
    assert page.index("一村口") < page.index("二号门")
    assert "快到期" in page


def test_a_gate_of_elsewhere_is_not_there(gate: Gate, other_clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(other_clerk)
    for what in ("", "edit/", "extend/", "close/"):
        assert browser.get(f"/gates/{gate.pk}/{what}").status_code == 404
    assert browser.post(f"/gates/{gate.pk}/close/").status_code == 404
    gate.refresh_from_db()
    assert gate.closed_at is None


def test_the_lists_cost_no_query_a_row(
    make_gate: MakeGate, make_pass: MakePass, building: Area, clerk: User, sign_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(25):
        make_gate(name=f"门{number}", responsible=clerk)
        make_pass(settle(building, f"5-1-{number}"))
    browser = sign_in(clerk)
    browser.get("/gates/")
    with django_assert_max_num_queries(20):
        assert "门3" in text(browser.get("/gates/"))
    with django_assert_max_num_queries(20):
        assert "5-1-3" in text(browser.get("/gates/passes/"))


# ---- passes ------------------------------------------------------------------------------------------------------------
def issue_all(browser: Client, **query: str) -> Any:
    return browser.post("/gates/passes/issue/", {
        "rule": "household-two-hours", "last_day": (TODAY + 13 * DAY).isoformat()}, query_params=query)  # fmt: skip


def test_passes_for_all_households_are_issued_and_printed_without_door_or_name(
    household: Household, elder: Any, vacant: Household, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    assert "2 户" in text(browser.get("/gates/passes/issue/"))
    assert issue_all(browser).status_code == 303
    found = {one.household_id: one.slip for one in GatePass.everywhere.all()}
    assert len(found) == 2
    cards = text(browser.post("/gates/passes/print/", {"look": "cards", "as": "page"}))
    assert cards.count("<svg") >= 2
    assert found[household.pk][:4] in cards
    assert "3-2-501" not in cards
    assert "柴丽娟" not in cards
    assert GatePass.everywhere.filter(printed_at=None).count() == 0


def test_the_list_for_handing_out_says_the_doors(
    household: Household, make_pass: MakePass, clerk: User, sign_in: SignIn
) -> None:
    make_pass(household)
    sheet = text(sign_in(clerk).post("/gates/passes/print/", {"look": "page", "as": "page", "list": "1"}))
    assert "3-2-501" in sheet


def test_a_sheet_is_made_as_pdf(
    household: Household, make_pass: MakePass, clerk: User, sign_in: SignIn
) -> None:
    pytest.importorskip("weasyprint", exc_type=ImportError)
    make_pass(household)
    answer = sign_in(clerk).post("/gates/passes/print/", {"look": "cards", "as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_more_cards_than_a_sheet_takes_are_refused(
    household: Household,
    elder: Any,
    make_pass: MakePass,
    clerk: User,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from linli.gates.views import passes_printing

    make_pass(household)
    make_pass(elder.household)
    monkeypatch.setattr(passes_printing, "MOST_CARDS", 1)
    answer = sign_in(clerk).post("/gates/passes/print/", {"look": "cards", "as": "page"})
    assert answer.status_code == 422
    assert GatePass.everywhere.exclude(printed_at=None).count() == 0


@pytest.mark.parametrize("asked", ["slip", "door", "plate"])
def test_a_pass_is_found_by_its_code_its_door_and_its_plate(
    asked: str, household: Household, make_pass: MakePass, clerk: User, sign_in: SignIn
) -> None:
    from linli.core.fields import lookup

    home = make_pass(household, slip="ABCD2345")
    car = make_pass(
        area=household.area, kind="vehicle", rule="vehicle", slip="EFGH6789", plate="黑C12345",
        plate_hash=lookup("黑C12345", "plate"),
    )  # fmt: skip
    words, found, other = {
        "slip": ("abcd 2345", home, car), "door": ("3号楼2单元501", home, car), "plate": ("黑c-12345", car, home)
    }[asked]  # fmt: skip
    page = text(sign_in(clerk).get("/gates/passes/", {"q": words}))
    assert found.slip in page
    assert other.slip not in page


def test_a_worker_gets_a_pass_and_the_name_is_masked_in_the_list(clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    answer = browser.post("/gates/passes/new/", {
        "record": str(new_id()), "rule": "worker", "holder": "欧阳建国", "last_day": TODAY.isoformat()})  # fmt: skip
    assert answer.status_code == 303
    assert "欧阳建国" not in text(browser.get("/gates/passes/"))
    assert "欧阳建国" in text(browser.get(answer.headers["Location"]))


def test_a_plate_that_is_missing_is_asked_for(clerk: User, sign_in: SignIn) -> None:
    answer = sign_in(clerk).post("/gates/passes/new/", {
        "record": str(new_id()), "rule": "vehicle", "last_day": TODAY.isoformat()})  # fmt: skip
    assert answer.status_code == 422
    assert "车牌" in text(answer)


def test_a_lost_pass_is_replaced_and_a_wrong_one_revoked(
    household: Household, make_pass: MakePass, clerk: User, sign_in: SignIn
) -> None:
    old, browser = make_pass(household), sign_in(clerk)
    answer = browser.post(f"/gates/passes/{old.pk}/replace/", {"why": "丢了"})
    page = text(browser.get(answer.headers["Location"]))
    assert old.slip in page
    new = GatePass.everywhere.get(state="valid")
    assert browser.post(f"/gates/passes/{new.pk}/revoke/", {"why": ""}).status_code == 422
    assert browser.post(f"/gates/passes/{new.pk}/revoke/", {"why": "发错了"}).status_code == 303
    page = text(browser.get(f"/gates/passes/{new.pk}/"))
    assert "发错了" in page
    assert '<svg class="segno"' not in page


def test_a_pass_of_elsewhere_is_not_there(
    household: Household, make_pass: MakePass, other_clerk: User, sign_in: SignIn
) -> None:
    made, browser = make_pass(household), sign_in(other_clerk)
    for what in ("", "replace/", "revoke/"):
        assert browser.get(f"/gates/passes/{made.pk}/{what}").status_code == 404
    assert browser.post(f"/gates/passes/{made.pk}/revoke/", {"why": "x"}).status_code == 404
    assert f'translate="no">{made.slip}' not in text(browser.get("/gates/passes/", {"q": made.slip}))


# ---- a household ----------------------------------------------------------------------------------------------------------
def test_the_register_leads_to_pass_and_errands(household: Household, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    assert f"/gates/passes/of/{household.pk}/" in text(browser.get(f"/register/households/{household.pk}/"))
    here = f"/gates/passes/of/{household.pk}/"
    sent = {"record": str(new_id()), "rule": "household-open", "last_day": (TODAY + DAY).isoformat()}
    assert browser.post(f"{here}issue/", sent).status_code == 303
    assert GatePass.everywhere.get().slip in text(browser.get(here))
    again = browser.post(f"{here}issue/", {**sent, "record": str(new_id())})
    assert again.status_code == 409


def test_dialysis_is_granted_ahead_and_withdrawn(household: Household, clerk: User, sign_in: SignIn) -> None:
    browser, here = sign_in(clerk), f"/gates/passes/of/{household.pk}/"
    days = {"from_on": TODAY.isoformat(), "last_day": (TODAY + timedelta(days=6)).isoformat()}
    sent = {"record": str(new_id()), "kind": "regular_treatment", **days}
    assert browser.post(f"{here}errand/", sent).status_code == 303
    made = Errand.everywhere.get()
    assert "透析" in text(browser.get(here))
    assert browser.post(f"/gates/passes/errands/{made.pk}/withdraw/").status_code == 303
    made.refresh_from_db()
    assert made.withdrawn_at is not None


# ---- keys --------------------------------------------------------------------------------------------------------------------
def test_the_administrator_makes_a_new_key_and_withdraws_the_old_one(
    key: SigningKey, household: Household, make_pass: MakePass, administrator: User, sign_in: SignIn
) -> None:
    make_pass(household)
    browser = sign_in(administrator)
    assert "1" in text(browser.get("/gates/passes/keys/"))
    assert browser.post("/gates/passes/keys/rotate/").status_code == 303
    asked = text(browser.get("/gates/passes/keys/withdraw/?key=1"))
    assert re.search(r"1 张", asked)
    assert browser.post("/gates/passes/keys/withdraw/?key=1").status_code == 303
    assert dict(SigningKey.objects.values_list("number", "state")) == {1: "withdrawn", 2: "signs"}


def test_no_page_shows_the_private_half(key: SigningKey, administrator: User, sign_in: SignIn) -> None:
    assert key.private not in text(sign_in(administrator).get("/gates/passes/keys/"))


def test_a_clerk_has_no_keys(key: SigningKey, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    assert browser.get("/gates/passes/keys/").status_code == 404
    assert browser.post("/gates/passes/keys/rotate/").status_code == 404
