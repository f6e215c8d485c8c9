"""How a refusal is shown: a page, a piece of a page for htmx, or JSON."""

import logging
import secrets
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from linli.core.htmx import wants_fragment
from linli.core.problems import BadRequest, NotFound, Problem, ServerFailed

logger = logging.getLogger("linli")


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem in the form that the client asked for."""
    if "application/json" in request.headers.get("Accept", ""):
        body = {"code": problem.code, "title": problem.title, "next": problem.advice}
        return JsonResponse(body, status=problem.status)
    template = "core/_problem.html" if wants_fragment(request) else "core/problem.html"
    return render(request, template, {"problem": problem}, status=problem.status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_response(request, NotFound())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_response(request, BadRequest())


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort. The reference stands in the log beside the trace and tells nothing else."""
    reference = secrets.token_hex(4)
    logger.error("Request failed, reference %s, path %s", reference, request.path, exc_info=True)
    return render(
        request, "500.html", {"reference": reference, "problem": ServerFailed(reference=reference)},
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
    )  # fmt: skip
