"""The page server passes what phones send on to the intake, under its own address."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import pytest

from linli.intake.front import WithIntake


class Behind(BaseHTTPRequestHandler):
    """Answers with what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        told = {
            "path": self.path, "body": self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(),
            "token": self.headers.get("Authorization"), "cookie": self.headers.get("Cookie"),
            "type": self.headers.get("Content-Type"), "sent": self.headers.get("Linli-Sent-At"),
            "pieces": self.headers.get("Transfer-Encoding"),
        }  # fmt: skip
        body = json.dumps(told).encode()
        self.send_response(429)
        self.send_header("Retry-After", "7")
        self.send_header("X-Other", "1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        return


@pytest.fixture
def behind() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [b"a page"]


def asked(front: WithIntake, path: str, body: bytes = b"", **more: str) -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json",
        "HTTP_AUTHORIZATION": "Bearer x", "HTTP_COOKIE": "sessionid=1", "HTTP_HOST": "linli.example",
        "HTTP_LINLI_SENT_AT": "now", "wsgi.input": BytesIO(body), **more,
    }  # fmt: skip
    answer = b"".join(front(environ, lambda status, headers: told.extend([status, dict(headers)])))
    return told[0], told[1], answer


def test_it_passes_the_request_and_the_answer_on_without_the_session(behind: str) -> None:
    front = WithIntake(pages, address=behind)
    for _time in range(2):
        status, headers, answer = asked(front, "/intake/v1/facts", b"[]")
        assert (status, headers["Retry-After"]) == ("429 Too Many Requests", "7")
        assert "X-Other" not in headers
        assert json.loads(answer) == {
            "path": "/intake/v1/facts", "body": "[]", "token": "Bearer x", "cookie": None, "type": "application/json",
            "sent": "now", "pieces": None,
        }  # fmt: skip


def test_a_body_in_pieces_without_a_length_is_refused_and_not_waited_for(behind: str) -> None:
    front = WithIntake(pages, address=behind)
    status, _headers, answer = asked(
        front,
        "/intake/v1/facts",
        b"2\r\n[]\r\n0\r\n\r\n",
        CONTENT_LENGTH="",
        HTTP_TRANSFER_ENCODING="chunked",
    )
    assert status == "411 Length Required"
    assert json.loads(answer)["next"]


def test_how_the_first_connection_carried_the_body_is_not_passed_on(behind: str) -> None:
    front = WithIntake(pages, address=behind)
    answer = asked(front, "/intake/v1/facts", b"[]", HTTP_TRANSFER_ENCODING="chunked")[2]
    told = json.loads(answer)
    assert (told["body"], told["pieces"]) == ("[]", None)


def test_everything_else_is_a_page(behind: str) -> None:
    assert asked(WithIntake(pages, address=behind), "/register/")[2] == b"a page"
    assert asked(WithIntake(pages, address=""), "/intake/v1/facts")[2] == b"a page"


def test_while_the_intake_is_away_the_phone_is_told_to_come_again() -> None:
    status, headers, answer = asked(
        WithIntake(pages, address="http://127.0.0.1:9"), "/intake/v1/facts", b"[]"
    )
    assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "10")
    assert json.loads(answer)["code"] == "intake.store_down"
