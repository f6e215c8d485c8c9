"""The documentation names what is there: paths, functions, commands, addresses, sentences. Nothing else may be said."""

import importlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from django.apps import apps
from django.urls import resolve

from tests.core.pages_of_docs import ROOT, Page, defined_names, markup, names_in, page, pages, sources

FOLDERS = {"linli", "tests", "docs", "benchmarks", ".ci"}
PARTS = {path.name for path in (ROOT / "linli").iterdir() if path.is_dir()}

every_page = pytest.mark.parametrize("doc", pages(), ids=lambda doc: doc.name)
# Pages for who changes the code: every name in code marks must be one that the code has.
FOR_DEVELOPERS = [
    doc
    for doc in pages()
    if doc.name in {"docs/where.md", "docs/architecture.md", "docs/components.md", "CONTRIBUTING.md"}
    or doc.name.startswith(("docs/recipes/", "docs/decisions/"))
]


# ---- paths and links ---------------------------------------------------------------------------
def paths_in(doc: Page) -> Iterator[str]:
    for span in doc.spans:
        for word in span.split():
            head = word.partition("/")[0]
            looks_so = re.fullmatch(r"[\w.<>*-]+(/[\w.<>*-]+)*/?", word)
            if looks_so and "/" in word and (head in FOLDERS or head in PARTS):
                yield word


def is_there(path: str) -> bool:
    """From the root, from `linli/`, or as templates are named; `<app>` and `*` must fit at least one."""
    pattern = re.sub(r"<[^>]*>", "*", path).rstrip("/")
    return any(
        any(base.glob(pattern)) for base in (ROOT, ROOT / "linli", *(ROOT / "linli").glob("*/templates"))
    )


@every_page
def test_it_names_only_files_that_are_there(doc: Page) -> None:
    missing = sorted({path for path in paths_in(doc) if not is_there(path)})
    assert not missing, f"{doc.name} names what is not there: {missing}"


@every_page
def test_its_links_lead_somewhere(doc: Page) -> None:
    here = [link.partition("#")[0] for link in doc.links if not link.startswith(("http://", "https://", "#"))]
    broken = sorted({link for link in here if not (doc.path.parent / link).exists()})
    assert not broken, f"{doc.name} links to what is not there: {broken}"


@every_page
def test_addresses_of_pages_are_pages(doc: Page) -> None:
    for span in doc.spans:
        if re.fullmatch(r"/([\w-]+/)+", span):
            resolve(span)  # raises Resolver404


def test_the_index_leads_to_every_page() -> None:
    linked = {(ROOT / "docs" / link.partition("#")[0]).resolve() for link in page("docs/README.md").links}
    lost = [doc.name for doc in pages() if doc.name.startswith("docs/") and doc.path not in linked]
    assert lost in (["docs/README.md"], []), f"docs/README.md does not lead to {lost}"


