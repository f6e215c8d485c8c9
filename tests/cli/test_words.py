"""The command line speaks the user's language: every help text has Chinese."""

import subprocess
import sys
from pathlib import Path

from django.utils.translation import trans_real
from typer.main import get_command

from linli.cli.app import app
from linli.cli.words import everything, plain

ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


def helps() -> set[str]:
    found = {plain(one.help) for one in everything(get_command(app)) if one.help}
    found |= {p.help for one in everything(get_command(app)) for p in one.params if getattr(p, "help", None)}
    return found


def test_it_has_chinese_for_every_help_text() -> None:
    catalogue = trans_real.translation("zh-hans")
    missing = sorted(text for text in helps() if catalogue.gettext(text) == text)
    assert not missing, "Add them to linli/cli/locale:\n" + "\n".join(missing)


def run(tmp_path: Path, *words: str, language: str) -> subprocess.CompletedProcess[str]:
    environment = {**ENVIRONMENT, "LINLI_HOME": str(tmp_path), "LINLI_LANGUAGE": language, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "linli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_it_explains_itself_in_chinese_and_in_english(tmp_path: Path) -> None:
    assert "造一座演示城市" in run(tmp_path, "--help", language="zh-hans").stdout
    assert "Make a demo city" in run(tmp_path, "--help", language="en").stdout


def test_it_refuses_a_language_that_it_does_not_speak(tmp_path: Path) -> None:
    done = run(tmp_path, "--help", language="fr")
    assert done.returncode == 1
    assert "zh-hans or en" in done.stderr


def test_it_answers_a_wrong_command_without_a_trace(tmp_path: Path) -> None:
    done = run(tmp_path, "figures", "--bogus", language="zh-hans")
    assert done.returncode == 2
    assert "看说明" in done.stderr
    assert "Traceback" not in done.stderr
