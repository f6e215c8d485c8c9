"""Large sets of passes: issued and drawn in the background, fetched by whoever asked, deleted after a day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.models import AccessEntry, AuditEntry
from linli.core.problems import TooMany
from linli.gates import tasks
from linli.gates.actions import runs
from linli.gates.actions.passes import revoke_pass
from linli.gates.choices import RunState
from linli.gates.models import GatePass, PassRun
from linli.gates.problems_office import NoSuchRule, NothingToDraw
from linli.gates.views import passes as passes_views
from linli.gates.views import passes_printing
from linli.people.models import Appointment, User
from linli.people.viewer import Viewer
from tests.conftest import NOW, TODAY, settle
from tests.gates.conftest import DAY, MakePass

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AsViewer = Callable[[User], Viewer]
RULE = "household-two-hours"


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture(autouse=True)
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was handed to the worker; `work` does it."""
    handed: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks, "go_on", lambda run_id, step: handed.append((run_id, step)))
    monkeypatch.setattr(transaction, "on_commit", lambda call, **_more: call())
    return handed


@pytest.fixture
def work(jobs: list[tuple[str, int]]) -> Callable[[], int]:
    def done() -> int:
        steps = 0
        while jobs:
            STEP(*jobs.pop(0))
            steps += 1
        return steps

    return done


STEP = tasks.go_on.call_local  # the job itself, without the queue


