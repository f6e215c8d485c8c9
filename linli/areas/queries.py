"""Reading the area tree."""

from linli.areas.models import Area


def ancestors_of(area: Area) -> list[Area]:
    """From the top down, without the area itself: every ancestor's code is a prefix of its code."""
    prefixes = [area.code[:length] for length in range(1, len(area.code))]
    return list(Area.objects.filter(code__in=prefixes).order_by("code"))
