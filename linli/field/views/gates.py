"""The list of a gate, for the phone of whoever keeps it; and what an outside service says of a code."""

from typing import Annotated
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from msgspec import Meta

from linli.core.problems import NotFound
from linli.field.access import device_of, phone_viewers
from linli.field.gates import kept_gates, list_of_gate, tag_of
from linli.field.problems import CodeUnreadable
from linli.field.views.phone import confirmed, told_to_a_phone
from linli.gates.verify import service_name, verifier
from linli.lib.periods import local_day


@require_safe
@told_to_a_phone
def gate(request: HttpRequest, gate_id: UUID) -> HttpResponse:
    """Asked for every few minutes: what has not changed is not sent again."""
    device = device_of(request)
    now = timezone.now()
    found = list_of_gate(device, phone_viewers(device.user, day=local_day(now)), gate_id, at=now)
    return confirmed(request, tag_of(found), msgspec.json.encode(found))


class Asked(msgspec.Struct):
    code: Annotated[str, Meta(min_length=1, max_length=400)]


_asked = msgspec.json.Decoder(Asked)


@csrf_exempt
@require_POST
@told_to_a_phone
def verify(request: HttpRequest, gate_id: UUID) -> HttpResponse:
    """What the city's own service says of a code that is none of ours: a hint in its words, decided by nobody, kept nowhere."""
    device = device_of(request)
    day = local_day(timezone.now())
    kept = kept_gates(device.user, phone_viewers(device.user, day=day), day=day)
    if not service_name() or gate_id not in {one.pk for one in kept}:
        raise NotFound()
    try:
        asked = _asked.decode(request.body)
    except (msgspec.DecodeError, RecursionError):
        raise CodeUnreadable() from None
    said = verifier().verify(code=asked.code)
    return JsonResponse({"known": said.known, "words": said.words, "at": said.at})
