"""Every action has its sentence and every refusal its next step, in both languages."""

import importlib
import pkgutil
import re
import string

import pytest
from django.utils import translation

import linli
from linli.core.audit import SENTENCES
from linli.core.problems import CATALOGUE, Problem
from tests.core.pages_of_docs import HAN, sources


@pytest.fixture(scope="module", autouse=True)
def _all_of_linli() -> None:
    for module in pkgutil.walk_packages(linli.__path__, "linli."):
        if ".migrations" not in module.name and module.name not in {"linli.__main__", "linli.wsgi"}:
            importlib.import_module(module.name)


def problems() -> dict[str, type[Problem]]:
    """Those that are raised: a class from which others derive may only gather what they have in common."""
    return {code: problem for code, problem in CATALOGUE.items() if problem.__module__.startswith("linli.")}


def is_in(language: str, text: str) -> bool:
    """Chinese has Chinese characters; English has words, and may show how a Chinese door is written."""
    return bool(HAN.search(text)) if language == "zh-hans" else bool(re.match(r"[\W\d]*[A-Za-z]", text))


def gaps(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_every_action_in_the_code_has_a_sentence() -> None:
    named = set(re.findall(r'name_action\(\s*"([^"]+)"', sources()))
    constants = {action for action in SENTENCES if f'"{action}"' in sources()}
    assert named <= set(SENTENCES)
    assert set(SENTENCES) == named | constants
    assert all(re.fullmatch(r"[a-z_]+:[a-z_]+:[a-z_]+", action) for action in SENTENCES)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_action_is_told_in_both_languages(language: str) -> None:
    with translation.override(language):
        told = {action: str(text) for action, text in SENTENCES.items()}
    foreign = {action: text for action, text in told.items() if not is_in(language, text)}
    assert not foreign


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_refusal_says_what_happened_and_what_to_do_next(language: str) -> None:
    with translation.override(language):
        told = {
            code: (str(p.sentence), str(p.next_step))
            for code, p in problems().items()
            if not p.__subclasses__()
        }
    silent = [code for code, (sentence, step) in told.items() if not sentence or not step]
    foreign = sorted({code for code, texts in told.items() for text in texts if not is_in(language, text)})
    assert not silent, f"No sentence or next step: {silent}"
    assert not foreign, f"Not in {language}: {foreign}"


def test_translated_sentences_leave_the_same_gaps() -> None:
    texts = [*SENTENCES.values(), *(t for p in problems().values() for t in (p.sentence, p.next_step))]
    for text in texts:
        with translation.override("en"):
            english = gaps(str(text))
        with translation.override("zh-hans"):
            chinese = gaps(str(text))
        assert chinese <= english, f"{text}: {chinese - english} is filled by nobody"
