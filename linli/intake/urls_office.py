"""The phones, and the facts that could not be used, for those who look after them."""

from django.urls import URLPattern

app_name = "devices"

urlpatterns: list[URLPattern] = []
