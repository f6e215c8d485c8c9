"""Every measure of the register against a plain count in Python, on registers made up at random."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.areas.measures import all_measures, measure, of_group
from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.areas.tallies import count_rows, figures_of, recount
from linli.lib.periods import age_on
from linli.registers.choices import NeedCode, Occupancy, Presence, Relation, Sex
from linli.registers.models import Contact, Household, Resident, SupportNeed
from tests.conftest import TODAY

LEAP_DAY = date(2028, 2, 29)
REGISTER = [m for m in all_measures() if m.group != "lists"]
BANDS = {
    "ages.under_three": range(3),
    "ages.three_to_fourteen": range(3, 15),
    "ages.fifteen_to_fifty_nine": range(15, 60),
    "ages.sixty_to_sixty_four": range(60, 65),
    "ages.sixty_five_to_seventy_nine": range(65, 80),
    "ages.eighty_and_over": range(80, 200),
}

# Days of birth around the edges of bands, on leap days, ahead, and none at all.
births = st.one_of(
    st.none(),
    st.dates(date(1920, 1, 1), date(2028, 3, 2)),
    st.sampled_from([date(y, 2, d) for y in (1948, 1964, 1968, 2012, 2024) for d in (27, 28, 29)]),
    st.integers(0, 90).map(lambda years: date(TODAY.year - years, TODAY.month, TODAY.day)),
    st.integers(0, 90).map(lambda years: date(TODAY.year - years, TODAY.month, TODAY.day + 1)),
)
needs = st.lists(
    st.tuples(st.sampled_from(NeedCode), st.booleans(), st.booleans()), max_size=3, unique_by=lambda n: n[0]
)
people = st.fixed_dictionaries(
    {
        "presence": st.sampled_from(Presence),
        "sex": st.sampled_from(Sex),
        "relation": st.sampled_from([Relation.HEAD, Relation.SON, Relation.UNKNOWN]),
        "birth_on": births,
        "phone": st.sampled_from(["", "13800006021"]),
        "document": st.sampled_from(["", "P1234567"]),
        "merged": st.booleans(),
        "needs": needs,
    }
)
homes = st.fixed_dictionaries(
    {
        "occupancy": st.sampled_from(Occupancy),
        "closed": st.booleans(),
        "contact": st.booleans(),
        "people": st.lists(people, max_size=4),
    }
)


@pytest.mark.parametrize("day", [TODAY, date(2027, 3, 1), LEAP_DAY])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(homes, max_size=4))
def test_every_measure_is_what_a_plain_count_gives(
    building: Area, community: Area, day: date, made: list[dict]
) -> None:
    with transaction.atomic():
        write(building, made)
        counted = count_rows(Scope((community.code,)), REGISTER, day).get(building.code, {})
        assert counted == {key: n for key, n in plain_count(made, day).items() if n}
        transaction.set_rollback(True)


def write(area: Area, made: list[dict]) -> None:
    for number, home in enumerate(made):
        household = Household.objects.create(
            area=area,
            area_code=area.code,
            door=f"3-1-{number}",
            occupancy=home["occupancy"],
            closed_on=TODAY if home["closed"] else None,
        )
        if home["contact"]:
            Contact.objects.create(
                household=household, area=area, area_code=area.code, name="甲", phone="13900000000"
            )
        for person in home["people"]:
            write_person(household, person)


def write_person(household: Household, person: dict) -> None:
    place = {"area": household.area, "area_code": household.area_code}
    values = {key: value for key, value in person.items() if key not in {"merged", "needs"}}
    resident = Resident.objects.create(household=household, name="张三", **place, **values)
    if person["merged"]:
        Resident.everywhere.filter(pk=resident.pk).update(merged_into=resident.pk)
    for code, is_confirmed, ended in person["needs"]:
        SupportNeed.objects.create(
            resident=resident,
            code=code,
            is_confirmed=is_confirmed,
            ended_on=TODAY if ended else None,
            **place,
        )


def plain_count(made: list[dict], day: date) -> Counter[str]:
    n: Counter[str] = Counter()
    for home in made:
        count_home(n, home)
        for person in home["people"]:
            if not person["merged"]:
                count_person(n, person, day)
    return n


def count_home(n: Counter[str], home: dict) -> None:
    if home["closed"]:
        return
    here = [
        p for p in home["people"] if not p["merged"] and p["presence"] in {Presence.LIVING, Presence.AWAY}
    ]
    n["households.dwellings"] += 1
    n[f"households.{home['occupancy'].value}"] += 1
    n["households.nobody"] += not here
    if home["occupancy"] in {Occupancy.VACANT, Occupancy.OTHER_USE}:
        return
    n["households.lived_in"] += 1
    n["completeness.with_head"] += any(p["relation"] == Relation.HEAD for p in here)
    n["completeness.reachable"] += home["contact"] or any(p["phone"] for p in here)


def count_person(n: Counter[str], person: dict, day: date) -> None:
    n["residents.moved_out"] += person["presence"] == Presence.MOVED_OUT
    if person["presence"] not in {Presence.LIVING, Presence.AWAY}:
        return
    n["residents.registered"] += 1
    n[f"residents.{person['presence'].value}"] += 1
    n["residents.sex_unknown" if person["sex"] == Sex.UNKNOWN else f"residents.{person['sex'].value}"] += 1
    n["completeness.with_phone"] += bool(person["phone"])
    n["completeness.with_document"] += bool(person["document"])
    n["completeness.with_birth"] += person["birth_on"] is not None
    n[age_band(person["birth_on"], day)] += 1
    count_needs(n, [need for need in person["needs"] if not need[2]])


def age_band(birth_on: date | None, day: date) -> str:
    if birth_on is None or birth_on > day:
        return "ages.unknown"
    return next(key for key, ages in BANDS.items() if age_on(birth_on, day) in ages)


def count_needs(n: Counter[str], open_needs: list[tuple]) -> None:
    n["residents.with_need"] += bool(open_needs)
    for code, is_confirmed, _ in open_needs:
        n[f"needs.{code.value}"] += 1
        if not is_confirmed:
            n[f"needs_unconfirmed.{code.value}"] += 1
            n["needs_unconfirmed.all"] += 1


# ---- what must add up ----------------------------------------------------------------------------
def test_every_resident_stands_in_one_age_band(
    household: Household, elder: Resident, away_resident: Resident, community: Area
) -> None:
    with transaction.atomic():
        recount([community.code], day=TODAY)
    figures = figures_of(community.code, day=TODAY)
    assert sum(figures[m.key] for m in of_group("ages")) == figures["residents.registered"] == 5


def test_the_rows_behind_a_number_are_as_many_as_it_says(
    household: Household, elder: Resident, away_resident: Resident, vacant: Household, community: Area
) -> None:
    with transaction.atomic():
        recount([community.code], day=TODAY)
    figures = figures_of(community.code, day=TODAY)
    for one in REGISTER:
        rows = one.counts.objects.within(community.code).filter(one.where(TODAY))
        assert rows.count() == figures[one.key], one.key


# ---- how they are declared ------------------------------------------------------------------------
def test_each_measure_is_explained_in_both_languages() -> None:
    for one in all_measures():
        with translation.override("en"):
            english = [str(text) for text in (one.label, one.meaning, one.unit, one.source)]
        with translation.override("zh-hans"):
            chinese = [str(text) for text in (one.label, one.meaning, one.unit, one.source)]
        assert all(english), one.key
        assert all(zh != en for zh, en in zip(chinese, english, strict=True)), (one.key, chinese)


def test_a_share_is_of_a_measure_that_exists() -> None:
    for one in all_measures():
        assert not one.of or measure(one.of).unit


def test_keys_can_be_named_in_a_playbook(check_key: Callable[[str], bool]) -> None:
    assert all(check_key(one.key) for one in all_measures())


@pytest.fixture
def check_key() -> Callable[[str], bool]:
    import re

    return lambda key: re.fullmatch(r"[a-z_]+\.[a-z_]+", key) is not None


def test_a_birthday_is_counted_on_the_day_itself(building: Area, community: Area) -> None:
    eve, day = TODAY - timedelta(days=1), TODAY
    person = {"presence": Presence.LIVING, "sex": Sex.MALE, "relation": Relation.HEAD, "phone": ""}
    person |= {"document": "", "merged": False, "needs": [], "birth_on": date(1946, 11, 20)}
    write(building, [{"occupancy": Occupancy.OWNER, "closed": False, "contact": False, "people": [person]}])
    scope = Scope((community.code,))
    on = {d: count_rows(scope, [measure("ages.eighty_and_over")], d) for d in (eve, day)}
    assert on == {eve: {}, day: {building.code: {"ages.eighty_and_over": 1}}}
