"""The whole way of one ugly workbook: 和平11月台账."""

import pytest

from linli.areas.models import Area
from linli.areas.tallies import figures_of
from linli.imports import actions
from linli.imports.models import Batch, Row
from linli.imports.undoing import undo_batch
from linli.registers.choices import Occupancy, Presence
from linli.registers.models import Household, Resident, SupportNeed
from tests.conftest import TODAY
from tests.imports.books import heping
from tests.imports.conftest import contents_of, row_of, said_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(check, elder, resident, away_resident, vacant, other_community: Area) -> Batch:
    return check(heping(), "和平11月台账(最终版2).xlsx")


def outcomes(batch: Batch) -> dict[int, str]:
    return dict(Row.objects.filter(batch=batch).order_by("number").values_list("number", "outcome"))


def test_it_chooses_the_sheet_with_the_residents(batch):
    assert batch.sheet == "Sheet1 (2)"


def test_it_gives_every_row_its_outcome(batch):
    assert outcomes(batch) == {
        4: "changed", 5: "changed", 6: "question", 7: "new", 8: "question", 9: "skipped", 10: "new",
        11: "question", 12: "new", 13: "refused", 14: "skipped",
    }  # fmt: skip


def test_it_writes_nothing_before_it_is_told_to(batch, resident):
    resident.household.refresh_from_db()
    assert resident.household.stated_residents is None
    assert not Resident.everywhere.filter(name="苏明远").exists()


def test_it_asks_about_a_telephone_that_lost_its_end(batch):
    ask = contents_of(batch, 6).asks[0]
    assert (ask.code, ask.data["problem"]) == ("phone", "rounded")


def test_it_says_which_check_digit_the_rule_wants(batch):
    ask = contents_of(batch, 8).asks[0]
    assert ask.code == "document"
    assert len(ask.data["expected"]) == 1


def test_it_asks_whether_two_rows_are_one_person(batch):
    ask = contents_of(batch, 11).asks[0]
    assert ask.code == "person"
    assert ask.preset == "same"
    assert ask.data["people"][0]["row"] == 10


def test_it_refuses_a_door_of_another_community(batch):
    assert said_of(batch, 13) == ["other_community"]


def test_it_reads_a_numeral(batch):
    assert "read_as" in said_of(batch, 10)


def test_it_writes_new_and_changed_rows_and_leaves_the_questions(batch, write, vacant):
    write(batch)
    vacant.refresh_from_db()
    assert vacant.occupancy == Occupancy.RENTED
    assert Resident.everywhere.get(name="苏明远").household.door == "3-2-102"
    assert not Resident.everywhere.filter(name="阎桂香").exists()
    assert outcomes(batch)[8] == "question"


def test_it_lists_a_need_of_the_notes_to_be_confirmed(batch, write):
    write(batch)
    need = SupportNeed.everywhere.get(resident__name="庞学文")
    assert (need.code, need.is_confirmed) == ("pregnant", False)


def test_it_writes_answered_rows_later(batch, write, clerk):
    write(batch)
    actions.answer_question(batch, 8, "document", "without", actor=clerk)
    write(batch)
    written = Resident.everywhere.get(name="阎桂香")
    assert (written.document, written.phone) == ("", "13700005518")


def test_it_keeps_the_telephone_that_is_known(batch, clerk, away_resident, write):
    away_resident.phone = "15000007745"
    away_resident.save()
    actions.answer_question(batch, 6, "phone", "blank", actor=clerk)
    assert row_of(batch, 6).outcome == "changed"
    write(batch)
    away_resident.refresh_from_db()
    assert away_resident.presence == Presence.AWAY


def test_it_makes_one_person_of_two_rows(batch, clerk, write):
    actions.answer_question(batch, 11, "person", "same", actor=clerk)
    write(batch)
    assert Resident.everywhere.filter(phone_tail="2206").count() == 1


def test_it_makes_two_people_of_two_rows_when_told(batch, clerk, write):
    actions.answer_question(batch, 11, "person", "new", actor=clerk)
    write(batch)
    assert set(Resident.everywhere.filter(phone_tail="2206").values_list("name", flat=True)) == {
        "庞学文",
        "庞学闻",
    }


def test_it_counts_the_community_anew(batch, write, community):
    write(batch)
    assert figures_of(community.code, day=TODAY)["residents.registered"] == Resident.everywhere.count()


def test_the_same_file_again_changes_nothing(batch, write, check, clerk):
    actions.take_presets(batch, actor=clerk)
    write(batch)
    again = check(heping(), "和平11月台账(最终版2).xlsx")
    assert again.counts["new"] == again.counts["changed"] == again.counts["question"] == 0


def test_it_can_be_taken_back(batch, write, clerk, elder, resident, vacant):
    before = (Resident.everywhere.count(), Household.everywhere.count(), SupportNeed.everywhere.count())
    write(batch)
    undo_batch(batch.pk, actions.start_undo(batch, actor=clerk))
    vacant.refresh_from_db()
    assert (
        Resident.everywhere.count(),
        Household.everywhere.count(),
        SupportNeed.everywhere.count(),
    ) == before
    assert vacant.occupancy == Occupancy.VACANT
