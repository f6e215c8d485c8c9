"""Gates, and what they would say."""

from django.urls import URLPattern, path

from linli.gates.views import gates, simulator

urlpatterns: list[URLPattern] = [
    path("", gates.gate_list, name="gates"),
    path("new/", gates.gate_new, name="gate_new"),
    path("simulator/", simulator.simulator, name="simulator"),
    path("<uuid:gate_id>/", gates.gate, name="gate"),
    path("<uuid:gate_id>/edit/", gates.gate_edit, name="gate_edit"),
    path("<uuid:gate_id>/extend/", gates.gate_extend, name="gate_extend"),
    path("<uuid:gate_id>/close/", gates.gate_close, name="gate_close"),
]
