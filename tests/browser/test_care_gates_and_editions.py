"""Two journeys in both languages: to dialysis through a sealed gate; a shorter edition, and a stricter one after it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override
from playwright.sync_api import Page

from linli.areas.models import Area
from linli.care.actions.trips import Arranged, add_trip
from linli.care.choices import ChangeKind, ChangeState
from linli.care.models import EditionChange, Episode, Prolongation
from linli.core.moments import until
from linli.gates.models import Errand, Gate
from linli.gates.rules import Says
from linli.gates.views.simulator import VERDICTS
from linli.incidents.models import Incident
from linli.people.models import User
from linli.registers.models import Resident, Restriction
from tests.browser.test_care_journeys import Desk, desk, go_on, send
from tests.care.conftest import episode, make_episode, midnight
from tests.care.test_edition_changes import planned
from tests.conftest import NOW, TODAY, appoint
from tests.gates.conftest import MakePass, gate, key, make_gate, make_pass
from tests.zones.conftest import MakeZone, epidemic, make_zone

__all__ = [
    "desk",
    "epidemic",
    "episode",
    "gate",
    "key",
    "make_episode",
    "make_gate",
    "make_pass",
    "make_zone",
]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh-hans"), ("en-US", "en")])
DAY = timedelta(days=1)


# ---- to dialysis through a sealed gate ---------------------------------------------------------------------------------
def gate_says(page: Page, gate: Gate, at: str, language: str) -> tuple[Says, str]:
    """What the simulator of gates answers for 3-2-501 on its way out, by its word in this language, and the rule's code."""
    page.goto("/gates/simulator/")
    page.locator(f"input[name=gate][value='{gate.pk}']").check()
    page.locator("input[name=who]").fill("3-2-501")
    page.locator("input[name=direction][value=out]").check()
    page.locator("input[name=at]").fill(at)
    send(page)
    answer = page.locator("section.ll-sec-plate header")
    with override(language):
        verdict = next(says for says, word in VERDICTS.items() if str(word) in answer.inner_text())
    return verdict, answer.locator("[translate=no]").inner_text()


@both
def test_a_way_to_dialysis_opens_a_sealed_gate_on_its_day(
    desk: Desk, resident: Resident, gate: Gate, make_pass: MakePass, make_zone: MakeZone, clerk: User,
    locale: str, language: str,
) -> None:  # fmt: skip
    make_pass(resident.household, every_days=1)
    page = desk(clerk, locale)
    assert gate_says(page, gate, "2026-11-21T06:00", language) == (Says.PASS, "gates.ok")
    make_zone(stairwell="2")
    go_on()
    assert Restriction.everywhere.get(household=resident.household).lifted_at is None
    assert gate_says(page, gate, "2026-11-21T06:00", language) == (Says.STOP, "gates.stays_in")

    add_trip(
        resident, trip_id=uuid4(), kind="dialysis", due_at=midnight(TODAY + DAY) + timedelta(hours=7), given=Arranged(),
        actor=clerk, at=NOW,
    )  # fmt: skip
    page.goto("/care/needs/")
    page.locator("tr[data-row] .ll-c-act a[href*='/arrange/']").click()
    page.locator("input[name=leave_at]").fill("2026-11-21T06:00")
    page.locator("input[name=back_at]").fill("2026-11-21T12:30")
    page.locator("input[name=vehicle]").fill("黑C12345")
    send(page)
    page.goto("/care/needs/")
    assert page.locator("tr[data-row]").count() == 1
    assert page.locator("tr[data-row] a[href*='/arrange/']").count() == 0
    go_on()
    errand = Errand.everywhere.get(withdrawn_at=None)
    assert (errand.kind, errand.from_on, errand.until_on) == (
        "regular_treatment",
        TODAY + DAY,
        TODAY + 2 * DAY,
    )

    # On its day the household is let out; on the days around it the zone holds.
    assert gate_says(page, gate, "2026-11-21T06:00", language) == (Says.PASS, "gates.granted")
    for at in ("2026-11-20T18:00", "2026-11-22T06:00"):
        assert gate_says(page, gate, at, language) == (Says.STOP, "gates.stays_in")


# ---- a change of edition -----------------------------------------------------------------------------------------------
def put_in_force(page: Page, incident: Incident, edition: str, from_at: str) -> None:
    page.goto(f"/incidents/{incident.pk}/edition/")
    page.locator(f"input[name=edition][value={edition}]").check()
    page.locator("input[name=from_at]").fill(from_at)
    page.locator("input[name=basis]").fill("县指挥部令第 9 号")
    page.locator("input[name=approved_by]").fill("季局长")
    send(page)
    assert incident.editions.filter(edition=edition).exists()
    go_on()


@both
def test_a_shorter_edition_is_taken_over_and_a_stricter_one_changes_nothing(
    desk: Desk, episode: Episode, epidemic: Incident, city: Area, clerk: User, locale: str, language: str
) -> None:  # fmt: skip
    planned(episode)
    home = f"/register/households/{episode.household_id}/"
    with override(language):
        seventh_day, fifth_day = (until(midnight(TODAY + n * DAY), NOW) for n in (4, 2))
    planner, page = desk(appoint("wen", "闻规划", "planner", city), locale), desk(clerk, locale)
    page.goto(home)
    assert seventh_day in page.locator("main").inner_text()

    put_in_force(planner, epidemic, "ten_measures", "2026-11-20T09:00")
    shorter = EditionChange.everywhere.get()
    assert (shorter.kind, shorter.state) == (ChangeKind.SHORTER, ChangeState.WAITING)
    page.goto("/care/editions/changes/")
    row = page.locator("tbody tr")
    assert row.locator(".ll-keep").all_inner_texts() == [seventh_day, fifth_day]
    row.locator(".ll-c-act a").click()
    with page.expect_navigation():
        page.locator("button[name=act][value=take]").click()
    assert page.locator("tbody tr").count() == 0
    go_on()
    page.goto(home)
    assert fifth_day in page.locator("main").inner_text()
    assert seventh_day not in page.locator("main").inner_text()

    # Seven days again by a later order: no officer can take that over alone, and the end stays.
    put_in_force(planner, epidemic, "twenty_measures", "2026-11-20T10:00")
    assert EditionChange.everywhere.get(state=ChangeState.WAITING).kind == ChangeKind.HEAVIER
    page.goto("/care/editions/changes/")
    assert page.locator("form[action*='/changes/take/']").count() == 0
    page.locator("tbody tr .ll-c-act a").click()
    assert page.locator("button[name=act][value=ask]").count() == 1
    assert page.locator("button[value=take], button[value=sign]").count() == 0
    page.goto(home)
    assert fifth_day in page.locator("main").inner_text()
    assert seventh_day not in page.locator("main").inner_text()
    assert Restriction.everywhere.get(lifted_at=None).until_at == midnight(TODAY + 2 * DAY)
    assert not Prolongation.objects.exists()
