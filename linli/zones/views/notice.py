"""The notice of a zone, to be printed and hung up: what holds, until when, what stays open. It names nobody."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.incidents.in_force import playbook_in_force
from linli.lib.playbook.gates import Gates
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link
from linli.zones.access import zone_for
from linli.zones.choices import ZoneState
from linli.zones.in_force import edition_of
from linli.zones.marking import held_beside_until
from linli.zones.rules import conditions_of
from linli.zones.views.common import READ
from linli.zones.words import name_word, place_of, stays_word


@never_cache
@require_safe
@staff_page(*READ)
def notice(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found, now = zone_for(request.viewer, zone_id), timezone.now()
    edition = edition_of(found)
    kind = edition.zone(found.kind) if edition else None
    playbook = playbook_in_force(found.area)
    over = found.state in (ZoneState.LIFTED, ZoneState.EXPIRED)
    context = {
        "zone": found,
        "place": place_of(found),
        "kind": name_word(kind.name) if kind else found.kind,
        "rule": name_word(kind.rule) if kind else "",
        "stays": stays_word(kind.stays) if kind else "",
        "conditions": [name_word(one.name) for one in conditions_of(kind, found.came_from)] if kind else [],
        "must_pass": [name_word(one.name) for one in (playbook.gates if playbook else Gates()).errands],
        "phone": playbook.care.phone if playbook else "",
        "city_words": name_word(playbook.care.notice) if playbook else "",
        "lifted": over,
        "held_until": held_beside_until(found, at=now) if over else None,
        "not_yet": found.state in (ZoneState.PROPOSED, ZoneState.SIGNED, ZoneState.DECLINED),
        "printed_by": request.viewer.shown_name,
        "printed_at": now,
        "back": link(request, "zones:zone", found.pk),
    }  # fmt: skip
    return render(request, "zones/notice.html", context)
