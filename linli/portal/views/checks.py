"""Temperature and symptoms, told by the household itself, morning and evening."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.care.forms_days import CheckForm
from linli.care.rules_days import half_at
from linli.lib.ids import new_id
from linli.lib.masking import mask_name
from linli.portal.actions.checking import tell_check
from linli.portal.checks import episode_to_tell
from linli.portal.problems import NotThere
from linli.portal.requests import ResidentRequest, household_page
from linli.portal.views.common import context_of, page_url


class OwnCheckForm(CheckForm):
    """In the words of who tells of themselves."""

    no_signs = forms.BooleanField(label=_("No symptoms"), required=False)


@household_page
def check(request: ResidentRequest, episode_id: UUID) -> HttpResponse:
    """Sent twice it counts once; what was typed stays where something is wrong."""
    now = timezone.now()
    found = episode_to_tell(request.link.household, episode_id)
    if found is None:
        raise NotThere()
    posted = request.POST if request.method == "POST" else None
    form = OwnCheckForm(posted, initial={"record": new_id(), "half": half_at(now)})
    if posted is not None and form.is_valid():
        tell_check(request.link, record=form.record_id(), body=form.told(found.pk), now=now)
        return redirect(page_url(request, "household"))
    context = context_of(request, form=form, name=mask_name(found.resident.name))
    return render(request, "portal/check.html", context, status=422 if form.errors else 200)
