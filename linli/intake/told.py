"""The words in which a device is answered, in its language."""

from functools import lru_cache
from uuid import UUID

from django.utils import translation

from linli.core.problems import CATALOGUE, Problem
from linli.intake.envelope import Answer, Refusal
from linli.intake.problems import NotNow
from linli.intake.stores.base import Row

DEFAULT_LANGUAGE = "zh-hans"


def language_of(header: str) -> str:
    """Chinese, unless the device asks for English first."""
    return "en" if header[:2].lower() == "en" else DEFAULT_LANGUAGE


def kept(fact_id: UUID) -> Answer:
    return Answer("kept", fact_id)


def seen(sent: UUID | None) -> Answer:
    return Answer("seen", sent)


def quarantined(row: Row, sent: UUID | None, reason: str, language: str) -> Answer:
    why, step = sentences(reason, language)
    under_another = None if sent == row.id else row.id
    return Answer("quarantined", sent, under_another, reason, why, step, row.detail)


@lru_cache(maxsize=500)
def sentences(code: str, language: str) -> tuple[str, str]:
    """What happened and what comes next, for a problem that needs no further words."""
    problem = CATALOGUE.get(code)
    if problem is None:
        return code, ""
    with translation.override(language):
        return problem().title, problem().advice


def refusal(problem: Problem, language: str) -> Refusal:
    with translation.override(language):
        return Refusal(
            problem.code,
            problem.title,
            problem.advice,
            problem.retry_after if isinstance(problem, NotNow) else None,
        )
