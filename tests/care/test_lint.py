"""Each of the nine prohibitions that an episode can break is found, told, answered and seen."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.care.actions.edition_changes import keep_change, propose_changes
from linli.care.choices import AppealWay, EpisodeState, TripKind
from linli.care.lint import lint_episodes
from linli.care.models import Appeal, EditionChange, Episode, MedicalTrip, Prolongation
from linli.care.plans import Facts
from linli.care.rules import plan_for
from linli.care.rules_lint import Code, EpisodeSeen, broken_by
from linli.core.models import AuditEntry
from linli.core.problems import NotFound
from linli.incidents.actions_editions import adopt_edition
from linli.incidents.models import Incident, Overreach
from linli.incidents.overreach import answer_overreach, rule_of, tell_overreach
from linli.incidents.problems import NoAnswer, NothingTold
from linli.lib.days import ends_at, starts_at
from linli.lib.editions import Edition, edition_named
from linli.people.models import User
from tests.conftest import NOW, TODAY, appoint

DAY = timedelta(days=1)


def edition(key: str) -> Edition:
    found = edition_named(key)
    assert found
    return found


# ---- the rules alone ---------------------------------------------------------------------------------------------------
def seen(category: str = "spill_high", key: str = "twenty_measures", **values: object) -> EpisodeSeen:
    """Left a high-risk zone four days ago, at home since: seven days by the twenty measures, until the 23rd."""
    came: Any = values.pop("came", TODAY - 3 * DAY)
    facts = Facts(TODAY - 4 * DAY, came, home_suitable=True)
    has = edition(key).category(category) is not None
    plan = plan_for(category, facts, edition(key), at=NOW) if has else None
    given = {
        "category": category, "edition": key, "measure": "home_quarantine",
        "until_at": plan.until_at if plan and plan.until_at else ends_at(TODAY + 3 * DAY), "prescribed": plan, **values,
    }  # fmt: skip
    return EpisodeSeen(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("episode", "key", "codes"),
    [
        (seen(), "twenty_measures", []),
        (seen(until_at=ends_at(TODAY + 3 * DAY)), "twenty_measures", []),
        (seen(until_at=ends_at(TODAY + 4 * DAY)), "twenty_measures", [Code.TOO_LONG]),
        (seen(until_at=starts_at(TODAY)), "twenty_measures", [Code.PAST_END]),
        (seen(measure="facility_quarantine"), "twenty_measures", [Code.TOO_STRICT]),
        (seen(measure="home_monitoring"), "twenty_measures", []),
        (seen("spill_mid", "twenty_measures"), "twenty_measures", [Code.CATEGORY_UNKNOWN]),
        (seen("contact_of_contact"), "twenty_measures", [Code.NOTHING_PRESCRIBED]),
        (seen("spill_low", "ninth_edition", measure="test_only", came=TODAY), "ninth_edition", []),
        (
            seen("spill_low", "ninth_edition", came=TODAY),
            "ninth_edition",
            [Code.LOW_RISK_KEPT_IN, Code.TOO_STRICT],
        ),
        (seen(prolonged=1), "twenty_measures", [Code.PROLONGED]),
        (seen(lightened_since=NOW - timedelta(hours=23)), "ten_measures", []),
        (seen(lightened_since=NOW - timedelta(hours=25)), "ten_measures", [Code.AFTER_LIGHTENED]),
        (seen(kept_lighter=True), "ten_measures", [Code.KEPT_AFTER_LIGHTENED]),
        (seen(appeal_due=NOW), "twenty_measures", []),
        (seen(appeal_due=NOW - timedelta(minutes=1)), "twenty_measures", [Code.APPEAL_LATE]),
        (seen(trips_missed=2), "twenty_measures", [Code.TRIP_MISSED]),
    ],
)
def test_each_rule_that_an_episode_breaks_is_found(episode: EpisodeSeen, key: str, codes: list[Code]) -> None:
    found = list(broken_by(episode, edition(key), at=NOW))
    assert [one.code for one in found] == codes
    for one in found:
        assert edition(key).prohibition(one.prohibition)


def test_every_finding_has_its_words(db: None) -> None:
    for code in Code:
        rule = rule_of(code)
        assert rule
        assert str(rule.title)
        assert str(rule.to_do)


# ---- kept --------------------------------------------------------------------------------------------------------------
def codes(episode: Episode) -> set[str]:
    rows = Overreach.everywhere.filter(about="episode", about_id=episode.pk, gone_at=None)
    return set(rows.values_list("code", flat=True))


def test_an_episode_as_the_edition_says_has_no_finding(episode: Episode) -> None:
    assert lint_episodes(at=NOW) == 0


def test_what_is_found_is_kept_once_and_gone_when_it_is_mended(episode: Episode) -> None:
    Episode.everywhere.update(until_at=ends_at(TODAY + 6 * DAY))
    assert lint_episodes(at=NOW) == 1
    assert lint_episodes(at=NOW + DAY) == 0
    found = Overreach.everywhere.get()
    assert (found.prohibition, found.data) == ("prolong_people", {"days": 3, "most": 7})
    assert "柴丽娟" not in str(found.data)
    Episode.everywhere.update(until_at=ends_at(TODAY + 3 * DAY))
    lint_episodes(at=NOW + DAY)
    found.refresh_from_db()
    assert found.gone_at == NOW + DAY


def test_with_the_episode_its_findings_go(episode: Episode) -> None:
    Episode.everywhere.update(until_at=ends_at(TODAY + 6 * DAY))
    lint_episodes(at=NOW)
    Episode.everywhere.update(state=EpisodeState.RELEASED)
    lint_episodes(at=NOW)
    assert codes(episode) == set()


def test_what_stands_beside_an_episode_is_looked_at_too(
    episode: Episode, clerk: User, medical_officer: User
) -> None:
    assert episode.until_at
    Prolongation.objects.create(
        episode=episode, before=episode.until_at, after=episode.until_at + DAY, why="复检", asked_by=clerk,
        signed_by=medical_officer, at=NOW,
    )  # fmt: skip
    Appeal.everywhere.create(
        episode=episode, household=episode.household, area=episode.area, area_code=episode.area_code,
        way=AppealWay.PHONE, text="没去过", made_at=NOW - 2 * DAY, due_at=NOW - DAY,
    )  # fmt: skip
    MedicalTrip.everywhere.create(
        resident=episode.resident, household=episode.household, area=episode.area, area_code=episode.area_code,
        kind=TripKind.DIALYSIS, due_at=NOW - DAY,
    )  # fmt: skip
    lint_episodes(at=NOW, episodes=[episode.pk])
    assert codes(episode) == {Code.PROLONGED, Code.APPEAL_LATE, Code.TRIP_MISSED}


def test_kept_although_a_newer_edition_is_lighter_is_a_finding(
    episode: Episode, epidemic: Incident, clerk: User
) -> None:
    adopt_edition(
        actor=None,
        incident=epidemic,
        edition="ten_measures",
        from_at=NOW,
        basis="令9号",
        approved_by="季局长",
    )
    propose_changes(at=NOW)
    lint_episodes(at=NOW)
    assert codes(episode) == set()
    lint_episodes(at=NOW + 2 * DAY)
    assert codes(episode) == {Code.AFTER_LIGHTENED}
    keep_change(actor=clerk, change=EditionChange.everywhere.get(), why="等检测")
    lint_episodes(at=NOW + 2 * DAY)
    assert codes(episode) == {Code.KEPT_AFTER_LIGHTENED}


# ---- told and answered -------------------------------------------------------------------------------------------------
@pytest.fixture
def inspector(city: Area) -> User:
    return appoint("jian", "监督员", "inspector", city)


def test_anybody_with_a_duty_may_tell_and_told_twice_it_stands_once(episode: Episode, warden: User) -> None:
    given = {"actor": warden, "prohibition": "prolong_people", "about": "episode", "about_id": episode.pk}
    tell_overreach(**given, note="说好七天")  # type: ignore[arg-type]
    again = tell_overreach(**given, note="说好七天，现在十天")  # type: ignore[arg-type]
    assert Overreach.everywhere.get() == again
    assert (again.note, again.told_by, again.area_code) == ("说好七天，现在十天", warden, episode.area_code)
    lint_episodes(at=NOW)
    again.refresh_from_db()
    assert again.gone_at is None


def test_what_lies_outside_the_duty_or_does_not_exist_cannot_be_told_of(
    episode: Episode, other_clerk: User
) -> None:
    for about_id in (episode.pk, uuid4()):
        with pytest.raises(NotFound):
            tell_overreach(
                actor=other_clerk, prohibition="prolong_people", note="久", about="episode", about_id=about_id
            )
    with pytest.raises(NothingTold):
        tell_overreach(actor=other_clerk, prohibition="prolong_people", note=" ")
    with pytest.raises(NothingTold):
        tell_overreach(actor=other_clerk, prohibition="no_such", note="久")


def test_who_decides_answers_and_oversight_reads(
    client: Client, community: Area, warden: User, clerk: User, inspector: User, other_clerk: User
) -> None:
    told = tell_overreach(actor=warden, prohibition="checkpoints", note="小区门口又加了一道")
    for stranger in (other_clerk, inspector):
        with pytest.raises(NotFound):
            answer_overreach(actor=stranger, overreach=told, answer="知道了")
    with pytest.raises(NoAnswer):
        answer_overreach(actor=clerk, overreach=told, answer="")
    answer_overreach(actor=clerk, overreach=told, answer="已经撤掉", gone=True)
    told.refresh_from_db()
    assert (told.answered_by, told.answer) == (clerk, "已经撤掉")
    assert told.gone_at is not None
    assert AuditEntry.objects.filter(action="incidents:overreach:answered").count() == 1
    client.force_login(inspector)
    assert "已经撤掉" in client.get(f"/incidents/overreach/{told.pk}/").content.decode()


def test_nobody_closes_what_they_have_told_themselves(community: Area, clerk: User) -> None:
    told = tell_overreach(actor=clerk, prohibition="checkpoints", note="又加了一道")
    answer_overreach(actor=clerk, overreach=told, answer="撤了", gone=True)
    told.refresh_from_db()
    assert told.gone_at is None


def test_the_pages_list_tell_and_answer(client: Client, episode: Episode, clerk: User, warden: User) -> None:
    Episode.everywhere.update(until_at=ends_at(TODAY + 6 * DAY))
    lint_episodes(at=NOW)
    client.force_login(warden)
    assert client.get("/incidents/overreach/").status_code == 404
    address = f"/incidents/overreach/tell/?about=episode&id={episode.pk}"
    assert client.post(address, {"prohibition": "prolong_people", "note": ""}).status_code == 422
    assert client.post(address, {"prohibition": "prolong_people", "note": "多关三天"}).status_code == 302
    client.force_login(clerk)
    page = client.get("/incidents/overreach/").content.decode()
    assert "比现行版本久" in page
    assert "多了 3 天" in page
    assert "多关三天" in page
    told = Overreach.everywhere.get(note="多关三天")
    one = client.get(f"/incidents/overreach/{told.pk}/").content.decode()
    assert "佘建业" not in one
    assert client.post(f"/incidents/overreach/{told.pk}/", {"answer": "今天解除"}).status_code == 302
