"""Who is outside, refusals, findings, arrivals."""

from django.urls import path

from linli.gates.views import findings, lint, live, outside, refusals

urlpatterns = [
    path("", outside.outside_list, name="outside"),
    path("came-in/", outside.registrations, name="registrations"),
    path(
        "came-in/<uuid:registration_id>/<slug:what>/", outside.registration_reveal, name="registration_reveal"
    ),
    path("turned-back/", refusals.refusal_list, name="refusals"),
    path("findings/", findings.finding_list, name="findings"),
    path("findings/<uuid:finding_id>/", findings.finding, name="finding"),
    path("counts/", live.live, name="live"),
    path("too-strict/", lint.hint_list, name="lint"),
]
