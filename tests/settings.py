"""Settings for tests: the real ones, in a folder of their own, with fast passwords and jobs run at once."""

import os
import tempfile

os.environ.setdefault("LINLI_HOME", tempfile.mkdtemp(prefix="linli-test-"))

from linli.settings import *  # noqa: F403
from linli.settings import DATABASES, HUEY

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SECOND_FACTOR = False
HUEY = {**HUEY, "huey_class": "huey.MemoryHuey", "immediate": True}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# In memory: who runs the tests knows that of Django's own backend by its name, and of ours by being told.
if DATABASES["default"]["ENGINE"] == "linli.core.sqlite":
    DATABASES["default"]["ENGINE"] = (
        "tests.sqlite"  # ours, and what the migrations made is kept for the next run
    )
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
