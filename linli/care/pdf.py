"""A paper as a signed PDF. Nothing is fetched while it is made."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation

from linli.care.models import Episode
from linli.care.papers import LONG_AGO, TITLES, Paper, bodies_of, city_of
from linli.care.problems_release import NoPaper
from linli.core.papers import sign_pdf

PDF = "application/pdf"


def signed_pdf(which: Paper, episode: Episode, *, languages: tuple[str, ...], masked: bool = False) -> bytes:
    """The paper, signed by the city: nobody can change its end unseen."""
    context = {
        "bodies": bodies_of(which, episode, languages=languages, masked=masked), "title": TITLES[which], "now": timezone.now(),
        "language": languages[0], "long_ago": LONG_AGO,
    }  # fmt: skip
    with translation.override(languages[0]):
        html = render_to_string("care/papers/pdf.html", context)
    return sign_pdf(pdf_of(html), by=city_of(episode.area), reason=str(TITLES[which]))


def pdf_response(content: bytes, name: str) -> HttpResponse:
    named = f"attachment; filename=linli.pdf; filename*=UTF-8''{quote(name)}"
    return HttpResponse(
        content, content_type=PDF, headers={"Content-Disposition": named, "Cache-Control": "no-store"}
    )


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
