"""The command line in the user's language: our own help, and what typer says of itself."""

import gettext as standard
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

LOCALE = Path(__file__).parent / "locale"


def speak(language: str) -> None:
    """Let typer speak this language. It fetches some words when it is imported: call this before."""
    os.environ["LANGUAGE"] = "zh_Hans" if language.startswith("zh") else "en"
    standard.bindtextdomain("messages", str(LOCALE))
    standard.textdomain("messages")


def translated(command: Any) -> Any:
    """A typer command with its help, and that of everything below it, in the language that is active."""
    for one in everything(command):
        if one.help:
            one.help = gettext(plain(one.help))
        for parameter in one.params:
            if words := getattr(parameter, "help", None):
                parameter.help = gettext(words)
    return command


def everything(command: Any) -> Iterator[Any]:
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from everything(below)


def plain(text: str) -> str:
    """A docstring as one msgid: its lines joined, its paragraphs apart."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
