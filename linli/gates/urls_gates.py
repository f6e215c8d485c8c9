"""Gates, and what they would say."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
