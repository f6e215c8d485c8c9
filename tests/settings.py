"""Settings for tests: the real ones, in a folder of their own, with fast passwords and jobs run at once."""

import os
import tempfile

os.environ.setdefault("LINLI_HOME", tempfile.mkdtemp(prefix="linli-test-"))

from linli.settings import *  # noqa: F403
from linli.settings import CONTENT_SECURITY_POLICY, DATABASES, HUEY, MIDDLEWARE, STATIC_ROOT  # noqa: F401

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SECOND_FACTOR = False
HUEY = {**HUEY, "huey_class": "huey.MemoryHuey", "immediate": True}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# whitenoise warns of a folder that is not there yet, and a warning fails a test.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