@pytest.fixture
def homes(grid: Area) -> list[Any]:
    return [settle(grid, f"1-1-{100 + n}") for n in range(5)]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two a step, so that five take three."""
    monkeypatch.setattr(runs, "ISSUED_A_STEP", 2)
    monkeypatch.setattr(runs, "CARDS_A_PART", 2)
    monkeypatch.setattr(tasks, "CARDS_A_PART", 2)
    monkeypatch.setattr(passes_printing, "MOST_IN_A_PDF", 1)
    monkeypatch.setattr(passes_views, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(tasks, "pdf_sheet", lambda passes, sheet: b"%PDF " + str(len(passes)).encode())


# ---- issuing -----------------------------------------------------------------------------------------------------------
def test_a_whole_street_is_issued_in_the_background_and_shows_how_far_it_is(
    homes: list[Any], clerk: User, sign_in: SignIn, work: Callable[[], int], jobs: list[tuple[str, int]]
) -> None:
    browser = sign_in(clerk)
    assert "后台" in text(browser.get("/gates/passes/issue/"))
    last_day = (TODAY + 9 * DAY).isoformat()
    answer = browser.post("/gates/passes/issue/", {"rule": RULE, "last_day": last_day})
    assert answer.status_code == 303
    page = answer.headers["Location"]
    shown = text(browser.get(page))
    assert "0 / 5" in shown
    assert f'hx-get="{page}"' in shown
    STEP(*jobs.pop(0))
    assert "2 / 5" in text(browser.get(page))
    work()
    run = PassRun.everywhere.get()
    assert (run.state, run.done, run.steps) == ("ready", 5, 3)
    assert GatePass.everywhere.filter(household__in=homes, state="valid").count() == 5
    assert "5 张" in text(browser.get(page))
    assert AuditEntry.objects.filter(action="gates:passes:asked_for").count() == 1


def test_a_rule_or_a_term_that_does_not_hold_is_refused_before_it_begins(
    homes: list[Any], community: Area, clerk: User, viewer: AsViewer
) -> None:
    with pytest.raises(NoSuchRule):
        runs.ask_for_issue(
            community,
            scope=Scope((community.code,)),
            rule_key="none",
            last_day=TODAY,
            actor=viewer(clerk),
            now=NOW,
        )
    assert not PassRun.everywhere.exists()


# ---- drawing ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(
    homes: list[Any], make_pass: MakePass, clerk: User, sign_in: SignIn
) -> tuple[Client, str, list[GatePass]]:
    """Five cards, asked for as PDF."""
    made = [make_pass(home) for home in homes]
    browser = sign_in(clerk)
    answer = browser.post("/gates/passes/print/", {"look": "cards", "as": "pdf", "list": "1"})
    assert answer.status_code == 302
    return browser, answer.headers["Location"], made


def test_cards_are_drawn_in_parts_and_printed_when_a_part_is_fetched(
    asked: tuple[Client, str, list[GatePass]], clerk: User, work: Callable[[], int]
) -> None:
    browser, page, made = asked
    assert work() == 3
    run = PassRun.everywhere.get()
    assert (run.state, [one["n"] for one in run.parts]) == ("ready", [2, 2, 1])
    assert not GatePass.everywhere.exclude(printed_at=None).exists()
    answer = browser.get(f"{page}2/")
    assert (answer.headers["Content-Type"], answer.content) == ("application/pdf", b"%PDF 2")
    printed = set(GatePass.everywhere.exclude(printed_at=None).values_list("pk", flat=True))
    assert printed == {made[2].pk, made[3].pk}
    browser.get(f"{page}2/")
    looks = AccessEntry.objects.filter(what="print", actor=clerk)
    assert [(one.rows, one.area_code) for one in looks] == [(2, run.area_code)] * 2
    assert browser.get(f"{page}9/").status_code == 404


def test_what_was_revoked_meanwhile_is_not_drawn(
    asked: tuple[Client, str, list[GatePass]], clerk: User, work: Callable[[], int]
) -> None:
    for one in asked[2][:3]:
        revoke_pass(one, why="丢了", actor=clerk, now=NOW)
    work()
    assert [one["n"] for one in PassRun.everywhere.get().parts] == [1, 1]
    assert asked[0].get(f"{asked[1]}1/").content == b"%PDF 1"
    assert set(GatePass.everywhere.exclude(printed_at=None).values_list("pk", flat=True)) == {asked[2][3].pk}


def test_only_whoever_asked_opens_it(
    asked: tuple[Client, str, list[GatePass]], community: Area, sign_in: SignIn, work: Callable[[], int]
) -> None:
    from tests.conftest import appoint

    work()
    colleague = sign_in(appoint("meng", "孟文书", "clerk", community))
    assert colleague.get(asked[1]).status_code == 404
    assert colleague.get(f"{asked[1]}1/").status_code == 404


def test_a_step_that_comes_twice_is_done_once_and_one_left_behind_is_taken_up(
    asked: tuple[Client, str, list[GatePass]], jobs: list[tuple[str, int]]
) -> None:
    run = PassRun.everywhere.get()
    assert runs.take_step(run.pk, 0, now=NOW) is not None
    assert runs.take_step(run.pk, 0, now=NOW + timedelta(minutes=9)) is None
    assert runs.take_step(run.pk, 1, now=NOW) is None
    PassRun.everywhere.update(at=NOW - timedelta(hours=1))
    assert runs.left_behind(NOW + timedelta(minutes=9)) == []
    assert runs.left_behind(NOW + timedelta(minutes=11)) == [(run.pk, 0)]
    assert runs.take_step(run.pk, 0, now=NOW + timedelta(minutes=11)) is not None


def test_whoever_has_lost_the_duty_gets_no_cards(
    asked: tuple[Client, str, list[GatePass]], clerk: User, work: Callable[[], int]
) -> None:
    Appointment.everywhere.filter(user=clerk).update(until_on=TODAY)
    work()
    run = PassRun.everywhere.get()
    assert (run.state, run.parts, run.why) == ("failed", [], "core.not_found")


def test_a_machine_that_cannot_draw_says_so(
    asked: tuple[Client, str, list[GatePass]], work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(passes: Any, sheet: Any) -> bytes:
        raise OSError("no pango")

    monkeypatch.setattr(tasks, "pdf_sheet", fails)
    work()
    assert PassRun.everywhere.get().why == "OSError"
    assert "没能" in text(asked[0].get(asked[1]))


def test_files_go_after_a_day_and_lie_encrypted_until_then(
    asked: tuple[Client, str, list[GatePass]], work: Callable[[], int]
) -> None:
    work()
    run = PassRun.everywhere.get()
    files = sorted(runs.FILES.path.glob(f"{run.pk}*"))
    assert len(files) == 3
    assert not any(b"%PDF" in one.read_bytes() for one in files)
    assert runs.delete_old_runs(NOW + timedelta(hours=23)) == 0
    later = NOW + timedelta(hours=25)
    assert [runs.delete_old_runs(later) for _time in range(2)] == [1, 0]
    assert not list(runs.FILES.path.glob(f"{run.pk}*"))
    run.refresh_from_db()
    assert (run.state, run.parts, run.cards) == (RunState.DELETED, [], [])
    assert asked[0].get(f"{asked[1]}1/").status_code == 410


def test_nothing_and_too_much_are_refused(
    community: Area, clerk: User, viewer: AsViewer, homes: list[Any], make_pass: MakePass,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    how: dict[str, Any] = {"look": "cards", "with_list": False, "actor": viewer(clerk), "now": NOW}
    with pytest.raises(NothingToDraw):
        runs.ask_for_papers(community, passes=[], **how)
    monkeypatch.setattr(runs, "MOST_CARDS", 1)
    with pytest.raises(TooMany):
        runs.ask_for_papers(community, passes=[make_pass(home).pk for home in homes[:2]], **how)
