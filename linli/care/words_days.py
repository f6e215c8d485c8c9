"""What symptoms, items of a package and results are called, and how they are read from a pasted list."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.care.choices import TestResult
from linli.lib.playbook.care import Care

SIGNS: Mapping[str, str | Promise] = {
    "fever": _("Fever"),
    "dry_cough": _("Dry cough"),
    "fatigue": _("Fatigue"),
    "sore_throat": _("Sore throat"),
    "loss_of_smell": _("Loss of smell or taste"),
    "diarrhoea": _("Diarrhoea"),
    "runny_nose": _("Runny nose"),
    "conjunctivitis": _("Red eyes"),
    "muscle_pain": _("Muscle pain"),
    "other": pgettext_lazy("symptom", "Other"),
}
RESULT_WORDS: Mapping[str, TestResult] = {
    "阴性": TestResult.NEGATIVE, "阴": TestResult.NEGATIVE, "-": TestResult.NEGATIVE, "negative": TestResult.NEGATIVE,
    "阳性": TestResult.POSITIVE, "阳": TestResult.POSITIVE, "+": TestResult.POSITIVE, "positive": TestResult.POSITIVE,
    "混管可疑": TestResult.POOL_SUSPECT, "混管阳性": TestResult.POOL_SUSPECT, "可疑": TestResult.POOL_SUSPECT,
    "pool": TestResult.POOL_SUSPECT, "suspicious": TestResult.POOL_SUSPECT,
    "无效": TestResult.INVALID, "重采": TestResult.INVALID, "invalid": TestResult.INVALID,
}  # fmt: skip


def items_of(care: Care) -> dict[str, str]:
    """What each item of the city's packages is called; a measure's own package wins."""
    language = get_language() or "zh-hans"
    return {item.key: item.name.text(language) for package in care.packages for item in package.items}


def sign_words(signs: list[str]) -> list[str]:
    return [str(SIGNS.get(one, one)) for one in signs]
