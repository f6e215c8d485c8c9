from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "linli.flows"
    label = "flows"

    def ready(self) -> None:
        from linli.core.outbox import after_commit
        from linli.flows.tasks import react

        after_commit.append(react)
