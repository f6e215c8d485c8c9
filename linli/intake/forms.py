"""What is typed about phones and facts in quarantine."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class UseAgainForm(forms.Form):
    """Only a button."""
