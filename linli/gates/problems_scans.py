"""Why what a phone told of a gate cannot be used."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NoSuchGate(Problem):
    code = "gates.no_such_gate"
    status = HTTPStatus.NOT_FOUND
    sentence = _("The gate at which this was told is not known here.")
    next_step = _("Look whether the phone belongs to another city; else drop it.")


class KeepsNoGate(Problem):
    code = "gates.keeps_no_gate"
    status = HTTPStatus.FORBIDDEN
    sentence = _("Whoever told this did not hold a duty that keeps gates here on that day.")
    next_step = _("Give them the duty for that day, then take it up again; or drop it.")
