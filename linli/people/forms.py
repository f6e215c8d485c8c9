"""What people type on the pages of accounts and roles, and what they look for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.problems import MustSignIn, NotFound, Problem, ReadOnly
from linli.lib.periods import local_day
from linli.people.queries import AccountState, areas_named
from linli.people.rules import is_level_of
from linli.people.titles import area_paths, levels_of, playbook_for, role_title
from linli.people.viewer import Viewer, roles

USERNAME = re.compile(r"^[\w.@+-]{2,60}$")
MOST_SUGGESTED = 200


@contextmanager
def said_in(form: forms.Form, field: str | None = None) -> Iterator[None]:
    """A refusal of the action stands in the form, beside what was typed; a closed door stays closed."""
    try:
        yield
    except (NotFound, ReadOnly, MustSignIn):
        raise
    except Problem as problem:
        form.add_error(field, str(problem))


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AreaField(forms.CharField):
    """An area by its code or its name, within a scope. `suggested` fills a list that helps typing."""

    def __init__(self, *, scope: Scope, around: Area, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.scope, self.around = scope, around
        self.widget.attrs |= {"list": "areas", "autocomplete": "off"}
        self.initial = label_of(around)

    @property
    def suggested(self) -> list[str]:
        below = Area.objects.current().filter(parent=self.around).order_by("code")[:MOST_SUGGESTED]
        return [label_of(area) for area in (self.around, *below)]

    def clean(self, value: Any) -> Area:
        text = super().clean(value)
        code = re.match(r"\d{2,}", text)
        found = (
            list(Area.objects.current().within(self.scope).filter(code=code[0]))
            if code
            else areas_named(text, self.scope)
        )
        if not found:
            raise forms.ValidationError(_("No area of your duty has this name or code. Type another."))
        if len(found) > 1:
            paths = area_paths([area.code for area in found])
            named = "; ".join(f"{area.code} {paths[area.code]}" for area in found)
            sentence = _("Several areas are called so. Type the code: {areas}")
            raise forms.ValidationError(sentence.format(areas=named))
        return found[0]


def label_of(area: Area) -> str:
    return f"{area.code} {area.name}"


class AccountFields(forms.Form):
    name = forms.CharField(label=pgettext_lazy("account", "Name"), max_length=60)
    username = forms.CharField(
        label=gettext_lazy("Name to sign in with"),
        max_length=60,
        help_text=gettext_lazy("Letters, digits and . _ - @; capitals make no difference."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Work telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).strip().lower()
        if not USERNAME.match(username):
            raise forms.ValidationError(_("Use two or more letters or digits, with no blank between them."))
        return username


class TermFields(forms.Form):
    """A role in an area for a term; people name the last day, the row keeps the day after it."""

    role = forms.ChoiceField(label=pgettext_lazy("account", "Role"))
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=date_input())
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("After this day the role opens nothing."),
        widget=date_input(),
    )

    def __init__(self, *args: Any, viewer: Viewer, around: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not "area": that word in a request says where the whole page looks.
        self.fields["place"] = AreaField(label=_("Area"), scope=viewer.scope, around=around)
        role: Any = self.fields["role"]
        role.choices = roles_to_give(around)
        role.widget.attrs["data-list"] = "roles"  # a list with headings, even where it is short
        self.fields["from_on"].initial = local_day(timezone.now())
        self.order_fields(["name", "username", "phone", "place", "role", "from_on", "last_day"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        last_day: date | None = data.pop("last_day", None)
        if last_day and data.get("from_on") and last_day < data["from_on"]:
            self.add_error("last_day", _("The last day lies before the first. Correct one of the two."))
        data["until_on"] = last_day + timedelta(days=1) if last_day else None
        data["area"] = data.pop("place", None)
        return data


class NewAccountForm(TermFields, AccountFields):
    """An account together with its first role."""


class AppointForm(TermFields):
    pass


class AccountForm(AccountFields):
    pass


class LastDayForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=date_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = local_day(timezone.now())


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page itself says what happens."""


def roles_to_give(around: Area) -> list[tuple[str, Any]]:
    """Roles as the city calls them: those held right here, then those of other kinds of areas."""
    playbook = playbook_for(around)
    here: list[tuple[str, str]] = []
    elsewhere: list[tuple[str, str]] = []
    for role in roles().values():
        kept = here if is_level_of(around.level, levels_of(role, playbook)) else elsewhere
        kept.append((role.key, role_title(role.key, playbook=playbook, level=around.level)))
    at = _("Held at {area}").format(area=around.name)
    return [("", _("Choose a role")), (at, here), (_("Held in other kinds of areas"), elsewhere)]


# ---- looking for -------------------------------------------------------------------------------
class AccountSearch(forms.Form):
    """What the list of accounts is narrowed by; nonsense in the address narrows nothing."""

    q = forms.CharField(required=False, max_length=60)
    role = forms.CharField(required=False, max_length=40)
    state = forms.ChoiceField(required=False, choices=[(state.value, state.value) for state in AccountState])


class TrailSearch(forms.Form):
    who = forms.CharField(label=pgettext_lazy("trail", "Who"), required=False, max_length=60)
    first_day = forms.DateField(label=pgettext_lazy("trail", "From"), required=False, widget=date_input())
    last_day = forms.DateField(label=pgettext_lazy("trail", "To"), required=False, widget=date_input())
    action = forms.CharField(label=gettext_lazy("What was done"), required=False, max_length=80)
    what = forms.CharField(label=gettext_lazy("What was opened"), required=False, max_length=40)
    household = forms.UUIDField(label=gettext_lazy("Number of the household"), required=False)
    before = forms.UUIDField(required=False)
