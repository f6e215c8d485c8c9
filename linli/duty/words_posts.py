"""What kinds of post, qualifications, equipment and limits are called on pages."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from linli.duty.choices import Qualification
from linli.duty.rules_posts import Broken, Limit
from linli.lib.playbook.duty import Duty

QUALIFICATIONS: Mapping[str, str | Promise] = {one.value: one.label for one in Qualification}
EQUIPMENT: Mapping[str, str | Promise] = {
    "mask": gettext_lazy("mask"),
    "thermometer": gettext_lazy("thermometer"),
    "protective_suit": gettext_lazy("protective suit"),
    "goggles": gettext_lazy("goggles"),
    "gloves": gettext_lazy("gloves"),
    "vest": gettext_lazy("vest"),
    "loudspeaker": gettext_lazy("loudspeaker"),
    "radio": gettext_lazy("radio set"),
    "torch": gettext_lazy("torch"),
    "vehicle": gettext_lazy("own vehicle"),
}
LIMITS: Mapping[Limit, str | Promise] = {
    Limit.OVERLAP: gettext_lazy("two posts at one time"),
    Limit.REST: gettext_lazy("{found:g} hours of rest between shifts; at least {allowed:g} are needed"),
    Limit.WEEK: gettext_lazy("{found:g} hours in the week; at most {allowed:g} are allowed"),
    Limit.NIGHTS: gettext_lazy("{found:g} nights in the week; at most {allowed:g} are allowed"),
    Limit.DAYS: gettext_lazy("{found:g} days in a row; at most {allowed:g} are allowed"),
    Limit.DAYS_SOON: gettext_lazy("{found:g} days in a row; a day off is due"),
}


def kind_names(duty: Duty) -> dict[str, str]:
    """The catalogue of posts, in the reader's language."""
    language = get_language() or "zh-hans"
    return {post.key: post.name.text(language) for post in duty.posts}


def in_words(keys: Iterable[str], words: Mapping[str, str | Promise]) -> str:
    """A list as people write it: `口罩、体温枪`."""
    return str(_(", ")).join(str(words.get(key, key)) for key in keys)


def limit_words(broken: Iterable[Broken]) -> str:
    each = (str(LIMITS[one.limit]).format(found=round(one.found, 1), allowed=one.allowed) for one in broken)
    return str(_("; ")).join(each)
