"""What is typed in the volunteers' book: by the office, and by volunteers about themselves."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from linli.areas.models import Area
from linli.duty.choices import BookState, Fitness, Qualification
from linli.duty.models import Volunteer
from linli.duty.rules_volunteers import NEXT, is_birth_year
from linli.lib.periods import local_day
from linli.people.forms import MOST_SUGGESTED, AreaField
from linli.people.models import Organisation, User
from linli.people.queries import accounts, organisations
from linli.people.viewer import Viewer
from linli.registers.forms.reading import DayField, KeptForm

COMMUNITIES = ("community", "village")


def today() -> date:
    return local_day(timezone.now())


class OwnWordsForm(KeptForm):
    """What volunteers say of themselves."""

    skills = forms.CharField(
        label=gettext_lazy("What I can do"), max_length=200, required=False,
        help_text=gettext_lazy("For example: nurse, drives a van, speaks Korean."),
    )  # fmt: skip
    hours = forms.CharField(
        label=gettext_lazy("When I can"), max_length=200, required=False,
        help_text=gettext_lazy("For example: evenings after six, whole weekends."),
    )  # fmt: skip
    fitness = forms.ChoiceField(
        label=gettext_lazy("How I feel fit for it"), choices=Fitness.choices, initial=Fitness.FIT,
        widget=forms.RadioSelect, help_text=gettext_lazy("By your own word. Name no illness here."),
    )  # fmt: skip
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth"), required=False,
        help_text=gettext_lazy("Night posts and heavy work are not for every age."),
    )  # fmt: skip

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not is_birth_year(year, today=today()):
            raise forms.ValidationError(_("Volunteers are between 16 and 90 years old. Look at the year."))
        return year

    @staticmethod
    def of(page: Volunteer) -> dict[str, Any]:
        return {key: getattr(page, key) for key in ("version", "skills", "hours", "fitness", "birth_year")}

    def words(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in ("skills", "hours", "fitness", "birth_year")}


class ApplyForm(OwnWordsForm):
    """Without a duty one names the community; with one it is that of the duty."""

    community = forms.CharField(
        label=gettext_lazy("Community or village"), max_length=60,
        help_text=gettext_lazy("Where you live, or want to help; the whole name, or its code."),
    )  # fmt: skip
    consents = forms.BooleanField(
        label=gettext_lazy("I agree that this page is kept, and that the office sees it."), required=False
    )

    def __init__(self, *args: Any, around: Area | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["community", "skills", "hours", "fitness", "birth_year", "consents"])
        self.around = around
        if around is not None:
            self.fields["community"].initial = around.name

    def clean_community(self) -> Area:
        text = self.cleaned_data["community"].strip()
        if self.around is not None and text == self.around.name:
            return self.around
        found = communities_called(text)
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several are called so. Write the code; your community knows it.")
                if found
                else _("No community is called so. Write the whole name, or its code.")
            )
        return found[0]

    def clean_consents(self) -> bool:
        if not self.cleaned_data["consents"]:
            raise forms.ValidationError(_("Without your consent nothing is kept. Tick the box, or leave it."))
        return True


def communities_called(text: str) -> list[Area]:
    """Open communities and villages of just this name or code. Their names are public; what stands in them is not."""
    rows = Area.objects.current().filter(Q(code=text) | Q(name__startswith=text), level__in=COMMUNITIES)
    return [one for one in rows.order_by("code")[:20] if text in {one.code, one.name, one.short}]


class PageForm(OwnWordsForm):
    """A page of the book, as the office keeps it."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Unit"), queryset=Organisation.everywhere.none(), required=False
    )
    qualifications = forms.MultipleChoiceField(
        label=gettext_lazy("Qualifications, confirmed"), choices=Qualification.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("Only what you have seen a paper for."),
    )  # fmt: skip
    insured_until = DayField(label=gettext_lazy("Insured until"), required=False)
    equipment = forms.CharField(
        label=gettext_lazy("Protective equipment handed out"), max_length=200, required=False
    )
    remark = forms.CharField(
        label=pgettext_lazy("volunteer", "Remark"), max_length=200, required=False,
        help_text=gettext_lazy("The volunteer can read it. No illnesses."),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, around: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["place"] = AreaField(label=_("Area"), scope=viewer.scope, around=around)
        unit: Any = self.fields["organisation"]
        unit.queryset = organisations(viewer.scope)
        unit.empty_label = pgettext("unit", "none")
        self.fields["skills"].label = _("Can do, by their own word")
        self.fields["hours"].label = _("When they can")
        self.fields["fitness"].label = _("Fitness")
        self.fields["fitness"].help_text = _("By the volunteer's own word. Name no illness here.")

    @staticmethod
    def of(page: Volunteer) -> dict[str, Any]:
        own = ("organisation", "qualifications", "insured_until", "equipment", "remark")
        return {**OwnWordsForm.of(page), **{key: getattr(page, key) for key in own}}

    def words(self) -> dict[str, Any]:
        unit: Organisation | None = self.cleaned_data["organisation"]
        own = {
            key: self.cleaned_data[key] for key in ("qualifications", "insured_until", "equipment", "remark")
        }
        return {**super().words(), **own, "organisation_id": unit.pk if unit else None}


class EnterForm(PageForm):
    """Somebody who agreed at the desk."""

    username = forms.CharField(
        label=gettext_lazy("Name to sign in with"), max_length=60,
        help_text=gettext_lazy("The account of the person. Administrators open accounts."),
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )  # fmt: skip
    consents = forms.BooleanField(
        label=gettext_lazy("The person has agreed that this page is kept."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["username", "place", "organisation"])

    @property
    def suggested(self) -> list[User]:
        known = accounts(self.viewer.scope, day=today()).filter(volunteer=None)
        return list(known[:MOST_SUGGESTED])

    def clean_username(self) -> User:
        name = self.cleaned_data["username"].strip().lower()
        found = accounts(self.viewer.scope, day=today()).filter(username=name).first()
        if found is None:
            raise forms.ValidationError(_("No open account of your area has this name."))
        return found


class StateForm(KeptForm):
    """What becomes of a page: only what may come next is offered."""

    WORDS = {
        BookState.ACTIVE: gettext_lazy("Active: may claim posts"),
        BookState.RESERVE: gettext_lazy("Reserve: called when others are missing"),
        BookState.PAUSED: gettext_lazy("Paused: is not called"),
        BookState.LEFT: gettext_lazy("Has left, or was not taken"),
        BookState.APPLIED: gettext_lazy("Applies again"),
    }
    state = forms.ChoiceField(label=gettext_lazy("What becomes of the page"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, page: Volunteer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.value, self.WORDS[one]) for one in self.WORDS if one in NEXT[page.state]]
        self.fields["state"].choices = offered  # type: ignore[attr-defined]


class TrainingForm(KeptForm):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=80)
    on = DayField(label=gettext_lazy("Day of the training"))
    gives = forms.ChoiceField(
        label=gettext_lazy("Qualification that it gives"), required=False,
        choices=[("", pgettext_lazy("unit", "none")), *Qualification.choices],
    )  # fmt: skip
    valid_until = DayField(label=gettext_lazy("Valid until"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on, until = data.get("on"), data.get("valid_until")
        if on and on > today():
            self.add_error("on", _("This day is still to come. Enter the training once it was held."))
        if on and until and until < on:
            self.add_error("valid_until", _("It would run out before it was held. Correct one of the two."))
        return data


class LeaveForm(KeptForm):
    KEEP, DELETE = "keep", "delete"
    how = forms.ChoiceField(
        label=gettext_lazy("What happens to my page"), widget=forms.RadioSelect,
        choices=[
            (KEEP, gettext_lazy("I leave; the page stays for the record")),
            (DELETE, gettext_lazy("I leave and take my consent back; the page is deleted")),
        ],
    )  # fmt: skip
