"""Commands that serve: `linli up`, `linli intake`, `linli demo`, `linli check`."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.cli.output import JsonOption, out, print_json, print_table, progress, refusals, refuse, say
from linli.cli.prepare import prepare, waiting_migrations
from linli.lib.periods import local_day

app = typer.Typer()

PortOption = Annotated[int, typer.Option(help="Port on this machine.")]
DEMO_DAYS = 2  # of the daily round: yesterday, and today as far as it has come
HostOption = Annotated[str, typer.Option(help="Address to serve on; 0.0.0.0 for the whole network.")]


@app.command()
def up(
    port: PortOption = 8000,
    host: HostOption = "127.0.0.1",
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that make pages; 0: one a processor, at most four.")
    ] = 0,
    intake_port: Annotated[
        int, typer.Option(help="Port of the intake on this machine; by default the one after --port.")
    ] = 0,
) -> None:
    """Serve the pages, take field facts and run the jobs, until Ctrl-C."""
    prepare()
    serve(host, port, workers or page_workers(), intake_port)


@app.command()
def intake(port: PortOption = 8001, host: HostOption = "127.0.0.1") -> None:
    """Take field facts only, until Ctrl-C: apart from the pages, which find it by LINLI_INTAKE_URL."""
    prepare()
    if not _port_is_free(host, port):
        refuse(_("Port {port} is in use; choose another with --port.").format(port=port))
    say(_("Taking facts at {url} (Ctrl-C ends it)").format(url=f"http://{host}:{port}/intake/v1/facts"))
    keep_running([intake_command(host, port)], environment())


@app.command()
def demo(
    port: PortOption = 8000,
    city: Annotated[str, typer.Option(help="Playbook of the city.")] = "muling",
    residents: Annotated[int, typer.Option(help="How many residents to make up.")] = 20_000,
    seed: int = 1,
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it when it is made.")] = True,
) -> None:
    """Make a demo city of invented people, print an account for each role, and serve it."""
    from linli.areas.models import Area
    from linli.simulate import demo as making

    prepare()
    with refusals():
        if not Area.objects.exists():
            make_demo(city, residents, seed)
    print_accounts(port)
    if serve_it:
        # On one machine, for looking around: without the second factor that an office must have.
        os.environ.setdefault("LINLI_SECOND_FACTOR", "0")
        serve("127.0.0.1", port, page_workers())
    elif not making.kept_accounts():
        refuse(
            _("{home} holds a city that is not the demo; name another folder in LINLI_HOME.").format(
                home=settings.HOME
            )
        )


def make_demo(city: str, residents: int, seed: int) -> None:
    from linli.simulate import demo as making
    from linli.simulate.care import play_care
    from linli.simulate.duty import play_duty
    from linli.simulate.gates import play_gates
    from linli.simulate.patrols import play_patrols
    from linli.simulate.rounds import play_rounds
    from linli.simulate.stage import set_stage

    today = local_day(timezone.now())
    with progress(f"{city}: {residents:,}") as advance:
        making.simulate_city(city, residents=residents, seed=seed, today=today, advance=advance)
    communities = making.communities_of(city)
    main = making.main_community(communities)
    making.keep_accounts(main, seed=seed, today=today)
    set_stage(main, today=today)
    play_duty(main, communities, seed=seed, now=timezone.now(), today=today)
    play_gates(main, communities, seed=seed, now=timezone.now(), today=today)
    play_patrols(main, seed=seed, now=timezone.now())
    play_care(main, seed=seed, now=timezone.now(), today=today)
    with progress(_("Daily round, days")) as advance:
        play_rounds(communities, days=DEMO_DAYS, seed=seed, now=timezone.now(), today=today, advance=advance)
    say(_("Workbooks to try the import with: {folder}").format(folder=Path(settings.HOME) / "demo"))
    making.make_workbooks(Path(settings.HOME) / "demo", main, residents=1200, seed=seed + 1, today=today)


def print_accounts(port: int) -> None:
    from linli.simulate.demo import kept_accounts

    accounts = kept_accounts()
    if not accounts:
        return
    rows = [[a.role_name, a.username, a.name, a.area] for a in accounts]
    print_table(["角色 Role", "用户名 Username", "姓名 Name", "范围 Area"], rows)
    out.print(f"\n密码 Password (all): {accounts[0].password}\n地址 Address: http://127.0.0.1:{port}/\n")


def page_workers() -> int:
    """One a processor: a page is Python's work, which keeps one processor busy. Four serve a county."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 4)


