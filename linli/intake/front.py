"""Lets phones reach the intake under the address of the pages: the page server passes `/intake/` on.

One address means one certificate, and no other origin that a page's security policy would have to allow. A phone
sends hundreds of facts a request, so what passing on costs does not matter; a large installation lets its proxy send
`/intake/` to the intake directly.
"""

import json
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from linli.core.problems import Problem
from linli.intake.problems import NeedsLength, NotNow, StoreDown
from linli.intake.told import language_of, refusal

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

PREFIX = "/intake/"
SECONDS = 60
LARGEST = 4_000_000
RETRY_AFTER = 10
# Of the one connection, and not of what is passed on over another.
NOT_ON = {
    "HTTP_HOST",
    "HTTP_CONNECTION",
    "HTTP_COOKIE",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_TE",
    "HTTP_TRAILER",
    "HTTP_EXPECT",
}
BACK = {"content-type", "retry-after", "allow", "www-authenticate", "cache-control"}


class WithIntake:
    """A WSGI application that answers `/intake/` from another server, and everything else from `pages`."""

    def __init__(self, pages: Application, *, address: str) -> None:
        self._pages = pages
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._mine = threading.local()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if not self._host or not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self._pages(environ, start_response)
        # In pieces, without a length: what is read here would be nothing, and the intake would wait for the rest.
        if "HTTP_TRANSFER_ENCODING" in environ and not environ.get("CONTENT_LENGTH"):
            return _refused(NeedsLength(), environ, start_response)
        try:
            response, body = self._passed_on(environ)
        except (OSError, HTTPException):
            return _refused(StoreDown(retry_after=RETRY_AFTER), environ, start_response)
        headers = [(name, value) for name, value in response.getheaders() if name.lower() in BACK]
        start_response(f"{response.status} {response.reason}", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _passed_on(self, environ: dict[str, Any]) -> tuple[HTTPResponse, bytes]:
        body = environ["wsgi.input"].read(min(_length(environ), LARGEST + 1))
        for again in (True, False):
            connection = self._connection()
            try:
                connection.request(environ["REQUEST_METHOD"], environ["PATH_INFO"], body, _headers(environ))
                response = connection.getresponse()
                return response, response.read()
            except (OSError, HTTPException):
                connection.close()
                # The intake closes a connection that was silent for long; facts may be sent twice.
                if not again:
                    raise
        raise AssertionError

    def _connection(self) -> HTTPConnection:
        if not hasattr(self._mine, "connection"):
            self._mine.connection = HTTPConnection(self._host, self._port, timeout=SECONDS)
        connection: HTTPConnection = self._mine.connection
        return connection


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    passed = {
        name[5:].replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_") and name not in NOT_ON
    }
    if environ.get("CONTENT_TYPE"):
        passed["Content-Type"] = environ["CONTENT_TYPE"]
    return passed


def _length(environ: dict[str, Any]) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() else 0


def _refused(problem: Problem, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    told = refusal(problem, language_of(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
    body = json.dumps(
        {name: getattr(told, name) for name in told.__struct_fields__}, ensure_ascii=False
    ).encode()
    status = HTTPStatus(problem.status)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    if isinstance(problem, NotNow):
        headers.append(("Retry-After", str(problem.retry_after)))
    start_response(f"{status.value} {status.phrase}", headers)
    return [body]
