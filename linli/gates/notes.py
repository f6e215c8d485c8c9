"""What notes about gates say; loaded with what reacts to them."""

from django.utils.translation import gettext_lazy as _

from linli.people.notes import SENTENCES

FEVER = "gate_fever"
FEVER_AT_HOME = "gate_fever_at_home"
KINDS = (FEVER, FEVER_AT_HOME)  # they vanish with the gate logs

SENTENCES.update(
    {
        FEVER: _("Fever at the gate {gate} at {time}."),
        FEVER_AT_HOME: _(
            "Fever at the gate {gate} at {time}: somebody of this household. Ask there first today."
        ),
    }
)
