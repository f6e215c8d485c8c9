"""The description of the intake, under the address of the pages."""

from django.urls import path

from linli.intake.views import openapi

app_name = "intake"

urlpatterns = [path("openapi.json", openapi, name="openapi")]
