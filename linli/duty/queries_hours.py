"""Hours that people stood on posts, summed by the database; the same hours as `rules_posts.time_stood` counts."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, cast

from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, Greatest, Least

from linli.duty.choices import ClaimState
from linli.duty.models import Claim
from linli.duty.rules_posts import OVERTIME

# What a lead said counts as it is; else coming early adds nothing, and staying longer a little.
CAME = Coalesce(
    "mended_in_at",
    Case(When(checked_in_at__isnull=False, then=Greatest("checked_in_at", "post__starts_at"))),
)
WENT = Coalesce(
    "mended_out_at",
    Case(When(checked_out_at__isnull=False, then=Least("checked_out_at", F("post__ends_at") + OVERTIME))),
)
SERVED = Sum(
    ExpressionWrapper(F("went") - F("came"), output_field=DurationField()), filter=Q(went__gt=F("came"))
)
# Somebody who came; the hours count once it is known when they went.
STOOD = Q(state__in=[ClaimState.PRESENT, ClaimState.DONE])
HOUR = timedelta(hours=1)


def hours(time: timedelta | None) -> float:
    """Hours with one decimal, as they stand in lists."""
    return round((time or timedelta()) / HOUR, 1)


def total_hours(claims: QuerySet[Claim]) -> float:
    return hours(_stood(claims).aggregate(time=SERVED)["time"])


def served_by(claims: QuerySet[Claim], *keys: str) -> dict[Any, tuple[int, float]]:
    """(posts, hours) by these columns, in one query; the key is a tuple where there are several columns."""
    rows = _stood(claims).values(*keys).annotate(n=Count("pk"), time=SERVED)
    found: Iterable[Sequence[Any]] = rows.values_list(*keys, "n", "time")
    return {_key(row[:-2]): (cast(int, row[-2]), hours(row[-1])) for row in found}


def _stood(claims: QuerySet[Claim]) -> QuerySet[Any]:
    return claims.filter(STOOD).order_by().annotate(came=CAME, went=WENT)


def _key(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else tuple(values)
