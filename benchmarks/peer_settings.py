"""Linli's settings without its middleware, for the plain view that the intake is measured against."""

from linli.settings import *  # noqa: F403

MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # which asks to be there
ROOT_URLCONF = "benchmarks.peers"
