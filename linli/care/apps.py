from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "linli.care"
    label = "care"

    def ready(self) -> None:
        from linli.care import (  # noqa: F401 - declare kinds and sentences
            intake,
            notes_days,
            notes_editions,
            notes_episodes,
            notes_release,
        )
        from linli.care.actions import forgetting  # noqa: F401 - declares what is kept
        from linli.care.household_link import needs_page
        from linli.care.standing_episodes import standing_episodes
        from linli.registers.more_pages import MORE_PAGES
        from linli.registers.standing import STANDING

        MORE_PAGES.append(needs_page)
        STANDING.append(standing_episodes)

        from linli.care.lint import declare_all

        declare_all()
