"""The cells of a ledger's line. A page has five hundred of them: a template loop over includes takes too long."""

from html import escape

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from linli.core.templatetags.linli_ui import masked, need, plate, state
from linli.reports.ledgers.base import Look
from linli.reports.pages import ShownCell, ShownLine

register = template.Library()


@register.simple_tag(takes_context=True)
def line_cells(context: Context, line: ShownLine) -> SafeString:
    """On a page with plates and links; on paper (`on_paper`) as plain text."""
    draw = _on_paper if context.get("on_paper") else _on_page
    by_door = bool(context.get("by_door"))
    cells = [_cell(cell, draw(cell, line, by_door)) for cell in line.cells]
    return mark_safe("".join(cells))  # noqa: S308 - every part is escaped where it is made


def _cell(cell: ShownCell, inside: str) -> str:
    css = f' class="{cell.column.css}"' if cell.column.css else ""
    label = f' data-label="{escape(cell.column.heading)}"' if cell.has_label else ""
    return f"<td{css}{label}>{inside}</td>"


def _on_page(cell: ShownCell, line: ShownLine, by_door: bool) -> str:
    home, look = line.entry.household, cell.column.look
    if cell.said_above:
        return f'<span class="ll-hidden">{_text(cell)}</span>'
    if look == Look.PLATE:
        return plate(home.plate, reverse("registers:household", args=[home.pk]), "line", home.compound)
    if look == Look.MASKED:
        return masked(cell.value)
    if look == Look.NEEDS:
        return _needs(line)
    return _text(cell)


def _on_paper(cell: ShownCell, line: ShownLine, by_door: bool) -> str:
    home, look = line.entry.household, cell.column.look
    if cell.said_above:
        return ""
    if look == Look.PLATE:
        where = "" if by_door else f" {escape(home.compound)}"
        return f'<b class="ll-keep">{escape(home.plate)}</b>{where}'
    return f'<span class="ll-keep">{_text(cell)}</span>' if look == Look.NAME else _text(cell)


def _needs(line: ShownLine) -> str:
    """In outline; one that nobody has looked at yet says so."""
    person = line.entry.person
    shown = [
        need(one.label) if one.is_confirmed else need(one.label) + state("ask", _("to confirm"))
        for one in (person.needs if person else ())
    ]
    return " ".join(shown)


def _text(cell: ShownCell) -> str:
    return "" if cell.value is None else escape(str(cell.value))
