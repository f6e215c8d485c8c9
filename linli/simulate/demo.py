"""The demo city: areas, register, accounts, an open incident, and workbooks to try the import with."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from django.conf import settings

from linli.areas.actions import import_divisions
from linli.areas.models import Area
from linli.core.problems import CannotBeUsed
from linli.lib.area_codes import prefix
from linli.lib.playbook import load_playbook, playbook_names
from linli.registers.models import Household
from linli.simulate.accounts import Account, make_accounts, password
from linli.simulate.city import MAIN_COMMUNITY, Share, fill, homes_of
from linli.simulate.workbooks import STYLES, write_workbook

DIVISIONS = Path(settings.PACKAGE) / "playbooks" / "divisions"
Advance = Callable[[int, int], None]


def divisions_of(city: str) -> Path:
    """The division table that ships with Linli for this playbook."""
    code = load_playbook(city).city.code
    path = DIVISIONS / f"division_{code[:6]}.csv"
    if not path.exists():
        with_table = [
            n
            for n in playbook_names()
            if (DIVISIONS / f"division_{load_playbook(n).city.code[:6]}.csv").exists()
        ]
        raise CannotBeUsed(why=f"{city}: {', '.join(with_table)}")
    return path


def load_divisions(city: str, *, today: date) -> list[Area]:
    """Load the city's division table, unless it is there; return its communities."""
    import_divisions(
        divisions_of(city),
        source="china-division 2.7.0 (2023-06-30)",
        on=date(today.year - 1, 1, 1),
        actor=None,
        playbook=city,
    )
    return communities_of(city)


def simulate_city(city: str, *, residents: int, seed: int, today: date, advance: Advance) -> int:
    """Load the city's divisions and fill its register; returns the number of residents made.

    A city that has people already gets none: their number would no longer be the one that was asked for.
    """
    communities = load_divisions(city, today=today)
    if Household.objects.within(prefix(load_playbook(city).city.code)).exists():
        return 0
    return fill(
        communities, load_playbook(city), residents=residents, seed=seed, today=today, advance=advance
    )


def communities_of(city: str) -> list[Area]:
    code = load_playbook(city).city.code
    return list(Area.objects.within(prefix(code)).current().filter(level="community").order_by("code"))


def main_community(communities: list[Area]) -> Area:
    return next((a for a in communities if MAIN_COMMUNITY in a.name), communities[0])


def make_workbooks(folder: Path, community: Area, *, residents: int, seed: int, today: date) -> list[Path]:
    """Two workbooks of the same people as two clerks keep them; made again from the same seed as the register."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for style in STYLES:
        rng = Random(f"{seed}-{community.code}")
        homes = homes_of(rng, Share(community, residents), today)
        path = folder / f"{community.name}-{style.name}.xlsx"
        write_workbook(path, homes, title=f"{community.name}居民台账", style=style, rng=rng)
        written.append(path)
    return written


def workbooks_of(city: str, folder: Path, *, residents: int, seed: int, today: date) -> list[Path]:
    """Workbooks of one community of the city, with `residents` people in each."""
    return make_workbooks(
        folder, main_community(load_divisions(city, today=today)), residents=residents, seed=seed, today=today
    )


def accounts_file() -> Path:
    return Path(settings.HOME) / "demo" / "accounts.json"


def keep_accounts(main: Area, *, seed: int, today: date) -> list[Account]:
    """Make the demo's accounts and keep their password where only the owner of the folder can read it."""
    accounts = make_accounts(main, seed=seed, today=today, secret=password())
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(json.dumps([a.facts() for a in accounts], ensure_ascii=False, indent=1))
    path.chmod(0o600)
    return accounts


def kept_accounts() -> list[Account]:
    path = accounts_file()
    return [Account(**facts) for facts in json.loads(path.read_text())] if path.exists() else []
