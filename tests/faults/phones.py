"""Phones that send at the same time, and again until they are answered."""

import json
import threading
from collections import deque
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from uuid import UUID

from linli.lib.ids import new_id
from linli.lib.periods import SHANGHAI

FACTS_A_BATCH = 10
THREADS = 4


class Phones:
    """A fixed number of batches; `acknowledged` holds the ids that were answered with `kept` or `seen`."""

    def __init__(self, port: int, token: str, households: list[UUID], *, batches: int) -> None:
        self.port = port
        self.token = token
        self.sent: set[str] = set()
        self.acknowledged: set[str] = set()
        self.other_answers: list[object] = []
        self._waiting = deque(self._batch(households, number) for number in range(batches))
        self._lock = threading.Lock()
        self.up = threading.Event()
        self._threads = [threading.Thread(target=self._send_all, daemon=True) for _one in range(THREADS)]

    def _batch(self, households: list[UUID], number: int) -> bytes:
        facts = []
        for at in range(FACTS_A_BATCH):
            index = number * FACTS_A_BATCH + at
            made_at = datetime(2026, 11, 1, 8, tzinfo=SHANGHAI) + timedelta(days=index % 15, seconds=index)
            body = {"household": str(households[index % len(households)]), "same": True}
            facts.append(
                {"id": str(new_id()), "kind": "daily_answer", "made_at": made_at.isoformat(), "body": body}
            )
        self.sent |= {str(fact["id"]) for fact in facts}
        return json.dumps(facts).encode()

    def start(self) -> None:
        self.up.set()
        for thread in self._threads:
            thread.start()

    def is_done(self) -> bool:
        return len(self.acknowledged) == len(self.sent)

    def join(self) -> None:
        for thread in self._threads:
            thread.join(timeout=60)

    def _send_all(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        while batch := self._next():
            self.up.wait(60)
            try:
                self._send(connection, batch)
            except (OSError, HTTPException):
                connection.close()
                self._waiting.append(batch)

    def _next(self) -> bytes | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _send(self, connection: HTTPConnection, batch: bytes) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request("POST", "/intake/v1/facts", batch, headers)
        response = connection.getresponse()
        raw = response.read()
        if response.status == 503:
            self._waiting.append(batch)
            return
        told = json.loads(raw)
        with self._lock:
            for one in told.get("facts", [told]):
                if one.get("state") in ("kept", "seen"):
                    self.acknowledged.add(one["id"])
                else:
                    self.other_answers.append(one)
