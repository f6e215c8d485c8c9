"""Reading a city's division table into the tree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.areas import history, retally
from linli.areas.actions.changing import rename_area
from linli.areas.checks import check_day, lock_subtrees
from linli.areas.choices import ChangeKind, StatutoryLevel
from linli.areas.division_table import (
    Division,
    TableError,
    check_parents,
    check_rows,
    read_file,
    read_lines,
    read_text,
)
from linli.areas.levels import playbook_for_code, read_playbook
from linli.areas.models import Area, AreaLineage, AreaSpan
from linli.areas.problems import Finding, TableRefused, TooEarly
from linli.core.audit import Actor, log, name_action
from linli.core.outbox import announce
from linli.lib.ids import new_id

IMPORTED = name_action(
    "areas:divisions:imported", _("{actor} read {count} divisions of {subject} in from {source}")
)
CHOSEN = name_action("areas:playbook:chosen", _("{actor} gave {subject} the playbook {playbook}"))

Table = Path | bytes | Iterable[Mapping[str, str]]


@dataclass(frozen=True)
class Differing:
    """An area that the table calls otherwise than the tree."""

    code: str
    name: str
    in_table: str
    renamed: bool = False

    def facts(self) -> dict[str, Any]:
        return {"code": self.code, "name": self.name, "in_table": self.in_table, "renamed": self.renamed}


@dataclass
class Divisions:
    """What reading a table in did: founded, left as it was, and what differs and was left alone."""

    root: Area = field(default_factory=Area)
    playbook: str = ""
    added: list[Area] = field(default_factory=list)
    unchanged: int = 0
    differing: list[Differing] = field(default_factory=list)
    # In the tree and not in the table: never removed.
    missing: list[Area] = field(default_factory=list)
    # In the table under a code that is no longer in force here: (code, what it was called, what became of it).
    gone: list[tuple[str, str, str]] = field(default_factory=list)


@transaction.atomic
def import_divisions(
    rows: Table,
    *,
    source: str,
    on: date,
    actor: Actor | None,
    playbook: str = "",
    rename: bool = False,
) -> Divisions:
    """Found the areas of a division table: a file, its bytes, or rows with the columns of such a table.

    All that is wrong is refused at once and nothing is written. Read in again, it founds what is new; another name
    is reported and taken over only with `rename`; what the table lacks is reported and stays.
    """
    check_day(on)
    divisions, top = _checked(rows, source)
    if playbook:
        read_playbook(playbook)
    if existing := Area.objects.filter(code=top.code).first():
        lock_subtrees([], also=[existing])
    result = _found(divisions, top, source=source, on=on)
    _take_names(result, divisions, on=on, actor=actor, rename=rename)
    chosen = playbook or ("" if result.root.playbook else playbook_for_code(top.code))
    if chosen and chosen != result.root.playbook:
        choose_playbook(result.root, name=chosen, actor=actor)
    result.playbook = result.root.playbook
    _tell(result, source=source, on=on, actor=actor)
    return result


@transaction.atomic
def choose_playbook(area: Area, *, name: str, actor: Actor | None) -> None:
    """Give a city the playbook that names its levels and mechanisms."""
    read_playbook(name)
    area.playbook = name
    area.save(update_fields=["playbook"])
    log(CHOSEN, actor=actor, subject=area, subject_name=area.name, playbook=name)


def _checked(rows: Table, source: str) -> tuple[list[Division], Division]:
    findings: list[Finding] = []
    try:
        lines = _lines(rows)
    except TableError as error:
        raise TableRefused([error.finding], source=source) from None
    divisions = check_rows(lines, findings)
    parents = {division.parent for division in divisions}
    there = set(Area.objects.current().filter(code__in=parents).values_list("code", flat=True))
    top = check_parents(divisions, there, findings)
    if findings or top is None:
        raise TableRefused(sorted(findings, key=lambda finding: finding.line), source=source)
    return divisions, top


def _lines(rows: Table) -> Iterable[Mapping[str, str]]:
    if isinstance(rows, Path):
        return read_file(rows)
    return read_lines(read_text(rows)) if isinstance(rows, bytes) else rows


def _found(divisions: Sequence[Division], top: Division, *, source: str, on: date) -> Divisions:
    codes = {division.code for division in divisions} | {division.parent for division in divisions}
    areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
    spans = AreaSpan.objects.filter(code__in=codes - areas.keys()).select_related("area")
    former = {span.code: span for span in spans}
    since = dict(
        AreaSpan.objects.filter(area__in=areas.values(), until_on=None).values_list("code", "from_on")
    )
    adopted: list[str] = []
    result = Divisions()
    for one in sorted(divisions, key=lambda division: len(division.code)):
        parent, known = areas.get(one.parent), areas.get(one.code)
        if known and known.is_open:
            adopted += _adopt(known, parent)
        elif known or one.code in former:
            now = former[one.code].area.code if one.code in former else ""
            result.gone.append((one.code, one.name, now))
        elif (parent is None and one is not top) or (parent and not parent.is_open):
            result.gone.append((one.code, one.name, ""))
        elif parent and on < since.get(parent.code, on):
            raise TooEarly(area=parent.name, earliest=since[parent.code])
        else:
            areas[one.code] = _new(one, parent, source=source, on=on)
            result.added.append(areas[one.code])
    if top.code not in areas:
        raise TableRefused([Finding(top.line, _moved(top, former[top.code].area))], source=source)
    Area.objects.bulk_create(result.added, batch_size=history.BATCH)
    history.begin_spans(result.added, on)
    retally.add_up_from(adopted, on)
    result.root = areas[top.code]
    here = Area.objects.within(top.code).current().filter(level__in=StatutoryLevel.values)
    result.missing = [area for area in here.order_by("code") if area.code not in codes]
    return result


def _new(one: Division, parent: Area | None, *, source: str, on: date) -> Area:
    values = {"code": one.code, "level": one.level, "name": one.name, "kind": one.kind}
    return Area(id=new_id(), **values, parent=parent, valid_from=on, source=source)


def _adopt(area: Area, parent: Area | None) -> list[str]:
    """A county that stood alone gets its city, as if it had always had one; returns its code, for adding up."""
    if parent is None or area.parent_id is not None:
        return []
    area.parent = parent
    area.save(update_fields=["parent"])
    AreaSpan.objects.filter(area=area).update(parent=parent)
    return [area.code]


def _moved(top: Division, now: Area) -> str:
    sentence = gettext(
        "Line {line}: {name} has moved and has the code {code} now. Read the table of its new place in."
    )
    return sentence.format(line=top.line, name=top.name, code=now.code)


def _take_names(
    result: Divisions, divisions: Sequence[Division], *, on: date, actor: Actor | None, rename: bool
) -> None:
    new = {area.code for area in result.added}
    open_areas = Area.objects.current().filter(code__in=[division.code for division in divisions])
    known = {area.code: area for area in open_areas if area.code not in new}
    for one in divisions:
        area = known.get(one.code)
        if area is None:
            continue
        if area.name == one.name:
            result.unchanged += 1
            continue
        result.differing.append(Differing(one.code, area.name, one.name, renamed=rename))
        if rename:
            rename_area(area, name=one.name, on=on, actor=actor, reason=f"{one.code}")


def _tell(result: Divisions, *, source: str, on: date, actor: Actor | None) -> None:
    if not result.added:
        return
    change = history.record(ChangeKind.FOUNDED, on=on, reason=source[:200], actor=actor)
    AreaLineage.objects.bulk_create(
        (history.lineage(change, None, area) for area in result.added), batch_size=history.BATCH
    )
    log(
        IMPORTED,
        actor=actor,
        subject=result.root,
        subject_name=result.root.name,
        count=len(result.added),
        source=source,
    )
    announce("areas.founded", within=result.root.code, count=len(result.added), on=on.isoformat())
