"""What is typed for rosters, and for the times that somebody gives of themselves."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.areas.models import Area
from linli.duty.rules_posts import DAY, Shift, series
from linli.lib.periods import local_day
from linli.people.forms import AreaField
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.forms.reading import DayField, KeptForm

MOST_DAYS = 14
MOST_TIMES = 31


def _tomorrow() -> date:
    return local_day(timezone.now()) + DAY


class RosterForm(KeptForm):
    """Which area, which days."""

    first_day = DayField(label=gettext_lazy("First day"))
    days = forms.IntegerField(
        label=gettext_lazy("Days"), min_value=1, max_value=MOST_DAYS, initial=7,
        help_text=gettext_lazy("A week is usual. Only posts that are published are filled."),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, around: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = AreaField(label=_("Area"), scope=viewer.scope, around=around)
        self.fields["first_day"].initial = _tomorrow()
        self.order_fields(["place", "first_day", "days"])

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        first: date = given["first_day"]
        return {
            "area": given["place"],
            "record": self.record_id(),
            "from_on": first,
            "until_on": first + timedelta(days=given["days"]),
        }


class SickForm(forms.Form):
    """Who cannot come any more."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Who cannot come"), queryset=User.objects.none(), empty_label=None,
        widget=forms.Select(),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people
        field.label_from_instance = lambda user: user.shown_name


CAN, CANNOT, WISH = "can", "cannot", "wish"


class TimesForm(KeptForm):
    """The same hours on every day from the first to the last."""

    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))
    begins = forms.TimeField(
        label=pgettext_lazy("time of day", "From"), initial=time(8),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    ends = forms.TimeField(
        label=pgettext_lazy("time of day", "Until"), initial=time(16),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("At or before the first hour it is the next morning: 22:00 to 06:00."),
    )  # fmt: skip
    what = forms.ChoiceField(
        label=gettext_lazy("In this time"), initial=CAN, widget=forms.RadioSelect,
        choices=[
            (CAN, gettext_lazy("I can")),
            (WISH, gettext_lazy("I can, and wish to")),
            (CANNOT, gettext_lazy("I cannot")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_day"].initial = _tomorrow()
        self.fields["last_day"].initial = _tomorrow() + 6 * DAY

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error(
                "last_day", ValidationError(_("The last day lies before the first. Correct one of the two."))
            )
        elif first and last and (last - first).days >= MOST_TIMES:
            self.add_error("last_day", ValidationError(_("At most {n} days at once.").format(n=MOST_TIMES)))
        return given

    def times(self) -> list[Shift]:
        given = self.cleaned_data
        return series(given["first_day"], given["last_day"], [(given["begins"], given["ends"])])
