"""Passwords that are read out once and typed once."""

import secrets

# No letters or digits that are taken for one another on paper or on the telephone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _LENGTH = 3, 4


def new_password() -> str:
    """Return a temporary password such as `k7mq-3vwd-x9tn`: 59 bits, easy to read out."""
    while True:
        groups = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_GROUPS)]
        if any(letter.isdigit() for group in groups for letter in group):
            return "-".join(groups)
