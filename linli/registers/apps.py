from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "linli.registers"
    label = "registers"

    def ready(self) -> None:
        from linli.registers import list_measures, measures  # noqa: F401 - declare them
