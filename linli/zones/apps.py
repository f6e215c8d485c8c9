from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "linli.zones"
    label = "zones"

    def ready(self) -> None:
        from linli.zones import notes  # noqa: F401 - declares its sentences
        from linli.zones.lint import declare_findings

        declare_findings()
