"""A real Chromium for tests, with the patience of a busy machine: what does not come is a failure, what comes late is not."""

import os
import shutil
from collections.abc import Iterator
from functools import wraps
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

CHROMIUM = (
    os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
)
PATIENCE = 120_000  # ms
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        patch.setattr(browser, "new_context", _patient(browser.new_context))
        yield browser


def _patient(new_context: Any) -> Any:
    @wraps(new_context)
    def made(*arguments: Any, **options: Any) -> BrowserContext:
        context: BrowserContext = new_context(*arguments, **options)
        context.set_default_timeout(PATIENCE)
        return context

    return made
