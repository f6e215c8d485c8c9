"""A ledger as a workbook."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.areas.queries import ancestors_of
from linli.areas.rules import short_name
from linli.areas.scopes import Scope
from linli.lib.periods import local_day
from linli.people.viewer import Viewer
from linli.reports.entries import all_entries
from linli.reports.ledgers import LEDGERS, Ledger
from linli.reports.models import Export
from linli.reports.problems import NoLongerKept
from linli.reports.queries import Chosen
from linli.reports.words import chosen_in_words
from linli.reports.workbooks import Heading, Mark, Sheet, Value, Workbook, write_workbook

Progress = Callable[[int], None]


def ledger_of(export: Export) -> Ledger:
    if export.ledger not in LEDGERS:
        raise NoLongerKept()
    return LEDGERS[export.ledger]


def mark_of(export: Export) -> Mark:
    path = [*ancestors_of(export.area), export.area]
    where = " › ".join(short_name(area.name) for area in path)
    return Mark(who=export.by_name, at=export.at, where=where, why=export.reason, number=export.number)


def workbook_of(export: Export, viewer: Viewer, progress: Progress | None = None) -> Workbook:
    """The rows as the register stands now, as far as the viewer's duty shows them."""
    ledger = ledger_of(export)
    language = get_language() or "zh-hans"
    columns = ledger.columns_for(viewer)
    sheet = Sheet(
        name=ledger.name.text(language)[:31],
        title=f"{ledger.heading.text(language)} {short_name(export.area.name)}",
        notes=_notes(export, ledger, viewer, language),
        headings=[Heading(one.heading.text(language), one.width, one.kind) for one in columns],
        rows=_rows(export, ledger, viewer, timezone.now(), progress),
    )
    return Workbook(name_of(export), write_workbook([sheet], mark_of(export)))


def name_of(export: Export) -> str:
    ledger = ledger_of(export).name.text(get_language() or "zh-hans")
    return f"{ledger}_{short_name(export.area.name)}_{local_day(export.at).isoformat()}.xlsx"


def _rows(
    export: Export, ledger: Ledger, viewer: Viewer, now: datetime, progress: Progress | None
) -> Iterator[list[Value]]:
    columns = ledger.columns_for(viewer)
    chosen = Chosen.of(export.chosen)
    scope = Scope((export.area_code,))
    batches = all_entries(
        ledger, viewer, scope, chosen, local_day(now), whole=export.whole_numbers, limit=export.rows
    )
    done = 0
    for batch in batches:
        for entry in batch:
            yield [one.value(entry) for one in columns]
        done += len(batch)
        if progress:
            progress(done)


def _notes(export: Export, ledger: Ledger, viewer: Viewer, language: str) -> list[str]:
    """What is on the sheet and what is not."""
    lines = [
        _("{n} rows. {filters}").format(
            n=f"{export.rows:,}", filters=chosen_in_words(Chosen.of(export.chosen))
        )
    ]
    left_out = ledger.left_out_for(viewer)
    if left_out:
        names = "、".join(one.heading.text(language) for one in left_out)
        lines.append(_("Left out, because the duty does not include them: {names}").format(names=names))
    if not export.whole_numbers:
        lines.append(_("Numbers are masked."))
    return lines
