"""The `linli` command: sets Django up, then hands over to the command that was named."""

import os
import sys

LANGUAGES = ("zh-hans", "en")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    language = os.environ.get("LINLI_LANGUAGE", "zh-hans")
    if language not in LANGUAGES:
        sys.exit(f"LINLI_LANGUAGE is {language!r}; write zh-hans or en.")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    from django.utils import translation

    from linli.cli.words import speak, translated

    translation.activate(language)
    speak(language)
    from typer.main import get_command

    from linli.cli.app import app

    translated(get_command(app))(prog_name="linli")
