"""URLs of the phone app."""

from django.urls import path

from linli.field.views import enrol, gates, phone, shell

app_name = "field"
urlpatterns = [
    path("", shell.app, name="app"),
    path("app/<slug:language>/", shell.shell, name="shell"),
    path("sw.js", shell.service_worker, name="service_worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("bundle.json", phone.bundle, name="bundle"),
    path("gates/<uuid:gate_id>.json", gates.gate, name="gate"),
    path("gates/<uuid:gate_id>/verify.json", gates.verify, name="verify"),
    path("leave.json", phone.leave, name="leave"),
    path("enrol/", enrol.own_phone, name="enrol"),
    path("enrol/for/<uuid:user_id>/", enrol.phone_of, name="enrol_for"),
    path("enrol/<slug:code>/", shell.app, name="code"),
    path("enrol/<slug:code>/use.json", phone.use_code, name="use_code"),
]
