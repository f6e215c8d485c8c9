"""The refusal of a playbook: everything that is wrong with it, each with file, line, key and reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from linli.lib.playbook.paths import Path, render
from linli.lib.playbook.reasons import REASONS


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a path; `code` is a key of `REASONS`, `data` fills its sentence."""

    path: Path
    code: str
    data: dict[str, Any]

    def reason(self, language: str = "en") -> str:
        zh, en = REASONS[self.code]
        chinese = language.startswith("zh")
        fitting = {key: _in_language(value, chinese) for key, value in self.data.items()}
        return (zh if chinese else en).format(**fitting)


def wrong(path: Path, code: str, /, **data: Any) -> Finding:
    """Return a finding; a value that differs by language is a pair (zh, en)."""
    return Finding(path, code, data)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A finding in its file."""

    file: str
    finding: Finding
    line: int | None = None

    @property
    def key(self) -> str:
        return render(self.finding.path)

    @property
    def code(self) -> str:
        return self.finding.code

    def sentence(self, language: str = "en") -> str:
        chinese = language.startswith("zh")
        line = "" if self.line is None else f" 第 {self.line} 行" if chinese else f", line {self.line}"
        key = f"{'，' if chinese else ', '}{self.key}" if self.key else ""
        colon, end = ("：", "。") if chinese else (": ", ".")
        return f"{self.file}{line}{key}{colon}{self.finding.reason(language)}{end}".replace("？。", "？")


class PlaybookError(ValueError):
    """A playbook that cannot be used.

    `str()` has a line for each trouble; `file`, `key` and `reason` are those of the first.
    """

    def __init__(self, troubles: Iterable[Trouble]) -> None:
        self.troubles = tuple(troubles)
        super().__init__(self.sentences("en"))

    @property
    def file(self) -> str:
        return self.troubles[0].file

    @property
    def key(self) -> str:
        return self.troubles[0].key

    @property
    def reason(self) -> str:
        return self.troubles[0].finding.reason()

    def sentences(self, language: str = "en") -> str:
        return "\n".join(trouble.sentence(language) for trouble in self.troubles)


def guess(word: object, known: Iterable[str]) -> tuple[str, str]:
    """Return "did you mean ...?" in both languages, or nothing where no known word is near."""
    near = get_close_matches(str(word), list(known), n=1)
    return (f"，是不是 {near[0]}？", f" (did you mean {near[0]}?)") if near else ("", "")


def _in_language(value: Any, chinese: bool) -> Any:
    return value[0 if chinese else 1] if isinstance(value, tuple) else value
