"""In which order somebody is called, noted down."""

from linli.care.actions.triage import note_triage
from linli.care.choices import Disease, Vaccinated
from linli.care.models import TriageNote
from linli.core.models import AuditEntry
from linli.people.models import User
from linli.registers.models import Resident
from tests.conftest import NOW


def test_it_follows_from_age_illness_and_vaccination(elder: Resident, clerk: User) -> None:
    note = note_triage(elder, disease=Disease.STABLE, vaccinated=Vaccinated.FULL, actor=clerk, at=NOW)
    assert (note.triage, note.noted_by) == ("second", clerk)  # 85 years: two points, and one for the illness


def test_what_is_told_later_stands(elder: Resident, clerk: User) -> None:
    note_triage(elder, disease=Disease.STABLE, vaccinated=Vaccinated.FULL, actor=clerk, at=NOW)
    note_triage(elder, disease=Disease.STABLE, vaccinated=Vaccinated.NONE, actor=clerk, at=NOW)
    assert TriageNote.everywhere.get().triage == "first"


def test_the_same_again_is_kept_once(elder: Resident, clerk: User) -> None:
    for _again in range(2):
        note_triage(elder, disease=Disease.NONE, vaccinated=Vaccinated.FULL, actor=clerk, at=NOW)
    assert AuditEntry.objects.filter(action="care:triage:noted").count() == 1
