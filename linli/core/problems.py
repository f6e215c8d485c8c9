"""Every refusal that a person can meet is a `Problem`: code, HTTP status, what happened, what to do next.

Problem
 +- NotFound              missing, or outside the person's duty: the two look alike
 +- MustSignIn
 +- ReadOnly              while viewing as somebody else
 +- ChangedMeanwhile      somebody saved between reading and writing
 +- CannotBeUsed          the input is not fit for what was asked; says why
 +- TooMany               above a cap
 ... apps add their own in `<app>/problems.py`
"""

from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

CATALOGUE: dict[str, type["Problem"]] = {}


class Problem(Exception):
    """A refusal. Subclasses name their code; `data` fills the `{placeholders}` of the sentences."""

    code: ClassVar[str] = "core.problem"
    status: ClassVar[int] = HTTPStatus.CONFLICT
    sentence: ClassVar[Text] = _("This could not be done.")
    next_step: ClassVar[Text] = ""

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(self.code)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if CATALOGUE.setdefault(cls.code, cls).__qualname__ != cls.__qualname__:
            raise TypeError(f"Two problems share the code {cls.code!r}.")

    @property
    def title(self) -> str:
        return str(self.sentence).format_map(_Blanks(self.data))

    @property
    def advice(self) -> str:
        return str(self.next_step).format_map(_Blanks(self.data))

    def __str__(self) -> str:
        return f"{self.title} {self.advice}".strip()


class _Blanks(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


class NotFound(Problem):
    code = "core.not_found"
    status = HTTPStatus.NOT_FOUND
    sentence = _("There is no such page, or it is outside your duty.")
    next_step = _("Go back, or ask your community who is responsible.")


class MustSignIn(Problem):
    code = "core.must_sign_in"
    status = HTTPStatus.UNAUTHORIZED
    sentence = _("You are not signed in.")
    next_step = _("Sign in and try again; nothing was changed.")


class ReadOnly(Problem):
    code = "core.read_only"
    status = HTTPStatus.FORBIDDEN
    sentence = _("You are viewing as somebody else, so nothing can be changed.")
    next_step = _("Stop viewing as this person, then do it under your own name.")


class ChangedMeanwhile(Problem):
    code = "core.changed_meanwhile"
    status = HTTPStatus.CONFLICT
    sentence = _("{who} changed this record while you were editing it.")
    next_step = _("Look at the new values, then save again. What you typed is still here.")


class CannotBeUsed(Problem):
    code = "core.cannot_be_used"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This cannot be used: {why}")
    next_step = _("Correct it and try again; nothing was changed.")


class TooMany(Problem):
    code = "core.too_many"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("That is {count} rows; at most {limit} may be taken at once.")
    next_step = _("Narrow the area or the filter.")


class BadRequest(Problem):
    code = "core.bad_request"
    status = HTTPStatus.BAD_REQUEST
    sentence = _("The request could not be read.")
    next_step = _("Go back, load the page again, and repeat the step; nothing was changed.")


class ServerFailed(Problem):
    code = "core.server_failed"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    sentence = _("Something failed on our side. What you just sent was not saved.")
    next_step = _(
        "Try again in a minute. If it happens again, tell your administrator the number {reference}."
    )
