"""Care in the demo: people under quarantine in several states, one past the end, an objection whose clock runs, a zone, the
ways to hospitals of these days. All through the actions that offices use, and the reactions that follow. All invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from linli.areas.models import Area
from linli.care.actions.appeals import Against, make_appeal
from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.homes import begin_episode, record_home
from linli.care.actions.proposing import propose_episode
from linli.care.actions.releasing import release_episode
from linli.care.actions.signing import Home, agree_episode, sign_episode
from linli.care.actions.triage import note_triage
from linli.care.actions.trip_making import make_trips
from linli.care.actions.trips import Arranged, Treatment, arrange_trip, set_rhythm, tell_trip
from linli.care.bodies import HealthCheckTold
from linli.care.choices import Disease, EpisodeState, Evidence, Vaccinated, WhyCancelled, WhyReleased
from linli.care.models import Carer, Episode, MedicalTrip, TripRhythm
from linli.core.outbox import drain
from linli.flows.table import REACTIONS
from linli.incidents.actions_editions import adopt_edition
from linli.incidents.models import EditionAdopted, Incident
from linli.lib.periods import SHANGHAI, local_day
from linli.people.models import User
from linli.people.viewer import Viewer, viewer_of
from linli.registers.actions.needs import add_need, correct_need
from linli.registers.choices import NeedCode, Presence
from linli.registers.models import Resident, SupportNeed
from linli.simulate.phones import STEADY, Phone, envelope, token_of
from linli.simulate.rounds import tell
from linli.zones.actions.deciding import Decision, agree_zone, sign_zone
from linli.zones.actions.proposing import ZoneAsked, propose_by_hand
from linli.zones.models import Zone
from linli.zones.rules_proposals import Doors

SPACE = UUID("0192f6b0-7c00-7000-8000-0000000ca7e5")
DAY = timedelta(days=1)
EDITION, CATEGORY = "twenty_measures", "spill_high"
BASIS = "演示：联防联控机制综发〔2022〕101号"
OBJECTION = "和平社区 0453-3120016，24 小时内答复"
HOSPITAL, ROUTE = "演示医院透析中心", "走北门，进 2 号楼东侧入口"
CARS = (("黑C演示1", "纪师傅", "13800000021"), ("黑C演示2", "车师傅", "13800000022"))
# How many there are of each, and on which day before today they began.
IN_FORCE_BEGAN = (1, 2, 3, 4, 5)
OVERDUE_BEGAN, RELEASED_BEGAN = 8, 8


@dataclass
class PlayedCare:
    episodes: int = 0
    trips: int = 0
    zones: int = 0
    checks: int = 0


@dataclass(frozen=True)
class Cast:
    """Who decides in the demo, each in their duty."""

    clerk: Viewer
    officer: Viewer

    @classmethod
    def of(cls, today: date) -> "Cast | None":
        found = {one.username: one for one in User.objects.filter(username__in=["clerk", "township-officer"])}
        if len(found) < 2:
            return None
        return cls(viewer_of(found["clerk"], day=today), viewer_of(found["township-officer"], day=today))


def play_care(main: Area, *, seed: int, now: datetime, today: date) -> PlayedCare:
    """Everything of care that the demo shows. A repeat adds nothing."""
    cast = Cast.of(today)
    if cast is None or Episode.objects.within(main.code).exists() or not _edition(main, now):
        return PlayedCare()
    rng = Random(f"care-{seed}-{main.code}")
    trips = _trips(main, rng, cast, now=now, today=today)
    episodes = _episodes(_people(main, rng), cast, now=now, today=today)
    drain(REACTIONS)
    zones = _zone(main, episodes, cast, now=now)
    drain(REACTIONS)
    return PlayedCare(len(episodes), trips, zones, _checks(rng, main, now=now, today=today))


def _edition(main: Area, now: datetime) -> bool:
    """The demo is of November 2022: its edition is in force since the incident was opened."""
    incident = Incident.everywhere.filter(closed_on=None).order_by("opened_on").first()
    if incident is None:
        return False
    if not EditionAdopted.objects.filter(incident=incident).exists():
        since = datetime.combine(incident.opened_on, time(), SHANGHAI)
        adopt_edition(
            actor=None,
            incident=incident,
            from_at=since,
            edition=EDITION,
            basis=BASIS,
            approved_by=incident.approved_by,
        )
    return True


def _people(main: Area, rng: Random) -> list[Resident]:
    """Grown people of different doors, who need nothing else."""
    rows = Resident.objects.within(main.code).filter(
        presence=Presence.LIVING, merged_into=None, needs=None, relation="head"
    )
    found = list(rows.select_related("household__area", "area").order_by("area_code", "pk")[:400])
    return rng.sample(found, min(len(found), 14))


# ---- episodes --------------------------------------------------------------------------------------------------------
def _episodes(people: Sequence[Resident], cast: Cast, *, now: datetime, today: date) -> list[Episode]:
    left = list(people)
    made: list[Episode] = []
    made += [_in_force(left.pop(), cast, today - began * DAY) for began in IN_FORCE_BEGAN[: len(left)]]
    if left:
        made.append(_in_force(left.pop(), cast, today - OVERDUE_BEGAN * DAY))  # nobody has released it
    if left:
        over = _in_force(left.pop(), cast, today - RELEASED_BEGAN * DAY)
        made.append(
            release_episode(
                actor=cast.clerk, episode=over, why=WhyReleased.DAYS_OVER, version=None, now=now - DAY / 2
            )
        )
    if left:
        wrong = _in_force(left.pop(), cast, today - DAY)
        made.append(
            cancel_episode(
                actor=cast.clerk,
                episode=wrong,
                why=WhyCancelled.WRONG_PERSON,
                note="同名不同人，已上门道歉",
                at=now,
            )
        )
    if left:
        made.append(_signed(left.pop(), cast, today, at=now - timedelta(hours=3)))
    made += [_proposed(one, today, at=now - timedelta(hours=5)) for one in left[:2]]
    _objects(made[1] if len(made) > 1 else None, now)
    return made


def _proposed(person: Resident, arrived: date, *, at: datetime) -> Episode:
    return propose_episode(
        actor=None, resident=person, source="declaration", source_id=uuid5(SPACE, str(person.pk)), category=CATEGORY,
        anchor_on=arrived - DAY, arrived_on=arrived, evidence_kind=Evidence.DECLARED, evidence="演示：本人报备从外地回来",
        at=at,
    )  # fmt: skip


def _signed(person: Resident, cast: Cast, began: date, *, at: datetime) -> Episode:
    return sign_episode(
        actor=cast.clerk, episode=_proposed(person, began, at=at), version=None, category=CATEGORY,
        evidence_kind=Evidence.DECLARED, evidence="演示：本人报备从外地回来，车票已看", basis=BASIS, objection=OBJECTION,
        anchor_on=began - DAY, began_on=began, home=Home("suitable", housemates="none"), at=at,
    )  # fmt: skip


def _in_force(person: Resident, cast: Cast, began: date) -> Episode:
    """Signed by two in the morning of the day on which it began; the home looked at, the days begun at noon."""
    at = datetime.combine(began, time(9, 20), SHANGHAI)
    signed = _signed(person, cast, began, at=at)
    agreed = agree_episode(actor=cast.officer, episode=signed, version=None, at=at + timedelta(minutes=25))
    seen = record_home(
        actor=cast.clerk,
        episode=agreed,
        version=None,
        home="suitable",
        housemates="none",
        at=at + timedelta(hours=1),
    )
    return begin_episode(actor=cast.clerk, episode=seen, version=None, at=at + timedelta(hours=2))


def _objects(episode: Episode | None, now: datetime) -> None:
    """A household says that it was elsewhere; whoever signed does not answer alone."""
    if episode is None or episode.state != EpisodeState.ACTIVE:
        return
    make_appeal(
        household=episode.household, appeal_id=uuid5(SPACE, f"appeal-{episode.pk}"), against=Against(episode=episode),
        text="演示：我 15 号就离开那里了，天数应当早一天算起", now=now - timedelta(hours=4),
    )  # fmt: skip


# ---- a zone ----------------------------------------------------------------------------------------------------------
def _zone(main: Area, episodes: Sequence[Episode], cast: Cast, *, now: datetime) -> int:
    """One building of the compound, decided by two officers for three days."""
    if Zone.objects.within(main.code).exists() or not episodes:
        return 0
    home = episodes[0].household
    asked = ZoneAsked(
        unit="building",
        doors=Doors(home.compound, home.building),
        kind="high",
        reason="演示：楼内有病例，先管住再核实",
    )
    proposed = propose_by_hand(
        home.area, zone_id=uuid5(SPACE, f"zone-{main.code}"), asked=asked, actor=cast.officer
    )
    return _decided(proposed, cast, now)


def _decided(zone: Zone, cast: Cast, now: datetime) -> int:
    """The second signature is the county's."""
    staff = User.objects.filter(username="command-staff").first()
    if staff is None:
        return 1
    decision = Decision(
        kind="high", reason=zone.reason, basis=BASIS, objection=OBJECTION, last_on=local_day(now) + 2 * DAY
    )
    signed = sign_zone(zone, version=None, decision=decision, actor=cast.officer, at=now - timedelta(hours=2))
    agree_zone(signed, version=None, actor=viewer_of(staff, day=local_day(now)), at=now - timedelta(hours=1))
    return 1


