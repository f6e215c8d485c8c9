"""What must not, and what must, lie in the repository."""

import re
import tomllib

import pytest

import linli
from tests.core.pages_of_docs import ROOT, page, tracked_files

# Put together here so that this file does not find itself.
NOT_IN_THE_REPOSITORY = {
    "a folder of somebody's machine": r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|Us" + r"ers|tmp/li" + r"nli)/",
    "a package index": r"(?:--(?:extra-)?index-u" + r"rl|--find-li" + r"nks|pyp" + r"i\.org|mirr" + r"ors?\.\w+\.\w+|registry\.np" + r"m)",
    "a server on this machine": r"localho" + r"st:[1-9]\d{3}",
    "a key": r"-----BE" + r"GIN [A-Z ]*PRIVATE KEY",
    "a word of the workshop": r"\b(?:cla" + r"ude|anthro" + r"pic|chat" + r"gpt|ll" + r"m|sub" + r"agents?)\b",
}  # fmt: skip


@pytest.mark.parametrize("what", NOT_IN_THE_REPOSITORY)
def test_the_repository_is_free_of(what: str) -> None:
    pattern = re.compile(NOT_IN_THE_REPOSITORY[what], re.IGNORECASE)
    found = []
    for path in tracked_files():
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        ):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not found, f"{what}: {found[:10]}"


def test_the_changelog_knows_this_version() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    assert version == linli.__version__
    assert re.search(rf"^## {re.escape(version)}\b", page("CHANGELOG.md").text, re.MULTILINE)


def test_the_notice_names_whose_work_is_in_the_repository() -> None:
    vendors = (ROOT / "linli/core/static/linli/vendor", ROOT / "linli/gates/static/gates/vendor")
    notice = page("NOTICE").text.lower()
    for folder in (path for vendor in vendors for path in vendor.iterdir() if path.is_dir()):
        assert folder.name.replace("-", " ") in notice.replace("-", " ")
        assert (folder / "LICENSE").exists()
    assert "china-division 2.7.0" in notice
