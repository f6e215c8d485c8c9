"""What the intake is measured against: one commit a request, and a plain Django view. Not part of Linli."""

# ruff: noqa: E402 - models can be imported once Django is set up

import asyncio
import json
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peer_settings")

import django

django.setup()

from base64 import b64decode

from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from linli.gates.known import seen_of as pass_seen
from linli.gates.known import uses_known, uses_of
from linli.gates.models import Errand, Gate, GatePass, PassUse, SigningKey
from linli.gates.online import seen_of
from linli.gates.playbook import gates_in_force
from linli.gates.rules import Facts, decide
from linli.intake.app import Intake
from linli.intake.devices import hash_of
from linli.intake.envelope import Answer
from linli.intake.models import Device, Fact
from linli.intake.stores import store_for
from linli.intake.writer import Parcel, Writer
from linli.lib.passes import read_pass
from linli.registers.models import Restriction

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


def gate_scan(request: HttpRequest) -> JsonResponse:
    """As one would write it at first: one transaction, the pass locked, the decision by the same rules."""
    token = request.headers["Authorization"].removeprefix("Bearer ")
    device = Device.objects.select_related("user").get(
        token_hash=hash_of(token), revoked_at=None, user__is_active=True
    )
    sent = json.loads(request.body)
    gate = Gate.everywhere.select_related("area").get(pk=sent["gate"])
    keys = {one.number: b64decode(one.public) for one in SigningKey.objects.all()}
    read = read_pass(sent["code"], keys, city=gate.area_code[:6])
    assert read.claims is not None
    now = timezone.now()
    with transaction.atomic():
        issued = GatePass.everywhere.select_for_update().get(pk=read.claims.id)
        home = issued.household
        uses = uses_of(uses_known([issued.pk], [home.pk], at=now), pass_id=issued.pk, household_id=home.pk)
        granted = Errand.everywhere.filter(
            household=home, from_on__lte=now, until_on__gt=now, withdrawn_at=None
        ).first()
        stays = Restriction.everywhere.filter(
            household=home, from_at__lte=now, until_at__gt=now, lifted_at=None
        ).exists()
        decision = decide(
            Facts(
                at=now,
                gate=seen_of(gate, gates_in_force(gate.area)),
                seen=pass_seen(issued, uses),
                restricted=stays,
                granted=granted.kind if granted else "",
                temperature=sent["temperature"],
            )
        )
        if decision.says == "pass":
            PassUse.objects.create(
                pk=sent["id"],
                pass_id=issued.pk,
                household_id=home.pk,
                gate_id=gate.pk,
                direction="out",
                at=now,
            )
        Fact.objects.create(
            pk=sent["id"],
            device=device,
            user=device.user,
            kind="gate.scan",
            made_at=parse_datetime(sent["made_at"]),
            received_at=now,
            body=json.dumps({"reason": decision.code}),
            digest="",
        )
    response = JsonResponse({"id": sent["id"], "says": decision.says, "code": decision.code})
    response.headers["Content-Length"] = str(len(response.content))
    return response  # fmt: skip


urlpatterns = [path("intake/v1/facts", create), path("intake/v1/gate-scans", gate_scan)]
plain_view: Any = WSGIHandler()
