"""What is typed where somebody is made responsible, or ceases to be."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.duty.actions.giving import Term
from linli.duty.choices import Source, Standing
from linli.lib.periods import local_day
from linli.people.forms import date_input
from linli.registers.forms.reading import KeptForm

Found = Sequence[tuple[str, str]]


class TermForm(KeptForm):
    from_on = forms.DateField(label=_("First day"), widget=date_input())
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=date_input(), help_text=_("Left open: until it is ended.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = local_day(timezone.now())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("The last day lies before the first.")))
        return cleaned

    def term(self, *, source: Source = Source.BY_HAND) -> Term:
        last: date | None = self.cleaned_data["last_day"]
        until = last + timedelta(days=1) if last else None
        standing = Standing(self.cleaned_data.get("standing") or Standing.HOLDER)
        return Term(self.cleaned_data["from_on"], until, standing, source)


class GiveForm(TermForm):
    holder = forms.ChoiceField(label=_("Who"))
    standing = forms.ChoiceField(
        label=_("As"), choices=Standing.choices, widget=forms.RadioSelect, initial=Standing.HOLDER
    )

    field_order = ("record", "version", "holder", "standing", "from_on", "last_day")

    def __init__(self, *args: Any, found: Found, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = found  # type: ignore[attr-defined]


class GiveManyForm(TermForm):
    """For the rows that are ticked in a list of gaps."""

    holder = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, found: Found, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = found  # type: ignore[attr-defined]
        self.fields["from_on"].required = False

    def clean_from_on(self) -> date:
        return self.cleaned_data["from_on"] or local_day(timezone.now())


class EndForm(KeptForm):
    last_day = forms.DateField(label=_("Last day"), widget=date_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = local_day(timezone.now())


class HandOnForm(KeptForm):
    holder = forms.ChoiceField(label=_("To whom"))
    on = forms.DateField(label=_("From which day"), widget=date_input())
    everything = forms.BooleanField(label=_("Everything that this person has in this slot"), required=False)

    def __init__(self, *args: Any, found: Found, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = found  # type: ignore[attr-defined]
        self.fields["on"].initial = local_day(timezone.now())


class LiaisonsForm(KeptForm):
    file = forms.FileField(label=_("Workbook (.xlsx, .xls, .csv)"))
