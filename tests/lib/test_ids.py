import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from linli.lib.ids import _Maker, id_time, new_id

NOON = datetime(2022, 11, 20, 4, tzinfo=UTC)


def test_it_makes_version_7_ids() -> None:
    made = new_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_it_grows_within_one_millisecond() -> None:
    maker = _Maker()
    made = [maker.make(1_668_916_800_000) for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == 5_000


@given(st.lists(st.integers(min_value=0, max_value=59_999), min_size=2, max_size=50))
def test_it_grows_while_the_clock_shakes(shakes: list[int]) -> None:
    maker = _Maker()
    made = [maker.make(1_668_916_800_000 + shake) for shake in shakes]
    assert all(a < b for a, b in pairwise(made))


def test_it_follows_a_clock_that_was_set_back() -> None:
    maker = _Maker()
    maker.make(1_668_916_800_000)
    assert id_time(maker.make(1_000_000_000_000)) == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)


def test_it_grows_when_the_counter_is_full() -> None:
    maker = _Maker()
    before = maker.make(1_668_916_800_000)
    maker._tail = (1 << 74) - 1
    after = maker.make(1_668_916_800_000)
    assert after > before
    assert id_time(after) - id_time(before) == timedelta(milliseconds=1)


def test_it_gives_each_thread_its_own_ids() -> None:
    made: list[UUID] = []
    threads = [threading.Thread(target=lambda: made.extend(new_id() for _ in range(500))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4_000


def test_it_tells_when_an_id_was_made() -> None:
    with time_machine.travel(NOON, tick=False):
        assert id_time(new_id()) == NOON


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1)))
def test_the_time_of_an_id_comes_back_to_the_millisecond(at: datetime) -> None:
    at_ms = int(at.replace(tzinfo=UTC).timestamp() * 1000)
    assert abs(id_time(_Maker().make(at_ms)).timestamp() * 1000 - at_ms) < 1


def test_an_id_of_another_version_has_no_time() -> None:
    with pytest.raises(ValueError, match="version 7"):
        id_time(uuid4())
