"""What may become of a page of the volunteers' book, and what on it runs out. Pure: no clock, no database."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from linli.duty.choices import BookState as B

# Whoever has left may apply again; nobody becomes active without the office's word.
NEXT: Mapping[str, frozenset[str]] = {
    B.APPLIED: frozenset({B.ACTIVE, B.RESERVE, B.LEFT}),
    B.ACTIVE: frozenset({B.RESERVE, B.PAUSED, B.LEFT}),
    B.RESERVE: frozenset({B.ACTIVE, B.PAUSED, B.LEFT}),
    B.PAUSED: frozenset({B.ACTIVE, B.RESERVE, B.LEFT}),
    B.LEFT: frozenset({B.APPLIED}),
}
# What volunteers say themselves. Back from a pause they are in the reserve until the office says otherwise.
BY_THEMSELVES: Mapping[str, frozenset[str]] = {
    B.APPLIED: frozenset({B.LEFT}),
    B.ACTIVE: frozenset({B.PAUSED, B.LEFT}),
    B.RESERVE: frozenset({B.PAUSED, B.LEFT}),
    B.PAUSED: frozenset({B.RESERVE, B.LEFT}),
    B.LEFT: frozenset({B.APPLIED}),
}
# Who may be called to a post.
WILLING = (B.ACTIVE, B.RESERVE)
SOON = timedelta(days=30)
YOUNGEST, OLDEST = 16, 90


def may_become(state: str, wanted: str, *, by_themselves: bool = False) -> bool:
    return wanted in (BY_THEMSELVES if by_themselves else NEXT).get(state, frozenset())


def is_over(until: date | None, *, today: date) -> bool:
    """A day that is named is the last on which it holds."""
    return until is not None and until < today


def runs_out(until: date | None, *, today: date) -> bool:
    """Still holds, and not for long."""
    return until is not None and today <= until < today + SOON


def still_qualified(
    confirmed: Iterable[str], trained: Iterable[tuple[str, date | None]], *, day: date
) -> frozenset[str]:
    """What counts of the confirmed qualifications on a day: what trainings gave, only while one of them is valid.

    `trained` are the trainings by what they gave and their last valid day. What no training gave was confirmed
    otherwise, and stays.
    """
    given, valid = set(), set()
    for gives, until in trained:
        given.add(gives)
        if not is_over(until, today=day):
            valid.add(gives)
    return frozenset(confirmed) - (given - valid)


def is_birth_year(year: int, *, today: date) -> bool:
    return YOUNGEST <= today.year - year <= OLDEST


def masked_title(name: str, *, word: str) -> str:
    """How somebody is named where everybody can read it: the surname and a word, 郎同志."""
    if not name:
        return word
    if name.isascii():
        return f"{name.split()[-1][0]}. {word.strip()}"
    two = name[:2] in TWO_CHARACTERS and len(name) > 2
    return f"{name[: 2 if two else 1]}{word}"


# Surnames of two characters that are met; any other name begins with one of one character.
TWO_CHARACTERS = frozenset(
    (
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "夏侯",
        "端木",
        "南宫",
    )
)
