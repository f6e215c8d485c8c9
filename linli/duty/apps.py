from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "linli.duty"
    label = "duty"

    def ready(self) -> None:
        from linli.duty import intake  # noqa: F401 - declares its kinds
