"""Patrols."""

from django.urls import path

from linli.gates.views import patrols

urlpatterns = [
    path("", patrols.route_list, name="patrols"),
    path("new/", patrols.route_new, name="patrol_new"),
    path("found/", patrols.finding_list, name="patrol_findings"),
    path("found/<uuid:check_id>/", patrols.finding, name="patrol_finding"),
    path("found/<uuid:check_id>/photo.jpg", patrols.photo, name="patrol_photo"),
    path("<uuid:route_id>/", patrols.route, name="patrol"),
    path("<uuid:route_id>/edit/", patrols.route_edit, name="patrol_edit"),
    path("<uuid:route_id>/close/", patrols.route_close, name="patrol_close"),
    path("<uuid:route_id>/codes/", patrols.route_codes, name="patrol_codes"),
    path("<uuid:route_id>/sheet/", patrols.route_sheet, name="patrol_sheet"),
]
