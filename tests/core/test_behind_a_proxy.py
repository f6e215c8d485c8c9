"""Behind a proxy, lock-out and limits count by the browser's address, not by the proxy's."""

from typing import Any

import pytest
from django.test import RequestFactory

from linli.wsgi import application


def address_seen(monkeypatch: pytest.MonkeyPatch, *, peer: str, forwarded: str) -> str:
    seen: dict[str, Any] = {}

    def handler(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.update(environ)
        return []

    monkeypatch.setattr(type(application.__wrapped__), "__call__", lambda self, *given: handler(*given))
    environ = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded).environ
    application(environ, lambda *given: None)
    return str(seen["REMOTE_ADDR"])


def test_it_takes_the_address_that_a_proxy_on_this_machine_hands_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert address_seen(monkeypatch, peer="127.0.0.1", forwarded="10.3.4.5") == "10.3.4.5"


def test_it_takes_the_last_address_that_nobody_here_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    assert address_seen(monkeypatch, peer="127.0.0.1", forwarded="1.2.3.4, 10.3.4.5") == "10.3.4.5"


def test_it_does_not_take_a_stranger_at_their_word(monkeypatch: pytest.MonkeyPatch) -> None:
    assert address_seen(monkeypatch, peer="10.3.4.5", forwarded="1.2.3.4") == "10.3.4.5"
