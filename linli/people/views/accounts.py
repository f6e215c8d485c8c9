"""Accounts: the list, one account, making, changing and closing it, and a way back in."""

from collections.abc import Callable
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from linli.core.components import Choice, Filter
from linli.lib.periods import local_day
from linli.people import actions
from linli.people.access import account_for, account_to_manage, manages, not_over
from linli.people.choices import Capability
from linli.people.forms import AccountForm, AccountSearch, ConfirmForm, NewAccountForm, said_in
from linli.people.models import Appointment, User
from linli.people.queries import (
    STATE_NAMES,
    AccountState,
    account_rows,
    accounts,
    memberships_of,
    terms,
    with_appointments,
)
from linli.people.requests import StaffRequest, posted, staff_page
from linli.people.titles import playbook_for, role_title
from linli.people.viewer import roles, viewing_as
from linli.people.views.common import Act, act_page, form_page, kept_area, may_write, page_of, views_of_people


@staff_page(Capability.PEOPLE_READ)
def account_list(request: StaffRequest) -> HttpResponse:
    today = local_day(timezone.now())
    search = AccountSearch(request.GET)
    search.is_valid()
    asked = search.cleaned_data
    state = AccountState(asked["state"]) if asked.get("state") else None
    found = accounts(
        request.scope, day=today, text=asked.get("q", ""), role=asked.get("role", ""), state=state
    )
    page = page_of(request, with_appointments(found, request.scope))
    below = request.viewer.scope.prefixes[0]
    rows = account_rows(page, day=today, below=below, playbook=playbook_for(request.area))
    context = {
        "page": page,
        "rows": rows,
        "views": views_of_people(request, "people:accounts"),
        "filters": _filters(request, role=asked.get("role", ""), state=state),
        "q": asked.get("q", ""),
        "keep": kept_area(request),
        "may_write": may_write(request),
    }
    return render(request, "people/accounts.html", context)


def _filters(request: StaffRequest, *, role: str, state: AccountState | None) -> list[Filter]:
    def link(**changes: str) -> str:
        query = request.GET.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query[name] = value
            if not value:
                del query[name]
        return f"?{query.urlencode()}"

    by_role = [Choice(role_title(key), link(role=key), key == role) for key in roles()]
    by_state = [Choice(name, link(state=value), value is state) for value, name in STATE_NAMES.items()]
    return [
        Filter(pgettext("account", "Role"), role_title(role) if role else "", link(role=""), by_role),
        Filter(pgettext("account", "State"), STATE_NAMES[state] if state else "", link(state=""), by_state),
    ]


@staff_page(Capability.PEOPLE_READ)
def account(request: StaffRequest, user_id: UUID) -> HttpResponse:
    shown = account_for(request.viewer, user_id)
    today = local_day(timezone.now())
    held = Appointment.objects.within(request.viewer.scope).filter(user=shown)
    listed = held.select_related("area", "appointed_by").order_by("from_on", "pk")
    below = request.viewer.scope.prefixes[0]
    context = {
        "account": shown,
        "terms": terms(listed, day=today, below=below, playbook=playbook_for(request.area)),
        "memberships": memberships_of(shown).filter(organisation__in=_readable_organisations(request, shown)),
        "has_factor": is_mfa_enabled(shown),
        "may_manage": may_write(request) and manages(request.viewer, shown),
        "may_appoint": may_write(request) and shown.pk != request.viewer.user.pk and shown.is_active,
        "view_as": _may_be_viewed(request, shown),
        "is_own": shown.pk == request.viewer.user.pk,
        "keep": kept_area(request),
    }
    return render(request, "people/account.html", context)


def _readable_organisations(request: StaffRequest, shown: User) -> list[UUID]:
    from linli.people.models import Organisation

    there = Organisation.objects.within(request.viewer.scope).filter(memberships__user=shown)
    return list(there.values_list("pk", flat=True))


def _may_be_viewed(request: StaffRequest, shown: User) -> set[UUID]:
    """The appointments of an account that the viewer may view as."""
    if not request.viewer.may(Capability.VIEW_AS) or request.viewer.real_user is not None:
        return set()
    today = local_day(timezone.now())
    held = [one for one in not_over(shown) if one.holds_on(today)]
    return {one.pk for one in held if viewing_as(request.viewer, one.pk, day=today) is not None}


