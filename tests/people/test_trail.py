"""Who did what, and who opened whose record and why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from linli.areas.models import Area
from linli.core.access_log import AccessKind, log_access
from linli.core.audit import log
from linli.core.models import AccessEntry, AuditEntry
from linli.lib.ids import new_id
from linli.people import actions, trail, workbooks
from linli.people.actions.accounts import CLOSED
from linli.people.models import User
from linli.people.viewer import Viewer
from tests.conftest import NOW, TODAY
from tests.people.conftest import Make

SignIn = Callable[[User], Client]
AsViewer = Callable[[User], Viewer]


@pytest.fixture
def watch(auditor: User, sign_in: SignIn) -> Client:
    return sign_in(auditor)


def done(actor: User | None, area: Area | None, at: datetime = NOW, **data: str) -> AuditEntry:
    with transaction.atomic():
        entry = log(CLOSED, actor=actor, subject_name="某人", area_code=area.code if area else "", **data)
    AuditEntry.objects.filter(pk=entry.pk).update(at=at)
    return entry


def shown(client: Client, **query: str) -> list[UUID]:
    return [line.entry.pk for line in client.get(reverse("people:audit"), query).context["lines"]]


# ---- who did what ------------------------------------------------------------------------------
def test_each_act_is_a_sentence(
    watch: Client, administrator: User, clerk: User, other_community: Area, viewer: AsViewer
) -> None:
    actions.appoint(
        actor=viewer(administrator), user=clerk, role="clerk", area=other_community, from_on=TODAY
    )
    page = watch.get(reverse("people:audit"))
    text = page.context["lines"][0].text
    assert all(word in text for word in ("管理员", "宋文书", "社区文书", "沿河社区"))
    assert page.context["lines"][0].place == "八面通镇 › 沿河社区"


def test_what_nobody_did_was_done_by_the_system(watch: Client, community: Area) -> None:
    done(None, community)
    assert watch.get(reverse("people:audit")).context["lines"][0].text.startswith(("系统", "The system"))


def test_the_newest_act_comes_first(watch: Client, clerk: User, community: Area) -> None:
    older = done(clerk, community, NOW - timedelta(hours=1))
    newer = done(clerk, community)
    assert shown(watch) == [newer.pk, older.pk]


def test_an_auditor_sees_the_own_area_only(
    clerk: User, town: Area, far_city: Area, community: Area, hold: Make, sign_in: SignIn
) -> None:
    here = done(clerk, community)
    done(clerk, far_city)
    done(clerk, None)
    user = User.objects.create(username="du", name="督办")
    hold(user, "privacy_officer", town)
    assert shown(sign_in(user)) == [here.pk]


def test_acts_without_a_place_are_for_the_auditor_of_the_whole(
    watch: Client, clerk: User, community: Area
) -> None:
    entry = done(clerk, None)
    assert shown(watch) == [entry.pk]
    assert shown(watch, area=community.code) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"who": "宋"}, 1), ({"who": "song"}, 1), ({"who": "无人"}, 0), ({"who": "走了的人"}, 1),
        ({"action": "people:account:closed"}, 3), ({"action": "people:account:created"}, 0),
        ({"action": "nonsense"}, 3),
        ({"first_day": "2026-11-20"}, 2), ({"last_day": "2026-11-19"}, 1),
        ({"first_day": "2026-11-19", "last_day": "2026-11-19"}, 1), ({"first_day": "nonsense"}, 3),
        ({"area": "231085100005"}, 1),
    ],
)  # fmt: skip
def test_it_is_narrowed_by_person_act_day_and_area(
    watch: Client, clerk: User, administrator: User, community: Area, other_community: Area,
    query: dict[str, str], count: int,
) -> None:  # fmt: skip
    done(clerk, community)
    done(administrator, other_community)
    gone = done(None, community, NOW - timedelta(days=1))
    AuditEntry.objects.filter(pk=gone.pk).update(actor_name="走了的人")
    assert len(shown(watch, **query)) == count


def test_older_acts_follow_without_a_gap(watch: Client, clerk: User, community: Area) -> None:
    made = [done(clerk, community).pk for _ in range(120)]
    seen, query = [], {}
    while True:
        page = watch.get(reverse("people:audit"), query)
        seen += [line.entry.pk for line in page.context["lines"]]
        if page.context["part"].older is None:
            break
        query = {"before": str(page.context["part"].older)}
    assert seen == made[::-1]


def test_the_queries_do_not_grow_with_the_acts(watch: Client, clerk: User, community: Area) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            watch.get(reverse("people:audit"))
        return len(made)

    done(clerk, community)
    watch.get(reverse("people:audit"))
    few = queries()
    for _ in range(20):
        done(clerk, community)
    assert queries() == few


def test_every_act_can_be_asked_for_in_words(watch: Client) -> None:
    names = dict(trail.action_names())
    assert "people:appointment:made" in names
    assert not any("{" in label for label in names.values())


# ---- as a workbook -----------------------------------------------------------------------------
def workbook(client: Client, **query: str) -> list[tuple[object, ...]]:
    response = client.get(reverse("people:audit_workbook"), query)
    assert response.status_code == 200
    assert response["Content-Type"] == workbooks.XLSX
    return list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))


def test_it_can_be_taken_away_with_a_name_on_it(watch: Client, clerk: User, community: Area) -> None:
    done(clerk, community)
    rows = workbook(watch)
    assert "审计员" in str(rows[0][0])
    assert rows[2][1] == "宋文书"


def test_taking_it_away_is_an_act_too(watch: Client, clerk: User, community: Area, auditor: User) -> None:
    done(clerk, community)
    workbook(watch)
    entry = AuditEntry.objects.get(action="people:trail:taken")
    assert (entry.actor, entry.data) == (auditor, {"rows": 1})


def test_it_takes_what_the_page_shows(
    watch: Client, clerk: User, administrator: User, community: Area
) -> None:
    done(clerk, community)
    done(administrator, community)
    assert len(workbook(watch, who="song")) == 3


def test_it_takes_no_more_than_the_cap(
    watch: Client, clerk: User, community: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.people.views.trail.MOST_ROWS", 2)
    for _ in range(3):
        done(clerk, community)
    response = watch.get(reverse("people:audit_workbook"))
    assert response.status_code == 422
    assert "core.too_many" in response.content.decode()
    assert not AuditEntry.objects.filter(action="people:trail:taken").exists()


def test_a_name_that_looks_like_a_formula_stays_text(watch: Client, clerk: User, community: Area) -> None:
    entry = done(clerk, community)
    AuditEntry.objects.filter(pk=entry.pk).update(actor_name="=1+1")
    assert workbook(watch)[2][1] == "=1+1"


# ---- who opened what ---------------------------------------------------------------------------
def look(actor: User, area: Area, household: UUID | None = None, reason: str = "送药") -> AccessEntry:
    return log_access(
        actor=actor, what=AccessKind.PHONE, reason=reason, household_id=household, area_code=area.code
    )


def looked(client: Client, **query: str) -> list[trail.Line]:
    return list(client.get(reverse("people:opened"), query).context["lines"])


def test_it_says_who_looked_where_and_why(watch: Client, clerk: User, building: Area) -> None:
    look(clerk, building, new_id())
    page = watch.get(reverse("people:opened")).content.decode()
    assert all(word in page for word in ("宋文书", "送药", "和平社区 › 第一网格 › 3号楼"))


def test_a_household_is_shown_by_its_door_and_never_by_a_name(
    watch: Client, clerk: User, building: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    household = new_id()
    monkeypatch.setattr(trail, "DESCRIBE_HOUSEHOLDS", [lambda ids, scope: dict.fromkeys(ids, "3-2-501")])
    look(clerk, building, household)
    line = looked(watch)[0]
    assert (line.subject, line.url) == ("3-2-501", "")


def test_it_is_narrowed_by_household_person_and_kind(
    watch: Client, clerk: User, grid_worker: User, building: Area
) -> None:
    household = new_id()
    look(clerk, building, household)
    look(grid_worker, building, new_id())
    assert [line.entry.household_id for line in looked(watch, household=str(household))] == [household]  # type: ignore[union-attr]
    assert [line.entry.actor_name for line in looked(watch, who="lang")] == ["郎玉珍"]
    assert looked(watch, what="document") == []
    assert len(looked(watch, what="phone")) == len(looked(watch, household="nonsense")) == 2
    assert looked(watch, last_day="2026-11-19") == []


def test_looks_elsewhere_are_not_shown(watch: Client, clerk: User, far_city: Area) -> None:
    look(clerk, far_city)
    assert looked(watch) == []


def test_who_may_not_audit_finds_neither_page(clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    for name in ("audit", "audit_workbook", "opened"):
        assert client.get(reverse(f"people:{name}")).status_code == 404