# ---- people who must not wait ----------------------------------------------------------------------------------------
def _trips(main: Area, rng: Random, cast: Cast, *, now: datetime, today: date) -> int:
    """Dialysis three times a week, medicine that runs out, a visit; some arranged, some not, one done, one not."""
    if TripRhythm.objects.within(main.code).exists():
        return 0
    for number, need in enumerate(_needs(main, NeedCode.DIALYSIS, 3, cast)):
        weekdays = ((1, 3, 5), (2, 4, 6), (1, 3, 5, 7))[number % 3]
        given = Treatment(
            "dialysis",
            time(7 + number, 20 * number),
            today - 20 * DAY,
            weekdays,
            hospital=HOSPITAL,
            route=ROUTE,
        )
        set_rhythm(need, rhythm_id=uuid5(SPACE, f"rhythm-{need.pk}"), given=given, actor=cast.clerk, at=now)
    for number, need in enumerate(_needs(main, NeedCode.CHRONIC_MEDICINE, 5, cast)):
        values = {
            "medicine_until": today + number * DAY,
            "medicine": "演示药",
            "hospital": "演示医院门诊药房",
        }
        correct_need(need, version=None, values=values, actor=cast.clerk)
    for need in _needs(main, NeedCode.PREGNANT, 2, cast):
        correct_need(
            need,
            version=None,
            values={"next_visit_on": today + 2 * DAY, "hospital": "演示医院产科"},
            actor=cast.clerk,
        )
    make_trips(now=datetime.combine(today, time(0, 1), SHANGHAI), within=main.code)
    _arranged(main, cast, now=now, today=today)
    _order_of_calls(main, rng, cast, now)
    return MedicalTrip.objects.within(main.code).count()


