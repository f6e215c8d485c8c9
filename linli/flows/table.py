"""What one part's event starts in another. Read this table to know every reaction there is."""

from linli.core.outbox import Reaction
from linli.flows.import_written import tell_importer

REACTIONS: dict[str, list[Reaction]] = {
    "imports.batch_written": [tell_importer],
}
