from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "linli.rounds"
    label = "rounds"

    def ready(self) -> None:
        from linli.registers.more_pages import MORE_PAGES
        from linli.rounds import intake, measures  # noqa: F401 - declare them
        from linli.rounds.ledger_link import ledger_page

        MORE_PAGES.append(ledger_page)