@staff_page(Capability.PEOPLE_WRITE, write=True)
@never_cache
def account_new(request: StaffRequest) -> HttpResponse:
    form = NewAccountForm(posted(request), viewer=request.viewer, around=request.area)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            made = actions.create_account(actor=request.viewer, **form.cleaned_data)
            return render(request, "people/password_once.html", {"made": made, "is_new": True})
    return form_page(request, "people/account_new.html", form)


@staff_page(Capability.PEOPLE_WRITE, write=True)
def account_edit(request: StaffRequest, user_id: UUID) -> HttpResponse:
    managed = account_to_manage(request.viewer, user_id)
    initial = {"name": managed.name, "username": managed.username, "phone": managed.phone}
    form = AccountForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            actions.change_account(
                actor=request.viewer, user=managed, area_code=_place_of(managed), **form.cleaned_data
            )
            messages.success(request, _("Saved."))
            return redirect("people:account", managed.pk)
    return form_page(request, "people/account_edit.html", form, account=managed)


@staff_page(Capability.PEOPLE_WRITE, write=True)
def account_close(request: StaffRequest, user_id: UUID) -> HttpResponse:
    managed = account_to_manage(request.viewer, user_id)
    act = Act(
        _("Close the account of {name}").format(name=managed.name),
        _("Close the account"),
        reverse("people:account", args=[managed.pk]),
        [
            (_("From when"), _("at once, on every device")),
            (_("What stays"), _("the roles held, and everything that was done")),
            (_("Can it be undone"), _("yes, the account can be opened again")),
        ],
    )
    return _confirmed(request, act, managed, actions.close_account, _("The account is closed."))


@staff_page(Capability.PEOPLE_WRITE, write=True)
def account_open_again(request: StaffRequest, user_id: UUID) -> HttpResponse:
    managed = account_to_manage(request.viewer, user_id)
    held = ", ".join(role_title(one.role) for one in not_over(managed))
    act = Act(
        _("Open the account of {name} again").format(name=managed.name),
        _("Open the account again"),
        reverse("people:account", args=[managed.pk]),
        [(_("Roles that hold again"), held or _("none"))],
    )
    return _confirmed(request, act, managed, actions.open_account_again, _("The account is open again."))


@staff_page(Capability.PEOPLE_WRITE, write=True)
@never_cache
def password_reset(request: StaffRequest, user_id: UUID) -> HttpResponse:
    managed = account_to_manage(request.viewer, user_id)
    if request.method == "POST":
        made = actions.reset_password(actor=request.viewer, user=managed, area_code=_place_of(managed))
        return render(request, "people/password_once.html", {"made": made})
    act = Act(
        _("A new password for {name}").format(name=managed.name),
        _("Make a new password"),
        reverse("people:account", args=[managed.pk]),
        [
            (_("What happens"), _("the old password ends at once, on every device")),
            (_("The new one"), _("is shown once, and must be changed at the next sign-in")),
        ],
    )
    return act_page(request, act, ConfirmForm())


@staff_page(Capability.PEOPLE_WRITE, write=True)
def second_factor_reset(request: StaffRequest, user_id: UUID) -> HttpResponse:
    managed = account_to_manage(request.viewer, user_id)
    act = Act(
        _("Take away the second factor of {name}").format(name=managed.name),
        _("Take the second factor away"),
        reverse("people:account", args=[managed.pk]),
        [
            (_("When to do this"), _("the phone is lost, and the recovery codes too")),
            (_("What happens"), _("signed out everywhere; a new factor is set up at the next sign-in")),
            (_("Before that"), _("make sure that it is really this person who asks")),
        ],
    )
    return _confirmed(request, act, managed, actions.reset_second_factor, _("The second factor is gone."))


def _confirmed(
    request: StaffRequest, act: Act, managed: User, action: Callable[..., object], said: str
) -> HttpResponse:
    if request.method != "POST":
        return act_page(request, act, ConfirmForm())
    action(actor=request.viewer, user=managed, area_code=_place_of(managed))
    messages.success(request, said)
    return redirect("people:account", managed.pk)


def _place_of(managed: User) -> str:
    """Where an act on an account is logged: in the area of its newest role."""
    newest = Appointment.everywhere.filter(user=managed).order_by("-from_on", "-pk").first()
    return newest.area_code if newest else ""
