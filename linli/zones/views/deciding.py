"""Proposing, signing, agreeing, declining; lifting, renewing, coming down, looking."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from linli.areas.models import Area
from linli.core.moments import until as until_word
from linli.incidents.in_force import playbook_in_force
from linli.lib.editions import Edition
from linli.lib.periods import local_day
from linli.people.requests import StaffRequest, staff_page
from linli.registers.forms.reading import KeptForm
from linli.registers.models import Household
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show
from linli.zones.access import zone_for
from linli.zones.actions.days import come_down, counted_of, review_zone
from linli.zones.actions.deciding import agree_zone, decline_zone, sign_zone
from linli.zones.actions.ending import lift_zone
from linli.zones.actions.proposing import propose_by_hand, propose_renewal
from linli.zones.cases import rests_on_no_case
from linli.zones.choices import WhyLifted, ZoneState
from linli.zones.forms import LiftForm, ProposeForm, RenewForm, ReviewForm, SignForm, WhyForm
from linli.zones.in_force import edition_here, edition_of, kind_of
from linli.zones.models import Zone
from linli.zones.places import households_of
from linli.zones.problems import NotInForce, NotWaiting
from linli.zones.queries import affected, marked_now
from linli.zones.rules import WIDTH, all_met, comes_down_to, is_wider, term_of
from linli.zones.shown import kind_name, limits
from linli.zones.views.common import ACT, DECIDE, FORM, kinds_of
from linli.zones.words import condition_word, explained, name_word, place_of, stays_word, unit_word

UNITS = [unit for unit in WIDTH if unit != "household"]
MOST_NAMES = 300


# ---- proposing -----------------------------------------------------------------------------------------------------------
@never_cache
@staff_page(*DECIDE, write=True)
def zone_new(request: StaffRequest) -> HttpResponse:
    area, edition = request.area, edition_here(request.area, timezone.now())
    asked = {
        name: request.GET[name]
        for name in ("unit", "compound", "building", "stairwell")
        if name in request.GET
    }
    form = ProposeForm(
        posted(request),
        initial={"unit": "stairwell", **new_record(), **asked},
        kinds=kinds_of(edition),
        units=UNITS,
    )

    def save() -> str:
        made = propose_by_hand(area, zone_id=form.record_id(), asked=form.asked(), actor=request.viewer)
        return link(request, "zones:zone", made.pk)

    page = FormPage(
        title=_("Propose a zone"), submit=_("Propose it"), back=link(request, "zones:zones"),
        done=_("It is proposed. Nobody is restricted yet."), say=area.short, template=FORM,
    )  # fmt: skip
    context = {
        "limits": _all_limits(edition, ""), "edition": name_word(edition.name), "names": _names(area),
        "nothing_to_close": not kinds_of(edition),
    }  # fmt: skip
    return save_or_show(request, page, form, save, context=context)


def _names(area: Area) -> dict[str, list[str]]:
    """Names as they stand on the doors here, to choose from."""
    rows = Household.objects.within(area.code).filter(closed_on=None).exclude(compound="", building="")
    found = (
        rows.order_by("compound", "building", "stairwell")
        .values_list("compound", "building", "stairwell")
        .distinct()
    )
    names = list(found[:MOST_NAMES])
    return {
        name: sorted({one[at] for one in names if one[at]})
        for at, name in enumerate(("compound", "building", "stairwell"))
    }


def _all_limits(edition: Edition, unit: str) -> list[Any]:
    now = timezone.now()
    return [limits(kind, edition, unit=unit, now=now) for kind in edition.zones if kind.stays != "free"]


# ---- two signatures --------------------------------------------------------------------------------------------------------
@never_cache
@staff_page(*DECIDE, write=True)
def sign(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found, now = _waiting(request, zone_id, ZoneState.PROPOSED), timezone.now()
    edition = edition_here(found.area, now)
    chosen = edition.zone(found.kind)
    form = SignForm(
        posted(request),
        initial={
            "kind": found.kind, "reason": found.reason, "version": found.version, "objection": _objection(found.area),
            "wider_because": found.wider_because,
            "last_on": local_day(term_of(chosen, now).until_at - timedelta(minutes=1)) if chosen else None,
        },
        kinds=kinds_of(edition),
        asks_wider=any(one.wider_if and is_wider(found.unit, one.widest) for one in edition.zones),
    )  # fmt: skip

    def save() -> None:
        sign_zone(found, version=form.seen_version(), decision=form.decision(), actor=request.viewer)

    page = FormPage(
        title=_("Sign the zone"), submit=_("Sign as the first officer"), back=link(request, "zones:zone", found.pk),
        done=_("It is signed. A second officer decides; until then nobody is restricted."), say=place_of(found),
        template="zones/sign.html",
    )  # fmt: skip
    context = {
        "zone": found, "limits": _all_limits(edition, found.unit), "edition": name_word(edition.name),
        "explained": explained(found.explained), "affected": affected(households_of(found)), "unit": unit_word(found.unit),
    }  # fmt: skip
    return save_or_show(request, page, form, save, context=context)


def _objection(area: Area) -> str:
    """The playbook's line for objections, with the hours in which it answers."""
    playbook = playbook_in_force(area)
    if playbook is None or not playbook.care.phone:
        return ""
    return _("{phone}, answered within {hours} hours").format(
        phone=playbook.care.phone, hours=playbook.care.appeal_hours
    )


