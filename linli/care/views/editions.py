"""The editions of the policy as people read them, and what one of them means for a person, day by day."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.care.day_by_day import day_by_day
from linli.care.forms_editions import PlanForm
from linli.care.plans import Explained, Plan
from linli.care.playbook import care_in_force
from linli.care.rules import local_rules, plan_for
from linli.care.sections_editions import sections
from linli.care.words import (
    certainty_word,
    in_language,
    joined,
    measure_word,
    rule_words,
    sentence,
)
from linli.care.words_editions import STATES, category_lines, prohibition_lines, zone_lines
from linli.core.problems import NotFound
from linli.incidents.editions import InForce, edition_at, editions_known
from linli.lib.editions import Edition, measure_named
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link, today

USUAL = {"home": "unknown"}


@never_cache
@require_safe
@staff_page()
def edition_list(request: StaffRequest) -> HttpResponse:
    held = edition_at(request.area, timezone.now())
    rows = [
        {
            "edition": one, "name": in_language(one.name), "document": in_language(one.document),
            "in_force": one == held.edition, "url": link(request, "care:edition", one.key),
            "unread": sum(line.certainty != "verified" for line in (*one.categories, *one.zones)),
        }
        for one in editions_known(request.area)
    ]  # fmt: skip
    context = {"sections": sections(request, "care:editions"), "rows": rows, **_held(request, held)}
    return render(request, "care/editions/list.html", context)


@never_cache
@require_safe
@staff_page()
def edition(request: StaffRequest, key: str) -> HttpResponse:
    shown = _named(request, key)
    held = edition_at(request.area, timezone.now())
    context = {
        "sections": sections(request, "care:editions"),
        "shown": shown,
        "name": in_language(shown.name),
        "document": in_language(shown.document),
        "in_force": shown == held.edition,
        "categories": category_lines(shown),
        "zones": zone_lines(shown),
        "prohibitions": prohibition_lines(shown),
        "notes": [in_language(one) for one in shown.notes],
        "certainty": certainty_word(shown.certainty),
        "certainty_state": STATES[shown.certainty].value,
        "back": link(request, "care:editions"),
        "plan_url": link(request, "care:edition_plan", edition=shown.key),
    }
    return render(request, "care/editions/edition.html", context)


@never_cache
@require_safe
@staff_page()
def edition_plan(request: StaffRequest) -> HttpResponse:
    """Which measure, until when, with which tests, and why. It asks for no name and keeps nothing."""
    held = edition_at(request.area, timezone.now())
    known = editions_known(request.area)
    chosen = next((one for one in known if one.key == request.GET.get("edition")), held.edition)
    is_asked = "ask" in request.GET  # the other button only shows the categories of another edition
    form = PlanForm(
        {**USUAL, **request.GET.dict()} if is_asked else None,
        editions=known, chosen=chosen,
        initial={**USUAL, "began_on": today(), **request.GET.dict(), "edition": chosen.key},
    )  # fmt: skip
    context = {
        "sections": sections(request, "care:edition_plan"),
        "form": form,
        "chosen": chosen,
        "chosen_name": in_language(chosen.name),
        **_held(request, held),
    }
    if is_asked and form.is_valid():
        context |= _planned(request, form, chosen)
    return render(request, "care/editions/plan.html", context, status=422 if form.errors else 200)


def _named(request: StaffRequest, key: str) -> Edition:
    found = next((one for one in editions_known(request.area) if one.key == key), None)
    if found is None:
        raise NotFound()
    return found


def _held(request: StaffRequest, held: InForce) -> dict[str, Any]:
    return {
        "held": held,
        "held_name": in_language(held.edition.name),
        "held_url": link(request, "care:edition", held.edition.key),
    }


def _planned(request: StaffRequest, form: PlanForm, chosen: Edition) -> dict[str, Any]:
    now, facts = timezone.now(), form.facts()
    local = local_rules(care_in_force(request.area), on=today())
    plan = plan_for(form.cleaned_data["category"], facts, chosen, at=now, local=local)
    return {
        "plan": plan,
        "last_on": plan.phases[-1].last_on if plan.phases else None,
        "phases": [_phase(plan, number) for number in range(len(plan.phases))],
        "why": [_why(one) for one in plan.explained],
        "certainty": certainty_word(plan.certainty),
        "certainty_state": STATES[plan.certainty].value,
        "days": [
            {"day": one, "measure": measure_word(one.measure) if one.measure else ""}
            for one in day_by_day(plan, facts)
        ],
    }


def _phase(plan: Plan, number: int) -> dict[str, Any]:
    phase = plan.phases[number]
    meant = measure_named(phase.measure)
    return {
        "phase": phase,
        "measure": measure_word(phase.measure),
        "may": joined(in_language(one) for one in meant.may),
        "may_not": joined(in_language(one) for one in meant.may_not),
        "tests": [one for one in plan.tests if one.phase == number],
    }


def _why(one: Explained) -> dict[str, str]:
    return {
        "sentence": sentence(one),
        "words": rule_words(one),
        "source": one.source,
        "certainty": "" if one.certainty == "verified" else certainty_word(one.certainty),
    }
