"""The volunteers' book, teams, what organisations' people did, and the wall."""

from django.urls import path

from linli.duty.views import organisations, teams, volunteers, volunteers_own, wall

urlpatterns = [
    path("", volunteers.volunteer_list, name="volunteers"),
    path("new/", volunteers.volunteer_new, name="volunteer_new"),
    path("me/", volunteers_own.own, name="volunteer_own"),
    path("me/apply/", volunteers_own.apply, name="volunteer_apply"),
    path("me/edit/", volunteers_own.own_edit, name="volunteer_own_edit"),
    path("me/pause/", volunteers_own.own_pause, name="volunteer_own_pause"),
    path("me/leave/", volunteers_own.own_leave, name="volunteer_own_leave"),
    path("<uuid:volunteer_id>/", volunteers.volunteer, name="volunteer"),
    path("<uuid:volunteer_id>/edit/", volunteers.volunteer_edit, name="volunteer_edit"),
    path("<uuid:volunteer_id>/state/", volunteers.volunteer_state, name="volunteer_state"),
    path("<uuid:volunteer_id>/trainings/new/", volunteers.training_new, name="training_new"),
    path("trainings/<uuid:training_id>/remove/", volunteers.training_remove, name="training_remove"),
    # ---- teams and organisations
    path("teams/", teams.team_list, name="teams"),
    path("teams/new/", teams.team_new, name="team_new"),
    path("teams/<uuid:team_id>/", teams.team, name="team"),
    path("teams/<uuid:team_id>/edit/", teams.team_edit, name="team_edit"),
    path("teams/<uuid:team_id>/join/", teams.team_join, name="team_join"),
    path("teams/<uuid:team_id>/members/<uuid:user_id>/out/", teams.team_part, name="team_part"),
    path("teams/<uuid:team_id>/end/", teams.team_end, name="team_end"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/<uuid:organisation_id>/", organisations.organisation, name="organisation"),
    path(
        "organisations/<uuid:organisation_id>/send/",
        organisations.organisation_send,
        name="organisation_send",
    ),
    # ---- at a gate
    path("wall/<str:code>/", wall.wall, name="wall"),
]
