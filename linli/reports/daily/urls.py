"""URLs of the daily report."""

from django.urls import path

from linli.reports.daily import views

app_name = "daily"
urlpatterns = [
    path("", views.report, name="report"),
    path("hand-in/", views.submit, name="submit"),
    path("sign/", views.sign, name="sign"),
    path("send-back/", views.send_back, name="send_back"),
    path("correct/", views.correct, name="correct"),
    path("paper/", views.printed, name="printed"),
    path("<slug:kind>/", views.file, name="file"),
]
