"""The volunteers' book of the demo: people who are active, in the reserve, paused, or wait for an answer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from linli.areas.models import Area
from linli.duty.choices import BookState, Fitness, Qualification
from linli.duty.models import Availability, Training, Volunteer
from linli.lib.periods import day_bounds
from linli.people.models import Organisation, User

STATES = (BookState.ACTIVE,) * 7 + (BookState.APPLIED, BookState.RESERVE, BookState.RESERVE)
SKILLS = ("会开面包车", "当过护士", "会朝鲜语", "会修水电", "会做表格", "退役军人", "会手语", "")
FREE = ("周末全天", "晚上六点以后", "工作日上午", "随时", "")
SUBJECTS = (
    ("个人防护和消杀", Qualification.DISINFECTION),
    ("心肺复苏", Qualification.FIRST_AID),
    ("采样扫码", Qualification.SAMPLING),
    ("入户沟通", ""),
)
IN_BOOK = 30
DAYS_TOLD, HAVE_TIME = 9, 0.7
# Parts of a day in hours: early, by day, late, round the clock.
PARTS = ((0, 8), (8, 16), (8, 24), (16, 24), (0, 24))


def make_book(
    rng: Random, main: Area, people: Sequence[User], units: Mapping[Any, Organisation], *, now: datetime, today: date
) -> int:  # fmt: skip
    """Pages for some of the helpers, with trainings; what they may do follows from those."""
    pages, trainings = [], []
    for number, user in enumerate(people[:IN_BOOK]):
        page = _page(rng, main, user, units.get(user.pk), now=now, today=today)
        page.state = BookState.PAUSED if number == 7 else STATES[number % len(STATES)]
        if page.state != BookState.APPLIED:
            trainings += _trainings(rng, page, today)
        pages.append(page)
    own = User.objects.filter(username="volunteer").first()
    if own and not Volunteer.everywhere.filter(user=own).exists():
        pages.append(_page(rng, main, own, None, now=now, today=today))
    Volunteer.objects.bulk_create(pages)
    Training.objects.bulk_create(trainings)
    return len(pages)


def tell_times(rng: Random, people: Sequence[User], *, today: date) -> int:
    """When helpers can stand in the coming days, so that a roster can be solved at once; some wish for an hour."""
    times = []
    for user in people:
        part = rng.choice(PARTS)
        for ahead in range(1, DAYS_TOLD + 1):
            if rng.random() < HAVE_TIME:
                begins = day_bounds(today + timedelta(days=ahead))[0]
                starts_at, ends_at = (begins + timedelta(hours=hour) for hour in part)
                times.append(
                    Availability(user=user, starts_at=starts_at, ends_at=ends_at, wish=rng.random() < 0.05)
                )
    Availability.objects.bulk_create(times)
    return len(times)


def _page(
    rng: Random, main: Area, user: User, unit: Organisation | None, *, now: datetime, today: date
) -> Volunteer:
    joined = today - timedelta(days=rng.randrange(3, 300))
    return Volunteer(
        area=main, area_code=main.code, user=user, organisation=unit, birth_year=rng.randrange(1958, 2005),
        skills=rng.choice(SKILLS), hours=rng.choice(FREE), joined_on=joined, state=BookState.ACTIVE,
        fitness=rng.choices(list(Fitness), (12, 3, 1))[0], consented_at=now - (today - joined),
        insured_until=rng.choice([None, today + timedelta(days=12), *(today + timedelta(days=200),) * 6]),
        equipment=rng.choice(["口罩 10，手套 5", "防护服 1，口罩 5", ""]),
    )  # fmt: skip


def _trainings(rng: Random, page: Volunteer, today: date) -> list[Training]:
    held = rng.sample(SUBJECTS, rng.randrange(0, 3))
    page.qualifications = sorted(gives for _subject, gives in held if gives)
    if page.skills == "当过护士":
        page.qualifications.append(Qualification.MEDICAL.value)
    return [
        Training(
            volunteer=page, subject=subject, gives=gives, on=today - timedelta(days=rng.randrange(5, 200))
        )
        for subject, gives in held
    ]
