"""What waits at gates and on patrols."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.core.components import State
from linli.gates.queries_lint import hints_in
from linli.gates.queries_outside import findings_by_kind, overdue
from linli.gates.queries_patrols import findings_in, missed_lately
from linli.home.work import Work, with_area
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer


def at_the_gates(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """Households that should be back, where they are one's business; gates that did not fit together, and what asks for more than the rules."""
    if not viewer.may(C.GATES_READ, C.GATES_WRITE):
        return
    scope, now = Scope((area.code,)), timezone.now()
    late = overdue(scope, now=now).count() if viewer.may(C.HOUSEHOLDS_READ) else 0
    found = sum(findings_by_kind(scope).values())
    if late:
        detail = ngettext("{n} household is still outside after its time", "{n} households are still outside after their time", late)  # fmt: skip
        url = with_area("gates:outside", area, view="overdue")
        yield Work(_("At the gates"), detail.format(n=late), State.ASK, _("overdue"), url, _("See who"))
    if found:
        detail = ngettext("{n} thing at the gates does not fit together", "{n} things at the gates do not fit together", found)  # fmt: skip
        url = with_area("gates:findings", area)
        yield Work(
            _("At the gates"), detail.format(n=found), State.ASK, _("to look at"), url, _("Look through")
        )
    if len(area.code) < COMMUNITY_DIGITS:
        return  # above, one looks at the page itself
    strict = sum(not hint.is_to_know for hint in hints_in(scope, now=now, today=day))
    if strict:
        detail = ngettext("{n} thing goes further than the rules in force", "{n} things go further than the rules in force", strict)  # fmt: skip
        url = with_area("gates:lint", area)
        yield Work(
            _("Too strict?"), detail.format(n=strict), State.STOP, _("to put right"), url, _("See what")
        )


def patrols(viewer: Viewer, area: Area, day: date) -> Iterator[Work]:
    """What patrols found, and points that nobody came to in the last day."""
    if not viewer.may(C.GATES_READ, C.GATES_WRITE):
        return
    scope = Scope((area.code,))
    missed, found = missed_lately(scope, now=timezone.now()), findings_in(scope).count()
    if missed:
        detail = ngettext(
            "{n} round of the last day missed points", "{n} rounds of the last day missed points", missed
        )
        url = with_area("gates:patrols", area)
        yield Work(_("Patrols"), detail.format(n=missed), State.STOP, _("missed"), url, _("See which"))
    if found:
        detail = ngettext("{n} thing was found and nobody has seen to it",
                          "{n} things were found and nobody has seen to them", found)  # fmt: skip
        url = with_area("gates:patrol_findings", area)
        yield Work(_("Patrols"), detail.format(n=found), State.ASK, _("to look at"), url, _("Look through"))
