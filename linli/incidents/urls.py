"""URLs of incidents."""

from django.urls import path

from linli.incidents import views, views_editions

app_name = "incidents"
urlpatterns = [
    path("", views.incident_list, name="list"),
    path("open/", views.open_incident, name="open"),
    path("overreach/", views_editions.overreach_list, name="overreach"),
    path("overreach/tell/", views_editions.tell_overreach, name="overreach_tell"),
    path("overreach/<uuid:overreach_id>/", views_editions.overreach_one, name="overreach_one"),
    path("<uuid:incident_id>/edition/", views_editions.adopt_edition, name="adopt_edition"),
    path("<uuid:incident_id>/", views.incident, name="incident"),
    path("<uuid:incident_id>/level/", views.change_level, name="level"),
    path("<uuid:incident_id>/playbook/", views.playbook, name="playbook"),
    path("<uuid:incident_id>/playbook/change/", views.change_playbook, name="change_playbook"),
    path("<uuid:incident_id>/close/", views.close_incident, name="close"),
]
