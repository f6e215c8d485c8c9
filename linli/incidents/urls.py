"""URLs of incidents."""

from django.urls import path

from linli.incidents import views

app_name = "incidents"
urlpatterns = [
    path("", views.incident_list, name="list"),
    path("open/", views.open_incident, name="open"),
    path("<uuid:incident_id>/", views.incident, name="incident"),
    path("<uuid:incident_id>/level/", views.change_level, name="level"),
    path("<uuid:incident_id>/playbook/", views.playbook, name="playbook"),
    path("<uuid:incident_id>/playbook/change/", views.change_playbook, name="change_playbook"),
    path("<uuid:incident_id>/close/", views.close_incident, name="close"),
]
