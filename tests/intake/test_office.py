"""Phones and quarantine as an administrator looks at them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.facts import all_kinds, kind_named
from linli.core.models import AccessEntry, AuditEntry
from linli.core.problems import Problem
from linli.intake.actions import derive_facts, enrol_device, put_aside, replay_facts
from linli.intake.field_words import FIELD_WORDS
from linli.intake.masked import masked_body
from linli.intake.mending import MendForm
from linli.intake.models import Device, Fact
from linli.intake.office import clock_words, expected_words, reasons
from linli.people.models import User
from linli.registers.models import Household
from linli.rounds.models import ContactEntry
from tests.conftest import NOW, appoint, place
from tests.intake.conftest import fact_id

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MISSING = "0192f6b0-7c00-7000-8000-000000000501"


@pytest.fixture
def phone(grid_worker: User) -> Device:
    device = enrol_device(actor=None, user=grid_worker, name="红米").device
    device.app_version, device.last_seen_at = "1.4.2", NOW - timedelta(hours=1)
    device.waiting, device.clock_error = 12, 900
    device.save()
    return device


@pytest.fixture
def stranger(db: None) -> Device:
    """A phone of another city."""
    far = place("231083", "county", "海林市", None, playbook="muling")
    return enrol_device(actor=None, user=appoint("far", "远方人", "administrator", far), name="远方机").device


def stuck(phone: Device, number: int, body: str, *, reason: str = "rounds.outside_duty", **more: Any) -> Fact:
    values = {"kind": "daily_answer", "made_at": NOW - timedelta(hours=3), "received_at": NOW, **more}
    return Fact.objects.create(
        pk=fact_id(number), device=phone, user=phone.user, body=body, digest=str(number), quarantined_at=NOW,
        reason=reason, **values,
    )  # fmt: skip


@pytest.fixture
def fact(phone: Device) -> Fact:
    """An answer for a household that nobody has."""
    return stuck(phone, 1, f'{{"household": "{MISSING}", "note": "夜里咳嗽"}}')


def page(browser: Client, url: str, status: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == status, url
    return " ".join(answer.content.decode().split())


# ---- phones ---------------------------------------------------------------------------------------------------
def test_every_phone_stands_there_with_owner_version_clock_and_what_waits(
    administrator: User, phone: Device, stranger: Device, sign_in: SignIn
) -> None:
    shown = page(sign_in(administrator), "/devices/")
    for words in ("郎玉珍", "网格员", "红米", "1.4.2", "<b>12</b>", "快 15 分", "在用"):
        assert words in shown
    assert "远方机" not in shown


@pytest.mark.parametrize(
    ("query", "there"),
    [("state=waiting", True), ("state=clock", True), ("state=quiet", False), ("state=revoked", False),
     ("q=郎玉珍", True), ("q=不在", False), ("state=x&sort=x", True), ("sort=-seen", True)],
)  # fmt: skip
def test_phones_are_filtered_and_found(
    administrator: User, phone: Device, sign_in: SignIn, query: str, there: bool
) -> None:
    assert ("红米" in page(sign_in(administrator), f"/devices/?{query}")) is there


def test_a_lost_phone_is_revoked_with_a_reason(administrator: User, phone: Device, sign_in: SignIn) -> None:
    browser, url = sign_in(administrator), f"/devices/{phone.pk}/revoke/"
    assert "还没送出的 12 条" in page(browser, url)
    assert browser.post(url, {"reason": ""}).status_code == 422
    phone.refresh_from_db()
    assert phone.revoked_at is None
    assert browser.post(url, {"reason": "丢在公交车上"}).status_code == 303
    phone.refresh_from_db()
    assert phone.revoked_at is not None
    assert AuditEntry.objects.get(action="intake:device:revoked").data["reason"] == "丢在公交车上"
    assert browser.post(url, {"reason": "又一次"}).status_code == 303
    assert AuditEntry.objects.filter(action="intake:device:revoked").count() == 1


def test_a_phone_of_another_city_is_not_there(administrator: User, stranger: Device, sign_in: SignIn) -> None:
    page(sign_in(administrator), f"/devices/{stranger.pk}/revoke/", 404)


def test_a_worker_sees_and_revokes_her_own_phone_only(
    grid_worker: User, warden: User, phone: Device, sign_in: SignIn
) -> None:
    url = f"/devices/mine/{phone.pk}/revoke/"
    other = sign_in(warden)
    assert "红米" not in page(other, "/devices/mine/")
    assert other.post(url, {"reason": "丢了"}).status_code == 404
    own = sign_in(grid_worker)
    assert "红米" in page(own, "/devices/mine/")
    assert own.post(url, {"reason": "丢了"}).status_code == 303
    page(own, "/devices/", 404)


def test_clocks_are_said_in_words() -> None:
    said = [clock_words(seconds) for seconds in (None, 0, 299, 900, -7200)]
    assert said == ["—", "准", "准", "快 15 分", "慢 2 时"]


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (
            "Expected `float` <= 45.0 - at `$.temperatures[0].celsius`",
            "temperatures[0].celsius：应是不大于 45.0 的数",
        ),
        ("Object missing required field `household`", "缺 household"),
        ("Invalid UUID - at `$.household`", "household：不是编号"),
        ("Expected `bool`, got `str` - at `$.same`", "same：应是 bool，报来的是 str"),
        ("JSON is malformed: trailing characters (byte 3)", "不是 JSON"),
        ("ValueError", "ValueError"),
        ("", ""),
    ],
)
def test_what_was_expected_where_is_said_in_words(detail: str, said: str) -> None:
    assert expected_words(detail) == said


# ---- looking into quarantine --------------------------------------------------------------------------------------
def test_facts_are_counted_by_reason_and_kind(
    administrator: User, phone: Device, fact: Fact, stranger: Device, sign_in: SignIn
) -> None:
    stuck(phone, 2, "{}", reason="intake.wrong_body", detail="Object missing required field `household`")
    stuck(stranger, 3, "{}")
    shown = page(sign_in(administrator), "/devices/quarantine/")
    assert "待查 <b>2</b>" in shown
    assert "当天这一户不在上报人的负责范围内。" in shown
    assert "缺 household" in shown
    only = page(sign_in(administrator), "/devices/quarantine/?reason=intake.wrong_body&kind=daily_answer")
    assert str(fact.pk) not in only


def test_a_fact_is_shown_with_its_reason_and_masked(administrator: User, fact: Fact, sign_in: SignIn) -> None:
    shown = page(sign_in(administrator), f"/devices/quarantine/{fact.pk}/")
    assert "rounds.outside_duty" in shown
    assert MISSING in shown
    assert "夜里咳嗽" not in shown
    assert not AccessEntry.objects.exists()


def test_a_fact_of_another_city_is_not_there(administrator: User, stranger: Device, sign_in: SignIn) -> None:
    there = stuck(stranger, 1, "{}")
    browser = sign_in(administrator)
    for path in ("", "open/", "replay/", "aside/"):
        page(browser, f"/devices/quarantine/{there.pk}/{path}", 404)
    assert browser.post(f"/devices/quarantine/{there.pk}/mend/").status_code == 404


def test_opening_asks_for_a_reason_and_is_kept_with_the_household(
    administrator: User, phone: Device, household: Household, sign_in: SignIn
) -> None:
    there = stuck(phone, 1, f'{{"household": "{household.pk}", "note": "夜里咳嗽"}}')
    browser, url = sign_in(administrator), f"/devices/quarantine/{there.pk}/open/"
    assert "夜里咳嗽" not in page(browser, url)
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert not AccessEntry.objects.exists()
    assert "夜里咳嗽" in browser.post(url, {"reason": "看看为什么"}).content.decode()
    look = AccessEntry.objects.get()
    assert (look.what, look.reason, look.household_id) == ("fact", "看看为什么", household.pk)


@given(st.recursive(st.none() | st.booleans() | st.text(max_size=30), lambda x: st.lists(x) | st.dictionaries(st.text(max_size=5), x), max_leaves=20))  # fmt: skip
@pytest.mark.django_db(transaction=False)
def test_no_chinese_text_survives_the_mask(value: object) -> None:
    import json

    body = json.dumps(
        {"told": value, "name": "柴丽娟", "phone": "15100004108", "n": 15100004108}, ensure_ascii=False
    )
    shown = masked_body(body)
    assert "柴" not in json.dumps(json.loads(shown).get("name"), ensure_ascii=False)
    assert "15100004108" not in shown


@pytest.mark.parametrize("depth", [400, 900, 50_000])
def test_a_body_that_is_nested_too_deeply_is_hidden_as_a_whole(depth: int) -> None:
    shown = masked_body("[" * depth + '"柴丽娟"' + "]" * depth)
    assert "柴" not in shown
    assert depth < 900 or shown == f"… ({2 * depth + 5})"


# ---- mending -------------------------------------------------------------------------------------------------------
def mended(fact: Fact, **fields: str) -> dict[str, str]:
    base = {"kind": "daily_answer", "made_at": "2026-11-20T07:12:00", "field_channel": "phone"}
    return base | {f"field_{name}": value for name, value in fields.items()}


def test_a_mended_fact_is_used_at_once(
    administrator: User, fact: Fact, household: Household, sign_in: SignIn
) -> None:
    browser, url = sign_in(administrator), f"/devices/quarantine/{fact.pk}/"
    answer = browser.post(f"{url}mend/", mended(fact, household=str(household.pk), same="true"))
    assert answer.status_code == 303
    derive_facts()
    entry = ContactEntry.everywhere.get()
    assert (entry.pk, entry.household, entry.outcome) == (fact.pk, household, "same")
    assert "已入账" in page(browser, url)
    assert AuditEntry.objects.filter(action="intake:fact:mended").count() == 1
    page(browser, f"{url}open/", 409)


def test_what_is_still_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    administrator: User, fact: Fact, sign_in: SignIn
) -> None:
    browser, url = sign_in(administrator), f"/devices/quarantine/{fact.pk}/mend/"
    wrong = browser.post(url, mended(fact, household="no id", note="降压药"))
    shown = wrong.content.decode()
    assert wrong.status_code == 422
    assert "no id" in shown
    assert "降压药" in shown
    assert 'id="id_field_household"' in shown
    not_json = browser.post(url, mended(fact, household=MISSING, needs='[{"what":'))
    assert not_json.status_code == 422
    assert "不是 JSON" in not_json.content.decode()
    fact.refresh_from_db()
    assert fact.quarantined_at is not None


def test_what_nobody_could_read_is_mended_as_a_whole(
    administrator: User, phone: Device, household: Household, sign_in: SignIn
) -> None:
    there = stuck(phone, 5, "{broken", reason="intake.unreadable", kind="")
    browser, url = sign_in(administrator), f"/devices/quarantine/{there.pk}/"
    page(browser, f"{url}replay/", 200)
    assert browser.post(f"{url}replay/").status_code == 409
    values = {"kind": "nobody_home", "made_at": "2026-11-20T07:12:00", "whole": "{still"}
    assert browser.post(f"{url}mend/", values).status_code == 422
    values["whole"] = f'{{"household": "{household.pk}"}}'
    assert browser.post(f"{url}mend/", values).status_code == 303
    derive_facts()
    assert ContactEntry.everywhere.get().outcome == "nobody_home"


def test_a_time_that_nobody_touches_keeps_its_parts_of_a_second(fact: Fact) -> None:
    sent_at = NOW.replace(microsecond=123456)
    form = MendForm(kind="nobody_home", body=f'{{"household": "{MISSING}"}}', sent_at=sent_at)
    typed = {"kind": "nobody_home", "made_at": "2026-11-20T10:12:00", "field_household": MISSING}
    again = MendForm(typed, kind="nobody_home", body="{}", sent_at=sent_at)  # type: ignore[arg-type]
    assert "field_channel" in form.fields
    assert again.is_valid(), again.errors
    assert again.when() == sent_at
    assert again.body() == f'{{"household":"{MISSING}"}}'.encode()


# ---- using again, putting aside --------------------------------------------------------------------------------------
def test_a_fact_is_used_again_once_the_reason_is_gone(
    administrator: User, phone: Device, household: Household, sign_in: SignIn
) -> None:
    there = stuck(phone, 1, f'{{"household": "{household.pk}", "same": true}}')
    browser = sign_in(administrator)
    assert browser.post(f"/devices/quarantine/{there.pk}/replay/").status_code == 303
    derive_facts()
    assert ContactEntry.everywhere.get().pk == there.pk
    assert browser.post(f"/devices/quarantine/{there.pk}/replay/").status_code == 409


def test_what_still_cannot_be_used_comes_back(administrator: User, fact: Fact, sign_in: SignIn) -> None:
    sign_in(administrator).post(f"/devices/quarantine/{fact.pk}/replay/")
    derive_facts()
    fact.refresh_from_db()
    assert (fact.reason, fact.derived_at) == ("rounds.outside_duty", None)


def test_all_of_one_reason_are_used_again_and_no_others(
    administrator: User, phone: Device, stranger: Device, household: Household, city: Area, sign_in: SignIn
) -> None:
    body = f'{{"household": "{household.pk}", "same": true}}'
    first, second = stuck(phone, 1, body), stuck(phone, 2, body)
    other = stuck(phone, 3, body, reason="intake.could_not_derive")
    far, laid = stuck(stranger, 4, body), stuck(phone, 5, body)
    put_aside(laid, actor=administrator, reason="重复")
    browser = sign_in(administrator)
    url = "/devices/quarantine/all/?reason=rounds.outside_duty&kind=daily_answer"
    assert "再用一次 2 条" in page(browser, url)
    assert browser.post(url).status_code == 303
    waiting = set(Fact.objects.kept().values_list("pk", flat=True)) | set(
        Fact.objects.derived().values_list("pk", flat=True)
    )
    assert waiting == {first.pk, second.pk}
    assert Fact.objects.quarantined().filter(pk__in=[other.pk, far.pk, laid.pk]).count() == 3
    page(browser, url, 404)


def test_a_fact_put_aside_is_kept_and_asked_about_no_more(
    administrator: User, fact: Fact, city: Area, sign_in: SignIn
) -> None:
    browser, url = sign_in(administrator), f"/devices/quarantine/{fact.pk}/"
    assert browser.post(f"{url}aside/", {"reason": ""}).status_code == 422
    assert browser.post(f"{url}aside/", {"reason": "这户早拆了"}).status_code == 303
    assert reasons(Scope((city.code,))) == []
    assert str(fact.pk) in page(browser, "/devices/quarantine/?view=aside")
    assert "这户早拆了" in page(browser, url)
    assert Fact.objects.quarantined().count() == 1
    with pytest.raises(Problem):
        put_aside(fact, actor=administrator, reason="又一次")
    assert replay_facts(actor=None) == 0
    assert replay_facts(actor=None, ids=[fact.pk]) == 1
    assert not hasattr(Fact.objects.get(pk=fact.pk), "put_aside")


def test_what_could_not_be_used_stands_on_the_first_page(
    administrator: User, fact: Fact, sign_in: SignIn
) -> None:
    assert "手机报来的有 1 条没用上" in page(sign_in(administrator), "/")


# ---- cost -------------------------------------------------------------------------------------------------------------
def queries(browser: Client, url: str) -> int:
    page(browser, url)
    with CaptureQueriesContext(connection) as counted:
        page(browser, url)
    return len(counted)


@pytest.mark.parametrize("url", ["/devices/", "/devices/quarantine/"])
def test_more_rows_need_no_more_queries(
    administrator: User, phone: Device, fact: Fact, grid: Area, sign_in: SignIn, url: str
) -> None:
    browser = sign_in(administrator)
    few = queries(browser, url)
    for n in range(12):
        worker = appoint(f"worker-{n}", f"网格员{n}", "grid_worker", grid)
        stuck(enrol_device(actor=None, user=worker).device, 100 + n, "{}", reason=f"r{n}")
    assert queries(browser, url) == few


def test_ids_of_facts_that_are_not_there_are_not_found(administrator: User, sign_in: SignIn) -> None:
    page(sign_in(administrator), f"/devices/quarantine/{UUID(int=7)}/", 404)


@pytest.mark.parametrize("kind", [one.name for one in all_kinds()])
def test_every_field_of_a_fact_has_a_word_for_who_mends_it(kind: str) -> None:
    found = kind_named(kind)
    assert found is not None
    assert not {one.encode_name for one in msgspec.structs.fields(found.body)} - set(FIELD_WORDS)
