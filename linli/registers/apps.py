from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "linli.registers"
    label = "registers"

    def ready(self) -> None:
        from linli.registers import measures  # noqa: F401 - declares them
