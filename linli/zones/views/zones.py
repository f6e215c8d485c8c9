"""Zones: the list of an area, and one zone."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.areas.models import Area
from linli.core.audit import sentence
from linli.core.components import Choice, Filter, Tab
from linli.incidents.choices import OverreachAbout
from linli.incidents.editions import find_edition
from linli.incidents.overreach import rule_of
from linli.lib.editions import Edition
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.tabs import url
from linli.people.views.common import page_of
from linli.registers.views.common import link
from linli.zones.access import zone_for
from linli.zones.cases import rests_on_no_case
from linli.zones.choices import ZoneState
from linli.zones.homes import HomeView
from linli.zones.in_force import edition_here, edition_of, kind_of
from linli.zones.lint import open_findings_of
from linli.zones.models import Zone
from linli.zones.places import households_of
from linli.zones.queries import (
    Affected,
    ZonesWished,
    ZoneView,
    affected,
    history_of,
    marked_now,
    numbers_by_view,
    reviews_of_day,
    zones_of,
)
from linli.zones.rules import comes_down_to
from linli.zones.shown import conditions_of, kind_name, limits, met_of, state_of
from linli.zones.views.common import READ, kinds_of, may_act, sections
from linli.zones.views.homes import HOMES
from linli.zones.words import explained, name_word, place_of, stays_word, unit_word, why_declined

VIEWS = {
    ZoneView.IN_FORCE: pgettext_lazy("zones", "In force"),
    ZoneView.WAITING: pgettext_lazy("zones", "To decide"),
    ZoneView.OVER: pgettext_lazy("zones", "Over"),
}


@never_cache
@require_safe
@staff_page(*READ)
def zone_list(request: StaffRequest) -> HttpResponse:
    wished, now = ZonesWished.read(request.GET), timezone.now()
    page = page_of(request, zones_of(request.scope, wished, now=now))
    numbers, edition = numbers_by_view(request.scope, wished, now=now), edition_here(request.area, now)
    context = {
        "sections": sections(request, "zones:zones"),
        "views": [Tab(label, _list_link(request, wished, view=view), view == wished.view, numbers[view]) for view, label in VIEWS.items()],
        "filters": _filters(request, wished, edition),
        "page": page,
        "rows": _rows(request, list(page), edition),
        "edition": name_word(edition.name),
        "nothing_to_close": not kinds_of(edition),
        "in_force": wished.view == ZoneView.IN_FORCE,
        "may_decide": may_act(request, C.ZONES_DECIDE),
        "new_url": link(request, "zones:zone_new"),
    }  # fmt: skip
    return render(request, "zones/zones.html", context)


def _rows(request: StaffRequest, zones: list[Zone], here: Edition) -> list[dict[str, Any]]:
    now, reviews = timezone.now(), reviews_of_day(zones, timezone.now())
    editions = _editions(zones, here)
    return [
        {
            "zone": one,
            "url": link(request, "zones:zone", one.pk),
            "names": place_of(one),
            "kind": kind_name(one, editions),
            "unit": unit_word(one.unit),
            "state": state_of(one, now),
            "met": met_of(reviews.get(one.pk)),
            "overdue": one.review_at is not None and one.review_at <= now and one.state == ZoneState.IN_FORCE,
        }
        for one in zones
    ]  # fmt: skip


def _editions(zones: list[Zone], here: Edition) -> dict[str, Edition | None]:
    """Each edition is looked up once, however many zones were decided under it."""
    found: dict[str, Edition | None] = {here.key: here}
    for one in zones:
        if one.edition not in found:
            found[one.edition] = find_edition(one.edition, [one.incident])
    return found


def _list_link(request: StaffRequest, wished: ZonesWished, **changed: Any) -> str:
    kept = {"view": wished.view, "kind": wished.kind, "overdue": "1" if wished.overdue else ""}
    return link(request, "zones:zones", **{**kept, **changed})


def _filters(request: StaffRequest, wished: ZonesWished, edition: Edition) -> list[Filter]:
    kinds = [Choice(label, _list_link(request, wished, kind=key)) for key, label in kinds_of(edition)]
    chosen = dict(kinds_of(edition)).get(wished.kind, wished.kind)
    overdue = Filter(
        _("Review overdue"), _("yes") if wished.overdue else "", _list_link(request, wished, overdue=""),
        [Choice(_("yes"), _list_link(request, wished, overdue="1"))],
    )  # fmt: skip
    return [Filter(_("Kind of zone"), chosen, _list_link(request, wished, kind=""), kinds), overdue]


# ---- one zone ------------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def zone(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found, now = zone_for(request.viewer, zone_id), timezone.now()
    reviews = list(found.reviews.select_related("looked_by").order_by("-on")[:40])
    edition = edition_of(found)
    kind = edition.zone(found.kind) if edition else None
    counted = affected(households_of(found))
    context = {
        "sections": sections(request, "zones:zones"),
        "zone": found,
        "place": place_of(found),
        "unit": unit_word(found.unit),
        "kind": name_word(kind.name) if kind else found.kind,
        "stays": stays_word(kind.stays) if kind else "",
        "state": state_of(found, now),
        "limits": limits(kind, edition, unit=found.unit, now=found.from_at or now) if kind and edition else None,
        "explained": explained(found.explained),
        "conditions": conditions_of(reviews[0] if reviews else None),
        "days": [(one, met_of(one)) for one in reviews],
        "affected": counted,
        "needs": _needs_shown(request, found, counted),
        "marked": marked_now(found, now),
        "declined_why": why_declined(found.declined_why),
        "over": found.state == ZoneState.IN_FORCE and found.until_at is not None and found.until_at <= now,
        "review_late": found.review_at is not None and found.review_at <= now,
        "groundless": found.state not in (ZoneState.DECLINED, ZoneState.LIFTED, ZoneState.EXPIRED) and rests_on_no_case(found),
        "history": [(one, sentence(one)) for one in history_of(found.pk)],
        "acts": _acts(request, found),
        "findings": _findings(request, found),
        "tell_url": _tell_url(request, found),
        "homes": _homes_links(request, found),
        "needs_url": _needs_url(request, found.area),
        "notice_url": link(request, "zones:notice", found.pk) if found.signed_at else "",
        "back": link(request, "zones:zones"),
    }  # fmt: skip
    return render(request, "zones/zone.html", context)


def _findings(request: StaffRequest, found: Zone) -> list[tuple[str, str, str, str]]:
    """What goes beyond the rules here, for those who read findings and for those who decide the zone: what it is, its
    numbers, what to do, its own page."""
    reads = request.viewer.may(C.FINDINGS_READ)
    if not reads and not request.viewer.may(C.ZONES_DECIDE):
        return []
    shown = []
    for one in open_findings_of(found, told_too=reads):
        rule, url = rule_of(one.code), link(request, "incidents:overreach_one", one.pk) if reads else ""
        if rule is None:
            shown.append((_("Told by somebody"), one.note, "", url))
        else:
            details = rule.describe(one.data) if rule.describe else ""
            shown.append((str(rule.title), details, str(rule.to_do), url))
    return shown


def _tell_url(request: StaffRequest, found: Zone) -> str:
    if found.state != ZoneState.IN_FORCE or request.viewer.real_user is not None:
        return ""
    return link(request, "incidents:overreach_tell", about=OverreachAbout.ZONE, id=found.pk)


def _homes_links(request: StaffRequest, found: Zone) -> dict[str, str]:
    """The rows behind each number, for those whose duty opens households."""
    if not request.viewer.may(*HOMES):
        return {}
    return {view.value: link(request, "zones:homes", found.pk, view=view) for view in HomeView}


def _needs_shown(request: StaffRequest, found: Zone, counted: Affected) -> list[tuple[Any, int, str]]:
    """Each need, how many have it, and the doors of them for those who see needs."""
    opens = request.viewer.may(*HOMES, C.NEEDS)
    return [
        (code.label, n, link(request, "zones:homes", found.pk, need=code) if opens else "")
        for code, n in counted.needs
    ]


def _needs_url(request: StaffRequest, area: Area) -> str:
    """The board of people who must not wait, in the zone's area; another part of the code has it."""
    board = url("care:needs") if request.viewer.may(C.CARE_READ, C.NEEDS) else ""
    return f"{board}?area={area.code}" if board else ""


def _acts(request: StaffRequest, found: Zone) -> list[tuple[str, str, str]]:
    """What may be done now: (label, address, class of the button). Lifting stands first, like closing did."""
    if not may_act(request, C.ZONES_DECIDE):
        return []

    def to(name: str) -> str:
        return link(request, name, found.pk)

    if found.state == ZoneState.PROPOSED:
        return [(_("Sign it…"), to("zones:sign"), "ll-b-1"), (_("Decline it…"), to("zones:decline"), "")]
    if found.state == ZoneState.SIGNED:
        mine = found.signed_by_id == request.viewer.user.pk
        agree = [] if mine else [(_("Agree…"), to("zones:agree"), "ll-b-1")]
        return [*agree, (_("Decline it…"), to("zones:decline"), "")]
    if found.state != ZoneState.IN_FORCE:
        return []
    acts = [(_("Lift it…"), to("zones:lift"), "ll-b-1"), (_("Write down a look…"), to("zones:review"), "")]
    edition, kind = edition_of(found), kind_of(found)
    if edition and kind and comes_down_to(kind, edition):
        acts.append((_("Make it lighter…"), to("zones:come_down"), ""))
    return [*acts, (_("Renew it…"), to("zones:renew"), "")]
