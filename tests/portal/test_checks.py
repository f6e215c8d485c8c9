"""A household tells its own checks behind its link: once a form, of itself alone."""

from uuid import UUID, uuid4

import pytest

from linli.care.choices import ToldBy
from linli.care.models import Episode, HealthCheck
from linli.registers.models import Resident
from tests.care.conftest import MakeEpisode
from tests.portal.conftest import Ask, text_of


def test_the_page_asks_for_the_half_day_and_says_when_it_is_told(
    visit: Ask, episode: Episode, form_id: str
) -> None:
    assert "还没报" in text_of(visit("household"))
    for _again in range(2):
        answer = visit("check", episode.pk, record=form_id, half="morning", celsius="36.6", no_signs="on")
        assert answer.status_code == 302
    row = HealthCheck.everywhere.get()
    assert (row.celsius, row.told_by, row.by, row.abnormal) == ("36.6", ToldBy.RESIDENT, None, False)
    assert "还没报" not in text_of(visit("household"))


def test_symptoms_are_unusual_and_stand_on_no_page_of_the_link(
    visit: Ask, episode: Episode, form_id: str
) -> None:
    visit("check", episode.pk, record=form_id, half="morning", celsius="38.4", signs="fatigue")
    assert HealthCheck.everywhere.get().abnormal
    assert "38.4" not in text_of(visit("household"))


def test_what_says_nothing_is_shown_again(visit: Ask, episode: Episode, form_id: str) -> None:
    assert visit("check", episode.pk, record=form_id, half="morning").status_code == 422


@pytest.mark.parametrize("whose", ["nobody", "stranger"])
def test_of_another_household_nothing_is_there(
    whose: str,
    visit: Ask,
    episode: Episode,
    make_episode: MakeEpisode,
    stranger_resident: Resident,
    form_id: str,
) -> None:
    other: UUID = uuid4() if whose == "nobody" else make_episode(stranger_resident).pk
    assert visit("check", other).status_code == 404
    assert visit("check", other, record=form_id, half="morning", celsius="36.5").status_code == 404
    assert not HealthCheck.everywhere.exists()
