"""A real Chromium, and a whole Linli beside it."""

from tests.browser.field_machine import machine
from tests.chromium import CHROMIUM, chromium

__all__ = ["CHROMIUM", "chromium", "machine"]
