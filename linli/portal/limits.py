"""How often a link, and an address, may ask. Neither is written down.

A whole compound may share one outside address, so an address may ask much; wrong links from it cost more.
"""

import time

from linli.portal.problems import TooOften
from linli.portal.rules import Allowance

A_LINK = 40
AN_ADDRESS = 400
A_WRONG_LINK = 20.0  # twenty wrong links a minute, then the address waits

by_link = Allowance(A_LINK, clock=time.monotonic)
by_address = Allowance(AN_ADDRESS, clock=time.monotonic)


def count(token_hash: str, address: str) -> None:
    """One request; too many, and the sentence says when to come again."""
    if wait := max(by_address.take(address), by_link.take(token_hash)):
        raise TooOften(seconds=wait)


def count_wrong(address: str) -> None:
    if wait := by_address.take(address, A_WRONG_LINK):
        raise TooOften(seconds=wait)
