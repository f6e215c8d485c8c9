from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "linli.care"
    label = "care"

    def ready(self) -> None:
        from linli.care import intake, notes_days, notes_episodes  # noqa: F401 - declare kinds and sentences
        from linli.care.household_link import needs_page
        from linli.registers.more_pages import MORE_PAGES

        MORE_PAGES.append(needs_page)
