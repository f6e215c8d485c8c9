"""Gates, passes and patrols."""

from django.urls import include, path

app_name = "gates"
urlpatterns = [
    path("", include("linli.gates.urls_gates")),
    path("passes/", include("linli.gates.urls_passes")),
    path("outside/", include("linli.gates.urls_outside")),
    path("patrols/", include("linli.gates.urls_patrols")),
    path("logs/", include("linli.gates.urls_logs")),
]
