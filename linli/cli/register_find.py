"""`linli register find`: people and doors, with numbers masked as on every page."""

from typing import Annotated, Any

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.areas.problems import NoSuchArea
from linli.areas.scopes import Scope
from linli.cli.output import JsonOption, print_json, print_table, refusals, say
from linli.lib.area_codes import AreaCodeError, prefix
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.titles import area_paths
from linli.people.viewer import Viewer
from linli.registers.search import Found, search
from linli.registers.shown import ShownHousehold, ShownResident

# Who works at the machine itself sees what a clerk's list shows: masked numbers, and opens none.
SEES = frozenset(
    {Capability.HOUSEHOLDS_READ, Capability.NAMES, Capability.CONTACT_MASKED, Capability.DOCUMENT_MASKED,
     Capability.NEEDS}
)  # fmt: skip


def find(
    text: Annotated[
        str, typer.Argument(help="A name, pinyin, initials, a door, a telephone or document number.")
    ],
    area: Annotated[str, typer.Option(help="The code of the area, such as 231085100006.")],
    json: JsonOption = False,
) -> None:
    """Find people and doors in an area, grouped by why they match. Numbers are masked."""
    with refusals():
        place = _area(area)
        viewer = Viewer(user=User(username="linli"), appointment=None, can=SEES)
        found = search(text, scope=Scope((place.code,)), viewer=viewer, day=local_day(timezone.now()))
    homes = [one.household for group in found for one in group.people]
    homes += [home for group in found for home in group.households]
    paths = area_paths({home.area_code for home in homes})
    if json:
        print_json({"area": place.code, "found": [_facts(group, paths) for group in found]})
        return
    for group in found:
        _print(group, paths)
    if not found:
        say(_("Nobody and no door here is like that."))


def _area(code: str) -> Area:
    try:
        found = Area.objects.current().filter(code=prefix(code)).first()
    except AreaCodeError:
        found = None
    if found is None:
        raise NoSuchArea(given=code)
    return found


def _facts(group: Found, paths: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": group.kind.value,
        "why": str(group.why),
        "more": group.is_more,
        "people": [_person(one.person, one.household, paths) for one in group.people],
        "households": [_home(home, paths) for home in group.households],
    }


def _person(person: ShownResident, home: ShownHousehold, paths: dict[str, str]) -> dict[str, Any]:
    return {
        "resident": person.id,
        "name": person.name,
        "birth_year": person.birth_year,
        "presence": person.presence,
        "phone": person.phone.masked,
        "document": person.document.masked,
        **_home(home, paths),
    }


def _home(home: ShownHousehold, paths: dict[str, str]) -> dict[str, Any]:
    place = {"compound": home.compound, "door": home.plate, "area": home.area_code}
    return {"household": home.id, **place, "path": paths.get(home.area_code, "")}


def _print(group: Found, paths: dict[str, str]) -> None:
    more = _("and more") if group.is_more else ""
    title = f"{group.why} ({group.number} {more})".replace(" )", ")")
    rows = [
        [one.household.plate, one.person.name, one.person.birth_year, one.person.phone.masked,
         one.person.presence_label, paths.get(one.household.area_code, "")]
        for one in group.people
    ]  # fmt: skip
    rows += [[home.plate, home.title, "", "", "", paths.get(home.area_code, "")] for home in group.households]
    headings = [_("Door"), _("Name"), _("Born"), _("Telephone"), _("Whereabouts"), _("Place")]
    print_table(headings, rows, title=title)
