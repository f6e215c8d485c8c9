"""What is missing before a release, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from linli.care.rules_release import Lack, Lacking
from linli.core.moments import day

LACKS = {
    Lack.DAYS: _("its last day, {day}"),
    Lack.NOT_TAKEN: _("the test of {day}, not taken"),
    Lack.NO_RESULT: _("the result of the test of {day}"),
    Lack.POSITIVE: _("a physician's look at the positive test of {day}"),
    Lack.POOL_SUSPECT: _("a test alone: the pool of {day} was suspicious"),
    Lack.AGAIN: _("a new test: that of {day} gave no result"),
}


def lack_said(lack: Lacking) -> str:
    return str(LACKS[lack.what]).format(day=day(lack.on))


def lack_words(lacks: Iterable[Lacking]) -> str:
    return pgettext("list", ", ").join(dict.fromkeys(lack_said(one) for one in lacks))
