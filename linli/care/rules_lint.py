"""Episodes held against the edition in force and the nine prohibitions (九不准). Pure: it says, and changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from linli.care.plans import Plan
from linli.lib.days import ends_at
from linli.lib.editions import STRICTNESS, Edition, measure_named

LONGER = "prolong_people"
MORE_PEOPLE = "widen_people"
LOW_RISK = "turn_back_low_risk"
PATIENTS = ("turn_patients_away", "refuse_patients")
# Who comes from where nothing is closed: nobody keeps them in, whatever a place has ordered.
FROM_LOW_RISK = frozenset({"spill_low", "traveller_low_same_county", "cross_region_traveller"})
TIME_TO_DECIDE = timedelta(hours=24)


class Code(StrEnum):
    TOO_LONG = "care.too_long"
    TOO_STRICT = "care.too_strict"
    CATEGORY_UNKNOWN = "care.category_unknown"
    NOTHING_PRESCRIBED = "care.nothing_prescribed"
    LOW_RISK_KEPT_IN = "care.low_risk_kept_in"
    PROLONGED = "care.prolonged"
    PAST_END = "care.past_end"
    AFTER_LIGHTENED = "care.after_lightened"
    KEPT_AFTER_LIGHTENED = "care.kept_after_lightened"
    APPEAL_LATE = "care.appeal_late"
    TRIP_MISSED = "care.trip_missed"
    CASE_RULED_OUT = "care.case_ruled_out"


@dataclass(frozen=True)
class EpisodeSeen:
    """An episode in force as the rules see it. `prescribed`: by the edition in force, with what the city adds lawfully;
    None where the edition has no such category."""

    category: str
    edition: str
    measure: str
    until_at: datetime
    prescribed: Plan | None
    prolonged: int = 0
    lightened_since: datetime | None = None  # a lighter proposal waits since
    kept_lighter: bool = False
    appeal_due: datetime | None = None  # of the objection that waits longest
    trips_missed: int = 0
    case_ruled_out: bool = False  # what it rests on is no case any more


@dataclass(frozen=True)
class Broken:
    code: Code
    prohibition: str
    data: dict[str, str | int] = field(default_factory=dict)


def broken_by(episode: EpisodeSeen, edition: Edition, *, at: datetime) -> Iterator[Broken]:
    """Each rule that an episode in force breaks at a moment."""
    keeps_in = measure_named(episode.measure).stays == "in" if episode.measure else False
    if episode.until_at <= at:
        yield Broken(Code.PAST_END, LONGER)
    if episode.case_ruled_out:
        yield Broken(Code.CASE_RULED_OUT, MORE_PEOPLE)
    if episode.category in FROM_LOW_RISK and keeps_in:
        yield Broken(Code.LOW_RISK_KEPT_IN, LOW_RISK)
    if episode.kept_lighter:
        yield Broken(Code.KEPT_AFTER_LIGHTENED, LONGER, {"edition": edition.key})
    elif episode.lightened_since is not None and at - episode.lightened_since > TIME_TO_DECIDE:
        yield Broken(Code.AFTER_LIGHTENED, LONGER, {"edition": edition.key})
    elif episode.edition == edition.key or episode.lightened_since is None:
        yield from _against_edition(episode, edition, at)
    if episode.prolonged:
        yield Broken(Code.PROLONGED, LONGER, {"n": episode.prolonged})
    if episode.appeal_due is not None and episode.appeal_due < at:
        yield Broken(Code.APPEAL_LATE, LONGER, {"due": episode.appeal_due.isoformat()})
    if episode.trips_missed:
        yield Broken(Code.TRIP_MISSED, _known(edition, PATIENTS), {"n": episode.trips_missed})


def _against_edition(episode: EpisodeSeen, edition: Edition, at: datetime) -> Iterator[Broken]:
    line, plan = edition.category(episode.category), episode.prescribed
    if line is None or plan is None:
        yield Broken(Code.CATEGORY_UNKNOWN, MORE_PEOPLE, {"edition": edition.key})
        return
    if not line.phases:
        yield Broken(Code.NOTHING_PRESCRIBED, MORE_PEOPLE, {"edition": edition.key})
        return
    if plan.until_at is None or episode.until_at > plan.until_at:
        days = (episode.until_at - (plan.until_at or at)) // timedelta(days=1)
        yield Broken(Code.TOO_LONG, LONGER, {"days": max(1, days), "most": line.days})
    phase = plan.phase_at(at)
    if (
        phase is not None
        and STRICTNESS[episode.measure] > STRICTNESS[phase.measure]
        and not _same_day(plan, at)
    ):
        yield Broken(Code.TOO_STRICT, MORE_PEOPLE, {"measure": episode.measure, "instead": phase.measure})


def _same_day(plan: Plan, at: datetime) -> bool:
    """On the first day of a phase the change is still being carried out."""
    phase = plan.phase_at(at)
    return phase is not None and phase != plan.phases[0] and at < ends_at(phase.first_on)


def _known(edition: Edition, wanted: tuple[str, ...]) -> str:
    return next((key for key in wanted if edition.prohibition(key)), wanted[-1])
