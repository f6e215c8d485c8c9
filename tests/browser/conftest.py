"""A real Chromium, signed in as somebody of the table's world."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.field_machine import machine

__all__ = ["machine"]

CHROMIUM = (
    os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
