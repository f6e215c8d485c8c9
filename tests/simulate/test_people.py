"""Invented people: plausible in the mass, nobody in particular."""

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

from openpyxl import load_workbook

from linli.lib.documents import read_document
from linli.simulate.layout import Door, buildings
from linli.simulate.people import family, resident_id
from linli.simulate.workbooks import STYLES, write_workbook

TODAY = date(2026, 11, 20)


def test_it_makes_numbers_that_pass_the_check_and_belong_to_nobody() -> None:
    rng = Random(1)
    for _ in range(200):
        number = resident_id(rng, date(1974, 3, 2), "female")
        read = read_document(number)
        assert read.problem is None
        assert read.birth_on == date(1974, 3, 2)
        assert number.startswith("231099")


def test_it_gives_telephones_of_a_block_that_nobody_has() -> None:
    rng = Random(2)
    phones = {p.phone for _ in range(100) for p in family(rng, TODAY).people if p.phone}
    assert phones
    assert all(len(phone) == 11 and phone.startswith("154") for phone in phones)


def test_it_makes_the_same_families_from_the_same_seed() -> None:
    assert [family(Random(3), TODAY) for _ in range(5)] == [family(Random(3), TODAY) for _ in range(5)]


def test_it_makes_ordinary_families() -> None:
    rng = Random(4)
    families = [family(rng, TODAY) for _ in range(3000)]
    sizes = Counter(len(f.people) for f in families)
    assert 0.03 < sizes[0] / 3000 < 0.1
    lived_in = [f for f in families if f.people]
    assert 2.2 < sum(len(f.people) for f in lived_in) / len(lived_in) < 2.8
    assert all(f.people[0].relation == "head" for f in lived_in)
    assert all(p.birth_on <= TODAY for f in lived_in for p in f.people)


def test_it_builds_as_many_doors_as_were_asked_for() -> None:
    doors = [door for building in buildings(Random(5), 500, compounds=2) for door in building.doors]
    assert len(doors) == 500
    assert len({(d.compound, d.label) for d in doors}) == 500


def test_it_writes_a_workbook_with_a_title_a_heading_and_one_row_a_person(tmp_path: Path) -> None:
    rng = Random(6)
    homes = [(Door("和平家园", "3", "2", "5", f"50{n}"), family(rng, TODAY)) for n in range(1, 9)]
    people = sum(len(f.people) for _, f in homes)
    path = tmp_path / "book.xlsx"
    assert write_workbook(path, homes, title="居民台账", style=STYLES[0], rng=rng) == people
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0][0] == "居民台账"
    assert "姓名" in rows[1]
    assert rows[-1][0] == "合计"


def test_it_writes_what_old_offices_send(tmp_path: Path) -> None:
    rng = Random(7)
    homes = [(Door("", "1组", "", "", "5"), family(rng, TODAY))]
    path = tmp_path / "book.csv"
    write_workbook(path, homes, title="居民台账", style=STYLES[0], rng=rng)
    assert "居民台账" in path.read_text(encoding="gb18030")
