"""What an action on the tree did, in sentences: the same for a page and for the command line."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.areas.actions.divisions import Divisions
from linli.areas.actions.workbook import LevelsPlan, Outcome


def of_divisions(result: Divisions) -> list[str]:
    """What was founded, and what differs and was left as it was."""
    name, added = result.root.name, len(result.added)
    said = [
        ngettext("{name}: {n} area added, {same} as they were.", "{name}: {n} areas added, {same} as they were.", added)
        .format(name=name, n=added, same=result.unchanged)
    ]  # fmt: skip
    for one in result.differing:
        sentence = (
            _("{code}: {before} is now called {after}.")
            if one.renamed
            else _(
                "{code}: called {before} here and {after} in the table. Left as it is; --rename takes the table's."
            )
        )
        said.append(sentence.format(code=one.code, before=one.name, after=one.in_table))
    for code, area_name, now in result.gone:
        sentence = (
            _("{code} {name}: moved here, and has the code {now} now. Left as it is.")
            if now
            else _("{code} {name}: was closed here, or lies in what was closed. Left as it is.")
        )
        said.append(sentence.format(code=code, name=area_name, now=now))
    if result.missing:
        names = _(", ").join(f"{area.name} {area.code}" for area in result.missing[:10])
        count = len(result.missing)
        sentence = ngettext(
            "{n} area is not in the table and stays: {names}.", "{n} areas are not in the table and stay: {names}.", count
        )  # fmt: skip
        said.append(sentence.format(n=count, names=names if count <= 10 else f"{names} …"))
    said.append(of_playbook(result.playbook, name))
    return said


def of_playbook(playbook: str, name: str) -> str:
    if playbook:
        return _("Playbook: {playbook}.").format(playbook=playbook)
    return _("{name} has no playbook, so nothing can be founded below its communities yet.").format(name=name)


def of_plan(plan: LevelsPlan, *, labels: dict[str, str]) -> str:
    """How many places are new, by level, and how many rows say nothing new or cannot be used."""
    new = _(", ").join(f"{labels.get(level, level)} {n}" for level, n in plan.new.items()) or "0"
    return _("New: {new}. Rows that are there already: {known}; that cannot be used: {refused}.").format(
        new=new, known=plan.count(Outcome.KNOWN), refused=plan.count(Outcome.REFUSED)
    )


def of_shapes(count: int) -> str:
    return ngettext("{n} outline kept.", "{n} outlines kept.", count).format(n=count)


def of_row(line: int, reason: str) -> str:
    return _("Row {line}: {reason}").format(line=line, reason=reason)
