"""Reading playbooks from TOML: a city's own file laid over the one it extends, then checked as a whole."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from linli.lib.playbook.convert import convert
from linli.lib.playbook.merge import merged
from linli.lib.playbook.paths import follow, line_of
from linli.lib.playbook.problems import Finding, PlaybookError, Trouble, wrong
from linli.lib.playbook.roles import Role, RoleCatalogue
from linli.lib.playbook.tree import placed
from linli.lib.playbook.whole import Playbook, Sections, check_playbook, check_sections

FOLDER = Path(__file__).parents[2] / "playbooks"
ROLES = "roles"
T = TypeVar("T", bound=Struct)
SYNTAX_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(frozen=True)
class Layer:
    """One file's part of a playbook."""

    file: str
    text: str
    data: dict[str, Any]
    path: Path | None = None


def playbook_names() -> tuple[str, ...]:
    """Return the names of the cities whose playbooks come with Linli."""
    return tuple(
        name for name in _files_in(FOLDER) if name != ROLES and "city" in _layer(FOLDER / f"{name}.toml").data
    )


def load_playbook(name_or_path: str | Path) -> Playbook:
    """Return a city's playbook: the name of one that comes with Linli, or a file.

    Raises `PlaybookError` with everything that is wrong.
    """
    if isinstance(name_or_path, str) and "/" not in name_or_path and not name_or_path.endswith(".toml"):
        return _packaged(name_or_path)
    return _read(_layer(Path(name_or_path)))


def read_playbook(text: str, source: str) -> Playbook:
    """Return the playbook that a text holds; `source` is what refusals call it."""
    return _read(_parse(text, source))


def load_shared(name: str = "common") -> Sections:
    """Return a file that is no city's own and that cities extend, checked by itself."""
    roles = load_roles()
    return _checked(
        Sections, [_layer(FOLDER / f"{name}.toml")], lambda shared: check_sections(shared, frozenset(), roles)
    )


def load_roles() -> dict[str, Role]:
    """Return the catalogue of roles by key."""
    return dict(_roles())


@cache
def _packaged(name: str) -> Playbook:
    return _read(_layer(FOLDER / f"{name}.toml", known=playbook_names))


@cache
def _roles() -> dict[str, Role]:
    catalogue = _checked(RoleCatalogue, [_layer(FOLDER / f"{ROLES}.toml")], lambda _: ())
    return {role.key: role for role in catalogue.role}


def _read(own: Layer) -> Playbook:
    layers = [own, *_extended(own)]
    playbook = _checked(Playbook, layers, lambda found: check_playbook(found, load_roles()))
    return replace(playbook, levels=placed(playbook.levels))


def _extended(layer: Layer) -> Iterator[Layer]:
    """Yield the files that a city's file builds on, the nearest first."""
    seen = {layer.path}
    while name := _extends(layer.data):
        beside = [layer.path.parent] if layer.path else []
        path = next((p for folder in (*beside, FOLDER) if (p := folder / f"{name}.toml").is_file()), None)
        if path is None:
            _refuse(layer, "extends.unknown", name=name, names=", ".join(_files_in(FOLDER)))
        if path in seen:
            _refuse(layer, "extends.circle", name=name)
        seen.add(path)
        layer = _layer(path)
        yield layer


def _extends(data: dict[str, Any]) -> str:
    city = data.get("city")
    name = city.get("extends") if isinstance(city, dict) else None
    return name if isinstance(name, str) else ""


def _refuse(layer: Layer, code: str, **data: Any) -> NoReturn:
    raise PlaybookError([_located(wrong(("city", "extends"), code, **data), [layer])])


def _checked(wanted: type[T], layers: list[Layer], check: Callable[[T], Iterable[Finding]]) -> T:
    """Return the layers as one typed value, or raise with everything that is wrong in them."""
    data = reduce(merged, (layer.data for layer in reversed(layers)))
    findings: list[Finding] = []
    made = convert(data, wanted, (), findings)
    if not findings:
        findings.extend(check(made))
    if findings:
        raise PlaybookError(_located(finding, layers) for finding in findings)
    return made  # type: ignore[no-any-return]


def _located(finding: Finding, layers: list[Layer]) -> Trouble:
    """Find the file that a finding comes from: the city's own, unless the path leads deeper into another."""
    layer = max(layers, key=lambda layer: len(follow(layer.data, finding.path)))
    return Trouble(layer.file, finding, line_of(layer.text, layer.data, finding.path))


def _files_in(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def _layer(path: Path, known: Callable[[], tuple[str, ...]] | None = None) -> Layer:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        names = known() if known else _files_in(path.parent)
        raise _unread(path, "file.missing", names=", ".join(names) or "-") from None
    except UnicodeDecodeError:
        raise _unread(path, "file.encoding") from None
    return _parse(text, path.name, path)


def _parse(text: str, file: str, path: Path | None = None) -> Layer:
    try:
        return Layer(file, text, tomllib.loads(text), path)
    except tomllib.TOMLDecodeError as error:
        where = SYNTAX_LINE.search(str(error))
        finding = wrong((), "file.toml", detail=SYNTAX_LINE.sub("", str(error)))
        raise PlaybookError([Trouble(file, finding, int(where[1]) if where else None)]) from None


def _unread(path: Path, code: str, **data: Any) -> PlaybookError:
    return PlaybookError([Trouble(path.name, wrong((), code, **data))])
