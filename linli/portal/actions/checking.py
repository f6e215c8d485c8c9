"""A household's own check. It goes the way that a carer's goes, and counts the same."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.care.actions.checks import take_checks
from linli.care.bodies import HealthCheckTold
from linli.core.facts import FieldFact
from linli.portal.actions.telling import id_of, note_use
from linli.portal.models import HouseholdLink


@transaction.atomic
def tell_check(link: HouseholdLink, *, record: UUID, body: HealthCheckTold, now: datetime) -> None:
    """Enter it. The same form sent again changes nothing."""
    fact = FieldFact(id_of(link, record), "care.check", body, now, now, None, None, link.household_id)
    for problem in take_checks([fact]).values():
        raise problem
    note_use(link, now)
