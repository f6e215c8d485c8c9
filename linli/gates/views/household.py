"""A household's pass and its errands: what the register's page leads to."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.gates.access_office import errand_for, home_for
from linli.gates.actions.errands import Days, grant_errand, withdraw_errand
from linli.gates.actions.passes import Holder, Valid, issue_pass
from linli.gates.forms_office import ErrandForm, IssueForm
from linli.gates.models import GatePass
from linli.gates.pass_words import errand_name, rule_name, rule_words
from linli.gates.playbook import gates_in_force
from linli.gates.queries_office import errands_of, valid_pass_of
from linli.gates.views.common import may_act, sections
from linli.gates.views.passes import A_MONTH, ACT, FORM, ISSUE, READ, first_of, rules_for, state_of
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today


@never_cache
@require_safe
@staff_page(*READ)
def household(request: StaffRequest, household_id: UUID) -> HttpResponse:
    home, now = home_for(request.viewer, household_id), timezone.now()
    section, found = gates_in_force(home.area), valid_pass_of(home, now)
    earlier = GatePass.everywhere.filter(household=home).order_by("-issued_at", "-pk")
    context = {
        "sections": sections(request, "gates:passes"),
        "home": home,
        "one": found,
        "rule": rule_name(section, found.rule, found.kind) if found else "",
        "allows": rule_words(found) if found else "",
        "last_moment": found.valid_until - timedelta(minutes=1) if found else None,
        "earlier": [(one, state_of(one)) for one in earlier if found is None or one.pk != found.pk][:10],
        "errands": [
            (one, errand_name(section, one.kind), one.until_on - timedelta(days=1)) for one in errands_of(home, today())
        ],
        "may_issue": may_act(request, C.PASSES_ISSUE),
    }  # fmt: skip
    return render(request, "gates/household.html", context)


@never_cache
@staff_page(*ISSUE, write=True)
def household_issue(request: StaffRequest, household_id: UUID) -> HttpResponse:
    home = home_for(request.viewer, household_id)
    rules = rules_for(gates_in_force(home.area), "household")
    initial = {**new_record(), "last_day": today() + A_MONTH, "rule": first_of(rules)}
    form = IssueForm(posted(request), rules=rules, initial=initial)

    def save() -> str:
        made = issue_pass(
            home.area, pass_id=form.record_id(), rule_key=form.cleaned_data["rule"], holder=Holder(home),
            valid=Valid(timezone.now(), form.cleaned_data["last_day"]), actor=request.viewer,
        )  # fmt: skip
        return link(request, "gates:pass", made.pk)

    page = FormPage(
        title=_("A pass for the household"), submit=_("Issue it"), back=link(request, "gates:household", home.pk),
        done=_("The pass is issued."), say=home.place, template=FORM,
    )  # fmt: skip
    return save_or_show(request, page, form, save)


@never_cache
@staff_page(*ISSUE, write=True)
def errand_new(request: StaffRequest, household_id: UUID) -> HttpResponse:
    home, day = home_for(request.viewer, household_id), today()
    section = gates_in_force(home.area)
    kinds = [(one.key, errand_name(section, one.key)) for one in section.errands]
    initial = {
        **new_record(),
        "from_on": day,
        "last_day": day + timedelta(days=6),
        "kind": "regular_treatment",
    }
    form = ErrandForm(posted(request), kinds=kinds, initial=initial)

    def save() -> None:
        given = form.cleaned_data
        days = Days(given["from_on"], given["last_day"] + timedelta(days=1))
        grant_errand(home, errand_id=form.record_id(), kind=given["kind"], days=days, actor=request.viewer)

    page = FormPage(
        title=_("Grant an errand"), submit=_("Grant it"), back=link(request, "gates:household", home.pk),
        done=_("The errand is granted; gates let the household out."), say=home.place, template=FORM,
    )  # fmt: skip
    say = _(
        "On these days the gate lets the household out, turns or not. It hears the errand, and no illness."
    )
    return save_or_show(request, page, form, save, context={"asked_of_it": say})


@never_cache
@staff_page(*ISSUE, write=True)
def errand_withdraw(request: StaffRequest, errand_id: UUID) -> HttpResponse:
    found = errand_for(request.viewer, errand_id)
    form = KeptForm(posted(request))

    def save() -> None:
        withdraw_errand(found, actor=request.viewer, now=timezone.now())

    facts = [(_("What happens"), _("Turns count again. Said at the gate, the errand still passes."))]
    page = FormPage(
        title=_("Withdraw the errand"), submit=_("Withdraw it"),
        back=link(request, "gates:household", found.household_id), done=_("The errand is withdrawn."),
        say=found.household.place, template=ACT,
    )  # fmt: skip
    return save_or_show(request, page, form, save, context={"facts": facts, "danger": True})
