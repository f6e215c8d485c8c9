"""What the intake is measured against: one commit a request, and a plain Django view. Not part of Linli."""

# ruff: noqa: E402 - models can be imported once Django is set up

import asyncio
import json
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peer_settings")

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from linli.intake.app import Intake
from linli.intake.devices import hash_of
from linli.intake.envelope import Answer
from linli.intake.models import Device, Fact
from linli.intake.stores import store_for
from linli.intake.writer import Parcel, Writer

POOL = 16


class OneCommitEach(Writer):
    """Each request is committed by itself, by the next of some connections that is free."""

    def __init__(self, size: int) -> None:
        super().__init__(store_for(), most_waiting=1_000_000)
        self._free: asyncio.Queue[Writer] = asyncio.Queue()
        for _one in range(size):
            self._free.put_nowait(Writer(store_for(), most_waiting=1_000_000))

    async def keep(self, parcel: Parcel) -> list[Answer]:
        one = await self._free.get()
        try:
            return (await one._settle([parcel]))[0]
        finally:
            self._free.put_nowait(one)


one_commit_each = Intake(store_for())
# SQLite has one writer; more connections would only wait for it in turns.
one_commit_each.writer = OneCommitEach(POOL if one_commit_each.store.name == "postgresql" else 1)


def create(request: HttpRequest) -> JsonResponse:
    """As one would write it at first: look the device up, parse, create, answer."""
    token = request.headers["Authorization"].removeprefix("Bearer ")
    device = Device.objects.select_related("user").get(
        token_hash=hash_of(token), revoked_at=None, user__is_active=True
    )
    (sent,) = json.loads(request.body)
    Fact.objects.create(
        pk=sent["id"], device=device, user=device.user, kind=sent["kind"], made_at=parse_datetime(sent["made_at"]),
        received_at=timezone.now(), body=json.dumps(sent["body"]), digest="",
    )  # fmt: skip
    response = JsonResponse({"facts": [{"state": "kept", "id": sent["id"]}]})
    response.headers["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("intake/v1/facts", create)]
plain_view: Any = WSGIHandler()
