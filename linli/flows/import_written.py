"""A workbook has been written into the register."""

from typing import Any

from django.urls import reverse

from linli.people.notes import leave_note


def tell_importer(payload: dict[str, Any]) -> None:
    """Leave a note for whoever started the import: it may have taken minutes."""
    if payload.get("user"):
        leave_note(
            user_id=payload["user"],
            kind="import_written",
            key=f"import_written:{payload['batch']}",
            url=reverse("imports:result", args=[payload["batch"]]),
            data={"file": payload.get("file", ""), "rows": payload.get("rows", 0)},
        )
