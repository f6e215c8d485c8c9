"""Mending facts that could not be used, and using them again. The fact as it was first is kept with the trail."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, keep_revision, log, name_action
from linli.core.locks import lock_rows
from linli.intake.models import Fact
from linli.intake.problems import NotInQuarantine, SameIdOtherContent, StillWrong
from linli.intake.reading import body_decoder, explained

REPLAYED = name_action("intake:facts:replayed", _("{actor} had {count} facts from quarantine used again"))
MENDED = name_action("intake:fact:mended", _("{actor} mended a fact in quarantine: {kind}"))


@transaction.atomic
def replay_facts(
    *, actor: Actor | None, ids: Collection[UUID] | None = None, reason: str = "", kind: str = ""
) -> int:
    """Let facts wait to be used again; return how many. Those that still cannot be used come back.

    What nobody could read needs mending first. A fact whose id another one has is only taken when it is named:
    somebody must have looked.
    """
    facts = Fact.objects.quarantined().filter(Fact.READABLE)
    facts = facts.exclude(reason=SameIdOtherContent.code) if ids is None else facts.filter(pk__in=ids)
    if reason:
        facts = facts.filter(reason=reason)
    if kind:
        facts = facts.filter(kind=kind)
    count = facts.update(quarantined_at=None, reason="", detail="")
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
    entry = log(MENDED, actor=actor, subject=current, kind=kind)
    after = {"kind": kind, "made_at": made_at.isoformat(), "body": body.decode()}
    keep_revision(entry, current, before=before, after=after)
    return current
