"""What notes about posts say; loaded at start."""

from django.utils.translation import gettext_lazy as _

from linli.people.notes import SENTENCES

SENTENCES.update(
    {
        "post_cancelled": _("Your post {place} on {day} at {time} was cancelled."),
        "offer_made": _("Somebody asks you to take the post {place} on {day} at {time}."),
        "offer_accepted": _("Your post {place} on {day} at {time} was taken over."),
        "offer_declined": _("Your post {place} on {day} at {time} was not taken over; it is still yours."),
        "called": _("{who} calls for help: {n} people."),
    }
)
