"""The kernel stands: the cast can be set up, and queries must say where."""

import pytest

from linli.areas.managers import Unscoped
from linli.areas.models import Area
from linli.registers.models import Household, Resident


def test_it_refuses_a_query_without_an_area(household: Household) -> None:
    with pytest.raises(Unscoped):
        Household.objects.filter(door="3-2-501")


def test_it_finds_households_within_an_area_and_not_outside(
    household: Household, community: Area, other_community: Area
) -> None:
    assert list(Household.objects.within(community.code)) == [household]
    assert not Household.objects.within(other_community.code).exists()


def test_it_keeps_no_identifier_in_clear(resident: Resident) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT document, phone, phone_tail FROM registers_resident WHERE name = '柴丽娟'")
        document, phone, tail = cursor.fetchone()
    assert "197403" not in document
    assert "15100" not in phone
    assert tail == "4108"
