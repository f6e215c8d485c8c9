"""Duty: who answers for what, posts and claims, rosters, the volunteers' book."""

from django.urls import include, path

app_name = "duty"
urlpatterns = [
    path("", include("linli.duty.urls_responsibilities")),
    path("posts/", include("linli.duty.urls_posts")),
    path("rosters/", include("linli.duty.urls_rosters")),
    path("volunteers/", include("linli.duty.urls_volunteers")),
]
