"""A household objects by its own link, or takes it back. The same form sent again is the same objection."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from linli.care.actions.appeals import Against, make_appeal, withdraw_appeal
from linli.care.choices import AppealWay
from linli.care.models import Appeal
from linli.portal.models import HouseholdLink
from linli.portal.problems import NotThere


@transaction.atomic
def object_to(link: HouseholdLink, *, record: UUID, against: Against, text: str, now: datetime) -> Appeal:
    return make_appeal(
        household=link.household, appeal_id=uuid5(link.household_id, str(record)), against=against, text=text,
        way=AppealWay.LINK, now=now,
    )  # fmt: skip


@transaction.atomic
def take_back(link: HouseholdLink, *, appeal_id: UUID, now: datetime) -> Appeal:
    found = Appeal.everywhere.filter(pk=appeal_id, household_id=link.household_id).first()
    if found is None:
        raise NotThere()
    return withdraw_appeal(appeal=found, now=now)
