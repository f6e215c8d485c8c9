"""What notes about episodes say: a door, never a person or an illness. Loaded with the app."""

from django.utils.translation import gettext_lazy as _

from linli.people.notes import SENTENCES

CORRECTION = "care_correction"
TO_AGREE = "care_to_agree"
TURNED_DOWN = "care_turned_down"
NO_CASE = "care_no_case"
TWO_OPEN = "care_two_open"
KINDS = (CORRECTION, TO_AGREE, TURNED_DOWN, NO_CASE, TWO_OPEN)

SENTENCES.update(
    {
        CORRECTION: _(
            "{place}: what you were told was wrong and has been withdrawn. Nobody there has to stay in for it. Tell whoever heard it from you."
        ),
        TO_AGREE: _("{place}: somebody has signed and waits for your decision as the second person."),
        TURNED_DOWN: _("{place}: the second person has decided that it is not needed."),
        NO_CASE: _(
            "{place}: a physician has ruled out what a stay there rests on. Look at it today, and cancel it if nothing else stands behind it."
        ),
        TWO_OPEN: _(
            "{place}: two are open for one person, whose records were merged. Cancel the one that was opened later."
        ),
    }
)
