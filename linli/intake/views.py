"""The only page of the intake: its description, for who writes another client. It holds nothing about anybody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.intake.openapi import description


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(description(), content_type="application/json")
