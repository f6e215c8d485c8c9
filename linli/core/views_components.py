"""The page that shows every component in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.core import components_sample


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "core/components.html", components_sample.everything(request.GET.get("page")))
