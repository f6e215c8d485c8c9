"""Every write of the residents' pages: links made and taken away, what a household tells and asks."""

from linli.portal.actions.links import MadeLink, make_link, make_links, revoke_link
from linli.portal.actions.requests import answer_request, ask_community
from linli.portal.actions.telling import answer_daily, declare

__all__ = [
    "MadeLink",
    "answer_daily",
    "answer_request",
    "ask_community",
    "declare",
    "make_link",
    "make_links",
    "revoke_link",
]
