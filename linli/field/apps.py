from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "linli.field"
    label = "field"
