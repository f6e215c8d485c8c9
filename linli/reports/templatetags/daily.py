"""Cells of the daily report."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from linli.core.numbers import thousands
from linli.core.templatetags.linli_ui import shape
from linli.reports.daily.reader import Cell
from linli.reports.workbooks import Value

register = template.Library()


@register.filter
def paper_value(value: Value) -> str:
    return thousands(value) if isinstance(value, int | float) else str(value or "")


@register.filter
def css_text(text: str) -> SafeString:
    """A text between quotes in a style sheet; what could end it is left away."""
    return mark_safe("".join(sign for sign in text if sign.isprintable() and sign not in '"\\<>&'))  # noqa: S308


@register.simple_tag
def daily_cells(of: Iterable[Cell]) -> SafeString:
    """A board has hundreds of them: a template loop over includes takes too long."""
    return mark_safe("".join(map(_cell, of)))  # noqa: S308 - every part is escaped below


@register.simple_tag
def daily_number(cell: Cell) -> SafeString:
    return mark_safe(_inside(cell))  # noqa: S308 - every part is escaped below


def _cell(cell: Cell) -> str:
    css = ["ll-num", "ll-g" if cell.starts_group else "", "ll-c-cell-ask" if cell.is_doubtful else ""]
    # On a telephone a line shows what is new; the rest is one tap away, on the area's own report.
    css += ["" if cell.field.news else "ll-c-extra", "ll-miss" if cell.is_missing else ""]
    heading = cell.field.name
    words = " ".join(one for one in css if one)
    return f'<td class="{words}" data-label="{escape(heading)}">{_inside(cell)}</td>'


def _inside(cell: Cell) -> str:
    if cell.is_missing:
        said = _("not filled in") if cell.field.is_by_hand else _("not counted")
        return f'<span class="ll-miss-say">{escape(said)}</span>'
    text = escape(cell.text)
    if cell.href:
        text = f'<a href="{escape(cell.href)}">{text}</a>'
    elif cell.is_zero:
        text = f'<span class="ll-nil">{text}</span>'
    if not cell.is_doubtful:
        return text
    return f'{shape("ask")}<span class="ll-hidden">{escape(_("to check"))}</span> {text}'