def _needs(main: Area, code: NeedCode, number: int, cast: Cast) -> list[SupportNeed]:
    rows = SupportNeed.objects.within(main.code).filter(
        code=code, ended_on=None, resident__presence=Presence.LIVING, resident__merged_into=None
    )
    found = list(rows.select_related("area", "resident__household").order_by("area_code", "pk")[:number])
    if len(found) < number:
        found += _more_needs(main, code, number - len(found), cast)
    return found


def _more_needs(main: Area, code: NeedCode, number: int, cast: Cast) -> list[SupportNeed]:
    """In a small demo nobody may have it yet."""
    people = Resident.objects.within(main.code).filter(presence=Presence.LIVING, merged_into=None)
    fitting = (
        people.filter(sex="female", birth_on__year__gte=1990, birth_on__year__lte=2000)
        if code == NeedCode.PREGNANT
        else (people.filter(birth_on__year__lte=1965))
    )
    chosen = fitting.exclude(needs__code=code).select_related("area").order_by("area_code", "-pk")[:number]
    return [
        add_need(one, need_id=uuid5(SPACE, f"{code}-{one.pk}"), code=code, values={}, actor=cast.clerk)
        for one in chosen
    ]


def _arranged(main: Area, cast: Cast, *, now: datetime, today: date) -> None:
    escorts = list(
        User.objects.filter(username__in=["grid-worker", "community-worker"], is_active=True).order_by(
            "username"
        )
    )
    rows = MedicalTrip.objects.within(main.code).filter(kind="dialysis").order_by("due_at")
    for number, trip in enumerate(rows[:6]):
        plate, driver, phone = CARS[number % len(CARS)]
        given = Arranged(
            leave_at=trip.due_at - timedelta(minutes=40), back_at=trip.due_at + timedelta(hours=5), vehicle=plate,
            driver=driver, driver_phone=phone, escort=escorts[number % len(escorts)] if escorts else None,
            route=ROUTE, note="坐轮椅，楼道有 6 级台阶",
        )  # fmt: skip
        if number == 2:
            continue  # this one waits to be arranged
        arrange_trip(trip, version=None, given=given, actor=cast.clerk)
        if trip.due_at <= now:
            tell_trip(trip, outcome="done", at=min(now, trip.due_at + timedelta(hours=5)), actor=cast.clerk)


