"""The daily round: who has answered, what goes back, and lists that are checked on the ground."""

from django.urls import URLPattern

app_name = "rounds"

urlpatterns: list[URLPattern] = []