def serve(host: str, port: int, workers: int, intake_port: int = 0) -> None:
    """Run the page server, the intake and the job worker; when one ends, or on Ctrl-C, end all.

    The intake is reached through the page server, under the same address. Where LINLI_INTAKE_URL names one that
    runs elsewhere, none is started here.
    """
    given = {**environment()}
    intakes = []
    if not settings.INTAKE_URL:
        intake_port = intake_port or port + 1
        intakes = [intake_command("127.0.0.1", intake_port)]
        given["LINLI_INTAKE_URL"] = f"http://127.0.0.1:{intake_port}"
    for address, one in [(host, port), *([("127.0.0.1", intake_port)] if intakes else [])]:
        if not _port_is_free(address, one):
            option = "--port" if one == port else "--intake-port"
            refuse(_("Port {port} is in use; choose another with {option}.").format(port=one, option=option))
    pages = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers",
        str(workers), "--blocking-threads", "4", "--log-level", "warning", "linli.wsgi:application",
    ]  # fmt: skip
    # Two: turning facts into rows does not wait for the end of a long import.
    jobs = [sys.executable, "-m", "django", "run_huey", "--workers", "2", "--quiet"]
    say(_("Serving {url} (Ctrl-C ends it)").format(url=f"http://{host}:{port}/"))
    keep_running([pages, *intakes, jobs], given)


def environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "linli.settings", "LINLI_HOME": str(settings.HOME)}


def intake_command(host: str, port: int) -> list[str]:
    """One worker: there is one writer, and it serves more phones than a city has."""
    return [
        sys.executable, "-m", "granian", "--interface", "rsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--log-level", "warning", "linli.asgi:application",
    ]  # fmt: skip


def keep_running(commands: list[list[str]], given: dict[str, str]) -> None:
    """Run them until one ends, or until we are told to end: by Ctrl-C, by a service manager, by a closed terminal.

    Each has a session of its own. A terminal sends Ctrl-C to all at once; a server that is told twice leaves its
    workers behind, and they hold the port.
    """
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    running: list[subprocess.Popen[bytes]] = []
    try:
        running.extend(subprocess.Popen(command, env=given, start_new_session=True) for command in commands)
        while all(process.poll() is None for process in running):
            time.sleep(0.3)
        refuse(_("A part of Linli ended by itself; its last words are above."))
    except KeyboardInterrupt:
        say(_("Ending."))
    finally:
        _end(running)


def _interrupt(*_given: object) -> None:
    raise KeyboardInterrupt


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=8)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # it, or what it has left behind


def _port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@app.command()
def check(json: JsonOption = False) -> None:
    """Look whether all that Linli needs is in place; status 0 only then."""
    findings = [{"what": what, "good": good, "detail": detail} for what, good, detail in _findings()]
    if json:
        print_json({"good": all(f["good"] for f in findings), "findings": findings})
    else:
        print_table(
            ["", "", ""], [[_("ok") if f["good"] else _("MEND"), f["what"], f["detail"]] for f in findings]
        )
    if not all(f["good"] for f in findings):
        raise typer.Exit(1)


def _findings() -> list[tuple[str, bool, str]]:
    from django.core.checks import ERROR, run_checks
    from django.db import connection

    from linli.areas.models import Area
    from linli.core.crypto import keyring_path
    from linli.core.resealing import columns_that_do_not_open, newest_sealed
    from linli.lib.playbook import PlaybookError, load_playbook, playbook_names

    found: list[tuple[str, bool, str]] = []
    errors = [str(e.msg) for e in run_checks() if e.level >= ERROR]
    found.append(("settings", not errors, "; ".join(errors)))
    waiting = waiting_migrations()
    found.append(
        (
            "database",
            not waiting,
            _("{database}, {n} steps wait: run linli up").format(database=connection.vendor, n=waiting)
            if waiting
            else connection.vendor,
        )
    )
    if not keyring_path().exists():
        lost = not waiting and next(newest_sealed(), None) is not None
        found.append(
            (
                "keys",
                not lost,
                _("missing: bring {path} back from the backup").format(path=keyring_path()) if lost else "",
            )
        )
    else:
        private = keyring_path().stat().st_mode & 0o077 == 0
        found.append(
            ("keys", private, str(keyring_path()) if private else _("readable by others: chmod 600"))
        )
        closed = [] if waiting else columns_that_do_not_open()
        detail = _("these keys do not open: {columns}").format(columns=", ".join(closed)) if closed else ""
        found.append(("sealed values", not closed, detail))
    if not waiting:
        found.append(("areas", True, _("{n} areas").format(n=Area.objects.count())))
    for name in playbook_names():
        try:
            load_playbook(name)
            found.append((f"playbook {name}", True, ""))
        except PlaybookError as error:
            found.append((f"playbook {name}", False, error.sentences(get_language() or "zh")))
    return found
