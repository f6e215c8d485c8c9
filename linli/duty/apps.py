from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "linli.duty"
    label = "duty"

    def ready(self) -> None:
        from linli.duty import intake, notes_posts, notes_responsibilities  # noqa: F401 - declares its kinds
        from linli.duty.answering import names_by_household
        from linli.duty.household_link import responsible_page
        from linli.registers.answering import WHO_ANSWERS
        from linli.registers.more_pages import MORE_PAGES

        MORE_PAGES.append(responsible_page)
        WHO_ANSWERS.append(names_by_household)
