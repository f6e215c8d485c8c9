"""The intake as `linli up` serves it, and lines that do what no well-behaved phone does."""

import json
import signal
import socket
from collections.abc import Callable

import pytest

from linli.intake.actions import NewDevice
from linli.registers.models import Household
from tests.faults.conftest import Machine, wait_until
from tests.intake.conftest import fact

Ask = Callable[..., bytes]
KEPT = "SELECT COUNT(*) FROM intake_fact"


@pytest.fixture
def ask(machine: Machine, device: NewDevice) -> Ask:
    def ask(head: str, body: bytes = b"", *, token: str = device.token, hang_up: bool = False) -> bytes:
        """Send it over a line of its own. What comes back, until the server closes or has nothing more to say."""
        with socket.create_connection(("127.0.0.1", machine.port), timeout=20) as line:
            more = f"\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
            line.sendall(head.replace("\n", "\r\n").encode("latin-1") + more.encode() + body)
            if hang_up:
                return b""
            found = b""
            while piece := line.recv(65_536):
                found += piece
            return found

    return ask


def answers(households: list[Household], first: int, last: int) -> bytes:
    home = str(households[0].pk)
    return json.dumps([fact(number, household=home, same=True) for number in range(first, last)]).encode()


def in_pieces(body: bytes, size: int = 5_000) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_whatever_comes_over_a_line_is_answered_or_let_go(
    machine: Machine, ask: Ask, households: list[Household]
) -> None:
    machine.start_intake()
    post = "POST /intake/v1/facts HTTP/1.1\nContent-Type: application/json"
    one, many = answers(households, 0, 1), answers(households, 1, 300)
    assert b'"kept":1,' in ask(f"{post}\nContent-Length: {len(one)}", one)
    assert b'"kept":299,' in ask(f"{post}\nTransfer-Encoding: chunked", in_pieces(many))
    assert b'"seen":299,' in ask(f"{post}\nContent-Length: {len(many)}", many)
    assert machine.number(KEPT) == 300

    # One that hangs up in the middle is forgotten; others are answered as before.
    two, lots = answers(households, 300, 301), answers(households, 301, 600)
    for body in (two, lots):
        ask(f"{post}\nContent-Length: {len(body)}", body[:-20], hang_up=True)
        ask(f"{post}\nTransfer-Encoding: chunked", in_pieces(body)[:-60], hang_up=True)
    assert ask(f"{post}\nContent-Length: 90000000", b"[").startswith(b"HTTP/1.1 413")
    assert ask(f"{post}\nTransfer-Encoding: chunked", in_pieces(b" " * 4_100_000, 60_000)).startswith(
        b"HTTP/1.1 413"
    )
    assert ask(f"{post}\nLinli-Waiting: \xb2\nLinli-App-Version: \xe9\nContent-Length: 2", b"[]").startswith(
        b"HTTP/1.1 200"
    )
    assert ask(f"{post}\nContent-Length: {len(one)}", one, token="lld_\xe9").startswith(b"HTTP/1.1 401")
    assert ask("GET /intake/v1/facts HTTP/1.1").startswith(b"HTTP/1.1 405")
    assert ask("PRAISE /intake/v1/facts HTTP/1.1").startswith(b"HTTP/1.1 405")
    assert ask("GET /intake/v1/f%00cts?x HTTP/1.1").startswith(b"HTTP/1.1 404")
    upgrade = "GET /intake/v1/facts HTTP/1.1\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: eA=="
    assert b" 101 " not in ask(upgrade)[:20]
    assert machine.number(KEPT) == 300
    assert b'"kept":299,' in ask(f"{post}\nContent-Length: {len(lots)}", lots)


def test_a_server_that_is_told_to_end_writes_down_what_it_still_knows(
    machine: Machine, ask: Ask, device: NewDevice, households: list[Household]
) -> None:
    server = machine.start_intake()
    for number, waiting in ((0, 7), (1, 3)):  # the second is noted some seconds later, or at the end
        body = answers(households, number, number + 1)
        said = f"Linli-Waiting: {waiting}\nContent-Length: {len(body)}"
        assert b'"kept":1,' in ask(f"POST /intake/v1/facts HTTP/1.1\n{said}", body)
    server.send_signal(signal.SIGTERM)
    wait_until(lambda: server.poll() is not None)
    assert machine.rows("SELECT waiting FROM intake_device") == [(3,)]
