"""The report as a PDF, from the same page that is printed. Nothing is fetched while it is made."""

from typing import Any

from django.template.loader import render_to_string

from linli.reports.daily.paper import Paper
from linli.reports.daily.problems import NoPdfHere

PDF = "application/pdf"


def pdf_document(paper: Paper, *, language: str) -> bytes:
    """Refused with what to do instead where the machine lacks what WeasyPrint needs (Pango)."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise NoPdfHere(why=type(error).__name__) from error
    html = render_to_string("reports/daily/paper.html", {"paper": paper, "language": language})
    made: Any = weasyprint.HTML(string=html, url_fetcher=_nothing_from_outside).write_pdf()
    return bytes(made)


def _nothing_from_outside(url: str, *_args: Any, **_more: Any) -> Any:
    raise ValueError("A report fetches nothing.")