def test_every_row_of_where_names_a_place() -> None:
    rows = [
        line
        for line in page("docs/where.md").text.splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    without = [
        row for row in rows if "look in" not in row and not re.search(r"`[^`]+`", row.rsplit(" | ", 1)[1])
    ]
    assert len(rows) > 30
    assert not without


# ---- names -------------------------------------------------------------------------------------
def dotted_in(doc: Page) -> Iterator[str]:
    for span in doc.spans:
        word = span.partition("(")[0]
        if re.fullmatch(r"[a-z_]+(\.\w+)+", word) and word.partition(".")[0] in PARTS | {"linli", "tests"}:
            yield word


def leads_to_something(dotted: str) -> bool:
    parts = dotted.split(".")
    names = [parts] if parts[0] in {"linli", "tests"} else [["linli", *parts], parts]
    return any(_resolve(one) for one in names)


def _resolve(parts: list[str]) -> bool:
    for cut in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return cut > 1 or len(parts) == 1
    return False


def is_said_in_code(text: str) -> bool:
    """Codes, keys and event names: `areas.read`, `registers.door_taken`, `residents.living`."""
    if text.endswith((".py", ".toml", ".md", ".css", ".js", ".svg", ".html")):
        return any(ROOT.rglob(text))
    return f'"{text}"' in sources()


@every_page
def test_dotted_names_lead_to_something(doc: Page) -> None:
    lost = {name for name in dotted_in(doc) if not leads_to_something(name) and not is_said_in_code(name)}
    assert not lost, f"{doc.name} names what the code does not have: {sorted(lost)}"


# Names of Python, Django and their like that our pages mention.
OF_OTHERS = {
    "select_for_update", "filterwarnings", "makemigrations", "makemessages", "compilemessages", "TextChoices", "F",
    "TypedDict", "Q", "DateField", "CharField", "BooleanField", "Paginator", "IMMEDIATE", "django_db",
}  # fmt: skip


def names_of(doc: Page) -> Iterator[str]:
    """`recount`, `Household.objects`, `staff_page(...)`: each part of what looks like a name of Python."""
    for span in doc.spans:
        word = re.sub(r"\(.*\)$", "()", span.lstrip("@"))
        if not re.fullmatch(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*(\(\))?", word) or word.startswith("LINLI_"):
            continue
        parts = word.removesuffix("()").split(".")
        speaks = word.endswith("()") or "_" in word or re.search(r"[a-z][A-Z]", word) or parts[0][0].isupper()
        if speaks and parts[0] not in PARTS:
            yield from parts


@pytest.mark.parametrize("doc", FOR_DEVELOPERS, ids=lambda doc: doc.name)
def test_names_in_code_marks_are_names_of_the_code(doc: Page) -> None:
    own = {name for language, code in doc.blocks if language == "python" for name in names_in(code)}
    known = defined_names() | OF_OTHERS | own
    lost = {n for n in names_of(doc) if n not in known and not _is_word_of_a_page(n)}
    assert not lost, f"{doc.name} names what the code does not have: {sorted(lost)}"


def _is_word_of_a_page(name: str) -> bool:
    """Tags, template blocks, TOML keys and file names: said in the files that are not Python."""
    return re.search(rf"\b{re.escape(name)}\b", markup()) is not None or any(ROOT.glob(f"{name}*"))


@pytest.mark.parametrize("doc", FOR_DEVELOPERS, ids=lambda doc: doc.name)
def test_python_in_pages_can_be_read_and_imports_what_is_there(doc: Page) -> None:
    for language, code in doc.blocks:
        if language == "python":
            compile(code, doc.name, "exec")
            for module, names in re.findall(r"^from (linli[\w.]*) import ([\w, ]+)$", code, re.MULTILINE):
                for name in names.split(","):
                    assert hasattr(importlib.import_module(module), name.split()[0]), (
                        f"{doc.name}: {module}.{name}"
                    )


@every_page
def test_data_in_pages_can_be_read(doc: Page) -> None:
    for language, code in doc.blocks:
        if language == "toml":
            tomllib.loads(code)


# ---- commands ----------------------------------------------------------------------------------
def the_command() -> Any:
    from linli.cli.app import app

    return typer.main.get_command(app)


def commands_of(at: Any) -> dict[str, Any]:
    return getattr(at, "commands", {})


def fault_of(words: list[str]) -> str:
    """Why a command line cannot be typed as it stands; empty if it can."""
    at = the_command()
    rest = list(words)
    while commands_of(at) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        if name not in at.commands:
            return f"no command {name!r} in {' '.join(words)!r}"
        at = at.commands[name]
    options = {
        "--help",
        *(one for p in at.params if p.param_type_name == "option" for one in (*p.opts, *p.secondary_opts)),
    }
    unknown = [word for word in rest if word.startswith("-") and word.partition("=")[0] not in options]
    return f"no option {unknown[0]} in {' '.join(words)!r}" if unknown else ""


def test_a_wrong_command_line_is_noticed() -> None:
    assert fault_of(["areas", "improt", "x.csv"])
    assert fault_of(["up", "--prot", "80"])
    assert not fault_of(["up", "--port", "8001"])


@every_page
def test_commands_can_be_typed_as_they_stand(doc: Page) -> None:
    faults = [fault for program, *words in doc.commands if program == "linli" and (fault := fault_of(words))]
    assert not faults, f"{doc.name}: {faults}"


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@every_page
def test_make_targets_are_there(doc: Page) -> None:
    asked = {
        word
        for program, *words in doc.commands
        if program == "make"
        for word in words[:1]
        if word.isidentifier()
    }
    assert asked <= targets(), f"{doc.name}: make {sorted(asked - targets())}"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_opens_with_the_two_commands(name: str) -> None:
    assert page(name).commands[:2] == [["make", "demo"], ["make", "test"]]
    assert page(name).text.index("make demo") < 100
    assert {"demo", "test"} <= targets()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_lists_every_command(name: str) -> None:
    listed = {
        " ".join(words[: 2 if len(words) > 1 else 1])
        for program, *words in page(name).commands
        if program == "linli" and words
    }
    missing = [
        command
        for command in _commands(the_command())
        if not any(f"{one} ".startswith(f"{command} ") for one in listed)
    ]
    assert not missing, f"{name} does not list: {missing}"


def _commands(group: Any, before: str = "") -> Iterator[str]:
    for name, command in commands_of(group).items():
        if commands_of(command):
            yield from _commands(command, f"{before}{name} ")
        elif not command.hidden:
            yield f"{before}{name}"


def test_both_readmes_say_the_same() -> None:
    english, chinese = page("README.md"), page("README.zh-CN.md")
    assert len(re.findall(r"^## ", english.text, re.MULTILINE)) == len(
        re.findall(r"^## ", chinese.text, re.MULTILINE)
    )
    assert english.commands == chinese.commands
    assert [link for link in english.links if link.endswith(".png")] == [
        link for link in chinese.links if link.endswith(".png")
    ]


# ---- words -------------------------------------------------------------------------------------
def test_every_word_has_one_name_in_code() -> None:
    rows = [line.split("|") for line in page("docs/words.md").text.splitlines() if line.startswith("| ")]
    names = Counter(
        name for row in rows for name in re.findall(r"[a-z][a-z_0-9]*", row[3]) if "in code" not in row[3]
    )
    assert len(names) > 100
    assert not {name: n for name, n in names.items() if n > 1}


def test_every_model_has_its_word() -> None:
    """A new thing is named in Chinese and English before it is built."""
    models = [model for model in apps.get_models() if model.__module__.startswith("linli.")]
    names = {re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower() for model in models}
    missing = sorted(name for name in names if not re.search(rf"\b{name}\b", page("docs/words.md").text))
    assert not missing, f"Enter them in docs/words.md: {missing}"


def test_every_word_has_all_three_columns() -> None:
    rows = [
        line.strip("|").split("|") for line in page("docs/words.md").text.splitlines() if line.startswith("|")
    ]
    assert not [row for row in rows if len(row) != 3 or not all(cell.strip() for cell in row)]
