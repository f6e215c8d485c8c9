"""Mending facts that could not be used, and using them again. The fact as it was first is kept with the trail."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.scopes import Scope
from linli.core.audit import Actor, keep_revision, log, name_action
from linli.core.locks import lock_rows
from linli.intake.models import Fact, PutAside
from linli.intake.problems import NotInQuarantine, SameIdOtherContent, StillWrong
from linli.intake.reading import body_decoder, explained
from linli.people.access import accounts_within
from linli.people.viewer import user_behind

REPLAYED = name_action("intake:facts:replayed", _("{actor} had {count} facts from quarantine used again"))
ASIDE = name_action("intake:fact:put_aside", _("{actor} put a fact in quarantine aside: {kind}"))
MENDED = name_action("intake:fact:mended", _("{actor} mended a fact in quarantine: {kind}"))


@transaction.atomic
def replay_facts(
    *,
    actor: Actor | None,
    ids: Collection[UUID] | None = None,
    reason: str = "",
    kind: str = "",
    within: Scope | None = None,
) -> int:
    """Let facts wait to be used again; return how many. Those that still cannot be used come back.

    What nobody could read needs mending first. A fact whose id another one has is only taken when it is named:
    somebody must have looked. `within`: only what people of an area have sent.
    """
    facts = Fact.objects.to_settle() if ids is None else Fact.objects.quarantined()
    facts = facts.filter(Fact.READABLE)
    if within is not None:
        facts = facts.filter(user__in=accounts_within(within))
    facts = facts.exclude(reason=SameIdOtherContent.code) if ids is None else facts.filter(pk__in=ids)
    if reason:
        facts = facts.filter(reason=reason)
    if kind:
        facts = facts.filter(kind=kind)
    # Two who press at once both mean the same: each fact is taken by one of them.
    count = (
        Fact.objects.quarantined()
        .filter(pk__in=facts.values("pk"))
        .update(quarantined_at=None, reason="", detail="")
    )
    PutAside.objects.filter(fact__quarantined_at=None).delete()
    if count:
        log(REPLAYED, actor=actor, count=count, reason=reason, kind=kind)
    return count


@transaction.atomic
def mend_fact(fact: Fact, *, actor: Actor | None, kind: str, made_at: datetime, body: bytes) -> Fact:
    """Give a fact in quarantine another kind, time or body, and let it wait to be used."""
    rows = lock_rows(Fact.objects.quarantined(), [fact.pk])
    if not rows:
        raise NotInQuarantine()
    decoder = body_decoder(kind)
    if decoder is None:
        raise StillWrong(why=kind)
    try:
        decoder.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise StillWrong(why=explained(error)) from None
    current = rows[0]
    before = {"kind": current.kind, "made_at": current.made_at.isoformat(), "body": current.body}
    current.kind, current.made_at, current.body = kind, made_at, body.decode()
    current.quarantined_at, current.reason, current.detail = None, "", ""
    # The digest stays that of what was sent: if it is sent again, it has been seen.
    current.save(update_fields=["kind", "made_at", "body", "quarantined_at", "reason", "detail"])
    PutAside.objects.filter(fact=current).delete()
    entry = log(MENDED, actor=actor, subject=current, kind=kind)
    after = {"kind": kind, "made_at": made_at.isoformat(), "body": body.decode()}
    keep_revision(entry, current, before=before, after=after)
    return current


@transaction.atomic
def put_aside(fact: Fact, *, actor: Actor | None, reason: str) -> PutAside:
    """Leave a fact in quarantine for good: it is kept, and asked about no more."""
    rows = lock_rows(Fact.objects.to_settle().defer("body"), [fact.pk])
    if not rows:
        raise NotInQuarantine()
    made = PutAside.objects.create(fact=rows[0], at=timezone.now(), by=user_behind(actor), reason=reason)
    log(ASIDE, actor=actor, subject=rows[0], kind=rows[0].kind, reason=reason)
    return made
