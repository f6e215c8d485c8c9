"""Which edition holds where and when, and what is needed to put one in force."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.core.models import AuditEntry, Event
from linli.core.problems import NotFound
from linli.incidents.actions import close_incident, open_incident
from linli.incidents.actions_editions import adopt_edition
from linli.incidents.editions import edition_at, editions_known, find_edition
from linli.incidents.models import EditionAdopted, Incident
from linli.incidents.problems import (
    EditionTooEarly,
    EditionUnknown,
    EditionUnusable,
    IncidentClosed,
    NoEditionGrounds,
    SameEdition,
)
from linli.lib.periods import SHANGHAI
from linli.people.models import User
from tests.conftest import NOW, TODAY, appoint

HOUR = timedelta(hours=1)
OWN = """
key = "blue_fever_1"
number = 1
name = { zh = "蓝热第一版", en = "Blue fever, first edition" }
document = { zh = "县蓝热防控办法", en = "Rules for blue fever" }
from_on = 2026-11-01
source = "县疾控中心"
[[category]]
key = "close_contact"
name = { zh = "密切接触者", en = "Close contact" }
source = "县疾控中心"
phases = [{ measure = "home_quarantine", days = 4, tests = [4], if_home_unsuitable = "facility_quarantine" }]
"""


def opened(area: Area, *, drill: bool = False, kind: str = "epidemic") -> Incident:
    return open_incident(
        actor=None, area=area, name_zh="疫情", kind=kind, purpose="照看好人", basis="令3号", approved_by="季局长",
        opened_on=date(2026, 11, 10), playbook="muling", is_drill=drill,
    )  # fmt: skip


def adopt(
    incident: Incident, edition: str = "twenty_measures", *, actor: User | None = None, **values: object
) -> EditionAdopted:
    given = {"from_at": NOW - HOUR, "basis": "令3号", "approved_by": "季局长", "edition": edition, **values}
    return adopt_edition(actor=actor, incident=incident, **given)  # type: ignore[arg-type]


@pytest.fixture
def planner(city: Area) -> User:
    return appoint("fang", "方规划", "planner", city)


def test_without_an_emergency_the_national_edition_of_the_day_holds(community: Area) -> None:
    held = edition_at(community, NOW)
    assert (held.edition.key, held.incident) == ("category_b", None)
    assert (
        edition_at(community, datetime(2022, 12, 6, 23, 59, tzinfo=SHANGHAI)).edition.key == "twenty_measures"
    )
    assert edition_at(community, datetime(2022, 12, 7, tzinfo=SHANGHAI)).edition.key == "ten_measures"


def test_what_an_emergency_has_put_in_force_holds_from_that_moment_on(city: Area, community: Area) -> None:
    incident = opened(city)
    adopted = adopt(incident)
    assert edition_at(community, NOW).edition.key == "twenty_measures"
    assert edition_at(community, NOW).adopted == adopted
    assert edition_at(community, NOW - 2 * HOUR).edition.key == "category_b"
    adopt(incident, "ten_measures", from_at=NOW + HOUR)
    assert edition_at(community, NOW).edition.key == "twenty_measures"
    assert edition_at(community, NOW + HOUR).edition.key == "ten_measures"


def test_an_emergency_elsewhere_puts_nothing_in_force_here(other_community: Area, community: Area) -> None:
    adopt(opened(other_community))
    assert edition_at(community, NOW).edition.key == "category_b"


def test_a_real_emergency_comes_before_a_drill_and_one_without_an_edition_is_passed_over(city: Area) -> None:
    drill, flood, real = opened(city, drill=True), opened(city, kind="flood"), opened(city)
    adopt(drill, "ninth_edition")
    assert edition_at(city, NOW).incident == drill
    adopt(real)
    assert edition_at(city, NOW).incident == real
    assert flood.editions.count() == 0


def test_with_its_end_what_an_emergency_put_in_force_is_over(city: Area) -> None:
    incident = opened(city)
    adopt(incident)
    close_incident(actor=None, incident=incident, last_day=TODAY - timedelta(days=1))
    assert edition_at(city, NOW).edition.key == "category_b"
    assert edition_at(city, NOW - timedelta(days=1)).edition.key == "category_b"
    assert edition_at(city, NOW - 3 * HOUR).edition.key == "category_b"


def test_adopting_is_logged_and_announced(city: Area, planner: User) -> None:
    incident = opened(city)
    adopt(incident, actor=planner)
    assert AuditEntry.objects.filter(action="incidents:edition:adopted", actor_id=planner.pk).count() == 1
    event = Event.objects.get(name="incidents.edition_adopted")
    assert event.payload == {"incident": str(incident.pk), "edition": "twenty_measures"}
    incident.refresh_from_db()
    assert incident.policy_edition == "二十条"


def test_an_edition_of_ones_own_for_another_disease(city: Area) -> None:
    incident = opened(city)
    adopt(incident, "", text=OWN)
    held = edition_at(city, NOW).edition
    assert (held.key, held.categories[0].days) == ("blue_fever_1", 4)
    assert held.prohibition("prolong_people")
    assert find_edition("blue_fever_1", [incident]) == held
    assert "blue_fever_1" in [one.key for one in editions_known(city)]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"basis": " "}, NoEditionGrounds),
        ({"approved_by": ""}, NoEditionGrounds),
        ({"edition": "no_such"}, EditionUnknown),
        ({"edition": ""}, EditionUnknown),
        ({"from_at": datetime(2026, 11, 9, 23, 59, tzinfo=SHANGHAI)}, EditionTooEarly),
        ({"text": OWN.replace('"blue_fever_1"', '"ten_measures"')}, EditionUnusable),
        ({"text": "key = "}, EditionUnusable),
    ],
)
def test_what_is_missing_or_wrong_is_refused(
    city: Area, values: dict[str, object], refusal: type[Exception]
) -> None:
    incident = opened(city)
    with pytest.raises(refusal):
        adopt(incident, **values)  # type: ignore[arg-type]
    assert not EditionAdopted.objects.exists()
    assert not Event.objects.filter(name="incidents.edition_adopted").exists()


def test_every_mistake_of_a_text_is_listed(city: Area) -> None:
    wrong = (
        OWN.replace("number = 1", "")
        .replace("days = 4", "days = 3")
        .replace("home_quarantine", "home_prison")
    )
    with pytest.raises(EditionUnusable) as refused:
        adopt(opened(city), "", text=wrong)
    assert "number" in str(refused.value)
    assert "home_prison" in str(refused.value)


def test_the_same_again_is_refused_and_so_is_a_closed_emergency(city: Area) -> None:
    incident = opened(city)
    adopt(incident)
    with pytest.raises(SameEdition):
        adopt(incident, from_at=NOW)
    with pytest.raises(SameEdition):
        adopt(incident, "ten_measures")
    close_incident(actor=None, incident=incident, last_day=TODAY)
    with pytest.raises(IncidentClosed):
        adopt(incident, "ten_measures", from_at=NOW)


def test_a_stranger_and_a_clerk_put_nothing_in_force(
    city: Area, clerk: User, other_community: Area, community: Area
) -> None:
    stranger = appoint("qu", "屈规划", "planner", other_community)
    incident = opened(community)
    for actor in (clerk, stranger):
        with pytest.raises(NotFound):
            adopt(incident, actor=actor)


def test_the_page_puts_it_in_force_and_keeps_what_was_typed(
    client: Client, city: Area, planner: User
) -> None:
    incident = opened(city)
    client.force_login(planner)
    url = f"/incidents/{incident.pk}/edition/"
    assert client.get(url).status_code == 200
    typed = {
        "edition": "",
        "text": OWN.replace("days = 4", "days = 3"),
        "from_at": "2026-11-20T09:00",
        "basis": "令5号",
        "approved_by": "季局长",
    }
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "第 4 天的检测超出了这一段的 3 天" in refused.content.decode()
    assert "令5号" in refused.content.decode()
    assert client.post(url, {**typed, "text": OWN}).status_code == 302
    assert edition_at(city, NOW).edition.key == "blue_fever_1"
