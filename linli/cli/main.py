"""The `linli` command: sets Django up, then hands over to the command that was named."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    from django.utils import translation

    translation.activate(os.environ.get("LINLI_LANGUAGE", "zh-hans"))
    from linli.cli.app import app

    app()
