"""What one reader sees of a number: the text, and the way to what lies behind it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from linli.areas.measures import Measure
from linli.areas.scopes import Scope
from linli.areas.tallies import Figures
from linli.dashboards import rules
from linli.dashboards.queries import Place
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer


@dataclass(frozen=True)
class Reader:
    """A viewer looking at the figures of one day. Links keep the day and what else the page was asked."""

    scope: Scope
    sees_rows: bool
    sees_needs: bool
    day: date
    today: date
    kept: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, viewer: Viewer, *, day: date, today: date, **kept: str) -> "Reader":
        sees_rows = viewer.may(C.ROWS_BEHIND_FIGURES, C.HOUSEHOLDS_READ)
        chosen = tuple((key, value) for key, value in kept.items() if value)
        return cls(viewer.scope, sees_rows, viewer.may(C.NEEDS), day, today, chosen)

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    def hides_small(self, code: str) -> bool:
        return rules.hides_small(code, sees_rows=self.sees_rows)

    def number(self, figures: Figures, key: str) -> rules.Number:
        return rules.number(figures[key], hide_small=self.hides_small(figures.code))

    def share(self, figures: Figures, part: str, base: str) -> float | None:
        """Per cent; empty where one of the two counts is not shown, for it would tell the other."""
        shown = self.number(figures, part), self.number(figures, base)
        if any(one.is_hidden for one in shown) or not figures[base]:
            return None
        return round(figures[part] * 100 / figures[base], 1)

    def rows_href(self, measure: Measure, place: Place, figures: Figures) -> str:
        """The rows behind the number, where there are any and the reader's duty opens them."""
        if not self.opens(measure) or not figures[measure.key] or not self._covers(place.code_now):
            return ""
        return f"{self._rows_url}?area={place.code_now}{self._on_day}&measure={measure.key}"

    def opens(self, measure: Measure) -> bool:
        return self.sees_rows and (self.sees_needs or measure.group not in {"needs", "needs_unconfirmed"})

    def area_href(self, place: Place) -> str:
        if not self._covers(place.code_now):
            return ""
        return f"?area={place.code_now}{self._on_day}{self._kept}"

    # A board asks these a thousand times.
    def _covers(self, code: str) -> bool:
        return code.startswith(self.scope.prefixes)

    @cached_property
    def _rows_url(self) -> str:
        return reverse("dashboards:rows")

    @cached_property
    def _on_day(self) -> str:
        return "" if self.is_today else f"&day={self.day.isoformat()}"

    @cached_property
    def _kept(self) -> str:
        return f"&{urlencode(self.kept)}" if self.kept else ""
