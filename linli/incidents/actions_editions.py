"""Which edition of the policy an incident works under: a national one by its key, or a text of its own."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.incidents.editions import edition_of
from linli.incidents.models import EditionAdopted, Incident
from linli.incidents.problems import (
    EditionTooEarly,
    EditionUnknown,
    EditionUnusable,
    IncidentClosed,
    NoEditionGrounds,
    SameEdition,
)
from linli.lib.days import starts_at
from linli.lib.editions import Edition, EditionError, edition_named, read_edition
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import acting, user_behind

ADOPTED = name_action("incidents:edition:adopted", _("{actor} put {edition} in force for {subject}"))


@transaction.atomic
def adopt_edition(
    *,
    actor: Actor | None,
    incident: Incident,
    from_at: datetime,
    basis: str,
    approved_by: str,
    edition: str = "",
    text: str = "",
) -> EditionAdopted:
    """Put an edition in force from a moment on. Episodes and zones under way follow by their own proposals."""
    _check_door(actor, incident)
    kept = Incident.everywhere.select_for_update().get(pk=incident.pk)
    if not kept.is_open:
        raise IncidentClosed()
    if not basis.strip() or not approved_by.strip():
        raise NoEditionGrounds()
    chosen = chosen_edition(edition=edition, text=text)
    if from_at < starts_at(kept.opened_on):
        raise EditionTooEarly()
    before = kept.editions.filter(from_at__lte=from_at).order_by("-from_at").first()
    if before is not None and (before.from_at == from_at or edition_of(before) == chosen):
        raise SameEdition()
    made = EditionAdopted.objects.create(
        incident=kept, edition=chosen.key, text=text, from_at=from_at, basis=basis.strip(),
        approved_by=approved_by.strip(), by=user_behind(actor), at=timezone.now(),
    )  # fmt: skip
    if from_at <= timezone.now():
        kept.policy_edition = chosen.name.zh[:80]
        kept.save(update_fields=["policy_edition"])
    log(
        ADOPTED,
        actor=actor,
        subject=kept,
        subject_name=kept.name_zh,
        edition=chosen.name.zh,
        basis=made.basis,
    )
    announce("incidents.edition_adopted", incident=str(kept.pk), edition=chosen.key)
    return made


def chosen_edition(*, edition: str = "", text: str = "") -> Edition:
    """The national edition of a key, or the one of a text; refused with everything that is wrong in it."""
    if text.strip():
        try:
            made = read_edition(text, "edition.toml")
        except EditionError as error:
            raise EditionUnusable(why=error.sentences(get_language() or "zh")) from None
        if edition_named(made.key):
            raise EditionUnusable(why=_("The key {key} is that of a national edition.").format(key=made.key))
        return made
    found = edition_named(edition)
    if found is None:
        raise EditionUnknown()
    return found


def _check_door(actor: Actor | None, incident: Incident) -> None:
    if actor is None:
        return
    viewer = acting(actor, day=local_day(timezone.now()))
    viewer.need(C.INCIDENTS_WRITE, write=True)
    if not viewer.scope.covers(incident.area_code):
        raise NotFound()
