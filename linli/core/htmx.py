"""Small helpers for pages that also come in pieces."""

from django.http import HttpRequest, HttpResponse


def wants_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a piece; a boosted link asks for the whole page."""
    details = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.boosted


def go_to(url: str, *, request: HttpRequest) -> HttpResponse:
    """Send the browser to a page after an action, whether htmx or a plain form asked."""
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=303, headers={"Location": url})
