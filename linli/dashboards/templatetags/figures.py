"""Tiles and cells of a board. A board has a thousand of them: a template loop over includes takes too long."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from linli.core.templatetags.linli_ui import cellbar
from linli.dashboards.boards import Cell, ShownTile

register = template.Library()


@register.simple_tag
def tiles(of: Iterable[ShownTile]) -> SafeString:
    return mark_safe("".join(map(_tile, of)))  # noqa: S308 - every part is escaped below


@register.simple_tag
def cells(of: Iterable[Cell]) -> SafeString:
    return mark_safe("".join(map(_cell, of)))  # noqa: S308 - every part is escaped below


def _tile(tile: ShownTile) -> str:
    """A link where the reader's duty reaches, else the same without one."""
    says = (
        f"<b>{escape(tile.number)}</b>"
        if tile.number
        else f'<span class="ll-hidden"> {escape(tile.word)}</span>'
    )
    inside = f"<span>{escape(tile.label)}</span>{says}"
    about = f'class="ll-tile ll-tile-{tile.kind}" title="{escape(tile.name)} {escape(tile.word)}"'
    if tile.href:
        return f'<a {about} href="{escape(tile.href)}">{inside}</a>'
    return f"<span {about}>{inside}</span>"


def _cell(cell: Cell) -> str:
    text = escape(cell.number.text)
    if cell.href:
        text = f'<a href="{escape(cell.href)}">{text}</a>'
    elif cell.number.is_zero:
        text = f'<span class="ll-nil">{text}</span>'
    share = "" if cell.share is None else f' <span class="ll-meta">{cell.share}%</span>'
    # No bar for a hidden count: its length would tell it.
    bar = cellbar(cell.number.value, cell.most) if cell.most and cell.number.value else ""
    return f'<td class="ll-num" data-label="{escape(str(cell.heading))}">{text}{share}{bar}</td>'
