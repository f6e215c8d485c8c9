"""The rules of the phone app: codes that enrol a phone, and for how long its list may be used. Pure."""

import secrets
from datetime import timedelta

# Without I, L, O and U: a code is read from one screen and typed on another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
CODE_MINUTES = 10
_LIKE = str.maketrans("ILO", "110")

# A shift that began with a fresh list ends before this.
BUNDLE_LIFE = timedelta(hours=24)
# How far back the last answers are looked for.
SILENCE_DAYS = 30
CHANGES_DAYS = 7
ARRIVALS_BACK_DAYS = 14
ARRIVALS_AHEAD_DAYS = 14


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """A code as it was typed: small letters, spaces and dashes are forgiven."""
    return "".join(c for c in text.upper().translate(_LIKE) if c in ALPHABET)


def shown_code(code: str) -> str:
    """In two halves, as people read it out."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"
