"""What an auditor sees of gates."""

from django.urls import path

from linli.gates.views import logs

urlpatterns = [
    path("", logs.logs, name="logs"),
]
