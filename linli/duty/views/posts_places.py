"""Places at which people stand, and the poster with the code that hangs there."""

from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.duty.access_posts import place_for
from linli.duty.actions.posts import change_place, close_place, make_place, renew_code
from linli.duty.forms_posts import PlaceForm
from linli.duty.models import DutyPlace
from linli.duty.queries_posts import open_points
from linli.duty.views.common import sections
from linli.duty.views.posts import WRITE, may_lead
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show


@never_cache
@require_safe
@staff_page(*WRITE)
def place_list(request: StaffRequest) -> HttpResponse:
    rows = DutyPlace.objects.within(request.scope).order_by("closed_on", "area_code", "name", "pk")
    page = page_of(request, rows)
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    context = {
        "sections": sections(request, "duty:posts"),
        "page": page,
        "rows": [(one, paths.get(one.area_code, "")) for one in page],
        "may_lead": may_lead(request),
        "new_url": link(request, "duty:place_new"),
        "back": link(request, "duty:posts"),
    }
    return render(request, "duty/posts_places.html", context)


@never_cache
@require_safe
@staff_page(*WRITE)
def place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    found = place_for(request.viewer, place_id)
    context = {
        "sections": sections(request, "duty:posts"),
        "place": found,
        "points": open_points(found),
        "may_settle": request.viewer.may(C.POSTS_CLAIM) and request.viewer.real_user is None,
        "may_lead": may_lead(request),
        "back": link(request, "duty:places"),
    }
    return render(request, "duty/posts_place.html", context)


@never_cache
@staff_page(*WRITE, write=True)
def place_new(request: StaffRequest) -> HttpResponse:
    area = request.area
    form = PlaceForm(posted(request), initial=new_record())

    def save() -> str:
        given = form.cleaned_data
        made = make_place(
            area, place_id=form.record_id(), name=given["name"], kind=given["kind"], address=given["address"],
            actor=request.viewer,
        )  # fmt: skip
        return link(request, "duty:place", made.pk)

    page = FormPage(
        title=_("New place"), submit=_("Enter the place"), back=link(request, "duty:places"),
        done=_("The place is entered."), say=area.short, template="duty/posts_form.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save)


@never_cache
@staff_page(*WRITE, write=True)
def place_edit(request: StaffRequest, place_id: UUID) -> HttpResponse:
    found = place_for(request.viewer, place_id)
    form = PlaceForm(
        posted(request), initial={"name": found.name, "kind": found.kind, "address": found.address}
    )

    def save() -> None:
        values = {key: form.cleaned_data[key] for key in ("name", "kind", "address")}
        change_place(found, values=values, actor=request.viewer)

    page = FormPage(
        title=_("Change the place"), submit=_("Save"), back=link(request, "duty:place", found.pk),
        done=_("The place is changed."), say=found.name, template="duty/posts_form.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save)


@never_cache
@staff_page(*WRITE, write=True)
def place_close(request: StaffRequest, place_id: UUID) -> HttpResponse:
    found = place_for(request.viewer, place_id)
    facts = [
        (_("What happens"), _("Nobody can be posted or check in here any more. Hours that were stood stay."))
    ]

    def save() -> None:
        close_place(found, actor=request.viewer, now=timezone.now())

    return _act(request, found, save, title=_("Close the place"), done=_("The place is closed."), facts=facts)


@never_cache
@staff_page(*WRITE, write=True)
def place_code(request: StaffRequest, place_id: UUID) -> HttpResponse:
    found = place_for(request.viewer, place_id)
    facts = [
        (_("What happens"), _("Posters that hang now open nothing any more. Print a new one and hang it up."))
    ]

    def save() -> None:
        renew_code(found, actor=request.viewer)

    return _act(
        request, found, save, title=_("Give a new code"), done=_("The place has a new code."), facts=facts
    )


def _act(
    request: StaffRequest,
    found: DutyPlace,
    save: object,
    *,
    title: str,
    done: str,
    facts: list[tuple[str, str]],
) -> HttpResponse:
    page = FormPage(
        title=title, submit=title, back=link(request, "duty:place", found.pk), done=done,
        template="duty/posts_act.html",
    )  # fmt: skip
    context = {"place": found, "facts": facts, "danger": True}
    return save_or_show(request, page, KeptForm(posted(request)), save, context=context)  # type: ignore[arg-type]


@never_cache
@require_safe
@staff_page(*WRITE)
def place_poster(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """A sheet to hang up: the code as a picture and in letters."""
    found = place_for(request.viewer, place_id)
    address = request.build_absolute_uri(reverse("duty:at", args=[found.code]))
    picture = segno.make(address, error="q", micro=False).svg_inline(border=2, light="#fff", omitsize=True)
    context = {
        "place": found,
        "picture": mark_safe(picture),  # noqa: S308 - drawn here, from our own address
        "printed_by": request.viewer.shown_name,
        "printed_at": timezone.now(),
        "back": link(request, "duty:place", found.pk),
    }
    return render(request, "duty/posts_poster.html", context)
