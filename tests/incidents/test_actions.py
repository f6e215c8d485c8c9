"""Opening an incident, changing its playbook and level, closing it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from linli.areas.models import Area
from linli.core.models import AuditEntry, Event
from linli.core.problems import NotFound
from linli.incidents import actions, playbooks
from linli.incidents.models import Incident, PlaybookChange
from linli.incidents.problems import (
    AlreadyOpen,
    EndsBeforeItBegins,
    IncidentClosed,
    NoGrounds,
    NotYet,
    PlaybookUnusable,
    SamePlaybook,
)
from linli.lib.playbook import load_playbook
from linli.people.models import User
from linli.people.viewer import Viewer
from tests.conftest import TODAY
from tests.incidents.conftest import GROUNDS, Open

AsViewer = Callable[[User], Viewer]


# ---- opening -----------------------------------------------------------------------------------
def open_as(actor: Viewer | User, area: Area, **values: Any) -> Incident:
    asked = {"name_zh": "演练", "kind": "flood", "opened_on": TODAY, "playbook": "muling", **GROUNDS}
    return actions.open_incident(actor=actor, area=area, **(asked | values))


def test_it_opens_an_incident_with_its_grounds(planner: User, viewer: AsViewer, town: Area) -> None:
    made = open_as(viewer(planner), town)
    assert (made.area, made.opened_by, made.approved_by, made.is_open) == (town, planner, "季局长", True)
    assert AuditEntry.objects.get().action == "incidents:incident:opened"
    assert Event.objects.get().payload == {"incident": str(made.pk), "area": town.code}


@pytest.mark.parametrize("ground", sorted(GROUNDS))
@pytest.mark.parametrize("text", ["", "   "])
def test_it_is_not_opened_without_purpose_basis_and_approver(
    planner: User, viewer: AsViewer, town: Area, ground: str, text: str
) -> None:
    with pytest.raises(NoGrounds):
        open_as(viewer(planner), town, **{ground: text})
    assert not Incident.everywhere.exists()


def test_it_is_not_opened_ahead_of_time(planner: User, viewer: AsViewer, town: Area) -> None:
    with pytest.raises(NotYet):
        open_as(viewer(planner), town, opened_on=date(2026, 11, 21))


def test_one_hazard_is_open_once_in_an_area(
    epidemic: Incident, open_one: Open, city: Area, town: Area
) -> None:
    with pytest.raises(AlreadyOpen):
        open_one(city)
    assert open_one(city, kind="cold_wave").is_open
    assert open_one(town).is_open


def test_a_drill_does_not_stand_in_the_way_of_the_real_thing(city: Area, open_one: Open) -> None:
    open_one(city, is_drill=True)
    assert open_one(city).is_open


def test_it_keeps_the_playbook_as_it_was(epidemic: Incident, monkeypatch: pytest.MonkeyPatch) -> None:
    assert epidemic.playbook_text == playbooks.packaged_text("muling")
    epidemic.refresh_from_db()
    assert playbooks.differences(epidemic, load_playbook("muling")) == []
    assert playbooks.values_in_force(epidemic)["city"]["name"]["zh"] == "穆棱市"


def test_an_unknown_playbook_is_refused(open_one: Open, city: Area) -> None:
    for name in ("atlantis", "../settings", "roles", "common"):
        with pytest.raises(PlaybookUnusable):
            open_one(city, playbook=name)


@pytest.mark.parametrize("role", ["clerk", "administrator", "leader"])
def test_the_stranger_opens_nothing(
    request: pytest.FixtureRequest, town: Area, viewer: AsViewer, role: str
) -> None:
    with pytest.raises(NotFound):
        open_as(viewer(request.getfixturevalue(role)), town)


def test_a_planner_opens_nothing_elsewhere(planner: User, viewer: AsViewer, db: None) -> None:
    far = Area.objects.create(code="231083", level="county", name="海林市", valid_from=date(2020, 1, 1))
    with pytest.raises(NotFound):
        open_as(viewer(planner), far)


# ---- the playbook ------------------------------------------------------------------------------
def changed_text(incident: Incident) -> str:
    text = playbooks.text_in_force(incident)
    assert "digits = 3" in text
    return text.replace('zh = "楼道"', 'zh = "单元"')


def test_a_change_of_the_playbook_is_named_dated_and_shown(epidemic: Incident, planner: User) -> None:
    made = actions.change_playbook(
        actor=planner, incident=epidemic, name="楼道改叫单元", text=changed_text(epidemic)
    )
    assert (made.name, made.on, made.by, made.by_name) == ("楼道改叫单元", TODAY, planner, "逄立新")
    assert {"before": "楼道", "after": "单元"}.items() <= made.differences[0].items()
    assert AuditEntry.objects.filter(action="incidents:playbook:changed", data__count=1).exists()


def test_the_text_it_was_opened_with_stays(epidemic: Incident, planner: User) -> None:
    before = epidemic.playbook_text
    text = changed_text(epidemic)
    actions.change_playbook(actor=planner, incident=epidemic, name="一", text=text)
    epidemic.refresh_from_db()
    assert epidemic.playbook_text == before
    assert playbooks.text_in_force(epidemic) == text


def test_the_next_change_is_compared_with_the_last(epidemic: Incident, planner: User) -> None:
    before = epidemic.playbook_text
    actions.change_playbook(actor=planner, incident=epidemic, name="一", text=changed_text(epidemic))
    back = actions.change_playbook(actor=planner, incident=epidemic, name="二", text=before)
    assert back.differences[0]["after"] == "楼道"


def test_the_same_playbook_is_no_change(epidemic: Incident, planner: User) -> None:
    with pytest.raises(SamePlaybook):
        actions.change_playbook(
            actor=planner, incident=epidemic, name="空", text=epidemic.playbook_text + "\n# only a remark\n"
        )
    assert not PlaybookChange.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "nonsense = [", "[city]\ncode = 1", '[city]\nextends = "../../settings"']
)
def test_a_playbook_that_is_wrong_is_refused_with_the_place(
    epidemic: Incident, planner: User, text: str
) -> None:
    with pytest.raises(PlaybookUnusable) as refused:
        actions.change_playbook(actor=planner, incident=epidemic, name="错", text=text)
    assert "muling.toml" in str(refused.value)


# ---- level and end -----------------------------------------------------------------------------
def test_the_level_of_the_response_changes(epidemic: Incident, planner: User) -> None:
    actions.change_level(actor=planner, incident=epidemic, level="二级响应")
    actions.change_level(actor=planner, incident=epidemic, level="二级响应")
    epidemic.refresh_from_db()
    assert epidemic.level == "二级响应"
    assert AuditEntry.objects.filter(action="incidents:level:changed").count() == 1


def test_it_closes_and_says_when_the_purge_is_due(epidemic: Incident, planner: User) -> None:
    actions.close_incident(actor=planner, incident=epidemic, last_day=TODAY, note=" 已经平息 ")
    epidemic.refresh_from_db()
    assert (epidemic.closed_on, epidemic.closed_by, epidemic.closing_note) == (TODAY, planner, "已经平息")
    event = Event.objects.get(name="incidents.closed")
    assert event.payload["purge_on"] == "2026-12-19"


def test_it_closes_once(epidemic: Incident, planner: User) -> None:
    actions.close_incident(actor=planner, incident=epidemic, last_day=TODAY)
    for again in (
        lambda: actions.close_incident(actor=planner, incident=epidemic, last_day=TODAY),
        lambda: actions.change_level(actor=planner, incident=epidemic, level="一级响应"),
        lambda: actions.change_playbook(
            actor=planner, incident=epidemic, name="晚", text=changed_text(epidemic)
        ),
    ):
        with pytest.raises(IncidentClosed):
            again()
    assert Event.objects.filter(name="incidents.closed").count() == 1


def test_it_ends_neither_ahead_of_time_nor_before_it_began(epidemic: Incident, planner: User) -> None:
    with pytest.raises(NotYet):
        actions.close_incident(actor=planner, incident=epidemic, last_day=date(2026, 11, 21))
    with pytest.raises(EndsBeforeItBegins):
        actions.close_incident(actor=planner, incident=epidemic, last_day=date(2026, 11, 8))


def test_after_the_end_it_may_begin_again(epidemic: Incident, open_one: Open, city: Area) -> None:
    actions.close_incident(actor=None, incident=epidemic, last_day=TODAY)
    assert open_one(city).is_open


def test_the_stranger_changes_and_closes_nothing(epidemic: Incident, administrator: User) -> None:
    with pytest.raises(NotFound):
        actions.close_incident(actor=administrator, incident=epidemic, last_day=TODAY)
    with pytest.raises(NotFound):
        actions.change_playbook(actor=administrator, incident=epidemic, name="x", text="")
