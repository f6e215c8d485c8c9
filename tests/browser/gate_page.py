"""An empty page that may use the scripts of the gate, under the content policy of the field app; nothing leaves it."""

import json
import mimetypes
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Route

import linli.field
import linli.gates

ORIGIN = "https://gate.test"  # secure, so that there is a camera and WebCrypto
STATIC = Path(linli.gates.__file__).parent / "static" / "gates"
FIELD = Path(linli.field.__file__).parent / "static"  # its folder is called `field`
# As of a browser that knows no Ed25519.
NO_ED25519 = """
const known = crypto.subtle.importKey.bind(crypto.subtle);
crypto.subtle.importKey = (format, key, algorithm, ...more) => ((algorithm.name || algorithm) === 'Ed25519'
  ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) : known(format, key, algorithm, ...more));
"""
NO_WASM = "delete window.WebAssembly;"


def policy(*, wasm: bool = True) -> str:
    directives: dict[str, list[str]] = {
        **settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "script-src": ["'self'", *(["'wasm-unsafe-eval'"] if wasm else [])],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def gate_page(browser: Browser, *scripts: str, wasm: bool = True, camera: bool = True) -> Page:
    context = browser.new_context(permissions=["camera"] if camera else [])
    context.route("**/*", lambda route: _answer(route, wasm=wasm))
    for script in scripts:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(ORIGIN + "/")
    return page


def close(page: Page) -> None:
    context: BrowserContext = page.context
    context.close()


def run(page: Page, script: str, value: Any = None) -> Any:
    """Run a function of the page that is given a value; `load(name)` in it is a module of the gate.

    Both ways as one JSON text: Playwright's own way takes half a minute for thousands of facts.
    """
    told = page.evaluate(
        "async (text) => { const load = (name) => import('/js/' + name);"
        f" const told = await (async (value) => {{ {script} }})(JSON.parse(text));"
        " return JSON.stringify(told === undefined ? null : told); }",
        json.dumps(value),
    )
    return json.loads(told)


def wait_until(page: Page, expression: str, *, seconds: int = 60) -> None:
    """Playwright's own waiting evaluates strings, which the content policy forbids."""
    run(
        page,
        f"const end = Date.now() + {seconds * 1000};"
        f" while (!({expression})) {{ if (Date.now() > end) throw new Error('the time is up');"
        " await new Promise((resolve) => { setTimeout(resolve, 50); }); }",
    )


def _answer(route: Route, *, wasm: bool) -> None:
    address = route.request.url.removeprefix(ORIGIN).partition("?")[0]
    path = (FIELD if address.startswith("/field/") else STATIC) / address.lstrip("/")
    if address == "/":
        headers = {"Content-Type": "text/html", "Content-Security-Policy": policy(wasm=wasm)}
        route.fulfill(body="<!doctype html><title>gate</title><video></video>", headers=headers)
    elif route.request.url.startswith(ORIGIN) and path.is_file():
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        route.fulfill(body=path.read_bytes(), headers={"Content-Type": kind})
    else:
        route.abort()
