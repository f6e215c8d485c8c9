"""What was found to be stricter than the rules, in words: what it is, and what to do."""

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from linli.core.moments import day
from linli.gates.lint import Code, Hint

Text = str | Promise

TITLES: dict[Code, Text] = {
    Code.PAST_END: gettext_lazy("The gate's end has passed"),
    Code.NO_BASIS: gettext_lazy("The gate has no basis"),
    Code.GROUND_UNKNOWN: gettext_lazy("Turned back on a ground that the rules do not know"),
    Code.GROUND_ELSEWHERE: gettext_lazy("Turned back on a ground that is meant for other gates"),
    Code.NO_GROUND: gettext_lazy("Turned back without any ground"),
    Code.PASS_STRICTER: gettext_lazy("Passes that allow less than their rule"),
    Code.PASS_RULE_UNKNOWN: gettext_lazy("Passes by a rule that the playbook does not have"),
    Code.MANY_GATES: gettext_lazy("Several gates for one compound"),
    Code.PROCEDURE_UNKNOWN: gettext_lazy("A procedure that the playbook does not have"),
}
WHAT_TO_DO: dict[Code, Text] = {
    Code.PAST_END: gettext_lazy("Open the road and close the gate, or give it a new end with its new basis."),
    Code.NO_BASIS: gettext_lazy("Write down which decision it stands on and who made it, or close it."),
    Code.GROUND_UNKNOWN: gettext_lazy(
        "Read what was said, call the keeper, and help whom it has hit. If the rule is right, the playbook must have it."
    ),
    Code.GROUND_ELSEWHERE: gettext_lazy("Tell the keepers that this ground does not hold at their gate."),
    Code.NO_GROUND: gettext_lazy("Ask the keeper why. Turning somebody back needs a ground each time."),
    Code.PASS_STRICTER: gettext_lazy("Replace the passes by ones that allow what the rule allows."),
    Code.PASS_RULE_UNKNOWN: gettext_lazy("Replace the passes by ones of a rule in force."),
    Code.MANY_GATES: gettext_lazy("If there is no need for it, keep one and put the people together there."),
    Code.PROCEDURE_UNKNOWN: gettext_lazy(
        "Choose a procedure of the playbook; until then the usual one is followed."
    ),
}
NUMBERS: dict[str, Text] = {
    "people": gettext_lazy("{on_pass} people instead of {in_rule}"),
    "times": gettext_lazy("{on_pass} turns instead of {in_rule}"),
    "every_days": gettext_lazy("each {on_pass} days instead of {in_rule}"),
    "max_hours": gettext_lazy("{on_pass} hours instead of {in_rule}"),
    "forfeits": gettext_lazy("{on_pass} turns lost instead of {in_rule}"),
}


def title_of(hint: Hint) -> str:
    return str(TITLES[hint.code])


def to_do(hint: Hint) -> str:
    return str(WHAT_TO_DO[hint.code])


def details_of(hint: Hint) -> str:
    """The numbers and words that belong to it."""
    data = hint.data
    if hint.code is Code.PAST_END:
        return _("until {day}").format(day=day(data["until"]))
    if hint.code is Code.MANY_GATES:
        return pgettext("between words", ", ").join(data["names"])
    if hint.code is Code.PROCEDURE_UNKNOWN:
        return str(data["procedure"])
    if hint.code is Code.PASS_STRICTER:
        return f"{_passes(data['n'])} · {_named(data['rule'])} · {_numbers(data['stricter'])}"
    if hint.code is Code.PASS_RULE_UNKNOWN:
        return f"{_passes(data['n'])} · {data['rule']}"
    return _refusals(hint) if "n" in data else ""


def _refusals(hint: Hint) -> str:
    times = ngettext("{n} time in 7 days", "{n} times in 7 days", hint.data["n"]).format(n=hint.data["n"])
    ground = _named(hint.data.get("ground", ""))
    return f"{times} · {ground}" if ground else times


def _passes(n: int) -> str:
    return ngettext("{n} pass", "{n} passes", n).format(n=n)


def _numbers(stricter: dict[str, tuple[int, int]]) -> str:
    differing = {key: pair for key, pair in stricter.items() if pair[0] != pair[1]}
    words = [
        str(NUMBERS[key]).format(on_pass=on_pass, in_rule=in_rule or _("without limit"))
        for key, (on_pass, in_rule) in differing.items()
    ]
    return pgettext("between words", ", ").join(words)


def _named(name: object) -> str:
    """A name of the playbook in the reader's language; a bare key as it is."""
    text = getattr(name, "text", None)
    return str(text(get_language() or "zh")) if text else str(name)
