"""The tags and filters of the look. They are built in: templates need no `{% load %}`.

`docs/components.md` has an example of each.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Select, SelectMultiple
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from linli.core import moments, numbers
from linli.core.components import Chart, DayStrip, Figure, GeoChart, Part, State
from linli.lib.playbook import Name

register = template.Library()

register.filter("thousands", numbers.thousands)
register.filter("headline", numbers.headline)
register.filter("share", numbers.share)
register.filter("difference", numbers.difference)
register.filter("clock", moments.clock)
register.filter("day", moments.day)
register.filter("weekday", moments.weekday)
register.filter("when", moments.when)
register.filter("moment", moments.moment)
register.filter("until", moments.until)
register.filter("duration", moments.duration)
register.filter("countdown", moments.countdown)

MOST_CHOICES_AS_ROWS = 7


# ---- small marks -------------------------------------------------------------------------------
@register.simple_tag
def shape(kind: str) -> SafeString:
    """The shape of a state alone. Only where its word stands beside it."""
    sprite = static("linli/states.svg")
    return format_html(
        '<svg class="ll-shape" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, State(kind).value
    )


@register.simple_tag
def state(kind: str, word: object, late: bool = False, fresh: bool = False) -> SafeString:
    """A state: shape + word. `late` reddens a miss after its cut-off; `fresh` greens what one just did."""
    extra = (" ll-late" if late else "") + (" ll-fresh" if fresh else "")
    return format_html(
        '<span class="ll-st ll-st-{}{}">{}{}</span>', State(kind).value, extra, shape(kind), word
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    sprite = static("linli/vendor/tabler-icons/icons.svg")
    return format_html('<svg class="ll-ic" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


@register.simple_tag
def plate(door: object, href: str = "", style: str = "", place: object = "") -> SafeString:
    """The door plate of one household: filled, `line` in registers, `large` on the household's own page."""
    if style == "large":
        return format_html(
            '<div class="ll-plate-large"><span><small>{}</small><b>{}</b></span></div>', place, door
        )
    css = "ll-plate ll-plate-line" if style == "line" else "ll-plate"
    small = format_html("<small>{}</small>", place) if place else ""
    if href:
        return format_html('<a class="{}" href="{}">{}{}</a>', css, href, door, small)
    return format_html('<span class="{}">{}{}</span>', css, door, small)


@register.simple_tag
def need(word: object) -> SafeString:
    return format_html('<span class="ll-need">{}</span>', word)


@register.simple_tag
def masked(value: object, reveal_url: str = "") -> SafeString:
    """A masked value. With a URL it can be opened in the row, with a reason; without, it stays masked."""
    if not value:
        return mark_safe("")
    if not reveal_url:
        return format_html('<span class="ll-mask">{}</span>', value)
    return format_html(
        '<a class="ll-mask" role="button" href="{}" data-behaviour="reveal" aria-expanded="false">'
        '{}<span class="ll-hidden"> {}</span></a>',
        reveal_url,
        value,
        gettext("show, saying why"),
    )


# ---- figures and bars --------------------------------------------------------------------------
def _width(number: float | Decimal | None) -> str:
    return f"{min(100.0, max(0.0, float(number or 0))):g}%"


@register.simple_tag
def bar(percent: float | Decimal | None, mark: float | Decimal | None = None) -> SafeString:
    """How much of the whole; the upright mark is yesterday at this hour. Say the number beside it."""
    upright = (
        ""
        if mark is None
        else format_html('<rect class="ll-bar-mark" x="{}" y="-1" width="2" height="8"/>', _width(mark))
    )
    return format_html(
        '<svg class="ll-bar" aria-hidden="true"><rect class="ll-bar-track" width="100%" height="6"/>'
        '<rect class="ll-bar-fill" width="{}" height="6"/>{}</svg>',
        _width(percent),
        upright,
    )


@register.simple_tag
def cellbar(number: float | None, most: float | None) -> SafeString:
    """A thin bar under a number in a column, against the column's largest."""
    length = numbers.percent(number, most) or Decimal(0)
    return format_html(
        '<svg class="ll-cellbar" aria-hidden="true"><rect x="{}" width="{}" height="3"/></svg>',
        _width(100 - length),
        _width(length),
    )


