"""Putting an edition in force, telling of overreach, answering it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.lib.editions import Edition, load_editions
from linli.lib.periods import SHANGHAI
from linli.people.forms import AreaField
from linli.people.viewer import Viewer


def _name(text: Any) -> str:
    return str(text.text(get_language() or "zh"))


class AdoptForm(forms.Form):
    edition = forms.ChoiceField(label=_("Edition"), required=False)
    text = forms.CharField(
        label=_("Or the text of one's own, for another disease"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "ll-toml"}),
        help_text=_("TOML, as the editions that come with Linli. Everything that is wrong in it is listed."),
    )
    from_at = forms.DateTimeField(
        label=_("In force from"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    basis = forms.CharField(
        label=_("Basis"), max_length=300, help_text=_("The order that puts it in force here, and its number.")
    )
    approved_by = forms.CharField(label=_("Approved by"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition: Any = self.fields["edition"]
        choices = [(one.key, _name(one.name)) for one in reversed(load_editions())]
        edition.choices = [("", _("None of these: a text of one's own")), *choices]
        self.fields["from_at"].initial = timezone.now().astimezone(SHANGHAI).replace(second=0, microsecond=0)

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("edition") and str(data.get("text", "")).strip():
            self.add_error("edition", _("Choose an edition or paste a text, one of the two."))
        return data

    def clean_from_at(self) -> datetime:
        found: datetime = self.cleaned_data["from_at"]
        return found


class TellForm(forms.Form):
    prohibition = forms.ChoiceField(label=_("Which rule is broken"))
    note = forms.CharField(
        label=_("What you have seen"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names of residents. Your own name is kept with it, and shown to oversight only."),
    )

    def __init__(
        self, *args: Any, viewer: Viewer, around: Area, edition: Edition, is_order: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        prohibition: Any = self.fields["prohibition"]
        prohibition.choices = [(one.key, f"{one.number}. {_name(one.name)}") for one in edition.prohibitions]
        if is_order:  # anything else is where it is. Not "area": that says in a request where the page looks
            label = pgettext_lazy("overreach", "Where")
            self.fields["place"] = AreaField(label=label, scope=viewer.scope, around=around)
        self.order_fields(["prohibition", "place", "note"])


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why it is so, or what was done. It stays readable for oversight."),
    )
    gone = forms.BooleanField(label=_("It is mended"), required=False)
