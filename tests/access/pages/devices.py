"""Phones and quarantine: for administrators; one's own phones, for whoever does the round or stands on posts."""

from typing import Any

from linli.intake.actions import enrol_device
from linli.intake.models import Device, Fact
from linli.lib.ids import new_id
from linli.lib.playbook import Role
from linli.people.choices import Capability
from tests.access.page import FORM, Page
from tests.access.world import Side
from tests.conftest import NOW

READ = (Capability.DEVICES_WRITE,)
WORK = {Capability.ROUND_WORK, Capability.POSTS_CLAIM}


def phone(side: Side) -> Device:
    return side.make("devices:phone", lambda: enrol_device(actor=None, user=side.account).device)


def has_phone(role: Role) -> bool:
    return bool(WORK & set(role.sees))


def device(side: Side) -> dict[str, Any]:
    return {"device_id": phone(side).pk}


def fact(side: Side) -> dict[str, Any]:
    def made() -> Fact:
        return Fact.objects.create(
            pk=new_id(), device=phone(side), user=side.account, kind="daily_answer", made_at=NOW,
            received_at=NOW, body='{"household": 5}', digest="x", quarantined_at=NOW, reason="intake.wrong_body",
        )  # fmt: skip

    return {"fact_id": side.make("devices:fact", made).pk}


PAGES = [
    Page("devices:list", READ),
    Page("devices:revoke", READ, kwargs=device, expects=FORM),
    Page("devices:own", by_area=False, also=has_phone),
    # Nobody of the catalogue owns this phone: to everybody it is another person's.
    Page("devices:revoke_own", kwargs=device, also=has_phone, expects={"get": 404, "post": 404}),
    Page("devices:quarantine", READ),
    Page(
        "devices:replay_all",
        READ,
        expects={"get": 404, "post": 404},
        note="without a reason there is nothing",
    ),
    Page("devices:fact", READ, kwargs=fact),
    Page("devices:open", READ, kwargs=fact, expects=FORM),
    Page("devices:mend", READ, kwargs=fact, expects={"post": 422}),
    Page("devices:replay", READ, kwargs=fact, expects={"get": 200, "post": 303}),
    Page("devices:aside", READ, kwargs=fact, expects=FORM),
]
