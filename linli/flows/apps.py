from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "linli.flows"
    label = "flows"

    def ready(self) -> None:
        from linli.core.outbox import after_commit
        from linli.flows.tasks import react
        from linli.flows.zone_objections import due_in_zones, freed_in_zones
        from linli.zones.objections import due_in, freed_in

        after_commit.append(react)
        freed_in.append(freed_in_zones)
        due_in.append(due_in_zones)
