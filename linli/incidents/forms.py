"""What people type when they open, change or close an incident."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.models import Area
from linli.incidents.choices import HazardKind
from linli.incidents.playbooks import city_name, name_for
from linli.lib.periods import local_day
from linli.lib.playbook import playbook_names
from linli.people.forms import AreaField, date_input
from linli.people.viewer import Viewer


class OpenForm(forms.Form):
    name_zh = forms.CharField(
        label=_("Name in Chinese"), max_length=60, help_text=_("For example: 冬季呼吸道疫情.")
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Hazard"), choices=HazardKind.choices)
    opened_on = forms.DateField(label=pgettext_lazy("incident", "First day"), widget=date_input())
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "What it is for, in one sentence that a resident understands. Data serve this and nothing else."
        ),
    )
    basis = forms.CharField(
        label=_("Legal basis"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The law and its article, and the order that applies it here."),
    )
    approved_by = forms.CharField(label=_("Approved by"), max_length=80)
    approval_number = forms.CharField(label=_("Number of the approval"), max_length=60, required=False)
    level = forms.CharField(
        label=_("Response level"),
        max_length=40,
        required=False,
        help_text=_("In the city's words: 三级响应."),
    )
    policy_edition = forms.CharField(label=_("Policy edition in force"), max_length=80, required=False)
    playbook = forms.ChoiceField(
        label=_("Playbook"),
        help_text=_("Its text is kept as it is today; later changes are named and dated."),
    )
    retention_days = forms.IntegerField(
        label=_("Days that its records are kept after the end"), min_value=1, max_value=365, initial=28
    )
    is_drill = forms.BooleanField(label=_("This is a drill"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, around: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not "area": that word in a request says where the whole page looks.
        self.fields["place"] = AreaField(label=_("Area"), scope=viewer.scope, around=around)
        self.fields["opened_on"].initial = local_day(timezone.now())
        playbook: Any = self.fields["playbook"]
        playbook.choices = [(name, city_name(name)) for name in playbook_names()]
        playbook.initial = name_for(around)
        self.order_fields(["name_zh", "name_en", "kind", "place", "opened_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["area"] = data.pop("place", None)
        return data


class CloseForm(forms.Form):
    last_day = forms.DateField(label=pgettext_lazy("incident", "Last day"), widget=date_input())
    note = forms.CharField(
        label=_("How it ended"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = local_day(timezone.now())


class LevelForm(forms.Form):
    level = forms.CharField(label=_("Response level"), max_length=40, required=False)


class PlaybookForm(forms.Form):
    name = forms.CharField(
        label=_("What the change is called"),
        max_length=120,
        help_text=_("For example: one visit a day instead of two."),
    )
    text = forms.CharField(
        label=_("The playbook"),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "ll-toml"}),
        strip=False,
    )
    # Set by the second button, below the differences that it puts in force.
    agreed = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Browsers send a carriage return at each line's end; the text is kept as files are."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")