def _order_of_calls(main: Area, rng: Random, cast: Cast, now: datetime) -> None:
    people = Resident.objects.within(main.code).filter(needs__code=NeedCode.ELDER_ALONE, needs__ended_on=None)
    for one in people.select_related("area", "household").order_by("area_code", "pk").distinct()[:30]:
        note_triage(
            one,
            disease=rng.choice(list(Disease)),
            vaccinated=rng.choice(list(Vaccinated)),
            actor=cast.clerk,
            at=now,
        )


# ---- what carers' phones tell ------------------------------------------------------------------------------------------
def _checks(rng: Random, main: Area, *, now: datetime, today: date) -> int:
    """This morning's temperatures, through the intake, as the carers' phones send them. They care since today: nobody
    believes them what was yesterday."""
    at = datetime.combine(today, time(8, 30), SHANGHAI)
    if now < at:
        return 0
    told: dict[UUID, tuple[User, list[dict[str, Any]]]] = {}
    phones: dict[UUID, Phone] = {}
    carers = Carer.objects.filter(
        episode__area_code__startswith=main.code, episode__state=EpisodeState.ACTIVE
    )
    seen: set[UUID] = set()
    for carer in carers.select_related("user", "episode").order_by("episode__until_at", "slot"):
        if carer.episode_id in seen or len(seen) >= 4:
            continue
        seen.add(carer.episode_id)
        if carer.user_id not in phones:  # a second token would revoke the first
            phones[carer.user_id] = Phone(carer.user, token_of(carer.user), STEADY)
        phone = phones[carer.user_id]
        body = HealthCheckTold(
            episode=carer.episode_id, half="morning", celsius=round(rng.uniform(36.0, 36.9), 1), no_signs=True
        )
        told.setdefault(carer.user_id, (carer.user, []))[1].append(
            envelope(rng, at, phone, "care.check", body)
        )
    if not told:
        return 0
    return tell([(phones[user], facts) for user, (_user, facts) in told.items()]).derived
