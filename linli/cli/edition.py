"""Commands of `linli edition`: editions of the policy, what one means for a person, and what goes beyond them."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.areas.problems import NoSuchArea
from linli.areas.scopes import Scope
from linli.care.plans import Facts, Plan
from linli.care.rules import plan_for
from linli.care.words import in_language, measure_word, rule_words, sentence
from linli.care.words_editions import category_lines, prohibition_lines, zone_lines
from linli.cli.output import JsonOption, print_json, print_table, refusals, refuse, say
from linli.cli.prepare import prepare
from linli.core.moments import day, moment
from linli.incidents.editions import edition_at, editions_known
from linli.incidents.models import Overreach
from linli.incidents.overreach import rule_of
from linli.lib.area_codes import AreaCodeError, prefix
from linli.lib.editions import Edition, EditionError, edition_named, load_editions, read_edition
from linli.lib.periods import local_day

app = typer.Typer(no_args_is_help=True)
AreaOption = Annotated[str, typer.Option(help="The code of the area, such as 231085100006.")]
EditionName = Annotated[str, typer.Argument(help="The key of an edition, such as ten_measures.")]


@app.callback()
def edition() -> None:
    """Editions of the policy."""


@app.command("list")
def list_editions(area: AreaOption = "", json: JsonOption = False) -> None:
    """The editions that are known, and, with an area, which one holds there."""
    prepare()
    with refusals():
        where = _area(area) if area else None
    known = editions_known(where) if where else list(reversed(load_editions()))
    held = edition_at(where, timezone.now()).edition.key if where else ""
    if json:
        print_json([{**_listed(one), "in_force": one.key == held} for one in known])
        return
    headings = [_("Edition"), "key", _("From"), _("To"), _("Here")]
    print_table(headings, [_row(one, held) for one in known])


@app.command()
def show(key: EditionName, json: JsonOption = False) -> None:
    """One edition: each category and zone with its source and how certain it is."""
    prepare()
    found = _named(key)
    if json:
        print_json(msgspec.to_builtins(found))
        return
    say(f"{in_language(found.name)}: {in_language(found.document)}")
    headings = [_("What"), _("What is prescribed"), _("Source"), _("How certain")]
    for lines in (category_lines(found), zone_lines(found), prohibition_lines(found)):
        print_table(headings, [[one.name, "; ".join(one.phases), one.source, one.certainty] for one in lines])


@app.command()
def plan(
    key: EditionName,
    category: Annotated[str, typer.Argument(help="A category of the edition, such as close_contact.")],
    day_0: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The day from which is counted; it is day 0.")
    ],
    came: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which the person came.")
    ] = None,
    home: Annotated[str, typer.Option(help="suitable, unsuitable or unknown.")] = "unknown",
    json: JsonOption = False,
) -> None:
    """Which measure a person gets, until when, with which tests, and why. It names nobody and keeps nothing."""
    prepare()
    found = _named(key)
    if found.category(category) is None:
        refuse(
            _("The edition has no category {key}. It has: {known}").format(
                key=category, known=_categories(found)
            )
        )
    began = came.date() if came else _later(day_0.date())
    facts = Facts(day_0.date(), began, {"suitable": True, "unsuitable": False}.get(home))
    made = plan_for(category, facts, found, at=timezone.now())
    if json:
        print_json(msgspec.to_builtins(made))
        return
    _print_plan(made)


@app.command()
def check(
    file: Annotated[typer.FileText, typer.Argument(help="An edition of one's own, as TOML.")],
) -> None:
    """Read an edition of one's own, and list everything that is wrong in it."""
    prepare()
    try:
        found = read_edition(file.read(), file.name)
    except EditionError as error:
        refuse(error.sentences(_language()))
    say(_("{name} can be used.").format(name=in_language(found.name)))


@app.command()
def overreach(area: AreaOption, json: JsonOption = False) -> None:
    """What goes further than the rules in force in an area, and has not gone. Names nobody."""
    prepare()
    with refusals():
        scope = Scope((_area(area).code,))
    found = list(Overreach.objects.within(scope).filter(gone_at=None).order_by("-found_at", "pk"))
    if json:
        print_json([_found(one) for one in found])
        return
    headings = [_("Since"), _("About"), _("What was found"), _("Prohibition"), _("Answer"), "id"]
    print_table(headings, [_found_row(one) for one in found])
    if not found:
        say(_("Nothing here goes beyond the rules in force."))


# ---- inside ------------------------------------------------------------------------------------------------------------
def _named(key: str) -> Edition:
    found = edition_named(key)
    if found is None:
        refuse(_("There is no edition {key}. There are: {known}").format(key=key, known=_keys()))
    return found


def _keys() -> str:
    return ", ".join(one.key for one in load_editions())


def _categories(found: Edition) -> str:
    return ", ".join(one.key for one in found.categories) or "-"


def _later(anchor: date) -> date:
    """Somebody of today, unless day 0 lies ahead."""
    return max(anchor, local_day(timezone.now()))


def _area(code: str) -> Area:
    try:
        found = Area.objects.current().filter(code=prefix(code)).first()
    except AreaCodeError:
        found = None
    if found is None:
        raise NoSuchArea(given=code)
    return found


def _listed(one: Edition) -> dict[str, Any]:
    return {
        "key": one.key, "name": msgspec.to_builtins(one.name), "from_on": one.from_on, "until_on": one.until_on,
        "categories": [line.key for line in one.categories], "zones": [line.key for line in one.zones],
    }  # fmt: skip


def _row(one: Edition, held: str) -> list[Any]:
    here = _("in force here") if one.key == held else ""
    return [in_language(one.name), one.key, one.from_on, one.until_on or "", here]


def _print_plan(made: Plan) -> None:
    headings = [_("Measure"), _("From"), _("To"), _("Tests")]
    rows = [
        [
            measure_word(one.measure), day(one.first_on), f"{day(one.last_on)} 24:00",
            " ".join(day(test.on) for test in made.tests if test.phase == number),
        ]
        for number, one in enumerate(made.phases)
    ]  # fmt: skip
    print_table(headings, rows)
    for one in made.explained:
        words = rule_words(one)
        say(sentence(one) + (f" “{words}”" if words else "") + (f" [{one.source}]" if one.source else ""))


def _found(one: Overreach) -> dict[str, Any]:
    return {
        "id": str(one.pk), "about": one.about, "about_id": str(one.about_id), "area": one.area_code,
        "prohibition": one.prohibition, "code": one.code.split(":")[0], "data": one.data, "found_at": one.found_at,
        "answered_at": one.answered_at,
    }  # fmt: skip


def _found_row(one: Overreach) -> list[Any]:
    rule = rule_of(one.code)
    title = str(rule.title) if rule else _("Told by somebody")
    answered = _("answered") if one.answer else ""
    return [moment(one.found_at), one.get_about_display(), title, one.prohibition, answered, one.pk]


def _language() -> str:
    from django.utils.translation import get_language

    return get_language() or "zh"
