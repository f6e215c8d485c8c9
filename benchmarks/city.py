"""A made-up city of a given size, made once and kept."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def home_of(residents: int) -> Path:
    return RESULTS / f"city-{residents}"


def ensure_city(residents: int) -> Path:
    """The LINLI_HOME of a city with so many residents; made if it is not there."""
    home = home_of(residents)
    if not (home / "ready").exists():
        command = [sys.executable, "-m", "linli", "simulate", "--residents", str(residents), "--seed", "7"]
        subprocess.run(command, check=True, env={**os.environ, "LINLI_HOME": str(home)}, stdout=sys.stderr)
        (home / "ready").touch()
    return home


def use(home: Path) -> None:
    """Set Django up on that city in this process."""
    os.environ["LINLI_HOME"] = str(home)
    os.environ["LINLI_SECOND_FACTOR"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    from django.core.management import call_command

    import linli.wsgi  # noqa: F401 - what serves pages sets itself up, and Python's collector with it

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def browser_of(role: str, area: Any) -> Any:
    """A test client, signed in as somebody with `role` in `area`."""
    from datetime import date

    from django.test import Client

    from linli.people.models import Appointment, User

    user, _ = User.objects.get_or_create(username=f"bench-{role}-{area.code}", defaults={"name": "压测"})
    Appointment.everywhere.get_or_create(
        user=user, role=role, area=area, defaults={"area_code": area.code, "from_on": date(2020, 1, 1)}
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
