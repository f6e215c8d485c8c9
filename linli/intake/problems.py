"""Refusals of the intake: of a whole request, and of one fact."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem


# ---- of a request: nothing of it was kept ---------------------------------------------------------
class NoToken(Problem):
    code = "intake.no_token"
    status = HTTPStatus.UNAUTHORIZED
    sentence = _("This device is not known here.")
    next_step = _("Ask your community to enrol it. What waits on the device stays there.")


class DeviceRevoked(Problem):
    code = "intake.device_revoked"
    status = HTTPStatus.UNAUTHORIZED
    sentence = _("This device was revoked, or its account is closed.")
    next_step = _("Ask your community to enrol it again.")


class NoSuchAddress(Problem):
    code = "intake.no_such_address"
    status = HTTPStatus.NOT_FOUND
    sentence = _("Nothing is taken at this address.")
    next_step = _("Send facts to /intake/v1/facts; /api/openapi.json says how.")


class WrongMethod(Problem):
    code = "intake.wrong_method"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    sentence = _("This address does not answer {method}.")
    next_step = _("Use {allow}.")


class WrongType(Problem):
    code = "intake.wrong_type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    sentence = _("{given} is not taken here.")
    next_step = _("Send application/json or application/x-ndjson, plain or packed with gzip.")


class CannotRead(Problem):
    code = "intake.cannot_read"
    status = HTTPStatus.BAD_REQUEST
    sentence = _("The body could not be read as a whole: {why}.")
    next_step = _("Nothing of it was kept; keep the facts on the device and send them again as JSON.")


class NeedsLength(Problem):
    code = "intake.needs_length"
    status = HTTPStatus.LENGTH_REQUIRED
    sentence = _("The request does not say how long it is.")
    next_step = _("Send it again as a whole, with Content-Length.")


class TooLarge(Problem):
    code = "intake.too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sentence = _("That is more than {limit} bytes at once.")
    next_step = _("Send it in several requests.")


class TooManyFacts(Problem):
    code = "intake.too_many_facts"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sentence = _("That is {count} facts at once; at most {limit} are taken.")
    next_step = _("Send them in several requests.")


class NotNow(Problem):
    """Come again later; `retry_after` says in how many seconds."""

    code = "intake.not_now"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("Many are sending at this moment.")
    next_step = _("Your facts are safe on the device; it sends them again in {retry_after} seconds.")

    @property
    def retry_after(self) -> int:
        return int(self.data.get("retry_after", 1))


class TooFast(NotNow):
    code = "intake.too_fast"
    sentence = _("This device sends more than {limit} facts a minute.")


class Overloaded(NotNow):
    code = "intake.overloaded"


class StoreDown(NotNow):
    code = "intake.store_down"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("Facts cannot be kept at this moment.")


# ---- of a scan that is asked at a gate with a line --------------------------------------------------
class KeepsOtherGates(Problem):
    code = "intake.keeps_other_gates"
    status = HTTPStatus.NOT_FOUND
    sentence = _("This gate is not one of yours, or it does not stand any more.")
    next_step = _("Choose your gate again. What has no line is decided on the phone, and sent as a fact.")


class ScanIdTaken(Problem):
    code = "intake.scan_id_taken"
    sentence = _("Something else was sent with the id of this scan.")
    next_step = _("What was sent first stands. Ask again with a new id.")


class AnswerGone(Problem):
    code = "intake.answer_gone"
    status = HTTPStatus.GONE
    sentence = _("This scan was answered long ago; the answer is not kept any more.")
    next_step = _("Drop it: it was counted then.")


# ---- of one fact: it is in quarantine -------------------------------------------------------------
class Unreadable(Problem):
    code = "intake.unreadable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This is not a fact: id, kind, time or body is missing or wrong.")
    next_step = _("Somebody must look at it by hand. It does not have to be sent again.")


class UnknownKind(Problem):
    code = "intake.unknown_kind"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This kind of fact is not known here.")
    next_step = _("It is kept, and used once this server has been brought up to date.")


class WrongBody(Problem):
    code = "intake.wrong_body"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("What it tells is not as its kind asks.")
    next_step = _("It is kept until somebody has mended it. It does not have to be sent again.")


class SameIdOtherContent(Problem):
    code = "intake.same_id_other_content"
    sentence = _("A fact with this id was sent before, and said something else.")
    next_step = _("The first one stands; this one is kept beside it until somebody has looked.")


class CannotOpen(Problem):
    code = "intake.cannot_open"
    sentence = _("What it told cannot be decrypted: the key is missing, or it was changed.")
    next_step = _("Restore the keys that belong to this database, then use the fact again.")


class CouldNotDerive(Problem):
    code = "intake.could_not_derive"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    sentence = _("It could not be used because of a fault on our side.")
    next_step = _("Tell your administrator; after the update, the fact can be used again.")


# ---- of those who manage devices and quarantine ---------------------------------------------------
class NoSuchUser(Problem):
    code = "intake.no_such_user"
    status = HTTPStatus.NOT_FOUND
    sentence = _("There is no open account named {username}.")
    next_step = _("Check the name, or make the account first with linli createuser.")


class NotInQuarantine(Problem):
    code = "intake.not_in_quarantine"
    sentence = _("This fact is not in quarantine.")
    next_step = _("Look at the list again: somebody may have mended it meanwhile.")


class StillWrong(Problem):
    code = "intake.still_wrong"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Like this it cannot be used either: {why}")
    next_step = _("Correct it and try again; the fact is unchanged.")
