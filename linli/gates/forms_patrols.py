"""What is typed about patrols."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.gates.actions.patrols import Route
from linli.gates.choices import RouteKind
from linli.gates.models import PatrolRoute
from linli.registers.forms.reading import KeptForm

MOST_POINTS = 60
LONGEST_NAME = 60
LONGEST_HOURS = 24 * 14


class RouteForm(KeptForm):
    """A way with its points."""

    name = forms.CharField(label=_("What the patrol is called"), max_length=60)
    kind = forms.ChoiceField(label=pgettext_lazy("patrol", "Kind"), choices=RouteKind.choices)
    each_hours = forms.IntegerField(
        label=_("Walked each so many hours"), min_value=1, max_value=LONGEST_HOURS, initial=24,
        help_text=_("So long after a round began, the next is due."),
    )  # fmt: skip
    within_minutes = forms.IntegerField(
        label=_("Minutes for the whole round"), min_value=10, max_value=1440, initial=120,
        help_text=_("A point without a check by then was missed."),
    )  # fmt: skip
    points = forms.CharField(
        label=_("Points, in the order in which they are walked"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line. A point whose name stays keeps its code; a new name needs a new sheet."),
    )  # fmt: skip

    def clean_points(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]
        if len(names) > MOST_POINTS:
            raise ValidationError(_("At most {n} points.").format(n=MOST_POINTS))
        if any(len(name) > LONGEST_NAME for name in names):
            raise ValidationError(_("The name of a point has at most {n} characters.").format(n=LONGEST_NAME))
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValidationError(_("This name stands there twice: {name}").format(name=twice[0]))
        return names

    def clean(self) -> None:
        super().clean()
        each, within = self.cleaned_data.get("each_hours"), self.cleaned_data.get("within_minutes")
        if each and within and within > each * 60:
            self.add_error("within_minutes", _("A round must be over before the next is due."))

    @property
    def given(self) -> Route:
        kept = self.cleaned_data
        return Route(kept["name"], kept["kind"], kept["each_hours"], kept["within_minutes"], kept["points"])


def values_of(route: PatrolRoute) -> dict[str, object]:
    names = route.points.filter(dropped_at=None).values_list("name", flat=True)
    return {
        "name": route.name,
        "kind": route.kind,
        "each_hours": route.each_hours,
        "within_minutes": route.within_minutes,
        "points": "\n".join(names),
    }


class SettleForm(KeptForm):
    """What was done about it."""

    note = forms.CharField(
        label=_("What was done"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Without names and illnesses: like “fence mended” or “told the police station”."),
    )  # fmt: skip
