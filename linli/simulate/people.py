"""Made-up households: who lives together, how old they are, where they are, what they need."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from linli.lib.resident_ids import check_digit
from linli.simulate.names import given_name, surname

COUNTY_OF_NOBODY = "231099"
PHONES_OF_NOBODY = "154"

# (kind of household, share in %), rounded from the composition of households in the 2020 census.
KINDS: dict[str, int] = {
    "alone": 14,
    "elder_alone": 11,
    "couple": 18,
    "elder_couple": 12,
    "family": 32,
    "three": 13,
}
AWAY_PLACES = (
    "哈尔滨市",
    "牡丹江市",
    "长春市",
    "沈阳市",
    "大连市",
    "北京市",
    "天津市",
    "青岛市",
    "上海市",
    "深圳市",
)


@dataclass
class Person:
    name: str
    sex: str  # female, male
    birth_on: date
    relation: str
    document: str = ""
    phone: str = ""
    presence: str = "living"
    away_place: str = ""
    away_return_on: date | None = None
    needs: list[str] = field(default_factory=list)


@dataclass
class Family:
    occupancy: str  # owner, rented, vacant
    people: list[Person]
    contact: tuple[str, str, str] | None = None  # name, relation, telephone
    plate: str = ""


def resident_id(rng: Random, birth_on: date, sex: str) -> str:
    """An 18-digit number with a valid check digit, of a county that never was."""
    order = rng.randrange(1, 500) * 2 - (1 if sex == "male" else 0)
    first = f"{COUNTY_OF_NOBODY}{birth_on:%Y%m%d}{order % 1000:03d}"
    return first + check_digit(first)


def phone(rng: Random) -> str:
    return PHONES_OF_NOBODY + f"{rng.randrange(10**8):08d}"


def family(rng: Random, today: date) -> Family:
    """One dwelling: about one in fifteen is vacant, one in eight rented."""
    if rng.random() < 0.065:
        return Family("vacant", [])
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    people = [_person(rng, today, *who) for who in _composition(rng, kind)]
    _share_surnames(rng, people)
    for person in people:
        _complete(rng, today, person, alone=len(people) == 1)
    here = Family("rented" if rng.random() < 0.12 else "owner", people)
    if kind.startswith("elder") and rng.random() < 0.5:
        here.contact = (surname(rng) + given_name(rng, "male", 1978), "子女", phone(rng))
    if rng.random() < 0.3:
        here.plate = "黑C" + "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(5))
    return here


def _composition(rng: Random, kind: str) -> list[tuple[str, str, int]]:
    """(relation, sex, age) of each member."""
    head_sex = rng.choice(["female", "male"])
    spouse_sex = "male" if head_sex == "female" else "female"
    if kind in {"alone", "elder_alone"}:
        return [("head", head_sex, rng.randint(66, 90) if kind == "elder_alone" else rng.randint(22, 62))]
    age = rng.randint(64, 86) if kind == "elder_couple" else rng.randint(27, 62)
    pair = [("head", head_sex, age), ("spouse", spouse_sex, max(22, age + rng.randint(-5, 4)))]
    if kind in {"couple", "elder_couple"}:
        return pair
    oldest_child = min(24, max(0, age - 25))
    children = [
        (*rng.choice([("son", "male"), ("daughter", "female")]), rng.randint(0, oldest_child))
        for _ in range(rng.choices([1, 2], [7, 3])[0])
    ]
    grandparent = [("parent", rng.choice(["female", "male"]), min(92, age + rng.randint(22, 30)))]
    return pair + children + (grandparent if kind == "three" else [])


def _person(rng: Random, today: date, relation: str, sex: str, age: int) -> Person:
    born = date(today.year - age, 1, 1) - timedelta(days=rng.randrange(1, 364))
    return Person(given_name(rng, sex, born.year), sex, born, relation)


def _share_surnames(rng: Random, people: list[Person]) -> None:
    """Children have their father's surname; spouses keep their own."""
    own = surname(rng)
    other = surname(rng)
    fathers = own if people[0].sex == "male" else other
    for person in people:
        line = {"head": own, "spouse": other, "parent": own}.get(person.relation, fathers)
        person.name = line + person.name


def _complete(rng: Random, today: date, person: Person, *, alone: bool) -> None:
    age = (today - person.birth_on).days // 365
    if rng.random() < 0.94:
        person.document = resident_id(rng, person.birth_on, person.sex)
    if age >= 14 and rng.random() < (0.93 if person.relation == "head" else 0.7):
        person.phone = phone(rng)
    if 18 <= age <= 60 and not alone and rng.random() < 0.09:
        person.presence = "away"
        person.away_place = rng.choice(AWAY_PLACES)
        person.away_return_on = today + timedelta(days=rng.randrange(1, 80)) if rng.random() < 0.6 else None
    person.needs = _needs(rng, person, age, alone=alone)


def _needs(rng: Random, person: Person, age: int, *, alone: bool) -> list[str]:
    """Support needs in plausible shares; those of the old come with age."""
    chances = [
        ("elder_alone", age >= 65 and alone, 1.0),
        ("elder_empty_nest", age >= 70 and not alone and person.relation == "head", 0.35),
        ("chronic_medicine", age >= 50, 0.16),
        ("disabled_care", age >= 75, 0.07),
        ("dementia", age >= 78, 0.05),
        ("dialysis", age >= 40, 0.004),
        ("oncology", age >= 45, 0.006),
        ("pregnant", person.sex == "female" and 22 <= age <= 38, 0.035),
        ("infant", age <= 3, 1.0),
        ("mental", age >= 18, 0.003),
        ("minimum_living", age >= 18, 0.012),
        ("no_smartphone", age >= 72, 0.25),
    ]
    return [code for code, applies, chance in chances if applies and rng.random() < chance]
