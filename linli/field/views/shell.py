"""The shell of the app, its service worker and its manifest: the same for everybody, so they ask for no sign-in."""

from functools import cache

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.core.components import State
from linli.core.problems import NotFound
from linli.field.shell import LANGUAGES, hash_of, large_files, precache, shell_files, version_of
from linli.field.words import words

PAPER, PLATE = "#F2F4F5", "#0F4C92"


# The reader of codes is compiled (WebAssembly); that is all that these pages may do beyond the others.
reads_codes = csp_update({"script-src": ["'wasm-unsafe-eval'"]})


@require_safe
@reads_codes
def app(request: HttpRequest, code: str = "") -> HttpResponse:
    """The way in, also with a code: the script reads it from the address."""
    return _page(get_language() or LANGUAGES[0])


@require_safe
@reads_codes  # type: ignore[arg-type]
def shell(request: HttpRequest, language: str) -> HttpResponse:
    if language not in LANGUAGES:
        raise NotFound()
    return _page(language)


def _page(language: str) -> HttpResponse:
    response = HttpResponse(shell_text(language if language in LANGUAGES else LANGUAGES[0]))
    response["Cache-Control"] = "no-cache"
    return response


@cache
def shell_text(language: str) -> str:
    with translation.override(language):
        context = {
            "language": language,
            "version": app_version(),
            "words": words(),
            "kinds": list(State),
            "large": [address for address, _digest in large_files()],
        }
        return render_to_string("field/shell.html", context)


@cache
def app_version() -> str:
    return version_of(list(shell_files()))


def precached() -> list[tuple[str, str]]:
    pages = {reverse("field:shell", args=[one]): hash_of(shell_text(one)) for one in LANGUAGES}
    return precache(pages)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    kept = precached()
    context = {
        "version": version_of(kept),
        "files": kept,
        "large": large_files(),
        "large_version": version_of(list(large_files())),
        "scope": reverse("field:app"),
        "shell": reverse("field:shell", args=[LANGUAGES[0]]),
    }
    response = render(request, "field/sw.js", context, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [
        {"src": static("field/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("field/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {
            "src": static("field/icon-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "any maskable",
        },
    ]
    told = {
        "id": reverse("field:app"),
        "name": _("Linli Rounds"),
        "short_name": _("Linli Rounds"),
        "lang": get_language(),
        "start_url": reverse("field:app"),
        "scope": reverse("field:app"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PLATE,
        "icons": icons,
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    return response
