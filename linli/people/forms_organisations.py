"""What people type on the pages of organisations and their members."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.areas.models import Area
from linli.lib.credit_codes import read_credit_code
from linli.lib.periods import local_day
from linli.people.choices import OrganisationKind
from linli.people.forms import MOST_SUGGESTED, AreaField, date_input
from linli.people.models import Organisation, User
from linli.people.queries import accounts, organisations
from linli.people.viewer import Viewer


class OrganisationForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("organisation", "Name"), max_length=120)
    kind = forms.ChoiceField(
        label=pgettext_lazy("organisation", "Kind"),
        choices=[("", gettext_lazy("Choose a kind")), *OrganisationKind.choices],
    )
    credit_code = forms.CharField(
        label=gettext_lazy("Unified social credit code"), max_length=18, required=False
    )
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Belongs to"), queryset=Organisation.everywhere.none(), required=False
    )
    contact_name = forms.CharField(
        label=pgettext_lazy("organisation", "Contact"), max_length=80, required=False
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Contact's telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, viewer: Viewer, around: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = AreaField(label=_("Area"), scope=viewer.scope, around=around)
        parent: Any = self.fields["parent"]
        parent.queryset = organisations(viewer.scope)
        parent.empty_label = _("nothing above it")
        self.order_fields(["name", "kind", "place", "credit_code", "parent", "contact_name", "contact_phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["area"] = data.pop("place", None)
        return data

    def clean_credit_code(self) -> str:
        read = read_credit_code(self.cleaned_data["credit_code"])
        if read.problem is not None:
            raise forms.ValidationError(
                _("This code does not check out. Compare each sign with the licence.")
            )
        return read.number


class MembershipForm(forms.Form):
    """Who joins, and how we know that they agreed."""

    username = forms.CharField(
        label=gettext_lazy("Name to sign in with"),
        max_length=60,
        help_text=gettext_lazy("The account of the person who joins."),
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )
    consented_on = forms.DateField(label=gettext_lazy("Agreed on"), widget=date_input())
    consent_note = forms.CharField(
        label=gettext_lazy("How they agreed"),
        max_length=120,
        help_text=gettext_lazy("For example: signed form; said so at the meeting, noted by 郎玉珍."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    @property
    def suggested(self) -> list[User]:
        today = local_day(timezone.now())
        return list(accounts(self.viewer.scope, day=today)[:MOST_SUGGESTED])

    def clean_consented_on(self) -> date:
        day: date = self.cleaned_data["consented_on"]
        if day > local_day(timezone.now()):
            raise forms.ValidationError(_("This day is still to come. Write the day on which they agreed."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        username = str(data.pop("username", "")).strip().lower()
        if username:
            today = local_day(timezone.now())
            data["user"] = accounts(self.viewer.scope, day=today).filter(username=username).first()
            if data["user"] is None:
                self.add_error("username", _("No open account of your area has this name."))
        return data
