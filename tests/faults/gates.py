"""Gates that ask at the same time, and again until they are answered: each pass is shown at two of them."""

import json
import threading
from collections import deque
from http.client import HTTPConnection, HTTPException
from typing import Any

from linli.lib.ids import new_id

THREADS = 4
PATH = "/intake/v1/gate-scans"


class Gates:
    """`answers`: by the id of the scan, what was said first. One that is answered otherwise later stands in `others`."""

    def __init__(self, port: int, token: str, gate: str, codes: list[str], *, made_at: str) -> None:
        self.port = port
        self.token = token
        self.answers: dict[str, dict[str, Any]] = {}
        self.others: list[object] = []
        self.up = threading.Event()
        questions = [
            {"id": str(new_id()), "gate": gate, "made_at": made_at, "code": code}
            for code in codes
            for _twice in range(2)
        ]
        self.sent = {str(one["id"]) for one in questions}
        self.pass_of = {str(one["id"]): str(one["code"]) for one in questions}
        # Some questions are asked again after they were answered, as a phone does that lost its line too early.
        self._waiting = deque(questions + questions[::7])
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._ask_all, daemon=True) for _one in range(THREADS)]

    def start(self) -> None:
        self.up.set()
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(timeout=60)

    def is_done(self) -> bool:
        return len(self.answers) == len(self.sent)

    def let_through(self) -> list[str]:
        """The passes that were answered with `pass`, one for each answer."""
        return [self.pass_of[pk] for pk, answer in self.answers.items() if answer["says"] == "pass"]

    def _ask_all(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        while question := self._next():
            self.up.wait(60)
            try:
                self._ask(connection, question)
            except (OSError, HTTPException):
                connection.close()
                self._waiting.append(question)

    def _next(self) -> dict[str, str] | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _ask(self, connection: HTTPConnection, question: dict[str, str]) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request("POST", PATH, json.dumps(question).encode(), headers)
        response = connection.getresponse()
        told = json.loads(response.read())
        if response.status in (429, 503):
            self._waiting.append(question)
            return
        with self._lock:
            answer = told["scans"][0] if response.status == 200 else told
            if response.status != 200 or self.answers.setdefault(question["id"], answer) != answer:
                self.others.append(answer)