@never_cache
@staff_page(*DECIDE, write=True)
def agree(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found = _waiting(request, zone_id, ZoneState.SIGNED)
    form = KeptForm(posted(request), initial={"version": found.version})

    def save() -> None:
        agree_zone(found, version=form.seen_version(), actor=request.viewer)

    kind = kind_of(found)
    facts = [
        (_("Place"), place_of(found)),
        (_("How far"), unit_word(found.unit)),
        (_("Kind of zone"), kind_name(found)),
        (_("What people do"), name_word(kind.rule) if kind else ""),
        *_affected_facts(found),
        (_("Reason"), found.reason),
        (_("Why it reaches further than usual"), found.wider_because),
        (_("Basis"), found.basis),
        (_("Until"), until_word(found.until_at)),
        (_("Objections"), found.objection),
        (_("First signature"), found.signed_by.shown_name if found.signed_by else ""),
        (_("Always open"), _("Fire exits, the doors of stairwells, and every errand that must not wait.")),
        (_("What happens"), _("Their households are marked, and gates know at once. It ends by itself.")),
    ]
    return _act(
        request, found, form, save, title=_("Agree to the zone"), submit=_("Agree as the second officer"),
        done=_("The zone is in force."), facts=facts, danger=True,
    )  # fmt: skip


@never_cache
@staff_page(*DECIDE, write=True)
def decline(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found = _waiting(request, zone_id, ZoneState.PROPOSED, ZoneState.SIGNED)
    form = WhyForm(posted(request), initial={"version": found.version})

    def save() -> None:
        decline_zone(found, version=form.seen_version(), why=form.cleaned_data["why"], actor=request.viewer)

    facts = [(_("What happens"), _("Nothing is closed. The reason stays in the history."))]
    return _act(
        request, found, form, save, title=_("Decline the zone"), submit=_("Decline it"),
        done=_("It is declined."), facts=facts,
    )  # fmt: skip


# ---- a zone in force -------------------------------------------------------------------------------------------------------
@never_cache
@staff_page(*DECIDE, write=True)
def lift(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found, now = _in_force(request, zone_id), timezone.now()
    counted = counted_of(found, on=local_day(now))
    usual = WhyLifted.CONDITIONS if all_met(counted) else WhyLifted.OFFICER
    form = LiftForm(
        posted(request), initial={"why": WhyLifted.CASE_RULED_OUT if rests_on_no_case(found) else usual}
    )

    def save() -> None:
        lift_zone(found, why=form.cleaned_data["why"], actor=request.viewer)

    conditions = [
        f"{condition_word(one.key, one.needed)}: {_('met') if one.met else one.counted}" for one in counted
    ]
    facts = [
        (_("Place"), place_of(found)),
        (_("Free in this moment"), _("{n} households").format(n=marked_now(found, now))),
        (_("Conditions today"), "; ".join(conditions)),
        (_("What happens"), _("Gates let them pass at once, and it is announced. One officer is enough.")),
        (_("What stays"), _("Who is marked by an episode of care or by another zone.")),
    ]
    return _act(
        request, found, form, save, title=_("Lift the zone"), submit=_("Lift it now"),
        done=_("The zone is lifted."), facts=facts,
    )  # fmt: skip


@never_cache
@staff_page(*DECIDE, write=True)
def renew(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found = _in_force(request, zone_id)
    edition = edition_here(found.area, timezone.now())
    form = RenewForm(posted(request), initial={"kind": found.kind, **new_record()}, kinds=kinds_of(edition))

    def save() -> str:
        made = propose_renewal(
            found, zone_id=form.record_id(), reason=form.cleaned_data["reason"], kind=form.cleaned_data["kind"],
            actor=request.viewer,
        )  # fmt: skip
        return link(request, "zones:zone", made.pk)

    facts = [
        (_("Ends now"), until_word(found.until_at)),
        (
            _("What happens"),
            _("A new proposal follows this zone. It needs basis, end and two signatures anew."),
        ),
        (_("Until then"), _("This zone ends when it ends.")),
    ]
    return _act(
        request, found, form, save, title=_("Renew the zone"), submit=_("Propose it"),
        done=_("A new decision is proposed."), facts=facts,
    )  # fmt: skip


@never_cache
@staff_page(*DECIDE, write=True)
def lighter(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found = _in_force(request, zone_id)
    form = KeptForm(posted(request), initial={"version": found.version})
    edition, kind = edition_of(found), kind_of(found)
    below = comes_down_to(kind, edition) if kind and edition else None

    def save() -> None:
        come_down(found, version=form.seen_version(), actor=request.viewer)

    facts = [
        (_("Now"), kind_name(found)),
        (_("Then"), f"{name_word(below.name)}: {name_word(below.rule)}" if below else ""),
        (_("What people do"), stays_word(below.stays) if below else ""),
        (_("Until"), until_word(found.until_at)),
    ]
    return _act(
        request, found, form, save, title=_("Make the zone lighter"), submit=_("Make it lighter"),
        done=_("The zone is lighter."), facts=facts,
    )  # fmt: skip


@never_cache
@staff_page(*DECIDE, write=True)
def review(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found, now = _in_force(request, zone_id), timezone.now()
    form = ReviewForm(posted(request))

    def save() -> None:
        review_zone(
            found, note=form.cleaned_data["note"], contacts_negative=form.contacts(), actor=request.viewer
        )

    counted = counted_of(found, on=local_day(now))
    conditions = [
        (condition_word(one.key, one.needed), _("met") if one.met else _("{n} so far").format(n=one.counted))
        for one in counted
    ]
    facts = [(_("Look due"), until_word(found.review_at)), *conditions, *_affected_facts(found)]
    return _act(
        request, found, form, save, title=_("Look at the zone"), submit=_("I have looked"),
        done=_("The look is written down."), facts=facts,
    )  # fmt: skip


# ---- shared ----------------------------------------------------------------------------------------------------------------
def _waiting(request: StaffRequest, zone_id: UUID, *states: ZoneState) -> Zone:
    found = zone_for(request.viewer, zone_id, write=True)
    if found.state not in states:
        raise NotWaiting(state=found.get_state_display())
    return found


def _in_force(request: StaffRequest, zone_id: UUID) -> Zone:
    found = zone_for(request.viewer, zone_id, write=True)
    if found.state != ZoneState.IN_FORCE:
        raise NotInForce(state=found.get_state_display())
    return found


def _affected_facts(found: Zone) -> list[tuple[str, str]]:
    who = affected(households_of(found))
    needs = "; ".join(f"{code.label} {n}" for code, n in who.needs)
    return [
        (_("Who is affected"), _("{homes} households, {people} people living there").format(homes=who.households, people=who.people)),
        (_("Who must not wait"), needs or _("nobody on file")),
    ]  # fmt: skip


def _act(
    request: StaffRequest, found: Zone, form: KeptForm, save: Any, *, title: str, submit: str, done: str,
    facts: list[tuple[str, str]], danger: bool = False,
) -> HttpResponse:  # fmt: skip
    page = FormPage(
        title=title, submit=submit, back=link(request, "zones:zone", found.pk), done=done, say=place_of(found),
        template=ACT,
    )  # fmt: skip
    shown = [(label, words) for label, words in facts if words]
    return save_or_show(request, page, form, save, context={"facts": shown, "danger": danger})
