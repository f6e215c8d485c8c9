"""What every page behind a household's link begins with: the token, the limits, the language, the headers."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.core.problems import Problem
from linli.lib.periods import local_day
from linli.portal import limits
from linli.portal.access import link_for
from linli.portal.models import HouseholdLink, hash_of
from linli.portal.problems import LinkNotOpen, TooOften

P = ParamSpec("P")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# The address is the key: nothing may keep it, show it to other servers, or list it.
HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class ResidentRequest(HttpRequest):
    """A request of whoever holds a household's link. No account, no session, no cookie but the language."""

    link: HouseholdLink
    token: str


Page = Callable[Concatenate[ResidentRequest, P], HttpResponse]


def household_page(page: Page[P]) -> Callable[..., HttpResponse]:
    """A page of one household. The view gets the request with `link`; the token is taken out of its arguments.

    Without the cross-site token: nothing here rests on a cookie, so another site cannot act for anybody who does not
    tell it the link. (And with no referrer at all, a browser sends no origin by which Django could compare.)
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(page)
    def entered(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        language = _language(request)
        with translation.override(language):
            response = _answer(page, request, token, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        response["Content-Language"] = language
        if request.GET.get("lang") in LANGUAGES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", httponly=True, secure=settings.HTTPS
            )
        return response

    return entered


def _answer(
    page: Page[P], request: HttpRequest, token: str, /, *args: P.args, **kwargs: P.kwargs
) -> HttpResponse:
    try:
        entering: ResidentRequest = request  # type: ignore[assignment]
        entering.link, entering.token = _enter(request, token), token
        return page(entering, *args, **kwargs)
    except Problem as problem:
        response = render(
            request, "portal/problem.html", {"problem": problem, "large_type": True}, status=problem.status
        )
        if isinstance(problem, TooOften):
            response["Retry-After"] = str(problem.data["seconds"])
        return response


def _enter(request: HttpRequest, token: str) -> HouseholdLink:
    address = request.META.get("REMOTE_ADDR", "")
    limits.count(hash_of(token), address)
    try:
        return link_for(token, day=local_day(timezone.now()))
    except LinkNotOpen:
        limits.count_wrong(address)
        raise


def _language(request: HttpRequest) -> str:
    """As the page was asked for, as it was asked for last time, else Chinese, whatever the phone is set to."""
    for wanted in (request.GET.get("lang"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        if wanted in LANGUAGES:
            return str(wanted)
    return settings.LANGUAGE_CODE
