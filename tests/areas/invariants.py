"""What holds of the tree after every change, whatever was changed."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from linli.areas.models import Area, AreaSpan
from linli.areas.past import Place, tree_on
from linli.areas.recoding import in_area_models
from linli.areas.tallies import RECORDED, Figures, figures_at
from tests.conftest import TODAY

DAYS = [TODAY - timedelta(days=n) for n in range(12)]


def check_tree() -> None:
    areas = {area.pk: area for area in Area.objects.all()}
    spans = list(AreaSpan.objects.order_by("area", "from_on"))
    for area in areas.values():
        parent = areas.get(area.parent_id) if area.parent_id else None
        if parent:
            assert area.code.startswith(parent.code), (area.code, parent.code)
            assert area.code != parent.code
            assert parent.is_open or not area.is_open, (
                f"{area.code} is open in {parent.code}, which is closed"
            )
        open_spans = [span for span in spans if span.area_id == area.pk and span.until_on is None]
        assert len(open_spans) == (1 if area.is_open else 0), area.code
        for span in open_spans:
            assert (span.code, span.name, span.parent_id) == (area.code, area.name, area.parent_id)
    check_codes(areas.values(), spans)
    check_spans(spans)
    for model in in_area_models():
        for row in model.everywhere.select_related("area"):
            assert row.area_code == row.area.code, (model, row.area_code, row.area.code)


def check_codes(areas: object, spans: list[AreaSpan]) -> None:
    """One code, one area, for ever; and no code lies within the code of a place beside it."""
    owners: dict[str, object] = {}
    for span in spans:
        assert owners.setdefault(span.code, span.area_id) == span.area_id, f"{span.code} was given twice"
    for day in DAYS:
        places = tree_on(day)
        codes = {place.code: place for place in places}
        assert len(codes) == len(places)
        for place in places:
            above = [codes[place.code[:n]] for n in range(2, len(place.code)) if place.code[:n] in codes]
            assert (above[-1].id if above else None) == place.parent_id, (day, place)


def check_spans(spans: list[AreaSpan]) -> None:
    """The spans of an area follow one another without a gap."""
    for earlier, later in pairwise(spans):
        if earlier.area_id == later.area_id:
            assert earlier.until_on == later.from_on, (earlier.code, later.code)


def check_sums() -> None:
    """On every day each area has what its parts have, and no number is below nothing."""
    for day in DAYS:
        places = tree_on(day)
        figures = figures_at([place.code for place in places], day=day)
        direct = _direct(day)
        for place in places:
            parts = [other for other in places if other.parent_id == place.id]
            together = Counter(direct.get(place.code, {}))
            for part in parts:
                together.update(plain(figures[part.code]))
            assert plain(figures[place.code]) == {key: n for key, n in together.items() if n}, (
                day,
                place.code,
            )
        for one in figures.values():
            assert all(n > 0 for n in plain(one).values()), (day, one)


def plain(figures: Figures) -> dict[str, int]:
    return {key: n for key, n in figures.numbers.items() if n and key != RECORDED}


def _direct(day: date) -> dict[str, dict[str, int]]:
    """What stands in a place itself."""
    from linli.areas.choices import Grain
    from linli.areas.models import Tally

    rows = Tally.objects.filter(grain=Grain.PLACE, from_on__lte=day)
    return {t.code: t.numbers for t in rows if t.until_on is None or t.until_on > day}


def picture(day: date) -> dict[str, tuple[str, dict[str, int]]]:
    """All that a report of the day says: every place's name and figures, by its code of the day."""
    places: list[Place] = tree_on(day)
    figures = figures_at([place.code for place in places], day=day)
    return {place.code: (place.name, dict(figures[place.code].numbers)) for place in places}
