from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "linli.care"
    label = "care"

    def ready(self) -> None:
        from linli.care import intake  # noqa: F401 - declares its kinds
