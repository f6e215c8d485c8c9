"""Zones."""

from django.urls import path

from linli.zones.views import deciding, homes, notice, places, rounds, zones

app_name = "zones"
urlpatterns = [
    path("", zones.zone_list, name="zones"),
    path("places/", places.zone_map, name="map"),
    path("new/", deciding.zone_new, name="zone_new"),
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round_new"),
    path("changes/", rounds.change_list, name="changes"),
    path("changes/<uuid:change_id>/", rounds.change, name="change"),
    path("<uuid:zone_id>/", zones.zone, name="zone"),
    path("<uuid:zone_id>/homes/", homes.homes, name="homes"),
    path("<uuid:zone_id>/sign/", deciding.sign, name="sign"),
    path("<uuid:zone_id>/agree/", deciding.agree, name="agree"),
    path("<uuid:zone_id>/decline/", deciding.decline, name="decline"),
    path("<uuid:zone_id>/lift/", deciding.lift, name="lift"),
    path("<uuid:zone_id>/renew/", deciding.renew, name="renew"),
    path("<uuid:zone_id>/lighter/", deciding.lighter, name="come_down"),
    path("<uuid:zone_id>/look/", deciding.review, name="review"),
    path("<uuid:zone_id>/notice/", notice.notice, name="notice"),
]
