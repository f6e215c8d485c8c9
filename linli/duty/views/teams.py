"""Teams: the list, one team with its members and lead, naming and ending one."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core.components import Tab
from linli.core.problems import NotFound
from linli.duty.access_volunteers import may_write_team, own_organisations, team_for, teams_for
from linli.duty.actions.teams import change_team, end_team, name_team, put_into_team, take_out_of_team
from linli.duty.forms_teams import MemberForm, TeamChangeForm, TeamForm
from linli.duty.models import Claim, Team
from linli.duty.queries_hours import served_by
from linli.duty.queries_organisations import in_force
from linli.duty.views.common import sections
from linli.people.choices import Capability as C
from linli.people.forms import LastDayForm, said_in
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import Act, act_page, page_of
from linli.registers.views.common import FormPage, link, posted, save_or_show, today

READ = (C.DUTY_READ,)


@never_cache
@require_safe
@staff_page(*READ)
def team_list(request: StaffRequest) -> HttpResponse:
    over = request.GET.get("view") == "over"
    teams, day = teams_for(request.viewer), today()
    now = in_force(teams, day)
    teams = teams.exclude(pk__in=now.values("pk")) if over else now
    if request.GET.get("area"):
        teams = teams.filter(request.scope.q())
    page = page_of(request, teams.annotate(n=Count("members")).order_by("name", "pk"))
    paths = area_paths({one.area_code for one in page}, below=request.viewer.scope.prefixes[0])
    context = {
        "sections": sections(request, "duty:teams"),
        "views": [
            Tab(pgettext("team", "In force"), link(request, "duty:teams"), not over),
            Tab(_("Ended"), link(request, "duty:teams", view="over"), over),
        ],
        "page": page,
        "rows": [(one, paths[one.area_code]) for one in page],
        "may_name": _may_name(request),
        "keep": f"?area={request.area.code}" if request.GET.get("area") else "",
    }
    return render(request, "duty/teams.html", context)


def _may_name(request: StaffRequest) -> bool:
    if request.viewer.real_user is not None:
        return False
    return request.viewer.may(C.DUTY_ASSIGN) or own_organisations(request.viewer).exists()


@never_cache
@require_safe
@staff_page(*READ)
def team(request: StaffRequest, team_id: UUID) -> HttpResponse:
    found = team_for(request.viewer, team_id)
    members = list(found.members.select_related("user").order_by("user__name"))
    served = served_by(Claim.everywhere.filter(team=found), "user")
    context = {
        "team": found,
        "path": area_paths([found.area_code])[found.area_code],
        "members": [(one, *served.get(one.user_id, (0, 0.0))) for one in members],
        "may_write": request.viewer.real_user is None and found.until_on is None and may_write_team(request.viewer, found),
        "back": link(request, "duty:teams"),
        "sections": sections(request, "duty:teams"),
    }  # fmt: skip
    return render(request, "duty/team.html", context)


@staff_page(*READ, write=True)
def team_new(request: StaffRequest) -> HttpResponse:
    if not (request.viewer.may(C.DUTY_ASSIGN) or request.viewer.may(C.POSTS_SEND)):
        raise NotFound()
    form = TeamForm(posted(request), viewer=request.viewer, around=request.area)
    page = FormPage(_("Name a team"), _("Name the team"), link(request, "duty:teams"),
                    template="duty/volunteer_form.html")  # fmt: skip

    def save() -> str:
        return link(request, "duty:team", name_team(actor=request.viewer, **form.values()).pk)

    return save_or_show(request, page, form, save)


@staff_page(*READ, write=True)
def team_edit(request: StaffRequest, team_id: UUID) -> HttpResponse:
    kept = _own(request, team_id)
    form = TeamChangeForm(posted(request), team=kept, initial=TeamChangeForm.of(kept))
    page = FormPage(kept.name, _("Save"), link(request, "duty:team", kept.pk))

    def save() -> None:
        change_team(kept, actor=request.viewer, **form.values())

    return save_or_show(request, page, form, save)


@staff_page(*READ, write=True)
def team_join(request: StaffRequest, team_id: UUID) -> HttpResponse:
    kept = _own(request, team_id)
    form = MemberForm(posted(request), viewer=request.viewer, team=kept)
    page = FormPage(_("Put somebody into {team}").format(team=kept.name), _("Put in"),
                    link(request, "duty:team", kept.pk), template="duty/volunteer_form.html")  # fmt: skip

    def save() -> None:
        put_into_team(kept, users=[form.cleaned_data["username"]], actor=request.viewer)

    return save_or_show(request, page, form, save)


@require_POST
@staff_page(*READ, write=True)
def team_part(request: StaffRequest, team_id: UUID, user_id: UUID) -> HttpResponse:
    kept = _own(request, team_id)
    member: Any = kept.members.select_related("user").filter(user=user_id).first()
    if member is None:
        raise NotFound()
    take_out_of_team(kept, user=member.user, actor=request.viewer)
    return redirect("duty:team", kept.pk)


@staff_page(*READ, write=True)
def team_end(request: StaffRequest, team_id: UUID) -> HttpResponse:
    kept = _own(request, team_id)
    form = LastDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            end_team(kept, last_day=form.cleaned_data["last_day"], actor=request.viewer)
            return redirect("duty:team", kept.pk)
    facts: list[tuple[Any, Any]] = [
        (_("People in it"), kept.members.count()),
        (_("What stays"), _("who was in it, and the hours that were stood")),
    ]
    act = Act(
        _("End {team}").format(team=kept.name), _("End the team"), link(request, "duty:team", kept.pk), facts
    )
    return act_page(request, act, form)


def _own(request: StaffRequest, team_id: UUID) -> Team:
    """A team of one's own; who only reads it gets what is missing, by any method."""
    return team_for(request.viewer, team_id, write=True)
