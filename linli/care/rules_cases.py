"""When somebody is a case. Pure: what an edition asks for, and what is known."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """`positives`: samples of this person alone. A suspicious pool is none of them, however often it was suspicious."""

    positives: int = 0
    diagnosed: bool = False  # a physician has made the diagnosis, and says so


def is_case(found: Found, *, needs: int) -> bool:
    """`needs`: so many positive samples make a case by themselves; 0: only a physician's diagnosis does."""
    return found.diagnosed or (needs > 0 and found.positives >= needs)
