"""What notes about releases and objections say: a door, never a person, an illness or a measure. Loaded at start."""

from django.utils.translation import gettext_lazy as _

from linli.people.notes import SENTENCES

RELEASED, ENDED, APPEAL_MADE, APPEAL_ALONE, APPEAL_ANSWERED = (
    "care_released", "care_ended", "care_appeal_made", "care_appeal_alone", "care_appeal_answered",
)  # fmt: skip

SENTENCES.update(
    {
        RELEASED: _("{place}: what you helped with is over. Nobody there has to stay in for it any more."),
        ENDED: _("{place}: the time was over and nobody had decided. It has ended by itself: look at it."),
        APPEAL_MADE: _("{place} objects. The answer is due by {until}."),
        APPEAL_ALONE: _(
            "{place} objects. Nobody here may answer who has not signed it: have somebody else named by {until}."
        ),
        APPEAL_ANSWERED: _("{place}: the objection is answered."),
    }
)
