"""Every environment variable that the code reads is explained in the operations page."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_it_documents_every_setting() -> None:
    read = set()
    for path in (ROOT / "linli").rglob("*.py"):
        read |= set(re.findall(r"LINLI_[A-Z_]+", path.read_text(encoding="utf-8")))
    page = (ROOT / "docs/operations/settings.md").read_text(encoding="utf-8")
    missing = sorted(name for name in read if f"`{name}`" not in page)
    assert not missing, f"Not explained in docs/operations/settings.md: {missing}"
