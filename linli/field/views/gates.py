"""The list of a gate, for the phone of whoever keeps it."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.field.access import device_of, phone_viewers
from linli.field.gates import list_of_gate, tag_of
from linli.field.views.phone import confirmed, told_to_a_phone
from linli.lib.periods import local_day


@require_safe
@told_to_a_phone
def gate(request: HttpRequest, gate_id: UUID) -> HttpResponse:
    """Asked for every few minutes: what has not changed is not sent again."""
    device = device_of(request)
    now = timezone.now()
    found = list_of_gate(device, phone_viewers(device.user, day=local_day(now)), gate_id, at=now)
    return confirmed(request, tag_of(found), msgspec.json.encode(found))
