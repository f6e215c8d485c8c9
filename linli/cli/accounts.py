"""Commands that make accounts and give roles: `linli createuser`, `linli appoint`."""

import sys
from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.cli.output import JsonOption, print_json, print_table, refusals, refuse, say
from linli.cli.prepare import prepare
from linli.lib.area_codes import AreaCodeError, prefix
from linli.lib.periods import local_day
from linli.people.actions import appoint as give_role
from linli.people.actions import create_account
from linli.people.models import Appointment, User
from linli.people.queries import last_day_of
from linli.people.viewer import roles

app = typer.Typer()

UserArgument = Annotated[str, typer.Argument(metavar="USERNAME", help="The name to sign in with.")]
RoleOption = Annotated[str, typer.Option(help="Key of the role, such as administrator or clerk.")]
AreaOption = Annotated[str, typer.Option(help="Code of the area, such as 231085 or 231085000000.")]
UntilOption = Annotated[str, typer.Option("--until", help="Last day of the term, such as 2027-06-30.")]


@app.command()
def createuser(
    username: UserArgument,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: RoleOption,
    area: AreaOption,
    until: UntilOption = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    prompt: Annotated[bool, typer.Option("--prompt", help="Ask for the password at the terminal.")] = False,
    json: JsonOption = False,
) -> None:
    """Make an account with its first role. Without a given password one is made up and shown once."""
    prepare()
    password = given_password(stdin=password_stdin, prompt=prompt)
    with refusals():
        made = create_account(
            actor=None, username=username, name=name, role=known_role(role), area=area_by_code(area),
            from_on=today(), until_on=day_after(until), password=password,
        )  # fmt: skip
    held = made.user.appointments.select_related("area").get()
    show(made.user, held, password="" if password else made.password, json=json)


@app.command()
def appoint(
    username: UserArgument,
    role: RoleOption,
    area: AreaOption,
    until: UntilOption = "",
    json: JsonOption = False,
) -> None:
    """Give an account another role. Roles that watch over others are given here or from a larger area."""
    prepare()
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        refuse(
            f"There is no account {username}. Make it with: linli createuser {username} --name ... --role ..."
        )
    with refusals():
        held = give_role(
            actor=None, user=user, role=known_role(role), area=area_by_code(area), from_on=today(),
            until_on=day_after(until),
        )  # fmt: skip
    show(user, held, json=json)


def show(user: User, held: Appointment, *, password: str = "", json: bool) -> None:
    last_day = last_day_of(held.until_on)
    facts = {
        "username": user.username, "name": user.name, "role": held.role, "area": held.area_code,
        "area_name": held.area.name, "from": held.from_on, "until": last_day,
    }  # fmt: skip
    if password:
        facts["password"] = password
    if json:
        print_json(facts)
    else:
        # One below the other: beside each other they are wider than a terminal, and a password must stay in one piece.
        print_table(["", ""], [[name, value] for name, value in facts.items()])
    if password:
        say(_("The password is shown only now. It must be changed at the first sign-in."))


def given_password(*, stdin: bool, prompt: bool) -> str:
    if stdin and prompt:
        refuse(_("Give either --password-stdin or --prompt."))
    if stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        return password or refuse(_("No password came on standard input."))
    if prompt:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return ""


def known_role(key: str) -> str:
    if key not in roles():
        refuse(
            _("There is no role {key}. The roles are: {roles}.").format(
                key=key, roles=", ".join(sorted(roles()))
            )
        )
    return key


def area_by_code(code: str) -> Area:
    """An open area by its prefix code or its 12-digit statistical code."""
    try:
        found = Area.objects.current().filter(code=prefix(code)).first()
    except AreaCodeError as error:
        refuse(str(error))
    return found or refuse(
        _("There is no open area with the code {code}. linli areas tree shows the codes.").format(code=code)
    )


def day_after(text: str) -> date | None:
    """People name the last day; a term is kept with the first day on which it is over."""
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() + timedelta(days=1)
    except ValueError:
        refuse(_("{text} is not a day. Write it like 2027-06-30.").format(text=text))


def today() -> date:
    return local_day(timezone.now())
