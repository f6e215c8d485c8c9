from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "linli.flows"
    label = "flows"

    def ready(self) -> None:
        from linli.core.outbox import after_commit
        from linli.flows.tasks import react
        from linli.flows.zone_objections import freed_in_zones
        from linli.zones.objections import freed_in

        after_commit.append(react)
        freed_in.append(freed_in_zones)
