"""Commands of `linli gates`: their findings and their logs."""

from typing import Annotated, Any

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.areas.problems import NoSuchArea
from linli.areas.scopes import Scope
from linli.cli.output import JsonOption, print_json, print_table, refusals, say
from linli.cli.prepare import prepare
from linli.core.moments import moment
from linli.gates.actions.purge import purge_logs
from linli.gates.models import Finding
from linli.gates.queries_outside import findings as open_findings
from linli.lib.area_codes import AreaCodeError, prefix

app = typer.Typer(no_args_is_help=True)


@app.callback()
def gates() -> None:
    """Gates, their findings and their logs."""


@app.command()
def findings(
    area: Annotated[str, typer.Option(help="The code of the area, such as 231085100006.")],
    json: JsonOption = False,
) -> None:
    """What does not fit together at the gates of an area, and nobody has settled. Names no household."""
    prepare()
    with refusals():
        found = list(open_findings(Scope((_area(area).code,))))
    if json:
        print_json([_listed(one) for one in found])
        return
    headings = [_("When"), _("Gate"), _("Finding"), _("The other gate"), "id"]
    print_table(headings, [_row(one) for one in found])
    if not found:
        say(_("Everything at the gates fits together."))


def _listed(one: Finding) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "kind": one.kind,
        "gate": one.scan.gate.name,
        "area": one.area_code,
        "at": one.scan.at,
        "found_at": one.found_at,
        "other": {"gate": one.other.gate.name, "at": one.other.at} if one.other else None,
    }


def _row(one: Finding) -> list[Any]:
    other = f"{one.other.gate.name} {moment(one.other.at)}" if one.other else ""
    return [moment(one.scan.at), one.scan.gate.name, one.get_kind_display(), other, one.pk]


def _area(code: str) -> Area:
    try:
        found = Area.objects.current().filter(code=prefix(code)).first()
    except AreaCodeError:
        found = None
    if found is None:
        raise NoSuchArea(given=code)
    return found


@app.command()
def purge(json: JsonOption = False) -> None:
    """Delete gate logs that are older than their playbook allows, without waiting for the night. Figures stay."""
    prepare()
    with refusals():
        done = purge_logs(now=timezone.now())
    found: list[dict[str, Any]] = [
        {"county": term.county, "days": term.days, **dict(sorted(counts.items()))}
        for term, counts in done.items()
    ]
    if json:
        print_json({"purged": found})
        return
    words = _("{county}: {scans} scans and {checks} checks of patrols older than {days} days deleted")
    for one in found:
        say(words.format_map({"scans": 0, "checks": 0, **one}))
    if not found:
        say(_("No gate logs are older than their term."))
