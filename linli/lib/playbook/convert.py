"""From what TOML says to typed values, finding everything that is wrong instead of stopping at the first.

msgspec judges single values; the tables are walked here, because its own errors come one at a time.
"""

import types
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo, fields

from linli.lib.playbook.base import Name
from linli.lib.playbook.paths import Path, identity, item
from linli.lib.playbook.problems import Finding, guess, wrong

LANGUAGES = {"zh": ("中文", "Chinese text"), "en": ("英文", "English text")}

# A value that could not be made. Whoever gets it leaves the table unmade too; the findings say why.
WRONG: Any = object()

WORDS: dict[type, tuple[str, str]] = {
    str: ("引号里的文字", "a text in quotes"),
    bool: ("true 或 false", "true or false"),
    int: ("整数", "a whole number"),
    float: ("数字", "a number"),
    list: ("[ ] 列表", "a list in [ ]"),
    dict: ("{ } 表", "a table"),
    datetime: ("日期时间", "a date and time"),
    date: ("日期", "a date"),
    time: ("没有引号的时间", "a time without quotes"),
}


def convert(value: Any, wanted: Any, path: Path, findings: list[Finding]) -> Any:
    """Return the typed value, or `WRONG` after adding to the findings."""
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _union(value, get_args(wanted), path, findings)
    if isinstance(wanted, type) and issubclass(wanted, Struct):
        return _table(value, wanted, path, findings)
    if origin is tuple:
        return _list(value, get_args(wanted)[0], path, findings)
    if origin is dict:
        return _named(value, get_args(wanted)[1], path, findings)
    return _leaf(value, wanted, path, findings)


def _union(value: Any, choices: tuple[Any, ...], path: Path, findings: list[Finding]) -> Any:
    real = [choice for choice in choices if choice is not type(None)]
    table = next((c for c in real if isinstance(c, type) and issubclass(c, Struct)), None)
    if table is not None and (isinstance(value, dict) or len(real) == 1):
        return _table(value, table, path, findings)
    if len(real) == 1:
        return convert(value, real[0], path, findings)
    plain = tuple(c for c in real if c is not table)
    # int | float: the wider word is enough.
    return _leaf(value, float if set(plain) == {int, float} else plain[0], path, findings)


def _table(value: Any, wanted: type[Struct], path: Path, findings: list[Finding]) -> Any:
    if not isinstance(value, dict):
        words = ('{ zh = "…", en = "…" }',) * 2 if wanted is Name else WORDS[dict]
        return _refused(findings, path, "value.type", wanted=words, found=_found(value))
    known = {field.encode_name: field for field in fields(wanted)}
    before = len(findings)
    strange = [key for key in value if key not in known]
    findings += (wrong((*path, key), "key.unknown", key=key, guess=guess(key, known)) for key in strange)
    made = {
        f.name: _field(value, f, wanted, path, findings)
        for f in known.values()
        if f.required or f.encode_name in value
    }
    return wanted(**made) if len(findings) == before else WRONG


def _field(
    table: dict[str, Any], field: FieldInfo, owner: type[Struct], path: Path, findings: list[Finding]
) -> Any:
    key = field.encode_name
    if issubclass(owner, Name) and not str(table.get(key, "")).strip():
        return _refused(findings, path, "name.language", key=key, language=LANGUAGES[key])
    if key not in table:
        return _refused(findings, path, "key.missing", key=key)
    return convert(table[key], field.type, (*path, key), findings)


def _list(value: Any, wanted: Any, path: Path, findings: list[Finding]) -> Any:
    if not isinstance(value, list):
        return _refused(findings, path, "value.type", wanted=WORDS[list], found=_found(value))
    names = [identity(entry) for entry in value]
    for index, name in enumerate(names):
        if name is not None and name in names[:index]:
            findings.append(wrong((*path, f"[{index + 1}]"), "key.twice", key=name))
    made = tuple(convert(entry, wanted, (*path, item(value, i)), findings) for i, entry in enumerate(value))
    return WRONG if WRONG in made else made


def _named(value: Any, wanted: Any, path: Path, findings: list[Finding]) -> Any:
    if not isinstance(value, dict):
        return _refused(findings, path, "value.type", wanted=WORDS[dict], found=_found(value))
    made = {key: convert(entry, wanted, (*path, key), findings) for key, entry in value.items()}
    return WRONG if WRONG in made.values() else made


def _leaf(value: Any, wanted: Any, path: Path, findings: list[Finding]) -> Any:
    if get_origin(wanted) is Literal:
        return _choice(value, get_args(wanted), path, findings)
    base, metas = _parts(wanted)
    try:
        plain = msgspec.convert(value, type=base)
    except msgspec.ValidationError:
        return _refused(findings, path, "value.type", wanted=WORDS[base], found=_found(value))
    try:
        msgspec.convert(value, type=wanted)
    except msgspec.ValidationError:
        return _outside(value, metas, path, findings)
    return plain


def _parts(wanted: Any) -> tuple[Any, list[Meta]]:
    if get_origin(wanted) is not Annotated:
        return wanted, []
    base, *metas = get_args(wanted)
    return base, [meta for meta in metas if isinstance(meta, Meta)]


def _outside(value: Any, metas: list[Meta], path: Path, findings: list[Finding]) -> Any:
    for meta in metas:
        if meta.extra:
            words = (meta.extra["zh"], meta.extra["en"])
            return _refused(findings, path, "value.form", wanted=words, found=_found(value))
    least = next((meta.ge for meta in metas if meta.ge is not None), "…")
    most = next((meta.le for meta in metas if meta.le is not None), "…")
    return _refused(findings, path, "value.range", found=value, least=least, most=most)


def _choice(value: Any, choices: tuple[Any, ...], path: Path, findings: list[Finding]) -> Any:
    if value in choices:
        return value
    data = {"found": _found(value), "choices": ", ".join(choices), "guess": guess(value, choices)}
    return _refused(findings, path, "value.choice", **data)


def _found(value: Any) -> Any:
    """How a wrong value is shown: a short one as written, else by its kind."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and len(value) <= 40:
        return f'"{value}"'
    if isinstance(value, (int, float)):
        return value
    return WORDS.get(type(value), (type(value).__name__,) * 2)


def _refused(findings: list[Finding], path: Path, code: str, /, **data: Any) -> Any:
    findings.append(wrong(path, code, **data))
    return WRONG
