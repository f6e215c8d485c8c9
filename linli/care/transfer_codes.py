"""The code of a transfer: on the paper, typed or scanned where the person is handed over and where they arrive."""

import secrets

# Without what is mixed up when it is read out or written by hand.
SIGNS = "23456789ABCDEFGHJKMNPQRTUVWXYZ"
LENGTH = 8


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """As people type it: small letters, blanks, hyphens, full-width signs."""
    narrow = "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in typed)
    return "".join(sign for sign in narrow.upper() if sign.isalnum())[:40]


def shown_code(code: str) -> str:
    """`K7M2 9QPD`: in two parts, as it is read out."""
    return f"{code[:4]} {code[4:]}"
