"""People as the rules of posts see them: their shifts, what they can do, when they are away. Many at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.duty.choices import BookState, ClaimState, Fitness
from linli.duty.models import Availability, Claim, Post, Volunteer
from linli.duty.rules_posts import Person, Shift, Stood, Wanted, shift_of
from linli.duty.rules_responsibilities import BROUGHT_BY_ROLE
from linli.duty.rules_volunteers import still_qualified
from linli.lib.periods import local_day
from linli.people.models import Appointment
from linli.people.queries import holding

AROUND = timedelta(days=32)  # farther off, a shift can break no limit of a week, or of days in a row
OF_A_STAND = (
    "post__starts_at", "post__ends_at", "checked_in_at", "checked_out_at", "mended_in_at", "mended_out_at",
)  # fmt: skip
NOT_STOOD = (ClaimState.DROPPED, ClaimState.MISSED)


def wanted_of(post: Post) -> Wanted:
    shift = Shift(post.starts_at, post.ends_at)
    return Wanted(shift, post.qualifications, post.state == "open", post.headcount - post.taken)


def stood_of(claim: Claim) -> Stood:
    """`claim` with its post at hand."""
    shift = Shift(claim.post.starts_at, claim.post.ends_at)
    return Stood(shift, claim.checked_in_at, claim.checked_out_at, claim.mended_in_at, claim.mended_out_at)


def people_of(
    user_ids: Collection[UUID], *, since: datetime, until: datetime, but: Collection[UUID] = ()
) -> dict[UUID, Person]:
    """Everybody with what decides about posts between two moments, in four queries. `but`: claims left out."""
    shifts = shifts_of(user_ids, since=since - AROUND, until=until + AROUND, but=but)
    book = _book(user_ids, local_day(since))
    away = _away(user_ids, since, until)
    brought = _brought(user_ids, local_day(since))
    nothing: tuple[frozenset[str], bool] = (frozenset(), True)
    people = {}
    for one in user_ids:
        can, is_fit = book.get(one, nothing)
        people[one] = Person(can | brought[one], is_fit, tuple(shifts[one]), tuple(away[one]))
    return people


def shifts_of(
    user_ids: Collection[UUID], *, since: datetime, until: datetime, but: Collection[UUID] = ()
) -> dict[UUID, list[Shift]]:
    """The shifts that count for the limits: claimed, being stood, stood."""
    rows = Claim.everywhere.filter(user_id__in=user_ids, post__ends_at__gt=since, post__starts_at__lt=until)
    rows = rows.exclude(state__in=NOT_STOOD).exclude(pk__in=but)
    found: dict[UUID, list[Shift]] = defaultdict(list)
    for user_id, starts_at, ends_at, *checks in rows.values_list("user_id", *OF_A_STAND):
        if shift := shift_of(Stood(Shift(starts_at, ends_at), *checks)):
            found[user_id].append(shift)
    return found


def _book(user_ids: Iterable[UUID], day: date) -> dict[UUID, tuple[frozenset[str], bool]]:
    """Everybody's page with its trainings: one line a training, one where there is none."""
    rows = Volunteer.everywhere.filter(user_id__in=user_ids).exclude(state=BookState.LEFT)
    told = rows.values_list(
        "user_id", "qualifications", "fitness", "trainings__gives", "trainings__valid_until"
    )
    pages: dict[UUID, tuple[Collection[str], str]] = {}
    trained: dict[UUID, list[tuple[str, date | None]]] = defaultdict(list)
    for user_id, can, fitness, gives, until in told:
        pages[user_id] = can, fitness
        if gives:
            trained[user_id].append((gives, until))
    return {
        user_id: (still_qualified(can, trained[user_id], day=day), fitness != Fitness.NOT_NOW)
        for user_id, (can, fitness) in pages.items()
    }


def _brought(user_ids: Iterable[UUID], day: date) -> dict[UUID, frozenset[str]]:
    """What the roles of a day prove by themselves."""
    held = Appointment.everywhere.filter(holding(day), user_id__in=user_ids, role__in=list(BROUGHT_BY_ROLE))
    found: dict[UUID, frozenset[str]] = defaultdict(frozenset)
    for user_id, role in held.values_list("user_id", "role"):
        found[user_id] |= BROUGHT_BY_ROLE[role]
    return found


def _away(user_ids: Iterable[UUID], since: datetime, until: datetime) -> dict[UUID, list[Shift]]:
    rows = Availability.objects.filter(
        user_id__in=user_ids, can=False, ends_at__gt=since, starts_at__lt=until
    )
    found: dict[UUID, list[Shift]] = defaultdict(list)
    for user_id, starts_at, ends_at in rows.values_list("user_id", "starts_at", "ends_at"):
        found[user_id].append(Shift(starts_at, ends_at))
    return found
