from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "linli.portal"
    label = "portal"

    def ready(self) -> None:
        from linli.people.notes import SENTENCES
        from linli.portal.links import link_page
        from linli.portal.quiet_logs import keep_links_out_of_logs
        from linli.registers.more_pages import MORE_PAGES

        SENTENCES["household_asked"] = _("{door} asked for something through its own link.")
        MORE_PAGES.append(link_page)
        keep_links_out_of_logs()
