"""Rosters, and one's own times."""

from django.urls import path

from linli.duty.views import availability as own
from linli.duty.views import rosters as views

urlpatterns = [
    path("", views.roster_list, name="rosters"),
    path("new/", views.roster_new, name="roster_new"),
    path("availability/", own.availability, name="availability"),
    path("availability/<uuid:availability_id>/remove/", own.availability_remove, name="availability_remove"),
    path("<uuid:roster_id>/", views.roster, name="roster"),
    path("<uuid:roster_id>/posts/<uuid:post_id>/", views.roster_post, name="roster_post"),
    path("<uuid:roster_id>/lines/<uuid:line_id>/take/", views.roster_take, name="roster_take"),
    path("<uuid:roster_id>/again/", views.roster_again, name="roster_again"),
    path("<uuid:roster_id>/sick/", views.roster_sick, name="roster_sick"),
    path("<uuid:roster_id>/in-force/", views.roster_in_force, name="roster_in_force"),
    path("<uuid:roster_id>/aside/", views.roster_aside, name="roster_aside"),
]
