"""The intake, for a server that speaks RSGI or ASGI: `linli up` runs this with granian, beside the pages."""

import gc
import os
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from linli.intake.app import Intake

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")


def intake() -> "Intake":
    """The application as the settings ask for it. Parts declare their kinds of fact while Django sets itself up."""
    django.setup()
    from django.conf import settings

    from linli.intake.app import Intake, Limits
    from linli.intake.stores import store_for
    from linli.intake.tasks import derive

    limits = Limits(
        facts_waiting=settings.INTAKE_FACTS_WAITING, facts_a_minute=settings.INTAKE_FACTS_A_MINUTE
    )
    return Intake(store_for(), limits=limits, wake=derive)


application = intake()
# What is loaded by now stays. Looking through it for what could be let go holds up everybody who waits for an answer.
gc.collect()
gc.freeze()
# A request leaves nothing behind that only the collector finds: it need not look after every few hundred objects.
gc.set_threshold(5_000, 20, 100)
