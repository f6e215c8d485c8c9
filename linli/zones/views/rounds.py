"""Rounds of tests that were told by hand, and what a newer edition makes of zones."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import State
from linli.core.moments import until as until_word
from linli.incidents.editions import find_edition
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.views.common import page_of
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, posted, save_or_show, today
from linli.zones.access import change_for, may_open_changes
from linli.zones.actions.days import tell_round
from linli.zones.actions.edition_changes import keep_as_it_was, sign_as_physician, take_change
from linli.zones.choices import ChangeKind, ChangeState
from linli.zones.forms import KeepForm, PhysicianForm, RoundForm
from linli.zones.models import ZoneChange
from linli.zones.problems import ChangeDecided
from linli.zones.queries import changes_of, rounds_of
from linli.zones.shown import change_state, kind_name
from linli.zones.views.common import ACT, DECIDE, READ, may_act, sections
from linli.zones.words import name_word, place_of


# ---- rounds of tests -------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def round_list(request: StaffRequest) -> HttpResponse:
    page = page_of(request, rounds_of(request.scope))
    words = {True: (State.DONE, _("all negative")), False: (State.STOP, _("not all negative"))}
    context = {
        "sections": sections(request, "zones:rounds"), "page": page, "rows": [(one, words[one.negative]) for one in page],
        "may_decide": may_act(request, C.ZONES_DECIDE), "new_url": link(request, "zones:round_new"),
    }  # fmt: skip
    return render(request, "zones/rounds.html", context)


@never_cache
@staff_page(*DECIDE, write=True)
def round_new(request: StaffRequest) -> HttpResponse:
    form = RoundForm(posted(request), initial={"on": today(), "negative": ""})

    def save() -> None:
        tell_round(
            request.area, on=form.cleaned_data["on"], negative=form.is_negative(), actor=request.viewer
        )

    page = FormPage(
        title=_("Tell a round of tests"), submit=_("Write it down"), back=link(request, "zones:rounds"),
        done=_("The round is written down; conditions are counted anew."), say=request.area.short, template=ACT,
    )  # fmt: skip
    facts = [
        (_("For"), _("Everybody in {area} was tested on this day.").format(area=request.area.short)),
        (_("A suspicious pool"), _("Is no result: wait until each of its people was tested again.")),
    ]
    return save_or_show(request, page, form, save, context={"facts": facts})


# ---- a newer edition -------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def change_list(request: StaffRequest) -> HttpResponse:
    page = page_of(request, changes_of(request.scope))
    context = {
        "sections": sections(request, "zones:changes"), "page": page,
        "rows": [_row(request, one) for one in page], "may_open": may_open_changes(request.viewer),
    }  # fmt: skip
    return render(request, "zones/changes.html", context)


def _row(request: StaffRequest, one: ZoneChange) -> dict[str, object]:
    edition = find_edition(one.edition)
    return {
        "change": one, "place": place_of(one.zone), "edition": name_word(edition.name) if edition else one.edition,
        "state": change_state(one.kind), "url": link(request, "zones:change", one.pk),
        "zone_url": link(request, "zones:zone", one.zone_id),
    }  # fmt: skip


@never_cache
@staff_page(*READ, write=True)
def change(request: StaffRequest, change_id: UUID) -> HttpResponse:
    """One page, three buttons: let the edition hold, keep the zone with a reason, or sign as a physician."""
    found = change_for(request.viewer, change_id)
    if found.state != ChangeState.WAITING:
        raise ChangeDecided()
    act = request.POST.get("act", "") if request.method == "POST" else request.GET.get("act", "")
    if act == "keep":
        return _keep(request, found)
    if act == "sign":
        return _sign(request, found)
    return _take(request, found)


def _facts(found: ZoneChange) -> list[tuple[str, str]]:
    edition = find_edition(found.edition)
    kind = edition.zone(found.new_kind) if edition and found.new_kind else None
    state = change_state(found.kind)
    return [
        (_("Zone"), f"{place_of(found.zone)} {kind_name(found.zone)}"),
        (_("Ends now"), until_word(found.zone.until_at)),
        (_("New edition"), name_word(edition.name) if edition else found.edition),
        (_("What it makes of it"), state[1]),
        (_("Then"), f"{name_word(kind.name)}: {name_word(kind.rule)}" if kind else ""),
        (_("Ends then"), until_word(found.until_at)),
        (_("Physician"), found.signed_by.shown_name if found.signed_by else ""),
    ]


def _page(request: StaffRequest, found: ZoneChange, title: str, submit: str, done: str) -> FormPage:
    back = link(request, "zones:zone", found.zone_id)
    return FormPage(
        title=title,
        submit=submit,
        back=back,
        done=done,
        say=place_of(found.zone),
        template="zones/change.html",
    )


def _context(request: StaffRequest, found: ZoneChange, act: str) -> dict[str, object]:
    others = []
    if act != "keep" and request.viewer.may(C.ZONES_DECIDE):
        others.append((_("Keep it as it is…"), link(request, "zones:change", found.pk, act="keep")))
    if (
        act != "sign"
        and found.kind == ChangeKind.HEAVIER
        and not found.signed_by_id
        and request.viewer.may(C.CARE_MEDICAL)
    ):
        others.append((_("Sign as a physician…"), link(request, "zones:change", found.pk, act="sign")))
    may = request.viewer.may(C.CARE_MEDICAL if act == "sign" else C.ZONES_DECIDE)
    return {"facts": [one for one in _facts(found) if one[1]], "act": act, "others": others, "may": may}


def _take(request: StaffRequest, found: ZoneChange) -> HttpResponse:
    form = KeptForm(posted(request))

    def save() -> None:
        take_change(found, actor=request.viewer)

    page = _page(
        request,
        found,
        _("Newer edition for a zone"),
        _("Let the new edition hold"),
        _("The new edition holds for the zone."),
    )
    return save_or_show(request, page, form, save, context=_context(request, found, "take"))


def _keep(request: StaffRequest, found: ZoneChange) -> HttpResponse:
    form = KeepForm(posted(request))

    def save() -> None:
        keep_as_it_was(found, why=form.cleaned_data["why"], actor=request.viewer)

    page = _page(
        request,
        found,
        _("Keep the zone as it is"),
        pgettext("zone", "Keep it"),
        _("It stays, with its reason."),
    )
    return save_or_show(request, page, form, save, context=_context(request, found, "keep"))


def _sign(request: StaffRequest, found: ZoneChange) -> HttpResponse:
    request.viewer.need(C.CARE_MEDICAL)
    form = PhysicianForm(posted(request))

    def save() -> None:
        sign_as_physician(found, why=form.cleaned_data["why"], actor=request.viewer)

    page = _page(request, found, _("Sign as a physician"), _("Sign"), _("It is signed. An officer decides."))
    return save_or_show(request, page, form, save, context=_context(request, found, "sign"))
