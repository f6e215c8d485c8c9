from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "linli.incidents"
    label = "incidents"

    def ready(self) -> None:
        from linli.incidents.header import header_part
        from linli.people.context import HEADER_PARTS

        HEADER_PARTS.append(header_part)
