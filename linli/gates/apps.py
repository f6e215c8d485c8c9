from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "linli.gates"
    label = "gates"

    def ready(self) -> None:
        from linli.gates import intake  # noqa: F401 - declares its kinds
        from linli.gates.household_link import pass_page
        from linli.registers.more_pages import MORE_PAGES

        MORE_PAGES.append(pass_page)

        from linli.gates.actions.overreach import declare_all

        declare_all()
