"""What a gate says in words: each answer in both languages, nothing left open, nothing told that is nobody's business."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from linli.gates.rules import decide
from linli.gates.words import Answer, answer, line_texts, texts
from tests.gates.rule_cases import CASES, facts_of

NOW = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
CODES = sorted({case["answer"]["code"] for case in CASES})
ERRANDS = {"emergency": "急病"}


def told(why: str, language: str = "zh-hans") -> Answer:
    case = next(case for case in CASES if case["why"] == why)
    return answer(decide(facts_of(case)), language=language, now=NOW, errands=ERRANDS)


def test_every_code_has_a_sentence_and_no_sentence_is_without_a_code() -> None:
    assert sorted(texts()) == CODES


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_every_answer_is_whole(case: dict[str, Any], language: str) -> None:
    given = answer(decide(facts_of(case)), language=language, now=NOW)
    for text in (given.title, *given.lines, *given.steps):
        assert not re.search(r"[{}]|None", text)
        assert re.search(r"[.?”)]$|[。）]$", text) or text in given.lines
        assert bool(re.search(r"[\u4e00-\u9fff]", text)) == (language == "zh-hans")


@pytest.mark.parametrize("code", CODES)
def test_a_stop_and_a_question_say_what_to_do_now(code: str) -> None:
    passes = {case["answer"]["says"] for case in CASES if case["answer"]["code"] == code} == {"pass"}
    assert passes or texts()[code]["todo"]


def test_a_used_pass() -> None:
    assert told("Used at 08:12 today, each second day: again from the 22nd.") == Answer(
        "这张证今天 08:12 已用过。",
        ("2 天 1 次，一次 1 人", "22日（周日）起可以再用"),
        ("请人在线外等，不收证，不另登记。", "要急用，问清什么事，打给社区。"),
    )
    english = told("Used at 08:12 today, each second day: again from the 22nd.", "en")
    assert english.title == "This pass was used today 08:12."
    assert english.lines[1] == "Valid again from 22 Nov (Sun)"


def test_a_valid_pass() -> None:
    given = told("A household that has not been out goes, for two hours.")
    assert given == Answer("出门证有效，请 1 人通过。", ("第 1 次，共 1 次", "12:12 前回来"), ())


def test_hours_that_end_tomorrow_say_so() -> None:
    assert told("Hours go over midnight.").lines[-1] == "明天 01:30 前回来"


def test_another_gate() -> None:
    given = told("Two gates that ask after a quarter of an hour, and 26 minutes without a line.")
    assert given.title == "这张证别的卡口可能刚用过。"
    assert given.lines == ("手机离线 26 分钟，名单可能旧了",)
    assert given.steps[0] == "问：“今天走过别的卡口吗？去哪里？”"


def test_no_list_at_all() -> None:
    assert told("Two gates and no list at all.").lines == ("手机里没有名单",)


def test_an_errand_has_its_name_only_where_the_keeper_was_told_it() -> None:
    assert "急病" in told("A medical emergency with no pass at all.").title
    granted = told("An errand that the community wrote down for today: out once more.")
    assert granted.title == "本户今天有例外，社区已记下，可以放行。"


def test_no_answer_tells_a_measure() -> None:
    with translation.override("zh-hans"):
        everything = str(texts()) + str(line_texts())
    assert not re.search("隔离|确诊|阳性|密接|透析|红码|黄码", everything)


def test_the_phone_gets_the_same_sentences() -> None:
    with translation.override("en"):
        assert texts()["gates.used"]["why"] == "This pass was used {at}."
        assert line_texts()["no_list"] == "This phone has no list"
