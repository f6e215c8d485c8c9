from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "linli.registers"
    label = "registers"

    def ready(self) -> None:
        from linli.people.trail import DESCRIBE_HOUSEHOLDS
        from linli.registers import list_measures, measures  # noqa: F401 - declare them
        from linli.registers.labels import doors_of

        DESCRIBE_HOUSEHOLDS.append(doors_of)