@register.inclusion_tag("core/_parts.html")
def parts(of: list[Part]) -> dict[str, Any]:
    """A stacked bar with its legend. What was not answered is the hatched rest, never left out."""
    whole = sum(part.number for part in of) or 1
    drawn, at = [], 0.0
    for part in of:
        width = part.number * 100 / whole
        drawn.append({"part": part, "x": f"{at:g}%", "width": f"{width:g}%"})
        at += width
    return {"drawn": drawn}


@register.inclusion_tag("core/_figure.html")
def figure(
    label: object,
    value: numbers.Number | None = None,
    unit: object = "",
    href: str = "",
    note: object = "",
    **more: Any,
) -> dict[str, Any]:
    """One number. Give a `Figure`, or its parts."""
    shown = label if isinstance(label, Figure) else Figure(label, value, unit, href, note, **more)  # type: ignore[arg-type]
    return {"figure": shown}


@register.inclusion_tag("core/_day_strip.html")
def day_strip(strip: DayStrip) -> dict[str, Any]:
    return {"strip": strip}


@register.simple_tag
def chart_data(chart: Chart | GeoChart) -> SafeString:
    return json_script(chart.spec)


# ---- lists -------------------------------------------------------------------------------------
def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def query_link(context: Context, **changes: object) -> str:
    """This page's address with some parameters changed (None takes one away), back on page 1."""
    query = _query(context)
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def area_link(area: Any, tabs: Iterable[Any] = ()) -> str:
    """The same kind of page for another area: the current tab's list, or the first page."""
    here = next((tab.url for tab in tabs if tab.current), "/")
    return f"{here}?area={area.code}"


@register.inclusion_tag("core/_sort_th.html", takes_context=True)
def sort_th(context: Context, name: str, label: object, css: str = "", default: str = "") -> dict[str, Any]:
    """A heading that sorts by `name`, and back by `-name`. `default` is the order without a parameter."""
    current = _query(context).get("sort") or default
    turned = f"-{name}" if current == name else name
    direction = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    return {"label": label, "css": css, "direction": direction, "url": query_link(context, sort=turned)}


@register.inclusion_tag("core/_pages.html", takes_context=True)
def pages(context: Context, page: Page[Any], noun: object = "") -> dict[str, Any]:
    """The foot of a list: which rows these are, and the way to the others."""
    links = [
        {"number": number, "url": query_link(context, page=number) if isinstance(number, int) else ""}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    return {
        "page": page,
        "noun": noun,
        "links": links,
        "earlier": query_link(context, page=page.number - 1),
        "later": query_link(context, page=page.number + 1),
    }


# ---- forms -------------------------------------------------------------------------------------
def _as_rows(bound: BoundField) -> RadioSelect | None:
    """Radio rows in place of a closed list, where the choices are few enough to be read at once."""
    widget = bound.field.widget
    if type(widget) is not Select or widget.attrs.get("data-list"):
        return None
    choices = [pair for pair in widget.choices if not (bound.field.required and pair[0] in ("", None))]
    if len(choices) > MOST_CHOICES_AS_ROWS:
        return None
    named = [(value, gettext("Leave open") if value in ("", None) else text) for value, text in choices]
    return RadioSelect(choices=named)


@register.simple_tag
def field_input(bound: BoundField) -> SafeString:
    """The control of a field, tied to its hint and its error."""
    rows = _as_rows(bound)
    return bound.as_widget(widget=rows) if rows else bound.as_widget()


@register.filter
def is_rows(bound: BoundField) -> bool:
    """True for a field that is a group of choices: its label is a legend."""
    widget = bound.field.widget
    return isinstance(widget, RadioSelect | CheckboxSelectMultiple) or _as_rows(bound) is not None


@register.filter
def is_tick(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, CheckboxInput)


@register.filter
def width_class(bound: BoundField) -> str:
    """The width of a field fits the answer that is expected."""
    if isinstance(bound.field.widget, Select | SelectMultiple):
        return "ll-w-m"
    longest = getattr(bound.field, "max_length", None)
    if not longest or longest > 60:
        return ""
    return "ll-w-s" if longest <= 12 else "ll-w-m" if longest <= 24 else "ll-w-l"


@register.filter
def beside(values: Iterable[Any], others: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Two lists walked together: `{% for number, heading in row.numbers|beside:headings %}`."""
    return list(zip(values, others, strict=False))


@register.filter
def in_language(name: Name | None) -> str:
    """A name of a playbook or an edition, as the reader's language has it."""
    return name.text(get_language() or "zh") if name else ""
