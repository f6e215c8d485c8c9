"""What a database found for a batch of scans: four JSON texts, so that it is one row however many scans there are.

A row each would take the interpreter's lock once a row, from whoever reads the next requests meanwhile.
"""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from linli.gates.judging import HomeRow, Known, PassRow, UseRow
from linli.intake.stores.base import KeptScan

_passes = msgspec.json.Decoder(list[PassRow])
_homes = msgspec.json.Decoder(list[HomeRow])
_uses = msgspec.json.Decoder(list[UseRow])
_facts = msgspec.json.Decoder(list[KeptScan])
NONE = "[]"


def known_from(passes: str, homes: str, uses: str) -> Known:
    return Known(_passes.decode(passes), _homes.decode(homes), _uses.decode(uses) if uses != NONE else ())


def kept_from(facts: str) -> Mapping[UUID, KeptScan]:
    return {one.id: one for one in _facts.decode(facts)} if facts != NONE else {}
