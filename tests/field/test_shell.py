"""The shell: everything that it needs is in the list that the phone keeps, and it is small."""

import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.test import Client

import linli.field
from linli.field.views.shell import precached, shell_text
from linli.field.words import options

SCRIPTS = Path(linli.field.__file__).parent / "static" / "field" / "js"
LIMIT = 300_000


def contents() -> dict[str, bytes]:
    found = {}
    for address, _digest in precached():
        if address.startswith("/field/"):
            found[address] = shell_text(address.rstrip("/").rpartition("/")[2]).encode()
        else:
            path = finders.find(address.removeprefix("/static/"))
            assert isinstance(path, str)
            found[address] = Path(path).read_bytes()
    return found


def test_the_shell_is_less_than_300_kb_packed() -> None:
    sizes = {address: len(gzip.compress(content, 6)) for address, content in contents().items()}
    assert sum(sizes.values()) < LIMIT, sizes


def test_everything_that_the_page_asks_for_is_kept_on_the_phone() -> None:
    kept = {address for address, _digest in precached()}
    page = shell_text("zh-hans")
    asked = {urlsplit(one).path for one in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)}
    assert asked
    assert asked <= kept
    for path in SCRIPTS.glob("*.js"):
        for name in re.findall(r"from '\./([\w-]+\.js)'", path.read_text()):
            assert f"/static/field/js/{name}" in kept, f"{path.name} imports {name}"


def test_the_service_worker_names_each_file_with_the_hash_of_its_content(client: Client) -> None:
    response = client.get("/field/sw.js")
    assert response["Content-Type"] == "text/javascript"
    assert response["Cache-Control"] == "no-cache"
    text = response.content.decode().replace("\\u002D", "-")
    for address, digest in precached():
        assert f"['{address}', '{digest}']" in text


def test_it_runs_under_the_strict_content_policy() -> None:
    for language in ("zh-hans", "en"):
        page = shell_text(language)
        scripts = re.findall(r"<script([^>]*)>", page)
        assert all("src=" in one or 'type="application/json"' in one for one in scripts)
        assert not re.search(r"\son[a-z]+=|\sstyle=", page)


def test_it_is_the_same_for_everybody_and_sets_no_cookie(db: None, client: Client) -> None:
    response = client.get("/field/")
    assert response.status_code == 200
    assert not response.cookies
    assert "csrf" not in response.content.decode()


def test_it_can_be_installed(client: Client) -> None:
    told = json.loads(
        client.get("/field/manifest.webmanifest", headers={"accept-language": "zh-hans"}).content
    )
    assert told["name"] == "邻里 走访"
    assert told["display"] == "standalone"
    assert {icon["sizes"] for icon in told["icons"]} == {"any", "192x192", "512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])


def test_an_unknown_language_is_no_page(db: None, client: Client) -> None:
    assert client.get("/field/app/fr/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_text_that_a_script_asks_for_is_there(language: str) -> None:
    block = re.search(
        r'<script id="words" type="application/json">(.*?)</script>', shell_text(language), re.S
    )
    assert block
    words = json.loads(block[1])
    for path in SCRIPTS.glob("*.js"):
        asked = re.findall(r"say\('([a-z_]+)'[,)]", path.read_text())
        assert not [one for one in asked if one not in words], path.name
    used = "".join(path.read_text() for path in SCRIPTS.glob("*.js")) + _templates()
    prefixes = tuple(re.findall(r"say\('([a-z_]+_)' \+", used))
    named = [one for one in words if not one.endswith("_one") and not one.startswith(prefixes)]
    assert not [one for one in named if not re.search(rf"['\"]{one}['\"]", used)]


def _templates() -> str:
    folder = Path(get_template("field/shell.html").origin.name).parent  # type: ignore[attr-defined]
    return "".join(path.read_text() for path in folder.glob("*.html"))


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.js")), ids=lambda path: path.name)
def test_no_script_speaks_by_itself(path: Path) -> None:
    """Every sentence comes translated from the server; what is left are the marks of a date."""
    code = re.sub(r"//.*", "", path.read_text())
    assert set(re.findall(r"[\u3001-\u9fff\uff00-\uffef]", code)) <= set("年月日")
    assert "innerHTML" not in code


def test_the_choices_are_those_that_the_server_takes() -> None:
    from typing import get_args

    from linli.rounds import bodies

    fields = {
        "signs": bodies.Sign,
        "channel": bodies.ChannelWord,
        "direction": bodies.Travel.__annotations__["direction"],
        "mode": bodies.Schooling.__annotations__["mode"],
        "what": bodies.Need.__annotations__["what"],
        "purpose": bodies.Visit.__annotations__["purpose"],
        "transport": bodies.Arrival.__annotations__["transport"],
        "comes": bodies.Arrival.__annotations__["kind"],
        "arrival_state": bodies.Arrival.__annotations__["state"],
        "not_mine": bodies.NotMyResident.__annotations__["reason"],
        "check": bodies.OutcomeWord,
        "occupancy": bodies.NewHousehold.__annotations__["occupancy"],
    }
    for name, field in fields.items():
        assert set(options()[name]) == set(get_args(field)), name
