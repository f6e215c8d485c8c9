"""What each duty sees of a household: one place decides it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils.translation import override
from msgspec import structs

from linli.people.models import User
from linli.people.viewer import Viewer, viewer_of
from linli.registers.choices import Presence
from linli.registers.models import Contact, Household, Resident
from linli.registers.rows import household_rows, with_families
from linli.registers.shown import HIDDEN, NumberState, Sight, shown_household, shown_resident
from tests.conftest import TODAY

Seen = Callable[[User], Viewer]


def test_a_clerk_sees_numbers_masked_and_may_open_them(resident: Resident, clerk: User, viewer: Seen) -> None:
    shown = shown_resident(resident, viewer(clerk))
    assert (shown.phone.masked, shown.phone.can_open) == ("151****4108", True)
    assert (shown.document.masked, shown.document.can_open) == ("231085********0426", True)
    assert (shown.name, shown.relation, shown.sex, shown.birth) == ("柴丽娟", "户主", "女", "1974 年")


def test_a_township_officer_sees_masked_numbers_and_opens_none(
    resident: Resident, township_officer: User, viewer: Seen
) -> None:
    shown = shown_resident(resident, viewer(township_officer))
    assert (shown.phone.masked, shown.phone.can_open) == ("151****4108", False)
    assert (shown.document.masked, shown.document.can_open) == ("231085********0426", False)


def test_a_grid_worker_opens_telephones_but_no_documents(
    resident: Resident, grid_worker: User, viewer: Seen
) -> None:
    shown = shown_resident(resident, viewer(grid_worker))
    assert (shown.phone.can_open, shown.document.can_open) == (True, False)


def test_a_warden_sees_names_and_doors_and_nothing_else(elder: Resident, warden: User, viewer: Seen) -> None:
    home = shown_household(elder.household, viewer(warden))
    assert (home.door, [one.name for one in home.members]) == ("3-1-101", ["郭凤霞"])
    (member,) = home.members
    hidden = (
        member.relation, member.sex, member.birth, member.birth_year, member.age, member.presence, member.away_place,
        member.workplace, member.needs, member.document_kind, str(member.phone), str(member.document),
        home.occupancy, home.occupancy_label, home.living, home.registered, home.needs, home.last_visited_on,
        home.landlord_name, home.caller,
    )  # fmt: skip
    assert not any(hidden)
    assert member.phone.state == member.document.state == NumberState.HIDDEN
    assert not any((home.lacks_phone, home.has_contacts, member.is_minor))


def test_a_doctor_sees_the_day_of_birth_and_no_document(
    resident: Resident, doctor: User, viewer: Seen
) -> None:
    shown = shown_resident(resident, viewer(doctor))
    assert (shown.birth, shown.document.state) == ("1974-03-02", NumberState.HIDDEN)


def test_who_views_as_somebody_else_opens_and_writes_nothing(
    resident: Resident, clerk: User, administrator: User
) -> None:
    borrowed = viewer_of(clerk, day=TODAY, real_user=administrator)
    sight = Sight.of(borrowed)
    assert (sight.phones, sight.open_phones, sight.open_documents, sight.writes) == (
        True,
        False,
        False,
        False,
    )


def test_a_childs_telephone_is_never_shown(household: Household, clerk: User, viewer: Seen) -> None:
    child = household.members.get(name="冯雨桐")
    child.phone = "13800005555"
    shown = shown_resident(child, viewer(clerk))
    assert (shown.phone.state, shown.phone.masked, shown.phone.can_open) == (NumberState.MINOR, "", False)


@pytest.mark.parametrize(
    ("birth_on", "precision", "minor"),
    [
        (date(2008, 11, 20), "day", False),
        (date(2008, 11, 21), "day", True),
        (date(2008, 1, 1), "year", True),  # may still be 17
        (date(2007, 1, 1), "year", False),
        (None, "day", False),
    ],
)
def test_eighteen_is_reckoned_to_the_day_or_kindly_by_the_year(
    resident: Resident, clerk: User, viewer: Seen, birth_on: date | None, precision: str, minor: bool
) -> None:
    resident.birth_on, resident.birth_precision = birth_on, precision
    assert shown_resident(resident, viewer(clerk)).is_minor is minor


def test_a_household_shows_its_head_first_and_who_has_left_last(
    household: Household, clerk: User, viewer: Seen
) -> None:
    household.members.filter(name="冯树森").update(presence=Presence.MOVED_OUT)
    home = shown_household(household, viewer(clerk))
    assert [one.name for one in home.members] == ["柴丽娟", "冯雨桐", "冯树森"]
    assert (home.living, home.registered, home.title) == (2, 2, "柴丽娟")


def test_the_first_number_that_may_be_called_stands_for_the_household(
    household: Household, clerk: User, viewer: Seen
) -> None:
    Resident.everywhere.filter(name="柴丽娟").update(phone="", phone_tail="")
    home = shown_household(household, viewer(clerk))
    assert home.caller is not None
    assert (home.caller.name, home.lacks_phone) == ("冯树森", False)


def test_a_household_without_a_telephone_says_so(away_resident: Resident, clerk: User, viewer: Seen) -> None:
    home = shown_household(away_resident.household, viewer(clerk))
    assert (home.caller, home.lacks_phone, home.is_away) == (None, True, True)


def test_people_needs_and_contacts_come_in_a_fixed_number_of_queries(
    household: Household, elder: Resident, contact: Contact, clerk: User, viewer: Seen,
    django_assert_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    seen = viewer(clerk)
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        homes = with_families(household_rows(Household.objects.within(seen.scope).order_by("door_sort")))
        shown = [shown_household(home, seen) for home in homes]
    assert {one.door: one.has_contacts for one in shown} == {"3-1-101": False, "3-2-501": True}
    assert [need.label for one in shown for need in one.needs] == ["慢病用药", "独居老人"]


def test_words_follow_the_readers_language(resident: Resident, clerk: User, viewer: Seen) -> None:
    with override("en"):
        shown = shown_resident(resident, viewer(clerk))
    assert (shown.relation, shown.sex, shown.birth) == ("Head", "Female", "1974")
    with override("zh-hans"):
        assert shown_resident(resident, viewer(clerk)).relation == "户主"


def test_a_light_row_shows_what_the_record_shows(
    household: Household, elder: Resident, clerk: User, viewer: Seen
) -> None:
    """But for what no list shows: identity documents, the landlord's number, the workplace."""
    seen = viewer(clerk)
    whole = shown_household(household, seen)
    [row] = with_families(household_rows(Household.objects.within(seen.scope).filter(pk=household.pk)))
    light = shown_household(row, seen)
    assert [structs.replace(one, document=HIDDEN, workplace="") for one in whole.members] == list(
        light.members
    )
    more = {"members": (), "head": None, "caller": None, "landlord_phone": HIDDEN, "has_contacts": False}
    assert structs.replace(whole, **more) == structs.replace(light, **more)
