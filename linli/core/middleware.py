"""One place turns a refusal into an answer."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from linli.core.htmx import wants_fragment
from linli.core.problems import MustSignIn, Problem
from linli.core.views import problem_response


class ProblemMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, MustSignIn) and self._can_show_login(request):
            return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
        if isinstance(exception, Problem):
            return problem_response(request, exception)
        return None

    @staticmethod
    def _can_show_login(request: HttpRequest) -> bool:
        return not wants_fragment(request) and "application/json" not in request.headers.get("Accept", "")
