"""Commands of `linli device`: phones and other clients that may send facts."""

from typing import Annotated, Any
from uuid import UUID

import typer
from django.utils.translation import gettext as _

from linli.cli.output import JsonOption, out, print_json, print_table, refusals, refuse, say
from linli.cli.prepare import prepare
from linli.intake.actions import enrol_device, revoke_device
from linli.intake.models import Device
from linli.intake.problems import NoSuchUser
from linli.intake.queries import devices
from linli.people.models import User

app = typer.Typer(no_args_is_help=True)

UserOption = Annotated[str, typer.Option("--user", metavar="USERNAME", help="Whose device it is.")]


@app.command()
def enrol(
    user: UserOption,
    name: Annotated[str, typer.Option(help="What to call the device.")] = "",
    json: JsonOption = False,
) -> None:
    """Let a device send facts in somebody's name. Its token is shown once and kept nowhere."""
    prepare()
    with refusals():
        made = enrol_device(actor=None, user=_account(user), name=name)
    if json:
        print_json({**_facts(made.device), "token": made.token})
    else:
        say(f"{made.device.user} ({user}): {made.device.name}")
        out.print(made.token)


@app.command("list")
def list_devices(json: JsonOption = False) -> None:
    """All devices: whose, when last seen, what waits on them, how wrong their clocks are."""
    prepare()
    found = [_facts(device) for device in devices()]
    if json:
        print_json(found)
        return
    headings = ["id", "user", "name", "version", "last seen", "waiting", "clock", "revoked"]
    keys = ["id", "user", "name", "app_version", "last_seen_at", "waiting", "clock_error", "revoked_at"]
    print_table(headings, [[device[key] for key in keys] for device in found])


@app.command()
def revoke(
    device: Annotated[
        UUID, typer.Argument(metavar="ID", help="The device's id, as linli device list shows it.")
    ],
    json: JsonOption = False,
) -> None:
    """Refuse a device from now on. Facts that it has sent stay."""
    prepare()
    found = Device.objects.filter(pk=device).first()
    if found is None:
        refuse(_("There is no device {device}. See them with: linli device list").format(device=device))
    with refusals():
        revoked = revoke_device(actor=None, device=found)
    if json:
        print_json(_facts(revoked))
    else:
        say(_("{user}: {name} is refused from now on.").format(user=revoked.user, name=revoked.name))


def _account(username: str) -> User:
    found = User.objects.filter(username__iexact=username, is_active=True).first()
    if found is None:
        raise NoSuchUser(username=username)
    return found


def _facts(device: Device) -> dict[str, Any]:
    return {
        "id": str(device.pk),
        "user": device.user.username,
        "name": device.name,
        "enrolled_at": device.enrolled_at,
        "revoked_at": device.revoked_at,
        "last_seen_at": device.last_seen_at,
        "app_version": device.app_version,
        "waiting": device.waiting,
        "clock_error": device.clock_error,
    }
