"""A workbook has been written into the register."""

from typing import Any

from linli.people.actions import leave_note


def tell_importer(payload: dict[str, Any]) -> None:
    """Leave a note for whoever started the import: it may have taken minutes."""
    if payload.get("user"):
        leave_note(
            user_id=payload["user"],
            kind="import_written",
            key=f"import_written:{payload['batch']}",
            url_name="imports:result",
            url_id=payload["batch"],
            data={"file": payload.get("file", ""), "rows": payload.get("rows", 0)},
        )
