"""Care: episodes, their days, objections, and people who must not wait."""

from django.urls import include, path

app_name = "care"
urlpatterns = [
    path("", include("linli.care.urls_episodes")),
    path("release/", include("linli.care.urls_release")),
    path("days/", include("linli.care.urls_days")),
    path("needs/", include("linli.care.urls_needs")),
    path("editions/", include("linli.care.urls_editions")),
]
