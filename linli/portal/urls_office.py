"""What staff do for the residents' pages: links, cards, answers."""

from django.urls import URLPattern, path

from linli.portal.views import office

app_name = "portal_office"
HOUSEHOLD = "households/<uuid:household_id>/"
urlpatterns: list[URLPattern] = [
    path(HOUSEHOLD, office.link_office, name="link"),
    path(f"{HOUSEHOLD}make/", office.link_make, name="link_make"),
    path(f"{HOUSEHOLD}revoke/", office.link_revoke, name="link_revoke"),
    path("cards/", office.cards, name="cards"),
    path("requests/", office.requests, name="requests"),
    path("requests/<uuid:request_id>/", office.request_answer, name="request_answer"),
]
