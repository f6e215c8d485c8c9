from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "linli.rounds"
    label = "rounds"

    def ready(self) -> None:
        from linli.rounds import intake, measures  # noqa: F401 - declare them
