"""An answer that is taken at a desk, mostly by telephone. It becomes what a phone's would have become."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.core.facts import FieldFact
from linli.people.models import User
from linli.rounds.actions.contacts import take_contacts
from linli.rounds.bodies import DailyAnswer, NobodyHome, Visit

KINDS = {DailyAnswer: "daily_answer", Visit: "visit", NobodyHome: "nobody_home"}


@transaction.atomic
def record_at_desk(
    body: DailyAnswer | Visit | NobodyHome, *, record_id: UUID, user: User, at: datetime
) -> None:
    """Enter it into the contact ledger. With the same id again nothing happens."""
    fact = FieldFact(record_id, KINDS[type(body)], body, at, timezone.now(), user.pk, None)
    if problem := take_contacts([fact]).get(record_id):
        raise problem
