"""What a person types in a report: the numbers that no record holds, a remark, a correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.reports.daily.fields import Field

LARGEST = 100_000_000


class SubmitForm(forms.Form):
    """Handing in. An empty number was not filled in; a zero is a zero."""

    is_nil = forms.BooleanField(
        required=False,
        label=_("Nil return: somebody looked, and there was nothing new."),
        widget=forms.CheckboxInput(),
    )
    remark = forms.CharField(
        required=False,
        max_length=500,
        label=_("Remark"),
        help_text=_("No names and no telephone numbers of residents."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, by_hand: list[Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_hand = by_hand
        for at, one in enumerate(by_hand):
            self.fields[f"filled_{at}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=LARGEST,
                label=f"{one.label}（{one.unit}）"
                if _is_chinese(str(one.label))
                else f"{one.label} ({one.unit})",
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @property
    def filled(self) -> dict[str, int]:
        found = {one.key: self.cleaned_data.get(f"filled_{at}") for at, one in enumerate(self.by_hand)}
        return {key: n for key, n in found.items() if n is not None}

    def numbers(self) -> list[forms.BoundField]:
        return [self[f"filled_{at}"] for at in range(len(self.by_hand))]


def _is_chinese(text: str) -> bool:
    return any("㐀" <= sign <= "鿿" for sign in text)


class ReturnForm(forms.Form):
    reason = forms.CharField(max_length=200, label=_("What is to be looked at again"))


class CorrectForm(forms.Form):
    """A number that was filled in by hand turns out otherwise. Empty: it should not have been filled in."""

    field = forms.ChoiceField(label=_("Figure"))
    new = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, label=_("Right number"))
    note = forms.CharField(max_length=200, label=_("What was wrong"))

    def __init__(self, *args: Any, by_hand: list[Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(one.key, str(one.label)) for one in by_hand]  # type: ignore[attr-defined]
