"""The cast of care stands as it is told."""

from linli.care.models import Episode
from linli.people.models import User
from linli.registers.models import Restriction


def test_a_household_in_quarantine_is_marked_until_its_end(episode: Episode) -> None:
    mark = Restriction.objects.within(episode.area_code).get()
    assert (mark.source_id, mark.until_at) == (episode.pk, episode.until_at)


def test_its_carer_is_known(episode: Episode, carer: User) -> None:
    assert [one.user for one in episode.carers.all()] == [carer]
