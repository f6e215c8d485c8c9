"""Organisations and their members."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.core.components import Choice, Filter
from linli.core.problems import NotFound
from linli.people import actions
from linli.people.access import accounts_within, organisation_for
from linli.people.choices import Capability, OrganisationKind
from linli.people.forms import ConfirmForm, LastDayForm, label_of, said_in
from linli.people.forms_organisations import MembershipForm, OrganisationForm
from linli.people.models import Membership, Organisation
from linli.people.queries import last_day_of, members_of, organisations
from linli.people.requests import StaffRequest, posted, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import Act, act_page, form_page, kept_area, page_of, views_of_people


@staff_page(Capability.PEOPLE_READ)
def organisation_list(request: StaffRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    text = request.GET.get("q", "").strip()[:60]
    closed = request.GET.get("closed") == "1"
    found = organisations(request.scope, text=text, kind=kind, closed=closed)
    page = page_of(request, found)
    paths = area_paths({one.area_code for one in page}, below=request.viewer.scope.prefixes[0])
    context = {
        "page": page,
        "rows": [(one, paths[one.area_code]) for one in page],
        "views": views_of_people(request, "people:organisations"),
        "filters": _filters(kind=kind, closed=closed),
        "q": text,
        "kind": kind,
        "keep": kept_area(request),
        "may_write": request.viewer.may(Capability.ORGANISATIONS_WRITE),
    }
    return render(request, "people/organisations.html", context)


def _filters(*, kind: str, closed: bool) -> list[Filter]:
    kinds = [Choice(label, f"?kind={value}", value == kind) for value, label in OrganisationKind.choices]
    named = OrganisationKind(kind).label if kind in OrganisationKind.values else kind
    states = [Choice(pgettext("organisation", "closed"), "?closed=1", closed)]
    return [
        Filter(pgettext("organisation", "Kind"), named, "?", kinds),
        Filter(
            pgettext("account", "State"), pgettext("organisation", "closed") if closed else "", "?", states
        ),
    ]


@staff_page(Capability.PEOPLE_READ)
def organisation(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    shown = organisation_for(request.viewer, organisation_id)
    members = page_of(request, members_of(shown))
    readable = accounts_within(request.viewer.scope).filter(pk__in=[one.user_id for one in members])
    context = {
        "organisation": shown,
        "path": area_paths([shown.area_code])[shown.area_code],
        "page": members,
        "readable": set(readable.values_list("pk", flat=True)),
        "below": Organisation.objects.within(request.viewer.scope).filter(parent=shown, closed_on=None),
        "last_day": last_day_of(shown.closed_on),
        "keep": kept_area(request),
        "may_write": request.viewer.may(Capability.ORGANISATIONS_WRITE),
    }
    return render(request, "people/organisation.html", context)


@staff_page(Capability.ORGANISATIONS_WRITE, write=True)
def organisation_new(request: StaffRequest) -> HttpResponse:
    form = OrganisationForm(posted(request), viewer=request.viewer, around=request.area)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            made = actions.create_organisation(actor=request.viewer, **form.cleaned_data)
            messages.success(request, _("{name} is entered.").format(name=made.name))
            return redirect("people:organisation", made.pk)
    return form_page(request, "people/organisation_form.html", form)


@staff_page(Capability.ORGANISATIONS_WRITE, write=True)
def organisation_edit(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    kept = _open_organisation(request, organisation_id)
    initial = {
        "name": kept.name, "kind": kept.kind, "place": label_of(kept.area), "credit_code": kept.credit_code,
        "parent": kept.parent_id, "contact_name": kept.contact_name, "contact_phone": kept.contact_phone,
    }  # fmt: skip
    form = OrganisationForm(posted(request), viewer=request.viewer, around=request.area, initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            actions.change_organisation(actor=request.viewer, organisation=kept, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("people:organisation", kept.pk)
    return form_page(request, "people/organisation_form.html", form, organisation=kept)


@staff_page(Capability.ORGANISATIONS_WRITE, write=True)
def organisation_close(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    kept = _open_organisation(request, organisation_id)
    form = LastDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            actions.close_organisation(actor=request.viewer, organisation=kept, **form.cleaned_data)
            messages.success(request, _("{name} is closed.").format(name=kept.name))
            return redirect("people:organisation", kept.pk)
    act = Act(
        _("Close {name}").format(name=kept.name),
        _("Close the organisation"),
        reverse("people:organisation", args=[kept.pk]),
        [
            (_("Memberships that end with it"), members_of(kept).count()),
            (_("What stays"), _("its record, for what it did until then")),
        ],
    )
    return act_page(request, act, form)


@staff_page(Capability.ORGANISATIONS_WRITE, write=True)
def membership_new(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    kept = _open_organisation(request, organisation_id)
    form = MembershipForm(posted(request), viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            made = actions.record_membership(actor=request.viewer, organisation=kept, **form.cleaned_data)
            messages.success(
                request, _("{name} is entered as a member, and told so.").format(name=made.user.name)
            )
            return redirect("people:organisation", kept.pk)
    return form_page(request, "people/membership_new.html", form, organisation=kept)


@staff_page(Capability.ORGANISATIONS_WRITE, write=True)
def membership_end(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    membership = _membership(request, membership_id)
    back = reverse("people:organisation", args=[membership.organisation_id])
    if request.method == "POST":
        actions.end_membership(actor=request.viewer, membership=membership)
        messages.success(request, _("The membership is ended."))
        return redirect(back)
    act = Act(
        _("End a membership in {name}").format(name=membership.organisation.name),
        _("End the membership"),
        back,
        [(_("Member"), membership.user.name), (_("From when"), _("today"))],
    )
    return act_page(request, act, ConfirmForm())


def _open_organisation(request: StaffRequest, organisation_id: UUID) -> Organisation:
    found = organisation_for(request.viewer, organisation_id)
    if found.closed_on is not None:
        raise NotFound()
    return found


def _membership(request: StaffRequest, membership_id: UUID) -> Membership:
    there = Organisation.objects.within(request.viewer.scope)
    found: QuerySet[Membership] = Membership.objects.filter(organisation__in=there, until_on=None)
    membership = found.select_related("organisation", "user").filter(pk=membership_id).first()
    if membership is None:
        raise NotFound()
    return membership
