"""A scope is the part of the area tree that a query may touch. Every query on people begins with one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from linli.lib.area_codes import is_within, range_end


@dataclass(frozen=True)
class Scope:
    """One or more code prefixes; none means nothing at all."""

    prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, codes: Iterable[str]) -> "Scope":
        """The smallest scope that covers `codes`: a prefix inside another one is left out."""
        kept: list[str] = []
        for code in sorted(set(codes)):
            if not (kept and is_within(code, kept[-1])):
                kept.append(code)
        return cls(tuple(kept))

    def q(self, field: str = "area_code") -> Q:
        """The condition on an area code column: one range a prefix, which an index answers."""
        condition = Q(pk__in=[])
        for prefix in self.prefixes:
            condition |= Q(**{f"{field}__gte": prefix, f"{field}__lt": range_end(prefix)})
        return condition

    def covers(self, code: str) -> bool:
        return any(is_within(code, prefix) for prefix in self.prefixes)

    def narrowed_to(self, code: str) -> "Scope":
        """What of this scope lies within `code`."""
        if self.covers(code):
            return Scope((code,))
        return Scope(tuple(prefix for prefix in self.prefixes if is_within(prefix, code)))
