"""Pages of editions."""

from django.urls import URLPattern, URLResolver, path

from linli.care.views import editions

urlpatterns: list[URLPattern | URLResolver] = [
    path("", editions.edition_list, name="editions"),
    path("plan/", editions.edition_plan, name="edition_plan"),
    path("<slug:key>/", editions.edition, name="edition"),
]
