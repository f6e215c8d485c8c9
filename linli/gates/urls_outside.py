"""Who is outside, refusals, findings, arrivals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
