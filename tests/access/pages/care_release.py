"""Releases, later ends, transfers and objections, in the office."""

from typing import Any
from uuid import uuid4

from linli.care.choices import AppealWay, EpisodeState, Evidence, MeasureWord, OpenedFrom
from linli.care.models import Appeal, Episode, EpisodePhase, ProlongationAsked, Transfer
from linli.lib.periods import day_bounds
from linli.lib.playbook import Role
from linli.people.choices import Capability
from linli.people.models import User
from tests.access.page import FORM, Page
from tests.access.world import Side
from tests.conftest import NOW, TODAY
from tests.gates.conftest import DAY

READ = (Capability.CARE_READ, Capability.HOUSEHOLDS_READ)
WRITE = (*READ, Capability.CARE_WRITE)
DONE = {"post": 303}


def second(role: Role) -> bool:
    return bool({Capability.CARE_AGREE, Capability.CARE_MEDICAL} & set(role.sees))


def _signer(name: str) -> User:
    made: User = User.objects.get_or_create(username=f"signer-{name}", defaults={"name": name})[0]
    return made


def an_episode(side: Side, key: str = "") -> Episode:
    """In force until tomorrow; one for each page that may change it."""

    def made() -> Episode:
        from tests.conftest import join

        person = join(side.household, "柴丽娟")
        from_at, until_at = day_bounds(TODAY - 5 * DAY)[0], day_bounds(TODAY)[1]
        episode = Episode.objects.create(
            incident=side.incident, household=side.household, resident=person, area=side.building,
            area_code=side.building.code, state=EpisodeState.ACTIVE, source=OpenedFrom.BY_HAND,
            category="spill_high", edition="twenty_measures", measure=MeasureWord.HOME_QUARANTINE,
            evidence_kind=Evidence.DECLARED, basis="101号", objection="0453-3120001", from_at=from_at,
            until_at=until_at, signed_by=_signer("a"), signed_at=from_at, approved_by=_signer("b"),
            approved_at=from_at, anchor_on=TODAY - 6 * DAY,
        )  # fmt: skip
        EpisodePhase.objects.create(
            episode=episode, number=1, measure=episode.measure, from_at=from_at, until_at=until_at
        )
        return episode

    return side.make(f"release:episode{key}", made)


def episode(side: Side) -> dict[str, Any]:
    return {"episode_id": an_episode(side).pk}


def paper(side: Side) -> dict[str, Any]:
    return {"episode_id": an_episode(side).pk, "kind": "neighbours"}


def asked(side: Side) -> dict[str, Any]:
    def made() -> ProlongationAsked:
        one = an_episode(side, "longer")
        assert one.until_at is not None
        made: ProlongationAsked = ProlongationAsked.objects.create(
            episode=one,
            before=one.until_at,
            until_at=one.until_at + DAY,
            why="复检",
            asked_by=_signer("a"),
            asked_at=NOW,
        )
        return made

    return {"asked_id": side.make("release:asked", made).pk}


def transfer(side: Side) -> dict[str, Any]:
    def made() -> Transfer:
        one = an_episode(side, "transfer")
        return Transfer.objects.create(
            episode=one, area=side.building, area_code=side.building.code, to_place="隔离点", code=uuid4().hex[:8].upper(),
            asked_by=_signer("a"), wanted_at=NOW,
        )  # fmt: skip

    return {"transfer_id": side.make("release:transfer", made).pk}


def appeal(side: Side) -> dict[str, Any]:
    def made() -> Appeal:
        return Appeal.objects.create(
            household=side.household, episode=an_episode(side, "appeal"), area=side.building,
            area_code=side.building.code, way=AppealWay.PHONE, text="没去过那里", made_at=NOW, due_at=NOW + DAY,
        )  # fmt: skip

    return {"appeal_id": side.make("release:appeal", made).pk}


def home(side: Side) -> dict[str, Any]:
    an_episode(side)
    return {"household_id": side.household.pk}


PAGES = [
    Page("care:release_queue", READ),
    Page("care:release_chosen", WRITE, expects=DONE),
    Page("care:release", WRITE, kwargs=episode, expects=FORM),
    Page("care:end_seen", WRITE, kwargs=episode, expects={"post": 409}),
    Page("care:prolong", WRITE, kwargs=episode, expects=FORM),
    Page("care:prolongation", READ, kwargs=asked, also=second, expects={"get": 200}),
    Page("care:papers", WRITE, kwargs=episode),
    Page("care:paper", WRITE, kwargs=paper),
    Page("care:paper_pdf", WRITE, kwargs=paper, expects={"get": 200}),
    Page("care:transfers", READ),
    Page("care:transfer_new", WRITE, kwargs=episode, expects=FORM),
    Page("care:transfer", READ, kwargs=transfer),
    Page(
        "care:transfer_needs", READ, kwargs=transfer,
        also=lambda role: Capability.CARE_WRITE in role.sees or Capability.CARE_MEDICAL in role.sees,
        expects=FORM,
    ),
    Page("care:transfer_approve", READ, kwargs=transfer, also=second, expects=DONE),
    Page("care:transfer_vehicle", WRITE, kwargs=transfer, expects=FORM),
    Page("care:transfer_hand_over", WRITE, kwargs=transfer, expects=FORM),
    Page("care:transfer_arrive", WRITE, kwargs=transfer, expects=FORM),
    Page("care:transfer_drop", WRITE, kwargs=transfer, expects=FORM),
    Page("care:appeals", READ),
    Page("care:appeal_new", WRITE, kwargs=home, expects=FORM),
    Page("care:appeal", READ, kwargs=appeal),
    Page("care:appeal_withdraw", WRITE, kwargs=appeal, expects=DONE),
]  # fmt: skip
