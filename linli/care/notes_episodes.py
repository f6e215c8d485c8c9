"""What notes about episodes say: a door, never a person or an illness. Loaded with the app."""

from django.utils.translation import gettext_lazy as _

from linli.people.notes import SENTENCES

CORRECTION = "care_correction"
TO_AGREE = "care_to_agree"
TURNED_DOWN = "care_turned_down"
KINDS = (CORRECTION, TO_AGREE, TURNED_DOWN)

SENTENCES.update(
    {
        CORRECTION: _(
            "{place}: what you were told was wrong and has been withdrawn. Nobody there has to stay in for it. Tell whoever heard it from you."
        ),
        TO_AGREE: _("{place}: somebody has signed and waits for your decision as the second person."),
        TURNED_DOWN: _("{place}: the second person has decided that it is not needed."),
    }
)
