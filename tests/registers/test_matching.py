"""Who may be the same person, and why."""

from datetime import date
from uuid import UUID

import pytest

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.registers.choices import BirthPrecision
from linli.registers.matching import Candidate, MatchIndex, Reason, Rule, find_matches
from linli.registers.models import Household, Resident
from tests.conftest import join, settle

ID = "231085197403020426"


def only(resident: Resident, candidate: Candidate) -> tuple[Rule, int, tuple[Reason, ...]] | None:
    """What one candidate gives, asked of the database and of the index alike."""
    scope = Scope((resident.area_code,))
    found, indexed = find_matches(candidate, scope), MatchIndex.load(scope).match(candidate)
    assert found == indexed
    for match in found:
        if match.resident_id == resident.pk:
            return match.rule, match.score, match.reasons
    return None


def test_a_document_number_with_the_same_name_is_certain(resident: Resident) -> None:
    assert only(resident, Candidate.of("柴丽娟", document=ID)) == (
        Rule.DOCUMENT, 100, (Reason.SAME_DOCUMENT, Reason.SAME_NAME))  # fmt: skip


def test_a_document_number_with_another_name_is_asked(resident: Resident) -> None:
    found = find_matches(Candidate.of("王建国", document=ID), Scope((resident.area_code,)))
    assert [(match.rule, match.is_certain) for match in found] == [(Rule.DOCUMENT, False)]
    assert Reason.OTHER_NAME in found[0].reasons


def test_a_name_that_sounds_the_same_passes_with_the_document(resident: Resident) -> None:
    assert only(resident, Candidate.of("柴莉娟", document=ID)) == (
        Rule.DOCUMENT, 98, (Reason.SAME_DOCUMENT, Reason.SAME_SOUND))  # fmt: skip


def test_a_telephone_needs_a_like_name_for_families_share_one(resident: Resident) -> None:
    assert only(resident, Candidate.of("冯雨桐", phone="15100004108")) is None
    assert only(resident, Candidate.of("柴丽娟", phone="15100004108")) == (
        Rule.PHONE, 93, (Reason.SAME_PHONE, Reason.SAME_NAME))  # fmt: skip
    assert only(resident, Candidate.of("柴丽君", phone="15100004108")) == (
        Rule.PHONE, 78, (Reason.SAME_PHONE, Reason.SIMILAR_NAME))  # fmt: skip


def test_a_telephone_with_another_document_is_asked(resident: Resident) -> None:
    found = only(resident, Candidate.of("柴丽娟", phone="15100004108", document="231085197403020442"))
    assert found == (Rule.PHONE, 60, (Reason.SAME_PHONE, Reason.SAME_NAME, Reason.OTHER_DOCUMENT))


def test_a_telephone_with_another_year_of_birth_is_asked(resident: Resident) -> None:
    found = only(resident, Candidate.of("柴丽娟", phone="15100004108", birth_on=date(1950, 1, 1)))
    assert found == (Rule.PHONE, 62, (Reason.SAME_PHONE, Reason.SAME_NAME, Reason.OTHER_BIRTH))


@pytest.mark.parametrize(
    ("birth_on", "precision", "score", "reason"),
    [
        (date(1974, 3, 2), BirthPrecision.DAY, 86, Reason.SAME_BIRTHDAY),
        (date(1974, 1, 1), BirthPrecision.YEAR, 76, Reason.SAME_BIRTH_YEAR),
    ],
)
def test_name_and_birth_are_asked(
    resident: Resident, birth_on: date, precision: str, score: int, reason: Reason
) -> None:
    candidate = Candidate.of("柴丽娟", birth_on=birth_on, birth_precision=precision)
    assert only(resident, candidate) == (Rule.NAME_AND_BIRTH, score, (Reason.SAME_NAME, reason))


def test_name_and_birth_at_the_same_door_are_certain(resident: Resident) -> None:
    candidate = Candidate.of("柴丽娟", birth_on=date(1974, 3, 2), household_id=resident.household_id)
    assert find_matches(candidate, Scope((resident.area_code,)))[0].is_certain


def test_two_people_with_their_own_documents_are_two(resident: Resident) -> None:
    candidate = Candidate.of("柴丽娟", birth_on=date(1974, 3, 2), document="231085197403020442")
    assert only(resident, candidate) is None


def test_a_name_at_its_own_door_is_certain_without_any_number(resident: Resident) -> None:
    assert only(resident, Candidate.of("柴丽娟", compound="和平家园", door="3-2-501")) == (
        Rule.NAME_AND_DOOR, 91, (Reason.SAME_NAME, Reason.SAME_DOOR))  # fmt: skip


def test_the_same_door_of_another_compound_is_another_door(resident: Resident) -> None:
    assert only(resident, Candidate.of("柴丽娟", compound="林苑", door="3-2-501")) is None


def test_a_name_alone_says_nothing(resident: Resident) -> None:
    assert only(resident, Candidate.of("柴丽娟")) is None


def test_it_looks_within_the_scope_only(resident: Resident, other_community: Area) -> None:
    assert find_matches(Candidate.of("柴丽娟", document=ID), Scope((other_community.code,))) == []


def test_it_leaves_out_whom_it_is_told_and_who_was_merged(resident: Resident, elder: Resident) -> None:
    candidate, scope = Candidate.of("柴丽娟", document=ID), Scope((resident.area_code,))
    assert find_matches(candidate, scope, leave_out=[resident.pk]) == []
    Resident.everywhere.filter(pk=resident.pk).update(merged_into=elder)
    assert find_matches(candidate, scope) == MatchIndex.load(scope).match(candidate) == []


def test_the_reasons_are_said_in_words(resident: Resident) -> None:
    match = find_matches(Candidate.of("柴莉娟", document=ID), Scope((resident.area_code,)))[0]
    assert match.why == "证件号相同，姓名读音相同"


def test_pairs_are_found_once_and_the_surest_stands_first(household: Household, building: Area) -> None:
    twin = join(settle(building, "3-2-502"), "柴丽娟", document=ID, phone="15100004108")
    doubtful = join(settle(building, "3-2-503"), "冯树生", phone="13800002290", birth_on=date(1971, 1, 1))
    pairs = MatchIndex.load(Scope((building.code,))).pairs()
    members = {one.name: one.pk for one in household.members.all()}
    found = [({pair.first, pair.second}, pair.match.rule) for pair in pairs]
    assert found == [
        ({members["柴丽娟"], twin.pk}, Rule.DOCUMENT),
        ({members["冯树森"], doubtful.pk}, Rule.PHONE),
    ]
    assert all(isinstance(pair.first, UUID) and pair.first < pair.second for pair in pairs)


def test_a_telephone_of_an_office_does_not_pair_everybody(building: Area) -> None:
    home = settle(building, "3-2-502")
    for number in range(60):
        join(home, f"甲{chr(0x4E00 + number * 7)}{chr(0x5000 + number * 11)}", phone="13800002290")
    assert len(list(MatchIndex.load(Scope((building.code,)))._neighbours())) == 59
