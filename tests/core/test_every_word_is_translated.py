"""Whatever the code says to people exists in Chinese: every msgid in Python and in templates has a translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2] / "linli"
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
# What templatize leaves of a template: calls that stand in otherwise blanked text.
CALL = re.compile(r"""\b(_|gettext|ngettext|pgettext|npgettext)\((.*?)\)(?=[ )X\n]|$)""", re.S)


def in_python(text: str, where: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(text, where)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            given = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
            if (name in PLAIN and given and isinstance(given[0], str)) or (
                name in PLURAL and given and isinstance(given[0], str)
            ):
                yield given[0], where
            elif name in CONTEXT and len(given) > 1 and isinstance(given[1], str):
                yield f"{given[0]}\x04{given[1]}", where


def in_template(text: str, where: str) -> Iterator[tuple[str, str]]:
    for name, arguments in CALL.findall(templatize(text, where)):
        try:
            given = ast.literal_eval(f"({arguments},)")
        except (SyntaxError, ValueError):
            continue
        if name == "pgettext":
            yield f"{given[0]}\x04{given[1]}", where
        elif isinstance(given[0], str):
            yield given[0], where


def everything_said() -> dict[str, str]:
    said: dict[str, str] = {}
    for path in PACKAGE.rglob("*.py"):
        if "migrations" not in path.parts:
            said.update(in_python(path.read_text(encoding="utf-8"), str(path.relative_to(PACKAGE))))
    for path in PACKAGE.rglob("templates/**/*.html"):
        said.update(in_template(path.read_text(encoding="utf-8"), str(path.relative_to(PACKAGE))))
    return said


def test_it_has_chinese_for_everything_that_it_says() -> None:
    catalogue = trans_real.translation("zh-hans")._catalog
    known = {key[0] if isinstance(key, tuple) else key for part in catalogue._catalogs for key in part}
    said = everything_said()
    assert len(said) > 500, "the words were not found; has the way templates are read changed?"
    missing = sorted(f"{where}: {word}" for word, where in said.items() if word.strip() and word not in known)
    assert not missing, f"{len(missing)} without Chinese:\n" + "\n".join(missing[:60])


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.po")), ids=lambda p: str(p.relative_to(PACKAGE).parts[0])
)
def test_it_has_no_empty_or_doubtful_translation(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    entries = [e for e in re.split(r"\n\s*\n", text)[1:] if not e.lstrip().startswith("#~")]
    doubtful = [e for e in entries if "#, fuzzy" in e or re.search(r'msgstr(\[0\])? ""\s*$', e)]
    assert not doubtful, "\n\n".join(doubtful[:10])


def test_the_compiled_catalogues_are_those_of_the_texts() -> None:
    for path in PACKAGE.rglob("*.po"):
        compiled = path.with_suffix(".mo")
        assert compiled.exists(), f"{path} is not compiled: django-admin compilemessages"
