"""What notes about zones say; loaded with the app. They name a place, and nobody."""

from django.utils.translation import gettext_lazy as _

from linli.people.notes import SENTENCES

PROPOSED, SIGNED, IN_FORCE, LIFTED = "zone_proposed", "zone_signed", "zone_in_force", "zone_lifted"
STILL_HELD, DRILL_BEGINS, DRILL_ENDS, MAY_OPEN, GROUNDLESS, OBJECTED, CHANGE = (
    "zone_still_held", "zone_drill_begins", "zone_drill_ends", "zone_may_open", "zone_groundless", "zone_objected", "zone_change",
)  # fmt: skip

SENTENCES.update(
    {
        PROPOSED: _("A zone is proposed: {place}. Look at it."),
        SIGNED: _("A zone waits for the second signature: {place}."),
        IN_FORCE: _("In force until {until}: {place}."),
        LIFTED: _("Open again: {place}. Everybody passes there as before."),
        STILL_HELD: _("The zone {place} has ended, but doors there lie in another zone, until {until}."),
        DRILL_BEGINS: _("A drill, and nobody stays in: {place}, until {until}."),
        DRILL_ENDS: _("The drill is over: {place}."),
        MAY_OPEN: _("All conditions are met: {place}. Lift it."),
        GROUNDLESS: _("The case was ruled out that {place} rests on. Lift it."),
        OBJECTED: _("A household of {place} was right to object. Look whether the zone must open."),
        CHANGE: _("A newer edition changes {place}. Decide."),
    }
)
