"""What a phone asks for with its token or its code; never a session."""

import gzip
import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from linli.core.problems import Problem
from linli.field import actions
from linli.field.access import device_of, phone_viewers
from linli.field.bundle import Bundle, bundle_of
from linli.field.rules import BUNDLE_LIFE
from linli.field.trips import note_taken_along
from linli.intake.models import Device
from linli.intake.told import language_of
from linli.lib.periods import local_day

P = ParamSpec("P")
VERSION_LENGTH = 40


Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def told_to_a_phone(page: Page[P]) -> Page[P]:
    """In the phone's language, refusals too, always as JSON, and kept by nothing on the way."""

    @wraps(page)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(language_of(request.headers.get("Accept-Language", ""))):
            try:
                response = page(request, *args, **kwargs)
            except Problem as problem:
                response = _refused(problem)
        response["Cache-Control"] = "no-store"
        return response

    return answered  # type: ignore[return-value]


def _refused(problem: Problem) -> HttpResponse:
    body = {"code": problem.code, "title": problem.title, "next": problem.advice}
    response = JsonResponse(body, status=problem.status)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


@require_safe
@told_to_a_phone
def bundle(request: HttpRequest) -> HttpResponse:
    """The day's list. Its tag tells whether anything in it has changed; an unchanged one is not sent again."""
    device = device_of(request)
    day = local_day(timezone.now())
    found = bundle_of(device.user, phone_viewers(device.user, day=day), day=day)
    _note(request, device, found)
    note_taken_along(device.user, found.trips, reason=_("goes along to the hospital"))
    body = msgspec.json.encode(found)
    return confirmed(request, f'"{hashlib.sha256(body).hexdigest()[:32]}"', body)


def confirmed(request: HttpRequest, tag: str, body: bytes) -> HttpResponse:
    """A list, or that the phone has it already; either way it may be used for its term from now on."""
    response = _not_modified(request, tag) or _packed(request, body)
    response["ETag"] = tag
    response["Linli-Keep-Seconds"] = str(int(BUNDLE_LIFE.total_seconds()))
    response["Linli-Time"] = timezone.now().isoformat()
    return response


def _note(request: HttpRequest, device: Device, found: Bundle) -> None:
    version = request.headers.get("Linli-App-Version", "")[:VERSION_LENGTH]
    version = version if version.isprintable() else ""
    if not found.duties:
        actions.note_fetched(device=device, version=version)
        return
    duty, people = found.duties[0], sum(len(door.members) for door in found.doors)
    actions.note_fetched(
        device=device, version=version, role=duty.role_key, area_code=duty.area, people=people
    )


def _not_modified(request: HttpRequest, tag: str) -> HttpResponse | None:
    return HttpResponseNotModified() if request.headers.get("If-None-Match") == tag else None


def _packed(request: HttpRequest, body: bytes) -> HttpResponse:
    response = HttpResponse(content_type="application/json")
    response["Vary"] = "Accept-Encoding, Authorization"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, compresslevel=5, mtime=0)
        response["Content-Encoding"] = "gzip"
    response.content = body
    return response


# The code itself is what lets somebody in here, and the token there: a cookie that came along counts for nothing.
@csrf_exempt
@require_POST
@told_to_a_phone
def use_code(request: HttpRequest, code: str) -> HttpResponse:
    made = actions.enrol_with_code(code=code, name=request.POST.get("name", ""))
    user = made.device.user
    return JsonResponse(
        {"token": made.token, "device": str(made.device.pk), "user": str(user.pk), "name": user.shown_name}
    )


@csrf_exempt
@require_POST
@told_to_a_phone
def leave(request: HttpRequest) -> HttpResponse:
    actions.leave(device=device_of(request))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
