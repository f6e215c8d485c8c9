"""Noting down in which order somebody is called. It orders calls and limits nobody."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.choices import Disease, Vaccinated
from linli.care.models import TriageNote
from linli.care.rules_triage import triage
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.viewer import user_behind
from linli.registers.models import Resident

NOTED = name_action("care:triage:noted", _("{actor} noted down how soon {subject} is called"))


@transaction.atomic
def note_triage(
    resident: Resident, *, disease: Disease, vaccinated: Vaccinated, actor: Actor | None, at: datetime
) -> TriageNote:
    """What was told now stands; said again it changes nothing."""
    held = lock_rows(Resident.everywhere.select_related("household", "area"), [resident.pk])
    if not held:
        raise NotFound()
    person = held[0]
    order = triage(person.age(local_day(at)), disease, vaccinated).value
    there = TriageNote.everywhere.filter(resident=person).first()
    told = (disease.value, vaccinated.value, order)
    if there is not None and (there.disease, there.vaccinated, there.triage) == told:
        return there
    note = there or TriageNote(resident=person)
    note.place_in(person.area)
    note.disease, note.vaccinated, note.triage = told
    note.noted_by, note.noted_at = user_behind(actor), at
    note.save()
    log(NOTED, actor=actor, subject=note, subject_name=person.household.place)
    return note
