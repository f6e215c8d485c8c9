"""The code of a pass that was issued: signed anew each time it is shown, and always the same."""

import base64
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

from linli.gates.models import GatePass
from linli.lib.passes import PassClaims, sign

QUIET = 4  # modules of white around the code: scanners need them


def code_of(found: GatePass) -> str:
    """What the QR code says. `found.key` is read."""
    claims = PassClaims(
        id=found.pk,
        kind=found.kind,  # type: ignore[arg-type]  # the choices of the model are those of the pass
        area=found.area_code,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
        people=found.people,
        every_days=found.every_days,
        times=found.times,
        max_hours=found.max_hours,
        forfeits=found.forfeits,
        key_number=found.key_id,
    )
    return sign(claims, _private(found.key.private))


@lru_cache(maxsize=16)
def _private(text: str) -> bytes:
    return base64.b64decode(text)


def picture_of(found: GatePass) -> SafeString:
    """The code as SVG, black on white, with its quiet zone: error correction M survives a crease."""
    made = segno.make(code_of(found), error="m", micro=False, boost_error=False)
    return mark_safe(made.svg_inline(border=QUIET, light="#fff", dark="#000", omitsize=True))  # noqa: S308 - drawn here
