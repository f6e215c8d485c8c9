"""From facts as they were read to rows as they are written: sealed, with a digest, and an id in any case."""

from collections.abc import Sequence
from datetime import datetime

from linli.intake.devices import Sender
from linli.intake.reading import Sent
from linli.intake.sealing import digests_of, id_from, seal_all
from linli.intake.stores import Row
from linli.intake.writer import Parcel


def parcel_of(
    sent: Sequence[Sent], *, sender: Sender, received_at: datetime, clock_error: int | None, language: str
) -> Parcel:
    bodies = [fact.body for fact in sent]
    rows = [
        Row(
            # Sent again, what cannot be read has the same id.
            fact.id or id_from((sender.id.bytes, fact.body)),
            sender.id,
            sender.user_id,
            fact.kind,
            fact.made_at or received_at,
            received_at,
            clock_error,
            body,
            digest,
            None,
            received_at if fact.reason else None,
            fact.reason,
            fact.detail,
        )
        for fact, body, digest in zip(sent, seal_all(bodies), digests_of(bodies), strict=True)
    ]
    return Parcel(rows, bodies, [fact.id for fact in sent], language)
