"""The household's pass on its own page."""

from linli.registers.models import Household
from tests.conftest import NOW
from tests.gates.conftest import DAY, MakePass, key, make_pass  # noqa: F401 - fixtures of passes
from tests.portal.conftest import Ask, text_of


def test_it_is_shown_with_its_rule_in_words(visit: Ask, household: Household, make_pass: MakePass) -> None:  # noqa: F811
    made = make_pass(household, max_hours=2)
    page = text_of(visit("household"))
    assert f"{made.slip[:4]} {made.slip[4:]}" in page
    assert "<svg" in page
    assert "每 2 天 1 次，每次 1 人，2 小时内回来" in page


def test_without_one_nothing_is_said_of_it(visit: Ask) -> None:
    assert "本户出入证" not in text_of(visit("household"))


def test_what_has_ended_is_not_shown(visit: Ask, household: Household, make_pass: MakePass) -> None:  # noqa: F811
    make_pass(household, state="revoked")
    make_pass(household, valid_until=NOW - DAY / 2)
    assert "本户出入证" not in text_of(visit("household"))


def test_nobody_else_s_is_shown(visit: Ask, elder: object, make_pass: MakePass) -> None:  # noqa: F811
    make_pass(elder.household)  # type: ignore[attr-defined]
    assert "本户出入证" not in text_of(visit("household"))
