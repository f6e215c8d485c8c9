"""Why a zone, or something about it, is refused."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class NoIncident(Problem):
    code = "zones.no_incident"
    sentence = _("No emergency is open here, so nothing may be closed off.")
    next_step = _("An emergency is opened with its purpose, its basis and who approved it.")


class EmergencyClosed(Problem):
    code = "zones.emergency_closed"
    sentence = _("The emergency of this zone is closed: {name}. Nothing is closed off by it any more.")
    next_step = _("If it begins again, another emergency is opened, and zones are decided anew.")


class NoSuchKind(Problem):
    code = "zones.no_such_kind"
    sentence = _("The edition in force ({edition}) has no such zone.")
    next_step = _("Choose one of its kinds. If it has none, nothing may be closed off.")


class TooWide(Problem):
    code = "zones.too_wide"
    sentence = _("The edition in force allows {widest} at most, and this is wider.")
    next_step = _("Choose a narrower unit around each case.")


class WiderNeedsAReason(Problem):
    code = "zones.wider_needs_a_reason"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The edition in force allows {widest}, and more only under a condition: {condition}.")
    next_step = _("Write how that condition is met, or choose a narrower unit. Oversight sees what is wider.")


class TooLong(Problem):
    code = "zones.too_long"
    sentence = _("The edition in force allows {days} days by one decision, until {last}.")
    next_step = _("Choose an earlier last day. If it must last longer, two officers decide anew.")


class EndsAtOnce(Problem):
    code = "zones.ends_at_once"
    sentence = _("The last day is over.")
    next_step = _("Choose today or a later day.")


class NobodyThere(Problem):
    code = "zones.nobody_there"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("No household of the register stands there.")
    next_step = _("Write compound, building and stairwell as they stand on the doors.")


class UnitNeedsItsName(Problem):
    code = "zones.unit_needs_its_name"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("It does not say which {unit}.")
    next_step = _("Write the name as it stands on the doors, or look at a smaller area.")


class HouseholdHasItsEpisode(Problem):
    code = "zones.household_has_its_episode"
    sentence = _("A single household is no zone.")
    next_step = _("Its people have an episode of care each: with a carer, an end, and nobody else named.")


class AlreadyThere(Problem):
    code = "zones.already_there"
    sentence = _("For this place one is proposed or in force already.")
    next_step = _("Open it in the list. A zone in force is renewed on its own page.")


class NotWaiting(Problem):
    code = "zones.not_waiting"
    sentence = _("This proposal does not wait for it any more: {state}.")
    next_step = _("Look at its page, where its history stands.")


class SamePerson(Problem):
    code = "zones.same_person"
    status = HTTPStatus.FORBIDDEN
    sentence = _("You signed this yourself. The second signature is another person's.")
    next_step = _("Ask a second officer. Without two, nobody is restricted.")


class EditionChanged(Problem):
    code = "zones.edition_changed"
    sentence = _("Since it was signed another edition has come into force: {edition}.")
    next_step = _("Decline it, and propose it anew by the edition in force.")


class NotInForce(Problem):
    code = "zones.not_in_force"
    sentence = _("This zone is not in force: {state}.")
    next_step = _("Look at its page, where its history stands.")


class NothingLighter(Problem):
    code = "zones.nothing_lighter"
    sentence = _("The edition has no lighter kind after this one.")
    next_step = _("Lift the zone.")


class NotMetYet(Problem):
    code = "zones.not_met_yet"
    sentence = _("Its conditions are not met yet.")
    next_step = _("If it is not needed any more, lift it: that takes one officer and no condition.")


class NeedsAPhysician(Problem):
    code = "zones.needs_a_physician"
    status = HTTPStatus.FORBIDDEN
    sentence = _(
        "A newer edition may only shorten or lighten. Anything else needs a medical officer's signature."
    )
    next_step = _("Keep the zone as it is, or ask a medical officer to sign.")


class ChangeDecided(Problem):
    code = "zones.change_decided"
    sentence = _("Somebody has decided this already.")
    next_step = _("Look at the zone's page.")
