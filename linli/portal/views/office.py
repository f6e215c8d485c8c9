"""For staff: make a household's link and its card, take it away, print a building's cards, answer what was asked."""

from dataclasses import dataclass
from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.lib.ids import new_id
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, posted, staff_page
from linli.portal.access import request_for
from linli.portal.actions import MadeLink, answer_request, make_link, make_links, revoke_link
from linli.portal.forms import AnswerForm
from linli.portal.models import HouseholdLink, HouseholdRequest
from linli.portal.problems import TooManyCards
from linli.portal.rules import VALID_DAYS
from linli.registers.access import household_for
from linli.registers.models import Household

MOST_CARDS = 300
A_PAGE = 50


@dataclass(frozen=True)
class Card:
    """What is printed of a link: the door, never a name; a card hangs where others read it."""

    household: Household
    link: HouseholdLink
    address: str
    qr: SafeString


# ---- one household ----------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(Capability.HOUSEHOLDS_READ, Capability.HOUSEHOLDS_WRITE)
def link_office(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Whether there is a link, until when, and who made it. The link itself cannot be shown again."""
    home = household_for(request.viewer, household_id)
    link = HouseholdLink.everywhere.filter(household=home, revoked_at=None).select_related("made_by").first()
    today = local_day(timezone.now())
    context = {
        "home": home,
        "link": link,
        "opens": link is not None and link.opens_on(today),
        "days": VALID_DAYS,
    }
    return render(request, "portal/link_office.html", context)


@never_cache
@require_POST
@staff_page(Capability.HOUSEHOLDS_READ, Capability.HOUSEHOLDS_WRITE, write=True)
def link_make(request: StaffRequest, household_id: UUID) -> HttpResponse:
    home = household_for(request.viewer, household_id, write=True)
    made = make_link(home, actor=request.viewer, now=timezone.now())
    return _cards(request, [made], back=reverse("portal_office:link", args=[home.pk]))


@never_cache
@require_POST
@staff_page(Capability.HOUSEHOLDS_READ, Capability.HOUSEHOLDS_WRITE, write=True)
def link_revoke(request: StaffRequest, household_id: UUID) -> HttpResponse:
    home = household_for(request.viewer, household_id, write=True)
    if revoke_link(home, actor=request.viewer, now=timezone.now()):
        messages.success(request, _("The link no longer opens anything."))
    return redirect("portal_office:link", home.pk)


# ---- a building -------------------------------------------------------------------------------------
@never_cache
@staff_page(Capability.HOUSEHOLDS_READ, Capability.HOUSEHOLDS_WRITE, write=True)
def cards(request: StaffRequest) -> HttpResponse:
    """Cards for the households of an area: those without a link, or all of them anew."""
    homes = Household.objects.within(request.scope).filter(closed_on=None)
    today = local_day(timezone.now())
    # By the households, not by the link's own area: a household may have moved since its card was made.
    have = HouseholdLink.everywhere.filter(household__in=homes, revoked_at=None, expires_on__gte=today)
    if request.method == "POST":
        return _make_cards(request, homes, have, anew=request.POST.get("which") == "all")
    count, with_link = homes.count(), have.count()
    context = {
        "count": count,
        "with_link": with_link,
        "without": max(count - with_link, 0),
        "most": MOST_CARDS,
        "days": VALID_DAYS,
        "below": request.area.children.filter(valid_until=None).order_by("code")
        if count > MOST_CARDS
        else (),
    }
    return render(request, "portal/cards_office.html", context)


def _make_cards(
    request: StaffRequest, homes: QuerySet[Household], have: QuerySet[HouseholdLink], *, anew: bool
) -> HttpResponse:
    if not anew:
        homes = homes.exclude(pk__in=have.values("household"))
    ids = list(homes.values_list("pk", flat=True)[: MOST_CARDS + 1])
    if len(ids) > MOST_CARDS:
        raise TooManyCards(count=homes.count(), limit=MOST_CARDS)
    back = f"{reverse('portal_office:cards')}?area={request.area.code}"
    made = make_links(ids, actor=request.viewer, now=timezone.now(), also_known=anew)
    if not made:
        messages.info(request, _("Every household here has a link already; no card was made."))
        return redirect(back)
    return _cards(request, made, back=back)


def _cards(request: StaffRequest, made: list[MadeLink], *, back: str) -> HttpResponse:
    """The one time that the links are seen."""
    in_order = sorted(
        made, key=lambda one: (one.household.area_code, one.household.compound, one.household.door_sort)
    )
    context = {
        "cards": [_card(request, one) for one in in_order],
        "back_url": back,
        "printed_by": request.viewer.shown_name,
        "printed_at": timezone.now(),
    }
    return render(request, "portal/cards.html", context)


def _card(request: HttpRequest, made: MadeLink) -> Card:
    address = request.build_absolute_uri(reverse("portal:household", args=[made.token]))
    code = segno.make(address, error="m", micro=False)
    picture = mark_safe(code.svg_inline(border=4, light="#fff", omitsize=True))  # noqa: S308 - drawn here
    return Card(made.household, made.link, address, picture)


# ---- what households ask ----------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(Capability.HOUSEHOLDS_READ, Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED)
def requests(request: StaffRequest) -> HttpResponse:
    """Those that wait for an answer first, the oldest of them on top."""
    rows = HouseholdRequest.objects.within(request.scope).select_related("household", "answered_by")
    waiting = request.GET.get("view") != "answered"
    rows = rows.filter(answered_at__isnull=waiting).order_by("at" if waiting else "-answered_at", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    counted = ngettext("{n} waits for an answer", "{n} wait for an answer", page.paginator.count)
    context = {"page": page, "waiting": waiting, "counted": counted.format(n=page.paginator.count)}
    return render(request, "portal/requests.html", context)


@never_cache
@staff_page(Capability.HOUSEHOLDS_READ, Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def request_answer(request: StaffRequest, request_id: UUID) -> HttpResponse:
    asked = request_for(request.viewer, request_id)
    form = AnswerForm(posted(request), initial={"record": new_id()})
    if request.method == "POST" and form.is_valid():
        answer_request(asked.pk, answer=form.cleaned_data["answer"], actor=request.viewer, now=timezone.now())
        messages.success(request, _("Answered. The household reads it behind its link."))
        return redirect("portal_office:requests")
    context = {"asked": asked, "form": form}
    return render(request, "portal/request_answer.html", context, status=422 if form.errors else 200)
