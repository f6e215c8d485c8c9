"""All settings, read once from the environment; a wrong value stops the start with a sentence.

Everything that Linli writes lies under `LINLI_HOME`. Each variable is explained in `docs/operations/settings.md`.
"""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from linli.core.environment import (
    database_from,
    env_bool,
    env_home,
    env_int,
    env_list,
    env_secret,
    env_service,
    env_url,
)

PACKAGE = Path(__file__).resolve().parent
HOME = env_home("LINLI_HOME", default="./var")

SECRET_KEY = env_secret(HOME / "keys" / "session.key")
DEBUG = env_bool("LINLI_DEBUG", default=False)
ALLOWED_HOSTS = env_list("LINLI_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
HTTPS = env_bool("LINLI_HTTPS", default=False)

# Layers, from the ground up; the order of pyproject's import contract.
INSTALLED_APPS = [
    "linli.core",
    "linli.areas",
    "linli.people",
    "linli.incidents",
    "linli.registers",
    "linli.imports",
    "linli.rounds",
    "linli.duty",
    "linli.gates",
    "linli.care",
    "linli.zones",
    "linli.flows",
    "linli.reports",
    "linli.dashboards",
    "linli.home",
    "linli.intake",
    "linli.field",
    "linli.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "huey.contrib.djhuey",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.people.middleware.SessionNotesMiddleware",
    "linli.core.middleware.ProblemMiddleware",
    "linli.people.middleware.ViewerMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linli.urls"
WSGI_APPLICATION = "linli.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.people.context.header",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "linli.core.templatetags.linli_ui",
            ],
        },
    },
]

DATABASES = {"default": database_from("LINLI_DATABASE_URL", embedded=HOME / "linli.db")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

# ---- who may come in -------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "linli.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Linli"
# Office roles must carry a second factor. A demo on one machine goes without it.
SECOND_FACTOR = env_bool("LINLI_SECOND_FACTOR", default=True)
MFA_ADAPTER = "linli.people.adapters.MFAAdapter"
USERSESSIONS_TRACK_ACTIVITY = True
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# axes counts wrong passwords by name and address; a limit by address alone would shut a whole office out.
ACCOUNT_RATE_LIMITS = {"login": None}
# An office often shares one outside address: lock the name together with the address, never the address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "linli.people.adapters.locked_out"
AXES_VERBOSE = False

# ---- the browser's side ----------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# ---- language, time, files -------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "cli" / "locale"]  # the command line is no app
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
# Served straight from the packages; nothing is collected anywhere.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# ---- jobs ------------------------------------------------------------------------------------
HUEY = {
    "huey_class": "huey.SqliteHuey",
    "name": "linli",
    "filename": str(HOME / "jobs.db"),
    "immediate": False,
    "results": False,
    "fsync": True,
}

# ---- the intake --------------------------------------------------------------------------------
# Where the page server finds the intake, to pass on what phones send; `linli up` sets it for the one that it starts.
INTAKE_URL = env_url("LINLI_INTAKE_URL")
INTAKE_FACTS_WAITING = env_int("LINLI_INTAKE_FACTS_WAITING", default=20_000)
INTAKE_FACTS_A_MINUTE = env_int("LINLI_INTAKE_FACTS_A_MINUTE", default=6_000)
FACT_BODY_DAYS = env_int("LINLI_FACT_BODY_DAYS", default=14)

# ---- gates -------------------------------------------------------------------------------------
# What a city's health-code service says of a code or a document, shown as its word; see `linli.gates.verify`.
VERIFY_URL = env_service("LINLI_VERIFY_URL")
VERIFY_NAME = os.environ.get("LINLI_VERIFY_NAME", "").strip()[:20]
VERIFY_TOKEN = os.environ.get("LINLI_VERIFY_TOKEN", "").strip()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"linli": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
