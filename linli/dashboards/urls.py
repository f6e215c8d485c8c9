"""URLs of dashboards."""

from django.urls import path

from linli.dashboards import care_views, duty_views, gates_views, live_views, views

app_name = "dashboards"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("rows/", views.rows, name="rows"),
    path("outlines/", views.outlines, name="outlines"),
    path("download/", views.download, name="download"),
    path("measures/", views.measures, name="measures"),
    path("live/", live_views.live, name="live"),
    path("duty/", duty_views.on_duty, name="duty"),
    path("duty/rows/", duty_views.rows, name="duty_rows"),
    path("gates/", gates_views.at_gates, name="gates"),
    path("gates/rows/", gates_views.rows, name="gates_rows"),
    path("care/", care_views.in_care, name="care"),
    path("care/rows/", care_views.rows, name="care_rows"),
    path("live/rows/", live_views.day_rows, name="day_rows"),
]
