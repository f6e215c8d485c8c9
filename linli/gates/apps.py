from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "linli.gates"
    label = "gates"

    def ready(self) -> None:
        from linli.gates import intake  # noqa: F401 - declares its kinds
