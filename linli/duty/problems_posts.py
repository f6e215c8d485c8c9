"""Why a post cannot be published, claimed, left or stood. Each says what to do next."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


# ---- publishing ----------------------------------------------------------------------------------------------------
class NoSuchKind(Problem):
    code = "duty.no_such_kind"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The playbook has no such kind of post.")
    next_step = _("Choose one of the list.")


class TooManyPosts(Problem):
    code = "duty.too_many_posts"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("That would be {n} posts; at most {most} are published at once.")
    next_step = _("Choose fewer days or shifts, then publish the rest afterwards.")


class PostHasPeople(Problem):
    code = "duty.post_has_people"
    sentence = _("{n} people have this post already; its time, place and what it asks for stay as they are.")
    next_step = _("Cancel it, so that they are told, and publish a new one.")


class BelowTaken(Problem):
    code = "duty.below_taken"
    sentence = _("{n} people have this post already.")
    next_step = _("Take people off it first, or keep the headcount at {n} or more.")


class PlaceClosed(Problem):
    code = "duty.place_closed"
    sentence = _("The place {name} is closed.")
    next_step = _("Choose another place.")


class PlaceHasPosts(Problem):
    code = "duty.place_has_posts"
    sentence = _("{n} posts are still to come at this place.")
    next_step = _("Cancel them first, then close the place.")


# ---- claiming ------------------------------------------------------------------------------------------------------
class PostFull(Problem):
    code = "duty.post_full"
    sentence = _("This post is full: {headcount} of {headcount}.")
    next_step = _("Choose another one; nothing was claimed for you.")


class PostClosed(Problem):
    code = "duty.post_closed"
    sentence = _("This post is not open any more.")
    next_step = _("Choose another one; nothing was claimed for you.")


class PostOver(Problem):
    code = "duty.post_over"
    sentence = _("This post is over.")
    next_step = _("Choose one that is still to come.")


class TwoAtOnce(Problem):
    code = "duty.two_at_once"
    sentence = _("{who} already has a post at that time.")
    next_step = _("Drop that one first, or choose another time.")


class LacksQualification(Problem):
    code = "duty.lacks_post_qualification"
    sentence = _(
        "This post asks for a qualification that {who} does not have in the volunteers' book: {what}."
    )
    next_step = _("Have it entered in the book by your community, or choose another post.")


class NotFitNow(Problem):
    code = "duty.not_fit_now"
    sentence = _("The volunteers' book says that {who} is not fit at present.")
    next_step = _("Tell your community when that has changed.")


class LimitReached(Problem):
    code = "duty.limit_reached"
    sentence = _("With this post a limit would be passed: {what}.")
    next_step = _("Rest, and choose another time; nothing was claimed.")


class NotAnymore(Problem):
    code = "duty.claim_not_open"
    sentence = _("This shift is not open any more: {state}.")
    next_step = _("Look at the list again; nothing was changed.")


class BegunAlready(Problem):
    code = "duty.begun_already"
    sentence = _("This shift has begun, so it cannot be dropped here.")
    next_step = _("Tell whoever leads the post.")


# ---- stand-ins and swaps ------------------------------------------------------------------------------------------
class NobodyToAsk(Problem):
    code = "duty.nobody_to_ask"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Nobody who may claim posts here has this name.")
    next_step = _("Write the name as it is on their account.")


class OfferAnswered(Problem):
    code = "duty.offer_answered"
    sentence = _("This question is not open any more: {state}.")
    next_step = _("Look at your shifts; nothing was changed.")


# ---- at the place --------------------------------------------------------------------------------------------------
class NoSuchPlace(Problem):
    """Missing and elsewhere look alike."""

    code = "duty.no_such_place"
    status = HTTPStatus.NOT_FOUND
    sentence = _("No place where you may stand has this code.")
    next_step = _("Scan the poster again, or compare the code letter by letter.")


class NoShiftHere(Problem):
    code = "duty.no_shift_here"
    sentence = _("You have no shift here at this time. That you are here is noted for the community.")
    next_step = _("Claim a post that is open here, or talk to whoever leads.")


class NotCheckedIn(Problem):
    code = "duty.not_checked_in"
    sentence = _("You are not checked in here.")
    next_step = _("If you forgot to, tell whoever leads: they mend your hours.")


class TimesDoNotFit(Problem):
    code = "duty.times_do_not_fit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Somebody cannot leave before they come, nor stay longer than 24 hours, nor in the future.")
    next_step = _("Correct the times.")


class NotToTell(Problem):
    """A fact of somebody who has no account here, or no duty to stand on posts."""

    code = "duty.not_to_tell"
    status = HTTPStatus.NOT_FOUND
    sentence = _("On that day, the person who sent this could not stand on posts here.")
    next_step = _("Give the person a role from that day on, then use the fact again.")


# ---- calls for help ------------------------------------------------------------------------------------------------
class CallOver(Problem):
    code = "duty.call_over"
    sentence = _("This call for help is closed.")
    next_step = _("Nothing has to be done any more.")


class NobodyCalled(Problem):
    code = "duty.nobody_called"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("No organisation is chosen.")
    next_step = _("Choose at least one.")
