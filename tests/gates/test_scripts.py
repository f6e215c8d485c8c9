"""The scripts that run at a gate: no sentence of their own, nothing from anybody else's server, and all files there."""

import re
from pathlib import Path

import pytest

import linli.gates
from linli.gates.rules import RULES
from linli.lib.passes import KINDS, PassClaims
from linli.lib.playbook.gates import MUST_PASS

STATIC = Path(linli.gates.__file__).parent / "static" / "gates"
SCRIPTS = sorted((STATIC / "js").glob("*.js"))


def code_of(path: Path) -> str:
    return re.sub(r"(?m)(^|\s)//.*$", "", path.read_text())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_speaks_by_itself_or_asks_another_server(path: Path) -> None:
    code = code_of(path)
    assert not re.search(r"[\u3001-\u9fff\uff00-\uffef]|innerHTML|https?:", code)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_what_a_script_asks_for_is_there(path: Path) -> None:
    asked = re.findall(r"(?:from |import\(|URL\()'(\.[^']+)'", code_of(path))
    assert not [one for one in asked if not (path.parent / one).resolve().is_file()]


def test_the_twin_has_every_rule_in_the_same_order() -> None:
    code = (STATIC / "js" / "decide.js").read_text()
    listed = re.search(r"const RULES = \[(.*?)\];", code, re.S)
    assert listed
    names = re.findall(r"\w+", listed[1])
    ours = [re.sub(r"_(\w)", lambda found: found[1].upper(), rule.__name__.strip("_")) for rule in RULES]
    # The rule of the quota stands beside the function that counts it.
    assert names == ["used" if name == "quota" else name for name in ours]


def test_the_twin_knows_the_same_errands_and_kinds() -> None:
    decide, read = ((STATIC / "js" / name).read_text() for name in ("decide.js", "pass.js"))
    errands = re.search(r"const MUST_PASS = \[(.*?)\]", decide)
    kinds = re.search(r"const KINDS = \[(.*?)\]", read)
    assert errands
    assert kinds
    assert set(re.findall(r"'(\w+)'", errands[1])) == MUST_PASS
    assert tuple(re.findall(r"'(\w+)'", kinds[1])) == KINDS


def test_a_pass_has_room_for_nothing_about_a_person() -> None:
    assert " ".join(PassClaims.__struct_fields__) == (
        "id kind area valid_from valid_until people every_days times max_hours forfeits key_number"
    )
