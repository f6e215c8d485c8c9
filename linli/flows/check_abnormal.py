"""An unusual check: the carers of the episode are told, and the physicians nearest to the place."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from linli.care.models import Carer, CareTest, HealthCheck
from linli.care.notes_days import ABNORMAL, ABNORMAL_CARER, TEST_POSITIVE
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.models import Appointment, User
from linli.people.notes import Said, leave_notes
from linli.people.queries import holding
from linli.people.tabs import url as page
from linli.people.titles import prefixes
from linli.people.viewer import roles


def tell_carers_and_physicians(payload: dict[str, Any]) -> None:
    """The note says neither who it is nor what they have; what stands behind it opens for few."""
    check = HealthCheck.everywhere.select_related("area").filter(pk=UUID(payload["check"])).first()
    if check is None:
        return
    today, data = local_day(timezone.now()), {"area": check.area.short}
    carers = _carers(check.episode_id, today)
    doctors = physicians_near(check.area_code, today) - carers
    said = [_said(user, ABNORMAL_CARER, check.pk, "", data) for user in sorted(carers)]
    said += [_said(user, ABNORMAL, check.pk, page("care:days_abnormal"), data) for user in sorted(doctors)]
    leave_notes(said)


def tell_physicians_of_positive(payload: dict[str, Any]) -> None:
    """It makes no case: a physician looks at it, and says what it is."""
    test = (
        CareTest.everywhere.select_related("area").filter(pk=UUID(payload["test"]), result="positive").first()
    )
    if test is None:
        return
    doctors = physicians_near(test.area_code, local_day(timezone.now()))
    url, data = page("care:days_tests"), {"area": test.area.short}
    leave_notes([_said(user, TEST_POSITIVE, test.pk, url, data) for user in sorted(doctors)])


def physicians_near(code: str, day: date) -> set[UUID]:
    """Those of the community; where there are none, of the area above it."""
    wanted = [key for key, role in roles().items() if C.CARE_MEDICAL in role.sees]
    for level in sorted(prefixes(code), key=len, reverse=True):
        held = Appointment.everywhere.filter(holding(day), role__in=wanted, area_code=level)
        if found := set(held.filter(user__is_active=True).values_list("user_id", flat=True)):
            return found
    return set()


def _carers(episode_id: UUID, day: date) -> set[UUID]:
    now = Q(until_on=None) | Q(until_on__gt=day)
    held = Carer.objects.filter(now, episode=episode_id, from_on__lte=day).values("user")
    return set(User.objects.filter(pk__in=held, is_active=True).values_list("pk", flat=True))


def _said(user: UUID, kind: str, about: UUID, url: str, data: dict[str, str]) -> Said:
    return Said(user, kind, f"{kind}:{about.hex}:{user.hex}", url, data)
