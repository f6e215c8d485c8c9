"""The volunteers' book: the list, a page, its forms."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core.components import Choice, Filter, Tab
from linli.duty.access_volunteers import may_claim, training_for, volunteer_for
from linli.duty.actions.volunteers import (
    change_volunteer,
    enter_volunteer,
    record_training,
    remove_training,
    set_volunteer,
)
from linli.duty.choices import BookState, Qualification
from linli.duty.forms_volunteers import EnterForm, PageForm, StateForm, TrainingForm
from linli.duty.models import Claim, Volunteer
from linli.duty.queries_hours import total_hours
from linli.duty.rules_volunteers import is_over, runs_out
from linli.duty.views.common import sections
from linli.duty.volunteer_list import (
    SORTS,
    VIEWS,
    Wanted,
    counts,
    organisations_in,
    qualification_name,
    qualification_words,
    shown,
    volunteers,
)
from linli.lib.masking import mask_phone
from linli.people.choices import Capability as C
from linli.people.forms import label_of
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.registers.views.common import FormPage, link, posted, save_or_show, today

PER_PAGE = 40
LAST_POSTS = 30
BOOK = (C.VOLUNTEERS_WRITE,)


@never_cache
@require_safe
@staff_page(*BOOK)
def volunteer_list(request: StaffRequest) -> HttpResponse:
    wanted, day = _wanted(request), today()
    page = Paginator(volunteers(request.scope, wanted, today=day), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "sections": sections(request, "duty:volunteers"),
        "views": _views(request, wanted),
        "filters": _filters(request, wanted),
        "page": page,
        "rows": [(one, _insurance(one.page)) for one in shown(page.object_list)],
        "wanted": wanted,
        "is_narrowed": bool(wanted.qualification or wanted.organisation or wanted.uninsured or wanted.text),
        "back": link(request, "duty:volunteers"),
    }
    return render(request, "duty/volunteers.html", context)


def _wanted(request: StaffRequest) -> Wanted:
    """Nonsense in the address narrows nothing."""
    asked = request.GET
    state, sort = asked.get("view", ""), asked.get("sort", "")
    return Wanted(
        state=BookState(state) if state in VIEWS else BookState.ACTIVE,
        qualification=asked.get("can", "") if asked.get("can", "") in Qualification.values else "",
        organisation=_uuid(asked.get("unit", "")),
        uninsured=asked.get("uninsured") == "1",
        text=asked.get("q", "").strip()[:40],
        sort=sort if sort in SORTS else "name",
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _query(wanted: Wanted, **changes: Any) -> dict[str, str]:
    asked = {
        "view": wanted.state.value if wanted.state != BookState.ACTIVE else "",
        "can": wanted.qualification,
        "unit": str(wanted.organisation or ""),
        "uninsured": "1" if wanted.uninsured else "",
        "q": wanted.text,
        "sort": wanted.sort if wanted.sort != "name" else "",
    }
    return asked | changes


def _views(request: StaffRequest, wanted: Wanted) -> list[Tab]:
    n = counts(request.scope)
    return [
        Tab(state.label, link(request, "duty:volunteers", view=state.value if state != VIEWS[0] else ""),
            state == wanted.state, n.get(state.value, 0))
        for state in VIEWS
    ]  # fmt: skip


def _filters(request: StaffRequest, wanted: Wanted) -> list[Filter]:
    def to(**changes: Any) -> str:
        return link(request, "duty:volunteers", **_query(wanted, **changes))

    can = [Choice(label, to(can=key)) for key, label in Qualification.choices]
    units = organisations_in(request.scope)
    unit = next((one.name for one in units if one.pk == wanted.organisation), "")
    return [
        Filter(_("Qualification"), qualification_name(wanted.qualification), to(can=""), can),
        Filter(_("Unit"), unit, to(unit=""), [Choice(one.name, to(unit=str(one.pk))) for one in units]),
        Filter(_("Insurance"), _("missing or soon over") if wanted.uninsured else "", to(uninsured=""),
               [Choice(_("missing or soon over"), to(uninsured="1"))]),
    ]  # fmt: skip


def _insurance(page: Volunteer) -> tuple[str, str]:
    """(shape, word) of the insurance: what runs out must be seen before the next post."""
    day = today()
    if page.insured_until is None:
        return "miss", pgettext("insurance", "none")
    if is_over(page.insured_until, today=day):
        return "stop", pgettext("insurance", "over")
    return ("ask", _("soon over")) if runs_out(page.insured_until, today=day) else ("", "")


# ---- one page -------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*BOOK)
def volunteer(request: StaffRequest, volunteer_id: UUID) -> HttpResponse:
    page = volunteer_for(request.viewer, volunteer_id)
    context = {
        **page_context(page),
        "phone": mask_phone(page.user.phone) if page.user.phone else "",
        "back": link(request, "duty:volunteers"),
        "sections": sections(request, "duty:volunteers"),
        "may_write": request.viewer.real_user is None,
        "may_claim": may_claim(page.user_id),
    }
    return render(request, "duty/volunteer.html", context)


def page_context(page: Volunteer) -> dict[str, Any]:
    """What the office and the volunteer see of a page: the same."""
    claims = Claim.everywhere.filter(user=page.user_id)
    last = claims.select_related("post__place").order_by("-post__starts_at")[:LAST_POSTS]
    return {
        "volunteer": page,
        "path": area_paths([page.area_code])[page.area_code],
        "qualifications": qualification_words(page.qualifications),
        "trainings": [
            (one, qualification_name(one.gives) if one.gives else "", is_over(one.valid_until, today=today()))
            for one in page.trainings.order_by("-on", "subject")
        ],
        "insurance": _insurance(page),
        "claims": last,
        "hours": total_hours(claims),
    }


@staff_page(*BOOK, write=True)
def volunteer_new(request: StaffRequest) -> HttpResponse:
    form = EnterForm(posted(request), viewer=request.viewer, around=request.area)
    back = link(request, "duty:volunteers")
    page = FormPage(_("Enter a volunteer"), _("Enter"), back, _("The page is in the book."),
                    template="duty/volunteer_form.html")  # fmt: skip

    def save() -> str:
        given = form.cleaned_data
        made = enter_volunteer(
            user=given["username"], area=given["place"], consents=given["consents"], actor=request.viewer,
            **form.words(),
        )  # fmt: skip
        return link(request, "duty:volunteer", made.pk)

    return save_or_show(request, page, form, save)


@staff_page(*BOOK, write=True)
def volunteer_edit(request: StaffRequest, volunteer_id: UUID) -> HttpResponse:
    kept = volunteer_for(request.viewer, volunteer_id)

    def fresh() -> dict[str, Any]:
        return PageForm.of(volunteer_for(request.viewer, volunteer_id))

    form = PageForm(posted(request), viewer=request.viewer, around=kept.area,
                    initial={**PageForm.of(kept), "place": label_of(kept.area)})  # fmt: skip
    page = FormPage(kept.user.name, _("Save"), link(request, "duty:volunteer", kept.pk),
                    template="duty/volunteer_form.html")  # fmt: skip

    def save() -> None:
        change_volunteer(
            kept, version=form.seen_version(), values=form.words(), area=form.cleaned_data["place"],
            actor=request.viewer,
        )  # fmt: skip

    return save_or_show(request, page, form, save, fresh=fresh)


@staff_page(*BOOK, write=True)
def volunteer_state(request: StaffRequest, volunteer_id: UUID) -> HttpResponse:
    kept = volunteer_for(request.viewer, volunteer_id)
    form = StateForm(posted(request), page=kept)
    page = FormPage(kept.user.name, _("Save"), link(request, "duty:volunteer", kept.pk),
                    say=_("now: {state}").format(state=kept.get_state_display()))  # fmt: skip

    def save() -> None:
        set_volunteer(kept, state=BookState(form.cleaned_data["state"]), actor=request.viewer)

    return save_or_show(request, page, form, save)


@staff_page(*BOOK, write=True)
def training_new(request: StaffRequest, volunteer_id: UUID) -> HttpResponse:
    kept = volunteer_for(request.viewer, volunteer_id)
    form = TrainingForm(posted(request))
    page = FormPage(
        _("Enter a training"), _("Enter"), link(request, "duty:volunteer", kept.pk), say=kept.user.name
    )

    def save() -> None:
        given = {key: form.cleaned_data[key] for key in ("subject", "on", "gives", "valid_until")}
        record_training(kept, actor=request.viewer, **given)

    return save_or_show(request, page, form, save)


@require_POST
@staff_page(*BOOK, write=True)
def training_remove(request: StaffRequest, training_id: UUID) -> HttpResponse:
    found = training_for(request.viewer, training_id)
    remove_training(found, actor=request.viewer)
    return redirect("duty:volunteer", found.volunteer_id)
