"""Where in a large area the rows of one page stand, read off the tallies instead of walking past every door."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linli.areas.choices import Grain
from linli.areas.models import Tally
from linli.areas.scopes import Scope
from linli.registers.wanted import Wanted, number_in

COMMUNITY_DIGITS = 12


@dataclass(frozen=True)
class Stretch:
    """The places that hold the rows from `offset` on, and how many of their first rows belong to earlier pages."""

    places: tuple[str, ...]
    skip: int


def stretch_of(scope: Scope, wanted: Wanted, *, offset: int, rows: int) -> Stretch:
    """Two small queries: first the communities, then the places in those that the page touches."""
    backwards = wanted.sort.startswith("-")
    communities = _numbers(Grain.AREA, scope, wanted)
    whole = [(code, n) for code, n in communities if len(code) == COMMUNITY_DIGITS]
    if not whole:  # the scope lies below a community
        return _cut(_numbers(Grain.PLACE, scope, wanted), offset, rows, backwards)
    rough = _cut(whole, offset, rows, backwards)
    inside = Scope(rough.places)
    return _cut(_numbers(Grain.PLACE, inside, wanted), rough.skip, rows, backwards)


def _numbers(grain: Grain, scope: Scope, wanted: Wanted) -> list[tuple[str, int]]:
    if not scope.prefixes:
        return []
    open_now = Tally.objects.filter(scope.q("code"), grain=grain, until_on=None)
    counted = ((code, number_in(wanted, numbers) or 0) for code, numbers in _read(open_now))
    return sorted((code, n) for code, n in counted if n)


def _read(tallies: "Iterable[Tally]") -> Iterator[tuple[str, dict[str, int]]]:
    yield from tallies.values_list("code", "numbers")  # type: ignore[attr-defined]


def _cut(numbers: list[tuple[str, int]], offset: int, rows: int, backwards: bool) -> Stretch:
    chosen: list[str] = []
    before = 0
    skip = 0
    for code, n in reversed(numbers) if backwards else numbers:
        if before + n > offset:
            if not chosen:
                skip = offset - before
            chosen.append(code)
        before += n
        if before >= offset + rows:
            break
    return Stretch(tuple(chosen), skip)
