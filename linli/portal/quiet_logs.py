"""The address of a household's page is its key, so no log may hold one, whatever goes wrong on the page."""

import logging
import re

# Loggers that write the address of a request: Django's own, and Linli's for failures.
WRITERS = ("django.request", "django.server", "django.security", "django.security.csrf", "linli")
_LINK = re.compile(r"(/h/)[A-Za-z0-9_-]+")


def without_link(text: str) -> str:
    return _LINK.sub(r"\1…", text)


class LinkFilter(logging.Filter):
    """Takes the token out of the message and of its arguments; lets everything through."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = without_link(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(without_link(one) if isinstance(one, str) else one for one in record.args)
        return True


def keep_links_out_of_logs() -> None:
    for name in WRITERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, LinkFilter) for one in logger.filters):
            logger.addFilter(LinkFilter())
