"""The scanner before a camera that shows printed codes as gates see them; each of its readers, and what it falls back to."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, sync_playwright

from linli.lib.passes import sign
from tests.browser.conftest import CHROMIUM
from tests.browser.gate_page import NO_WASM, STATIC, close, gate_page, run, wait_until
from tests.browser.gate_video import SHAPES, write_video
from tests.lib.test_passes import CLAIMS, PRIVATE

pytestmark = pytest.mark.browser

TEXTS = {
    name: sign(replace(CLAIMS, id=UUID(int=number)), PRIVATE) for number, name in enumerate(SHAPES, start=1)
}
START = """
  const { startScanner } = await load('scanner.js');
  window.texts = [];
  window.troubles = [];
  window.scanner = await startScanner(document.querySelector('video'), {
    onText: (text) => { if (!window.texts.includes(text)) window.texts.push(text); },
    onTrouble: (error) => window.troubles.push(error.name),
    ...(value || {}),
  });
  return window.scanner.kind;
"""
OWN_READER = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return %s; }
  async detect() { %s }
};
"""


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    frames = [shape(TEXTS[name]) for name, shape in SHAPES.items()]
    video = write_video(tmp_path_factory.mktemp("camera") / "codes.y4m", frames)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={video}",
            ],
        )


def seen(page: Page, wanted: int) -> set[str]:
    """The shapes whose code was read, once all are or the time is up."""
    wait_until(page, f"window.texts.length >= {wanted}")
    names = {text: name for name, text in TEXTS.items()}
    return {names[text] for text in page.evaluate("window.texts")}


@pytest.mark.parametrize("kind", ["zxing", "jsqr"])
def test_every_printed_code_is_read(camera: Browser, kind: str) -> None:
    page = gate_page(camera)
    assert run(page, START, {"kinds": [kind]}) == kind
    assert seen(page, len(TEXTS)) == set(SHAPES)
    run(page, "window.scanner.stop()")
    close(page)


def test_without_a_reader_of_its_own_the_browser_is_given_the_compiled_one(camera: Browser) -> None:
    page = gate_page(camera)
    assert run(page, START) == "zxing"
    close(page)


@pytest.mark.parametrize("why", ["none in this browser", "not allowed by the policy"])
def test_without_wasm_it_reads_with_the_plain_script(camera: Browser, why: str) -> None:
    page = gate_page(camera, NO_WASM) if why == "none in this browser" else gate_page(camera, wasm=False)
    run(page, START)
    assert seen(page, 1)
    assert run(page, "return window.scanner.kind") == "jsqr"
    close(page)


def test_the_browsers_own_reader_goes_first(camera: Browser) -> None:
    page = gate_page(camera, OWN_READER % ("['ean_13', 'qr_code']", "return [{ rawValue: 'LL1:OWN' }];"))
    assert run(page, START) == "native"
    wait_until(page, "window.texts.includes('LL1:OWN')")
    close(page)


def test_a_reader_that_knows_no_qr_codes_is_passed_over(camera: Browser) -> None:
    page = gate_page(camera, OWN_READER % ("['ean_13']", "return [];"))
    assert run(page, START) == "zxing"
    close(page)


def test_a_reader_that_is_there_and_does_not_work_is_left(camera: Browser) -> None:
    page = gate_page(camera, OWN_READER % ("['qr_code']", "throw new DOMException('', 'NotSupportedError');"))
    run(page, START)
    assert seen(page, 1)
    assert run(page, "return window.scanner.kind") == "zxing"
    close(page)


def test_it_lets_the_camera_go(camera: Browser) -> None:
    page = gate_page(camera)
    run(page, START, {"kinds": ["jsqr"]})
    live = "return document.querySelector('video').srcObject.getTracks().map((track) => track.readyState)"
    assert run(page, live) == ["live"]
    held = "window.track = document.querySelector('video').srcObject.getTracks()[0]; window.scanner.stop()"
    run(page, held)
    assert run(page, "return [window.track.readyState, document.querySelector('video').srcObject]") == [
        "ended",
        None,
    ]
    assert run(page, "return window.troubles") == []
    close(page)


def test_a_camera_that_goes_away_is_told(camera: Browser) -> None:
    page = gate_page(camera)
    run(page, START, {"kinds": ["jsqr"]})
    run(page, "document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))")
    wait_until(page, "window.troubles.length")
    assert run(page, "return window.troubles") == ["NotReadableError"]
    close(page)


def test_a_camera_that_is_not_allowed_is_told_at_once(camera: Browser) -> None:
    page = gate_page(camera, camera=False)
    told = run(
        page,
        """
        const { startScanner } = await load('scanner.js');
        return startScanner(document.querySelector('video'), { onText() {} }).then(() => '', (error) => error.name);
        """,
    )
    assert told == "NotAllowedError"
    close(page)


def test_a_phone_that_can_read_no_code_at_all_says_so_and_lets_the_camera_go(camera: Browser) -> None:
    page = gate_page(camera)
    told = run(
        page,
        """
        const { startScanner } = await load('scanner.js');
        const video = document.querySelector('video');
        const error = await startScanner(video, { onText() {}, kinds: ['native'] }).catch((one) => one);
        return [error.name, video.srcObject];
        """,
    )
    assert told == ["NotSupportedError", None]
    close(page)


def test_the_reader_and_its_wasm_are_of_one_version() -> None:
    """With another version's wasm it fails in the middle of a scan."""
    folder = STATIC / "vendor" / "zxing"
    assert (folder / "VERSION").read_text().split() == ["barcode-detector", "3.2.2", "zxing-wasm", "3.1.3"]
    script = Path(folder / "zxing.js").read_text()
    assert "https:" not in script.replace("https://www.w3.org", "")
