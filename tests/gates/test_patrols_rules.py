"""To which round a check belongs, and when rounds were due."""

from datetime import timedelta
from itertools import permutations

from linli.gates.photos import clean_jpeg
from linli.gates.rules_patrols import MOST_CAUGHT_UP, Joined, Walk, join, not_begun
from tests.conftest import NOW
from tests.gates.patrols import jpeg

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def joined(walks: list[Walk], point: str, at: timedelta) -> Joined:
    return join(walks, point=point, at=NOW + at, within=2 * HOUR, each=DAY)


def walked(key: str, begins: timedelta, *done: str, last: timedelta | None = None) -> Walk:
    began = NOW + begins
    last_at = began if last is None else NOW + last
    return Walk(key, began, began + 2 * HOUR, frozenset(done), last_at)


def nobody(key: str, due: timedelta) -> Walk:
    return Walk(key, NOW + due, NOW + due + 2 * HOUR)


def test_the_first_check_begins_a_round() -> None:
    assert joined([], "a", 0 * HOUR) == Joined(None, NOW)


def test_a_check_within_the_time_joins_and_one_after_it_does_not() -> None:
    round_ = walked("r", 0 * HOUR, "a")
    assert joined([round_], "b", 2 * HOUR - MINUTE).walk == round_
    assert joined([round_], "b", 2 * HOUR).walk is None


def test_a_point_that_is_looked_at_again_stays_in_its_round() -> None:
    assert joined([walked("r", 0 * HOUR, "a")], "a", HOUR).again


def test_a_first_point_that_is_told_last_begins_the_round_earlier() -> None:
    found = joined([walked("r", 0 * HOUR, "b", last=HOUR)], "a", -MINUTE)
    assert (found.walk and found.walk.key, found.begins_at) == ("r", NOW - MINUTE)


def test_a_check_too_long_before_a_round_is_one_of_its_own() -> None:
    assert joined([walked("r", 0 * HOUR, "b", last=HOUR)], "a", -HOUR).walk is None


def test_of_two_rounds_the_one_that_lacks_the_point_is_meant() -> None:
    first, second = walked("1", -HOUR, "a", "b"), walked("2", 0 * HOUR, "a")
    assert joined([first, second], "b", MINUTE).walk == second


def test_a_round_that_nobody_had_walked_begins_when_it_is_walked() -> None:
    found = joined([nobody("r", 0 * HOUR)], "a", HOUR)
    assert (found.walk and found.walk.key, found.begins_at) == ("r", NOW + HOUR)


def test_a_round_that_was_walked_before_it_was_due_makes_the_missed_one_needless() -> None:
    found = joined([nobody("r", 3 * HOUR)], "a", 0 * HOUR)
    assert (found.walk, list(found.obsolete)) == (None, ["r"])


def test_a_missed_round_stays_missed_when_the_next_is_walked_late() -> None:
    assert list(joined([nobody("r", -3 * HOUR)], "a", 0 * HOUR).obsolete) == []


def test_the_order_in_which_one_walk_is_told_changes_nothing() -> None:
    times = {"a": 0 * HOUR, "b": 30 * MINUTE, "c": 70 * MINUTE, "d": 115 * MINUTE}
    for order in permutations(times):
        walks: list[Walk] = []
        for point in order:
            found = joined(walks, point, times[point])
            had = found.walk
            done = (had.done if had else frozenset()) | {point}
            last = max(NOW + times[point], had.last_at if had and had.last_at else NOW)
            walks = [one for one in walks if one is not had]
            walks.append(Walk("r", found.begins_at, found.begins_at + 2 * HOUR, done, last))
        assert len(walks) == 1, order
        assert (walks[0].began_at, walks[0].done) == (NOW, frozenset(times)), order


# ---- due ---------------------------------------------------------------------------------------------------------
def test_a_round_is_due_so_long_after_the_last_one_and_late_when_its_time_is_over() -> None:
    assert not_begun(NOW, each=DAY, within=2 * HOUR, now=NOW + DAY + 2 * HOUR - MINUTE) == []
    assert not_begun(NOW, each=DAY, within=2 * HOUR, now=NOW + DAY + 2 * HOUR) == [NOW + DAY]


def test_each_that_was_left_out_is_noted_and_never_without_end() -> None:
    assert len(not_begun(NOW, each=DAY, within=HOUR, now=NOW + 3 * DAY + HOUR)) == 3
    assert len(not_begun(NOW, each=HOUR, within=HOUR, now=NOW + 3000 * DAY)) == MOST_CAUGHT_UP


# ---- photos ------------------------------------------------------------------------------------------------------
def test_what_a_camera_writes_beside_the_picture_is_taken_out() -> None:
    assert clean_jpeg(jpeg(beside=b"Exif\0\0GPS 44.3 129.9")) == jpeg()
    assert clean_jpeg(jpeg()) == jpeg()


def test_anything_else_than_a_small_jpeg_is_no_photo() -> None:
    assert clean_jpeg("not base64!") is None
    assert clean_jpeg("iVBORw0KGgo=") is None  # a PNG
    assert clean_jpeg(jpeg(size=200_100)) is None
    assert clean_jpeg(jpeg()[:40]) is None  # cut off
