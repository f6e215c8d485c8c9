"""The keys that sign passes: which there are, a new one, withdrawing one."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import State
from linli.gates.access_office import key_for
from linli.gates.actions.keys import passes_of, rotate_key, withdraw_key
from linli.gates.choices import KeyState, PassState
from linli.gates.models import SigningKey
from linli.gates.views.common import may_act, sections
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, posted, save_or_show

KEYS = (C.PASSES_KEYS,)
ACT = "gates/office_act.html"
STATES = {KeyState.SIGNS: State.DONE, KeyState.VERIFIES: State.RUN, KeyState.WITHDRAWN: State.STOP}


@never_cache
@require_safe
@staff_page(*KEYS)
def key_list(request: StaffRequest) -> HttpResponse:
    holds = Q(passes__state=PassState.VALID, passes__valid_until__gt=timezone.now())
    rows = SigningKey.objects.select_related("made_by").annotate(n=Count("passes", filter=holds))
    context = {
        "sections": sections(request, "gates:keys"),
        "rows": [(one, STATES[KeyState(one.state)]) for one in rows.order_by("-number")],
        "may_change": may_act(request, C.PASSES_KEYS),
    }
    return render(request, "gates/keys.html", context)


@never_cache
@staff_page(*KEYS, write=True)
def key_rotate(request: StaffRequest) -> HttpResponse:
    signing = SigningKey.objects.filter(state=KeyState.SIGNS).first()
    n = passes_of(signing, timezone.now()).count() if signing else 0

    def save() -> None:
        rotate_key(actor=request.viewer, now=timezone.now())

    facts = [
        (_("What happens"), _("From now on a new key signs. Each gate learns it with its next list; until then a new pass is asked about there.")),
        (_("What stays"), ngettext("{n} valid pass of the old key is read on.", "{n} valid passes of the old key are read on.", n).format(n=n)),
    ]  # fmt: skip
    return _act(request, save, _("A new key"), _("Make a new key"), _("A new key signs."), facts)


@never_cache
@staff_page(*KEYS, write=True)
def key_withdraw(request: StaffRequest) -> HttpResponse:
    """Which one is said in the address: a key is the city's, and stands in no area."""
    found = key_for(request.viewer, request.GET.get("key", ""))
    n = passes_of(found, timezone.now()).count()

    def save() -> None:
        withdraw_key(found.number, actor=request.viewer, now=timezone.now())

    words = ngettext("{n} valid pass is refused", "{n} valid passes are refused", n).format(n=n)
    facts = [
        (
            _("What happens"),
            _("{words} at every gate. New ones must be issued and printed.").format(words=words),
        ),
        (
            _("When this is right"),
            _("When somebody may have the private half. If not, make a new key instead."),
        ),
        (_("What stays"), _("Nobody is kept from coming home. Urgent errands pass.")),
    ]
    title = _("Withdraw key {number}").format(number=found.number)
    return _act(request, save, title, _("Withdraw it, refuse {n} passes").format(n=n), _("The key is withdrawn."), facts,
                danger=True)  # fmt: skip


def _act(
    request: StaffRequest, save: object, title: str, submit: str, done: str, facts: list[tuple[str, str]],
    *, danger: bool = False,
) -> HttpResponse:  # fmt: skip
    page = FormPage(title=title, submit=submit, back=link(request, "gates:keys"), done=done, template=ACT)
    context = {"facts": facts, "danger": danger}
    return save_or_show(request, page, KeptForm(posted(request)), save, context=context)  # type: ignore[arg-type]
