"""Refusals about accounts, roles and organisations."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


class LockedOut(Problem):
    code = "people.locked_out"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("Too many wrong passwords for this name from this place.")
    next_step = _("Wait {minutes} minutes, or ask your administrator for a new password.")


class TooManyTries(Problem):
    code = "people.too_many_tries"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("That was tried too often in a short time.")
    next_step = _("Wait a few minutes, then try again.")


class PeopleProblem(Problem):
    """A refusal that a form shows beside what was typed."""

    code = "people.problem"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UsernameTaken(PeopleProblem):
    code = "people.username_taken"
    sentence = _("There is already an account with the name {username}.")
    next_step = _("Choose another name, for example with the community's initials before it.")


class WeakPassword(PeopleProblem):
    code = "people.weak_password"
    sentence = _("This password cannot be used: {why}")
    next_step = _("Choose a longer one.")


class OutsideYourArea(PeopleProblem):
    code = "people.outside_your_area"
    sentence = _("A role can be given only within your own area.")
    next_step = _("Choose an area below yours, or ask the administrator of that area.")


class RoleFromAbove(PeopleProblem):
    code = "people.role_from_above"
    sentence = _("{role} manages accounts or watches over others, and is given from a larger area.")
    next_step = _("Ask the administrator above you, or use the command line on the server.")


class RoleNotAtLevel(PeopleProblem):
    code = "people.role_not_at_level"
    sentence = _("{role} is not held at {area}: this role is held in other kinds of areas.")
    next_step = _("Choose another role or another area.")


class NotYourself(PeopleProblem):
    code = "people.not_yourself"
    sentence = _("Nobody gives a role to themselves, or changes their own account here.")
    next_step = _("Ask another administrator; language, password and second factor are on your own page.")


class AlreadyHeld(PeopleProblem):
    code = "people.already_held"
    sentence = _("{name} already holds this role in this area in these days.")
    next_step = _("End the earlier term first, or choose a later first day.")


class EndsBeforeItBegins(PeopleProblem):
    code = "people.ends_before_it_begins"
    sentence = _("The last day lies before the first.")
    next_step = _("Correct one of the two days.")


class TermIsOver(PeopleProblem):
    code = "people.term_is_over"
    sentence = _("This term has already ended.")
    next_step = _("Nothing needs to be done.")


class AccountClosed(PeopleProblem):
    code = "people.account_closed"
    sentence = _("The account of {name} is closed.")
    next_step = _("Open it again first.")


class ConsentMissing(PeopleProblem):
    code = "people.consent_missing"
    sentence = _("Membership is kept only with the person's consent.")
    next_step = _("Ask {name}, then write when and how they agreed.")


class AlreadyMember(PeopleProblem):
    code = "people.already_member"
    sentence = _("{name} is already a member of {organisation}.")
    next_step = _("Nothing needs to be done.")


class OrganisationClosed(PeopleProblem):
    code = "people.organisation_closed"
    sentence = _("{organisation} is closed.")
    next_step = _("Choose another organisation.")


class HasOpenParts(PeopleProblem):
    code = "people.has_open_parts"
    sentence = _("{organisation} still has {count} organisations below it.")
    next_step = _("Close those first, or put them under another one.")


class NameTaken(PeopleProblem):
    code = "people.organisation_name_taken"
    sentence = _("{area} already has an organisation called {name}.")
    next_step = _("Open that one, or tell the two apart by name.")


class UnderItself(PeopleProblem):
    code = "people.organisation_under_itself"
    sentence = _("An organisation cannot stand below itself.")
    next_step = _("Choose another one above it.")
