"""A page as a PDF. Nothing is fetched while it is made."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.core.problems import Problem

PDF = "application/pdf"


class NoPaperHere(Problem):
    code = "duty.no_pdf_here"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("This machine cannot make PDFs ({why}).")
    next_step = _("Print the page of your hours from the browser, or have Pango installed.")


class NothingToSign(Problem):
    code = "duty.nothing_to_sign"
    sentence = _("There is no shift in this month.")
    next_step = _("Choose another month.")


def pdf_of(html: str) -> bytes:
    """Refused with what to do instead where the machine lacks what WeasyPrint needs (Pango)."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise NoPaperHere(why=type(error).__name__) from error
    made: Any = weasyprint.HTML(string=html, url_fetcher=_nothing_from_outside).write_pdf()
    return bytes(made)


def _nothing_from_outside(url: str, *_args: Any, **_more: Any) -> Any:
    raise ValueError("A paper fetches nothing.")
