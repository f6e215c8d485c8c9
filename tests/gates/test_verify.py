"""What an outside service says of a code: its words, or that it is not known, and soon."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from linli.core.environment import env_service
from linli.gates.verify import (
    MOST_FAILURES,
    REST_SECONDS,
    UNKNOWN,
    FakeVerifier,
    HttpVerifier,
    NoService,
    Verifier,
    verifier,
)


class Service(ThreadingHTTPServer):
    """Answers as the test says, and keeps what it was asked."""

    status = 200
    answer: bytes = b"{}"
    drip = 0.0  # seconds between bytes
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[Any, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/codes"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((body, self.headers["Authorization"]))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        try:
            for at in range(len(self.server.answer)):
                self.wfile.write(self.server.answer[at : at + 1])
                if self.server.drip:
                    time.sleep(self.server.drip)
        except OSError:  # whoever asked has gone
            return

    def log_message(self, *_args: Any) -> None:
        return


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_says_what_the_service_says(service: Service) -> None:
    service.answer = json.dumps({"says": "绿码", "at": "2026-11-20T08:00:00+08:00"}).encode()
    said = HttpVerifier(service.url, token="secret").verify(code="HC1")
    assert (said.known, said.words) == (True, "绿码")
    assert said.at is not None
    HttpVerifier(service.url).verify(document="231085197403020426")
    assert service.asked == [({"code": "HC1"}, "Bearer secret"), ({"document": "231085197403020426"}, None)]


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (404, b"{}"),
        (500, b""),
        (302, b""),
        (200, b""),
        (200, b"not json"),
        (200, b'{"says": 7}'),
        (200, b'{"says": ""}'),
        (200, json.dumps({"says": "绿" * 61}).encode()),
        (200, json.dumps({"says": "绿", "at": "yesterday"}).encode()),
        (200, b" " * 20_000),
    ],
)
def test_whatever_else_it_answers_is_unknown(service: Service, status: int, answer: bytes) -> None:
    service.status, service.answer = status, answer
    assert HttpVerifier(service.url).verify(code="HC1", timeout=5) == UNKNOWN


def test_without_a_question_nobody_is_asked(service: Service) -> None:
    assert HttpVerifier(service.url).verify() == UNKNOWN
    assert service.asked == []


def test_a_service_that_drips_holds_nobody(service: Service) -> None:
    # Whoever waited to its end would know.
    service.answer, service.drip = b'{"says": "' + b"x" * 50 + b'"}', 0.05
    assert HttpVerifier(service.url).verify(code="HC1", timeout=0.3) == UNKNOWN


def test_a_service_that_says_nothing_holds_nobody() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert HttpVerifier(url).verify(code="HC1", timeout=0.2) == UNKNOWN


def test_a_service_that_is_down_is_left_alone_for_a_while_and_then_tried_once(service: Service) -> None:
    clock = Clock()
    asks = HttpVerifier(service.url, clock=clock)
    service.status = 500
    for _time in range(MOST_FAILURES + 4):
        assert asks.verify(code="HC1") == UNKNOWN
    assert len(service.asked) == MOST_FAILURES
    clock.now += REST_SECONDS + 1
    asks.verify(code="HC1")
    asks.verify(code="HC1")
    assert len(service.asked) == MOST_FAILURES + 1
    clock.now += REST_SECONDS + 1
    service.status, service.answer = 200, b'{"says": "ok"}'
    assert asks.verify(code="HC1").known
    assert asks.verify(code="HC1").known


def test_what_it_does_not_know_is_no_failure(service: Service) -> None:
    asks = HttpVerifier(service.url)
    service.status = 404
    for _time in range(MOST_FAILURES + 2):
        asks.verify(code="HC1")
    assert len(service.asked) == MOST_FAILURES + 2


def test_the_settings_say_who_is_asked(service: Service) -> None:
    service.answer = b'{"says": "ok"}'
    with override_settings(VERIFY_URL=service.url, VERIFY_TOKEN="t"):
        assert verifier().verify(code="HC1").words == "ok"
        assert verifier() is verifier()
    with override_settings(VERIFY_URL="", VERIFY_TOKEN=""):
        assert verifier().verify(code="HC1") == UNKNOWN


def test_a_fake_stands_in_for_it() -> None:
    fake = FakeVerifier({"HC1": "绿码"})
    both: list[Verifier] = [fake, NoService()]
    assert [one.verify(code="HC1").known for one in both] == [True, False]
    assert not fake.verify(document="0").known
    assert fake.asked == ["HC1", "0"]


@pytest.mark.parametrize(
    "text", ["http://codes.example/x", "codes.example", "https:///x", "ftp://codes.example"]
)
def test_what_is_asked_goes_encrypted_or_nowhere(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("LINLI_VERIFY_URL", text)
    with pytest.raises(ImproperlyConfigured):
        env_service("LINLI_VERIFY_URL")


@pytest.mark.parametrize("text", ["", "https://codes.example/v1/check?city=231085", "http://127.0.0.1:9000/"])
def test_an_address_of_a_service(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("LINLI_VERIFY_URL", text)
    assert env_service("LINLI_VERIFY_URL") == text
