"""Who answers for what: gaps, who is responsible, naming, ending, handing on."""

from django.urls import path

from linli.duty.views import gaps, patterns, proposals, responsibilities
from linli.duty.views import responsibilities_acts as acts

urlpatterns = [
    path("", gaps.gaps, name="gaps"),
    path("gaps/<slug:pattern>/<slug:slot>/", gaps.gap, name="gap"),
    path("patterns/", patterns.patterns, name="patterns"),
    # who is responsible, and for what somebody is
    path("who/", responsibilities.who, name="who"),
    path("mine/", responsibilities.mine, name="mine"),
    path("households/<uuid:household_id>/", responsibilities.household, name="who_household"),
    path("places/<uuid:place_id>/who/", responsibilities.place, name="who_place"),
    path("episodes/<uuid:episode_id>/who/", responsibilities.episode, name="who_episode"),
    path("people/<uuid:user_id>/", responsibilities.person, name="of_person"),
    path("organisations/<uuid:organisation_id>/", responsibilities.organisation, name="of_organisation"),
    # naming
    path("give/<slug:pattern>/<slug:slot>/from-roles/", acts.take_over_roles, name="take_over_roles"),
    path("give/<slug:pattern>/<slug:slot>/", acts.give_to_many, name="give_many"),
    path(
        "give/<slug:pattern>/<slug:slot>/household/<uuid:household_id>/",
        acts.give_household,
        name="give_household",
    ),
    path("give/<slug:pattern>/<slug:slot>/area/<str:code>/", acts.give_area, name="give_area"),
    path("give/<slug:pattern>/<slug:slot>/place/<uuid:place_id>/", acts.give_place, name="give_place"),
    path(
        "give/<slug:pattern>/<slug:slot>/episode/<uuid:episode_id>/", acts.give_episode, name="give_episode"
    ),
    # proposals
    path("proposals/new/<slug:pattern>/<slug:slot>/", proposals.propose, name="propose"),
    path("proposals/import/<slug:pattern>/<slug:slot>/", proposals.read_in, name="liaisons_import"),
    path("proposals/<uuid:proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/accept/", proposals.accept, name="proposal_accept"),
    path("proposals/<uuid:proposal_id>/reject/", proposals.reject, name="proposal_reject"),
    path("proposals/<uuid:proposal_id>/out/<uuid:household_id>/", proposals.drop, name="proposal_drop"),
    # one of them
    path("responsibilities/<uuid:responsibility_id>/end/", acts.end, name="responsibility_end"),
    path(
        "responsibilities/<uuid:responsibility_id>/hand-on/", acts.hand_it_on, name="responsibility_hand_on"
    ),
    path("responsibilities/<uuid:responsibility_id>/phone/", acts.phone, name="responsibility_phone"),
]
