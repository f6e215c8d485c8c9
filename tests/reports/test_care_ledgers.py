"""重点风险人员管控 and 特殊群体: with the offices' headings, masked, and without illness for who does not look after health."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.care.actions.triage import note_triage
from linli.care.actions.trips import Arranged, add_trip
from linli.care.choices import Disease, EpisodeState, Vaccinated
from linli.care.models import CareTest, Episode, HealthCheck
from linli.duty.models import Responsibility
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.choices import NeedCode
from linli.registers.models import Contact, Resident
from linli.reports.entries import entries_of
from linli.reports.ledgers import LEDGERS
from linli.reports.queries import Chosen, keys_of
from tests.care import conftest as care
from tests.conftest import NOW, TODAY, join, settle

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
RISK, SPECIAL = "/ledgers/risk_people/", "/ledgers/special_groups/"
OFFICES_RISK = (
    "序号 姓名 性别 证件号 电话 住址 人员类别 来源地 返（来）日期 交通方式 班次/车牌 同行人 末次接触/离开风险区日期 管控措施 开始 应解除"
    " 实际解除 当前第几天 核酸（应检日期/采样/结果） 体温早/晚 症状 看护组（社区/医务/民警/单位） 转运时间 告知书签收 状态 备注"
)
OFFICES_SPECIAL = (
    "序号 姓名 性别 出生年月 住址 联系电话 紧急联系人及电话 类别 病种/孕周/透析频次 就诊医院 下次就诊 常用药 断药日期 行动能力"
    " 是否独居 智能手机 疫苗 包联人 联系频次 最近联系 需求 处置 备注"
)
epidemic, make_episode, episode, carer = care.epidemic, care.make_episode, care.episode, care.carer


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return str(response.content.decode())


def sheet(client: Client, url: str) -> list[dict[str, object]]:
    asked = {"purpose": "other", "other": "核对名单", "numbers": "masked", "taken_as": "workbook"}
    answer = client.post(f"{url}take/", asked)
    assert answer.status_code == 200, answer.content.decode()[:300]
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    at = next(n for n, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if row[1]]  # type: ignore[arg-type]


def headings(ledger: str) -> str:
    return " ".join(one.heading.zh for one in LEDGERS[ledger].columns)


def test_the_headings_are_those_of_the_offices() -> None:
    assert headings("risk_people") == OFFICES_RISK
    assert headings("special_groups") == OFFICES_SPECIAL


# ---- 重点风险人员管控 ---------------------------------------------------------------------------------------------------
def test_it_lists_who_is_in_care_masked_and_without_evidence(
    episode: Episode, carer: User, clerk: User, sign_in: SignIn
) -> None:
    page = text(sign_in(clerk), RISK)
    for word in ("柴丽娟", "居家", "3-2-501"):
        assert word in page
    assert "15100004108" not in page
    assert "本人报备" not in page


def test_the_workbook_says_the_same(episode: Episode, carer: User, clerk: User, sign_in: SignIn) -> None:
    CareTest.objects.create(
        episode=episode, area=episode.area, area_code=episode.area_code, due_on=TODAY, day=4, phase=1
    )
    HealthCheck.objects.create(
        episode=episode, area=episode.area, area_code=episode.area_code, on=TODAY, half="morning", at=NOW,
        received_at=NOW, told_by="carer", celsius="36.6", signs=["fever"],
    )  # fmt: skip
    [row] = sheet(sign_in(clerk), RISK)
    assert row["姓名"] == "柴丽娟"
    assert row["当前第几天"] == 4  # the 16th is day 0
    assert row["应解除"] == "2026-11-24 00:00"
    assert "11-20" in str(row["核酸（应检日期/采样/结果）"])
    assert "郎玉珍" in str(row["看护组（社区/医务/民警/单位）"])
    assert "体温早/晚" not in row
    assert "症状" not in row


def test_who_looks_after_health_reads_symptoms_in_words(
    episode: Episode, doctor: User, viewer: Callable[[User], Viewer], community: Area
) -> None:
    for half, signs in (("morning", ["dry_cough"]), ("evening", ["fever", "dry_cough"])):
        HealthCheck.objects.create(
            episode=episode, area=episode.area, area_code=episode.area_code, on=TODAY, half=half, at=NOW,
            received_at=NOW, told_by="carer", celsius="37.6", signs=signs,
        )  # fmt: skip
    scope, ledger = Scope((community.code,)), LEDGERS["risk_people"]
    keys = keys_of(ledger, scope, Chosen(), TODAY)
    [line] = entries_of(keys, ledger, viewer(doctor), scope, TODAY)
    assert set(line.signs.split("、")) == {"干咳", "发热"}  # type: ignore[attr-defined]
    assert line.signs.count("干咳") == 1  # type: ignore[attr-defined]


def test_who_looks_after_health_has_the_temperatures(
    episode: Episode, doctor: User, viewer: Callable[[User], Viewer], community: Area
) -> None:
    HealthCheck.objects.create(
        episode=episode, area=episode.area, area_code=episode.area_code, on=TODAY, half="morning", at=NOW,
        received_at=NOW, told_by="carer", celsius="36.6",
    )  # fmt: skip
    scope, ledger = Scope((community.code,)), LEDGERS["risk_people"]
    keys = keys_of(ledger, scope, Chosen(), TODAY)
    [line] = entries_of(keys, ledger, viewer(doctor), scope, TODAY)
    assert line.temperatures == "36.6 / —"  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", [EpisodeState.PROPOSED, EpisodeState.SIGNED, EpisodeState.DECLINED])
def test_what_is_not_in_force_stands_in_no_ledger(
    state: str, make_episode: care.MakeEpisode, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    make_episode(resident, state=state)
    assert "柴丽娟" not in text(sign_in(clerk), RISK)


def test_it_filters_by_how_it_stands(episode: Episode, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    assert "柴丽娟" in text(browser, f"{RISK}?care=in_force&sort=-until")
    assert "柴丽娟" not in text(browser, f"{RISK}?care=over")


def test_a_stranger_has_none_of_it(
    episode: Episode, other_clerk: User, grid_worker: User, sign_in: SignIn
) -> None:
    assert "柴丽娟" not in text(sign_in(other_clerk), RISK)
    text(sign_in(grid_worker), RISK, 404)


def test_its_queries_do_not_grow(
    make_episode: care.MakeEpisode, building: Area, episode: Episode, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    text(browser, RISK)
    with CaptureQueriesContext(connection) as few:
        text(browser, RISK)
    for number in range(5):
        make_episode(join(settle(building, f"3-3-{number}01"), f"试{number}"))
    with CaptureQueriesContext(connection) as many:
        text(browser, RISK)
    assert len(many) <= len(few)


# ---- 特殊群体 -------------------------------------------------------------------------------------------------------------
def test_special_groups_say_who_calls_how_often_and_what_is_under_way(
    elder: Resident, clerk: User, grid_worker: User, sign_in: SignIn
) -> None:
    Responsibility.objects.create(
        pattern="p", slot="s", target_kind="household", household=elder.household, user=grid_worker,
        area=elder.area, area_code=elder.area_code, from_on=TODAY,
    )  # fmt: skip
    Contact.objects.create(
        household=elder.household, area=elder.area, area_code=elder.area_code, name="郭小军", relation="儿子",
        phone="13800009911",
    )  # fmt: skip
    elder.needs.filter(code=NeedCode.ELDER_ALONE).update(contacted_at=NOW - timedelta(hours=1))
    note_triage(elder, disease=Disease.STABLE, vaccinated=Vaccinated.NONE, actor=clerk, at=NOW)
    add_trip(
        elder,
        trip_id=uuid4(),
        kind="visit",
        due_at=NOW + timedelta(days=1),
        given=Arranged(hospital="市人民医院"),
        actor=clerk,
        at=NOW,
    )
    [row] = sheet(sign_in(clerk), SPECIAL)
    assert row["包联人"] == "郎玉珍"
    assert row["联系频次"] == "每天"
    assert row["最近联系"] == "2026-11-20 09:12"
    assert row["紧急联系人及电话"].startswith("郭小军 儿子 138")  # type: ignore[attr-defined]
    assert "13800009911" not in str(row)
    assert str(row["处置"]).startswith("11-21 10:12")
    assert "疫苗" not in row  # health duties only
    assert "市人民医院" not in str(row)


def test_its_page_shows_them_too(elder: Resident, clerk: User, sign_in: SignIn) -> None:
    assert "每天" in text(sign_in(clerk), SPECIAL)
