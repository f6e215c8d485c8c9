"""Somebody's shifts as a calendar (RFC 5545). Plain values in, text out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

MOST_OCTETS = 75
KIND = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Event:
    id: UUID
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    changed_at: datetime
    says: str = ""
    is_cancelled: bool = False


def calendar_of(events: Iterable[Event], *, name: str) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Linli//Duty//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    lines += [
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for one in events:
        lines += _event(one)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line))


def _event(one: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{one.id}@linli",
        f"DTSTAMP:{_moment(one.changed_at)}",
        f"DTSTART:{_moment(one.starts_at)}",
        f"DTEND:{_moment(one.ends_at)}",
        f"SUMMARY:{_text(one.title)}",
        f"LOCATION:{_text(one.place)}",
        *([f"DESCRIPTION:{_text(one.says)}"] if one.says else []),
        f"STATUS:{'CANCELLED' if one.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Section 3.3.11: these signs mean something in a calendar."""
    for sign in "\\;,":
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _fold(line: str) -> Iterable[str]:
    """Section 3.1: no line longer than 75 octets, and no character cut in two."""
    part, octets, most = "", 0, MOST_OCTETS
    for sign in line:
        size = len(sign.encode())
        if octets + size > most:
            yield part
            part, octets = " ", 1
        part, octets = part + sign, octets + size
    yield part
