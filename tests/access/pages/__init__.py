"""The table itself, a file for each app; all files of this folder are read."""

from importlib import import_module
from pkgutil import iter_modules

from tests.access.page import Page


def all_pages() -> dict[str, list[Page]]:
    """The lines of each file."""
    names = [module.name for module in iter_modules(__path__)]
    return {name: list(import_module(f"{__name__}.{name}").PAGES) for name in names}
