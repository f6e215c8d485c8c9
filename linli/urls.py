"""The table of contents: every page of Linli hangs below one of these lines."""

from django.conf.urls.i18n import urlpatterns as language_urls
from django.urls import include, path

from linli.core.views_components import components

urlpatterns = [
    path("", include("linli.home.urls")),
    path("areas/", include("linli.areas.urls")),
    path("register/", include("linli.registers.urls")),
    path("round/", include("linli.rounds.urls")),
    path("duty/", include("linli.duty.urls")),
    path("gates/", include("linli.gates.urls")),
    path("care/", include("linli.care.urls")),
    path("zones/", include("linli.zones.urls")),
    path("imports/", include("linli.imports.urls")),
    path("ledgers/", include("linli.reports.urls")),
    path("reports/daily/", include("linli.reports.daily.urls")),
    path("figures/", include("linli.dashboards.urls")),
    path("incidents/", include("linli.incidents.urls")),
    path("people/", include("linli.people.urls")),
    path("accounts/", include("linli.people.urls_accounts")),
    path("devices/", include("linli.intake.urls_office")),
    path("field/", include("linli.field.urls")),
    path("h/", include("linli.portal.urls")),
    path("residents/", include("linli.portal.urls_office")),
    path("api/", include("linli.intake.urls")),
    path("components/", components, name="components"),
    path("i18n/", include(language_urls)),
]

handler400 = "linli.core.views.bad_request"
handler403 = "linli.core.views.not_found"
handler404 = "linli.core.views.not_found"
handler500 = "linli.core.views.server_error"
