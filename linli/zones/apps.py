from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "linli.zones"
    label = "zones"
