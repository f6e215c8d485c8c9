from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "linli.care"
    label = "care"

    def ready(self) -> None:
        from linli.care import intake, notes_episodes  # noqa: F401 - declare kinds and sentences
