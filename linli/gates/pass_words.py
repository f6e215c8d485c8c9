"""What a pass allows, in words: on cards, on pages, and for the household itself."""

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from linli.gates.choices import PassKind
from linli.gates.models import GatePass
from linli.lib.playbook.gates import Gates, Pass


def rule_words(one: GatePass | Pass) -> str:
    """`每 2 天 1 次，每次 1 人，2 小时内回来；超时少 1 次`."""
    parts = [_how_often(one)]
    parts.append(ngettext("{n} person at a time", "{n} people at a time", one.people).format(n=one.people))
    if one.max_hours:
        parts.append(
            ngettext("back within {n} hour", "back within {n} hours", one.max_hours).format(n=one.max_hours)
        )
    if one.forfeits:
        late = ngettext("who is late loses {n} turn", "who is late loses {n} turns", one.forfeits)
        parts.append(late.format(n=one.forfeits))
    return pgettext("pass", ", ").join(parts)


def _how_often(one: GatePass | Pass) -> str:
    if not one.times:
        return _("as often as wanted")
    if one.every_days == 1:
        return ngettext("{n} time a day", "{n} times a day", one.times).format(n=one.times)
    return ngettext("{n} time in {days} days", "{n} times in {days} days", one.times).format(
        n=one.times, days=one.every_days
    )


def rule_name(gates: Gates, key: str, kind: str) -> str:
    """What the playbook calls the rule; the kind of pass where it knows it no more."""
    rule = gates.rule(key)
    return rule.name.text(get_language() or "zh") if rule else str(PassKind(kind).label)


def errand_name(gates: Gates, key: str) -> str:
    found = next((one for one in gates.errands if one.key == key), None)
    return found.name.text(get_language() or "zh") if found else key


def procedure_name(gates: Gates, key: str) -> str:
    found = gates.procedure(key)
    return found.name.text(get_language() or "zh") if found else key
