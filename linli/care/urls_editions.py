"""Pages of editions."""

from django.urls import URLPattern, URLResolver, path

from linli.care.views import editions, editions_changes

urlpatterns: list[URLPattern | URLResolver] = [
    path("", editions.edition_list, name="editions"),
    path("plan/", editions.edition_plan, name="edition_plan"),
    path("changes/", editions_changes.change_list, name="edition_changes"),
    path("changes/take/", editions_changes.take_all, name="edition_changes_take"),
    path("changes/<uuid:change_id>/", editions_changes.change, name="edition_change"),
    path("<slug:key>/", editions.edition, name="edition"),
]
