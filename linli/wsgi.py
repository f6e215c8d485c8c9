"""The pages, for a WSGI server: `linli up` runs this with granian."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from linli.intake.front import WithIntake

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

pages = WithIntake(get_wsgi_application(), address=settings.INTAKE_URL)

# A proxy on this machine says for whom it asks. Without that a whole city would share one address, and with it one
# count of failed sign-ins. Nobody else's word for it is taken.
application = wrap_wsgi_with_proxy_headers(pages, trusted_hosts=["127.0.0.1", "::1"])  # type: ignore[no-untyped-call]

# What is loaded by now stays. Looking through it for garbage again and again takes a tenth of each page's time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
