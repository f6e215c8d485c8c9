"""A sheet of passes as a PDF. Nothing is fetched while it is made."""

from typing import Any

from linli.gates.problems_office import NoPaper

PDF = "application/pdf"


def pdf_of(html: str) -> bytes:
    """Refused with what to do instead where the machine lacks what WeasyPrint needs (Pango)."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise NoPaper(why=type(error).__name__) from error
    made: Any = weasyprint.HTML(string=html, url_fetcher=_nothing_from_outside).write_pdf()
    return bytes(made)


def _nothing_from_outside(url: str, *_args: Any, **_more: Any) -> Any:
    raise ValueError("A paper fetches nothing.")
