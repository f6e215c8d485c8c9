"""`linli duty`: who answers for an area, and where somebody is missing."""

from typing import Annotated, Any
from uuid import UUID

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas.queries import children_of
from linli.cli.figures import area_by_code
from linli.cli.output import JsonOption, print_json, print_table, refusals
from linli.cli.prepare import prepare
from linli.core.problems import NotFound
from linli.duty.choices import TargetKind
from linli.duty.playbook import playbook_in_force
from linli.duty.queries_gaps import PatternGaps, gaps_of
from linli.duty.queries_responsibilities import TargetAnswer, who_answers
from linli.duty.targets import Target, episode_targets, seats
from linli.duty.words_responsibilities import pattern_title, slot_title
from linli.lib.periods import local_day

app = typer.Typer(no_args_is_help=True)

CODE = Annotated[str, typer.Argument(help="Code of the area, such as 231085100006.")]


WHAT = Annotated[str, typer.Argument(help="Code of the area, such as 231085100006, or the id of an episode.")]


@app.callback()
def duty() -> None:
    """Who answers for what."""


@app.command()
def who(code: WHAT, json: JsonOption = False) -> None:
    """Who answers for an area or an episode, and for all that it lies in, with terms; numbers are not shown."""
    prepare()
    with refusals():
        asked = _asked(code)
        area, day = asked.area, local_day(timezone.now())
        playbook = playbook_in_force(area)
        answers = who_answers(asked, playbook, seats(playbook), day=day, sees_phones=False)
        facts = [fact for answer in answers for fact in _facts_of(answer)]
        if json:
            print_json({"area": area.code, "on": day.isoformat(), "answers": facts})
        else:
            heads = [_("What"), _("Pattern"), _("Slot"), _("Who"), _("From")]
            print_table(
                heads,
                [
                    [one["target"], one["pattern"], one["slot"], one["name"] or "—", one["from"]]
                    for one in facts
                ],
            )


def _asked(text: str) -> Target:
    """An area by its code, or an episode under way by its id."""
    if "-" in text:
        try:
            found = episode_targets([UUID(text)])
        except ValueError:
            found = []
        if not found:
            raise NotFound()
        return found[0]
    return Target(TargetKind.AREA, area_by_code(text))


def _facts_of(answer: TargetAnswer) -> list[dict[str, Any]]:
    """A line for each who holds a slot, and one for each slot that lacks somebody."""
    facts = []
    for pattern in answer.patterns:
        for slot in pattern.slots:
            base = {
                "target": answer.target.name,
                "code": answer.target.area.code,
                "pattern": pattern.title,
                "slot": slot.title,
            }
            for one in slot.holders:
                until = one.row.until_on.isoformat() if one.row.until_on else ""
                facts.append(
                    {
                        **base,
                        "name": one.name,
                        "deputy": one.is_deputy,
                        "from": one.row.from_on.isoformat(),
                        "until": until,
                        "missing": 0,
                    }
                )
            if slot.lacks:
                facts.append(
                    {**base, "name": "", "deputy": False, "from": "", "until": "", "missing": slot.lacks}
                )
    return facts


@app.command()
def gaps(code: CODE, json: JsonOption = False) -> None:
    """What of an area lacks somebody, pattern by pattern, slot by slot, child by child."""
    prepare()
    with refusals():
        area = area_by_code(code)
        playbook, day = playbook_in_force(area), local_day(timezone.now())
        children = [child for child, _n in children_of(area)]
        found = gaps_of(area, seats(playbook), children, day=day)
        facts = [_gap_facts(one, playbook) for one in found]
        if json:
            print_json({"area": area.code, "on": day.isoformat(), "patterns": facts})
        else:
            print_table(
                [_("Pattern"), _("Targets"), _("Lack somebody")],
                [[one["title"], one["targets"], one["short"]] for one in facts],
            )


def _gap_facts(found: PatternGaps, playbook: Any) -> dict[str, Any]:
    return {
        "pattern": found.pattern.key,
        "title": pattern_title(found.pattern),
        "targets": found.targets,
        "short": found.short,
        "slots": {
            one.seat.slot.called: {"title": slot_title(one.seat.slot, playbook=playbook), "short": one.short}
            for one in found.slots
        },
        "children": {code: n for code, n in sorted(found.by_child.items()) if n},
    }
