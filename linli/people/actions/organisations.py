"""Organisations, and who belongs to them: only with consent, and only as long as it stands."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, change, keep_revision, log, name_action
from linli.lib.periods import SHANGHAI, local_day
from linli.people.models import Membership, Note, Organisation, User
from linli.people.notes import leave_note
from linli.people.problems import (
    AlreadyMember,
    ConsentMissing,
    HasOpenParts,
    NameTaken,
    OrganisationClosed,
    UnderItself,
)

CREATED = name_action("people:organisation:created", _("{actor} entered the organisation {subject}"))
CHANGED = name_action("people:organisation:changed", _("{actor} changed the organisation {subject}"))
CLOSED = name_action("people:organisation:closed", _("{actor} closed the organisation {subject}"))
JOINED = name_action("people:membership:recorded", _("{actor} recorded a member of {subject}, with consent"))
LEFT = name_action("people:membership:ended", _("{actor} ended a membership in {subject}"))
# Which organisation it was is not kept: taking consent back takes the fact back.
WITHDRAWN = name_action("people:membership:withdrawn", _("{actor} took back the consent to a membership"))


@transaction.atomic
def create_organisation(
    *,
    actor: Actor | None,
    area: Area,
    name: str,
    kind: str,
    credit_code: str = "",
    parent: Organisation | None = None,
    contact_name: str = "",
    contact_phone: str = "",
) -> Organisation:
    _check_name(area, name)
    made = Organisation.objects.create(
        area=area, area_code=area.code, name=name, kind=kind, credit_code=credit_code, parent=parent,
        contact_name=contact_name, contact_phone=contact_phone,
    )  # fmt: skip
    log(CREATED, actor=actor, subject=made, subject_name=made.name)
    return made


@transaction.atomic
def change_organisation(*, actor: Actor | None, organisation: Organisation, **values: Any) -> Organisation:
    """Change any of name, kind, area, credit_code, parent, contact_name, contact_phone."""
    kept = _locked(organisation)
    if "name" in values or "area" in values:
        _check_name(values.get("area", kept.area), values.get("name", kept.name), but=kept)
    if "parent" in values:
        _check_parent(kept, values["parent"])
        values["parent_id"] = getattr(values.pop("parent"), "pk", None)
    if "area" in values:
        area = values.pop("area")
        values |= {"area_id": area.pk, "area_code": area.code}
    before, after = change(kept, values)
    if after:
        kept.save(update_fields=[name.removesuffix("_id") for name in after])
        entry = log(CHANGED, actor=actor, subject=kept, subject_name=kept.name, fields=sorted(after))
        keep_revision(entry, kept, before=before, after=after)
    return kept


@transaction.atomic
def close_organisation(*, actor: Actor | None, organisation: Organisation, last_day: date) -> Organisation:
    """Close it after `last_day`; memberships end with it. Refused while others stand open below it."""
    kept = _locked(organisation)
    if kept.closed_on is not None:
        return kept
    below = Organisation.everywhere.filter(parent=kept, closed_on=None).count()
    if below:
        raise HasOpenParts(organisation=kept.name, count=below)
    kept.closed_on = last_day + timedelta(days=1)
    kept.save(update_fields=["closed_on"])
    ended = Membership.objects.filter(organisation=kept, until_on=None).update(until_on=kept.closed_on)
    log(CLOSED, actor=actor, subject=kept, subject_name=kept.name, memberships=ended)
    return kept


@transaction.atomic
def record_membership(
    *,
    actor: Actor | None,
    organisation: Organisation,
    user: User,
    consented_on: date | None,
    consent_note: str,
) -> Membership:
    """Enter a member who has agreed: when, and how it is known. They are told, and may take it back."""
    kept = _locked(organisation)
    if consented_on is None or not consent_note.strip():
        raise ConsentMissing(name=user.name)
    if kept.closed_on is not None:
        raise OrganisationClosed(organisation=kept.name)
    now = timezone.now()
    try:
        with transaction.atomic():
            made = Membership.objects.create(
                organisation=kept, user=user, consented_at=_noon(consented_on),
                consent_note=consent_note.strip(), from_on=local_day(now),
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyMember(name=user.name, organisation=kept.name) from None
    log(JOINED, actor=actor, subject=kept, subject_name=kept.name, membership=str(made.pk))
    leave_note(user_id=user.pk, kind="membership_recorded", key=f"membership:{made.pk}",
               url=reverse("people:me"), data={"organisation": kept.name})  # fmt: skip
    return made


@transaction.atomic
def end_membership(*, actor: Actor | None, membership: Membership) -> None:
    today = local_day(timezone.now())
    ended = Membership.objects.filter(pk=membership.pk, until_on=None).update(until_on=today)
    if ended:
        organisation = membership.organisation
        log(
            LEFT,
            actor=actor,
            subject=organisation,
            subject_name=organisation.name,
            membership=str(membership.pk),
        )


@transaction.atomic
def withdraw_consent(*, user: User, membership: Membership) -> None:
    """Take the membership out altogether: without consent nothing of it may be kept."""
    Note.objects.filter(user=user, key=f"membership:{membership.pk}").delete()
    removed, _rows = Membership.objects.filter(pk=membership.pk, user=user).delete()
    if removed:
        log(WITHDRAWN, actor=user, area_code=membership.organisation.area_code)


def _check_name(area: Area, name: str, *, but: Organisation | None = None) -> None:
    same = Organisation.everywhere.filter(area=area, name=name, closed_on=None)
    if any(one != but for one in same):
        raise NameTaken(area=area.name, name=name)


def _check_parent(organisation: Organisation, parent: Organisation | None) -> None:
    above = parent
    while above is not None:
        if above.pk == organisation.pk:
            raise UnderItself()
        above = above.parent


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=SHANGHAI)


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.everywhere.select_for_update().select_related("area").get(pk=organisation.pk)
