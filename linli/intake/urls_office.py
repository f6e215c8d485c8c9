"""The phones, and the facts that could not be used, for those who look after them."""

from django.urls import path

from linli.intake import views_devices, views_quarantine

app_name = "devices"

urlpatterns = [
    path("", views_devices.devices, name="list"),
    path("<uuid:device_id>/revoke/", views_devices.revoke, name="revoke"),
    path("mine/", views_devices.own_devices, name="own"),
    path("mine/<uuid:device_id>/revoke/", views_devices.revoke_own, name="revoke_own"),
    path("quarantine/", views_quarantine.quarantine, name="quarantine"),
    path("quarantine/all/", views_quarantine.replay_all, name="replay_all"),
    path("quarantine/<uuid:fact_id>/", views_quarantine.fact, name="fact"),
    path("quarantine/<uuid:fact_id>/open/", views_quarantine.open_fact, name="open"),
    path("quarantine/<uuid:fact_id>/mend/", views_quarantine.mend, name="mend"),
    path("quarantine/<uuid:fact_id>/replay/", views_quarantine.replay, name="replay"),
    path("quarantine/<uuid:fact_id>/aside/", views_quarantine.aside, name="aside"),
]
