"""The phone app: its shell is the same for everybody; a phone shows its token, and pages make codes for phones."""

from typing import Any
from uuid import UUID

from linli.people.choices import Capability
from linli.people.models import User
from tests.access.page import PUBLIC, Page
from tests.access.pages.devices import has_phone
from tests.access.world import Side, hold

# Both pages show a button, and a code once it was pressed.
BUTTON = {"get": 200, "post": 200}
NO_GATE = UUID(int=7)


def worker(side: Side) -> dict[str, Any]:
    """Somebody of this side who goes on the round."""
    return {"user_id": side.make("field:worker", lambda: _worker(side)).pk}


def _worker(side: Side) -> Any:
    user = User.objects.create(username=f"rounds-{side.code}", name="郎玉珍")
    hold(user, "grid_worker", side.building)
    return user


def code(side: Side) -> dict[str, Any]:
    return {"code": "0123456789"}


PAGES = [
    Page("field:app", who=PUBLIC),
    Page("field:shell", who=PUBLIC, kwargs=lambda side: {"language": "en"}),
    Page("field:service_worker", who=PUBLIC),
    Page("field:manifest", who=PUBLIC),
    Page("field:bundle", who=PUBLIC, expects={"get": 401}, note="asks for a device's token"),
    Page(
        "field:gate",
        who=PUBLIC,
        kwargs=lambda side: {"gate_id": NO_GATE},
        expects={"get": 401},
        note="asks for a device's token",
    ),
    Page(
        "field:verify",
        who=PUBLIC,
        kwargs=lambda side: {"gate_id": NO_GATE},
        expects={"post": 401},
        note="asks for a device's token",
    ),
    Page("field:leave", who=PUBLIC, expects={"post": 401}, note="asks for a device's token"),
    Page("field:code", who=PUBLIC, kwargs=code, note="the shell again; the code is used by its script"),
    Page("field:use_code", who=PUBLIC, kwargs=code, expects={"post": 404}, note="nobody has made this code"),
    Page("field:enrol", by_area=False, also=has_phone, expects=BUTTON, note="one's own phone"),
    Page("field:enrol_for", (Capability.DEVICES_WRITE,), kwargs=worker, expects=BUTTON),
]
