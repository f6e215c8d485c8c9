"""Reads the documentation for the tests: what it says in code marks, which links, which commands."""

import ast
import re
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parents[2]
TOP = (
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "THREAT_MODEL.md",
    "SECURITY.md",
    "NOTICE",
)

HAN = re.compile(r"[\u4e00-\u9fff]")

_FENCE = re.compile(r"^([ ]*)```([\w-]*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?:^|\n\n)((?:[ ]{4,}[^\n]+\n?)+)")
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"^\$?\s*(?:sudo (?:-u \w+ )?)?(?:\w+=\S+ )*(\S*linli|make)(?: |$)")


@dataclass(frozen=True)
class Page:
    name: str
    text: str

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """(language, code) of every fenced block; indented ones are of no language."""
        fenced = [(language, dedent(code)) for _indent, language, code in _FENCE.findall(self.text)]
        return fenced + [("", code) for code in _INDENTED.findall(_FENCE.sub("", self.text))]

    @property
    def spans(self) -> list[str]:
        """What stands between single code marks in running text and tables."""
        return _SPAN.findall(_FENCE.sub("", self.text))

    @property
    def links(self) -> list[str]:
        return _LINK.findall(_FENCE.sub("", self.text))

    @property
    def commands(self) -> list[list[str]]:
        """Every `linli ...` and `make ...` that the page tells somebody to type, as words."""
        lines = [line.strip() for _language, code in self.blocks for line in code.splitlines()]
        return [words for line in [*lines, *self.spans] if (words := _words_of(line))]


def _words_of(line: str) -> list[str]:
    if not (found := _COMMAND.match(line)):
        return []
    words = shlex.split(line[found.start(1) :], comments=True)
    return [words[0].rpartition("/")[2], *_until_next_command(words[1:])]


def _until_next_command(words: list[str]) -> list[str]:
    ends = [i for i, word in enumerate(words) if word in {"|", "&&", ";", ">", "||"}]
    return words[: ends[0]] if ends else words


@cache
def pages() -> tuple[Page, ...]:
    paths = [ROOT / name for name in TOP] + sorted((ROOT / "docs").rglob("*.md"))
    return tuple(Page(str(p.relative_to(ROOT)), p.read_text(encoding="utf-8")) for p in paths)


def page(name: str) -> Page:
    return next(one for one in pages() if one.name == name)


# ---- what the code defines -------------------------------------------------------------------
@cache
def defined_names() -> frozenset[str]:
    """Every name that the Python of Linli and its tests defines: classes, functions, fields, constants, arguments."""
    found: set[str] = set()
    for folder in ("linli", "tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= names_in(path.read_text(encoding="utf-8"))
    return frozenset(found)


def names_in(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).rpartition(".")[2])
    return found


@cache
def sources() -> str:
    """All Python and TOML of Linli in one text."""
    return _joined("py", "toml")


@cache
def markup() -> str:
    """All templates, styles, scripts and settings files in one text."""
    more = [ROOT / "Makefile", ROOT / "pyproject.toml"]
    return _joined("html", "toml", "css", "js") + "".join(path.read_text(encoding="utf-8") for path in more)


def _joined(*suffixes: str) -> str:
    files = [path for suffix in suffixes for path in sorted((ROOT / "linli").rglob(f"*.{suffix}"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if "vendor" not in path.parts)


def tracked_files() -> list[Path]:
    """The text files of the repository, without what is made while working or comes from others."""
    left_out = {".git", ".venv", "var", "vendor", "locale", "results", "dist"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(
            part in left_out or (part.startswith(".") and part != ".ci")
            for part in path.relative_to(ROOT).parts[:-1]
        )
        and path.suffix
        in {".py", ".md", ".toml", ".html", ".css", ".js", ".lock", ".json", ".csv", ".txt", ".svg", ""}
        and "__pycache__" not in path.parts
    ]
