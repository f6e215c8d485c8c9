"""URLs of reports."""

from django.urls import path

from linli.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.ledgers, name="ledgers"),
    path("taken/<uuid:export_id>/", views.export, name="export"),
    path("taken/<uuid:export_id>/file/", views.file, name="file"),
    path("taken/<uuid:export_id>/paper/", views.printed, name="printed"),
    path("<slug:name>/", views.ledger, name="ledger"),
    path("<slug:name>/take/", views.take, name="take"),
]
