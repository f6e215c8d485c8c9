"""What is typed for teams, and when an organisation sends its people."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from linli.areas.models import Area
from linli.duty.access_volunteers import own_organisations
from linli.duty.choices import TeamKind
from linli.duty.models import Team
from linli.duty.queries_organisations import people_in
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.forms import MOST_SUGGESTED, AreaField
from linli.people.models import Organisation, User
from linli.people.queries import accounts, organisations
from linli.people.viewer import Viewer
from linli.registers.forms.reading import DayField, KeptForm


def today() -> date:
    return local_day(timezone.now())


class TeamForm(KeptForm):
    name = forms.CharField(
        label=pgettext_lazy("team", "Name"), max_length=80,
        help_text=gettext_lazy("As people will say it: 和平家园临时党支部."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=pgettext_lazy("team", "Kind"), choices=TeamKind.choices, initial=TeamKind.TEAM
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Unit"), queryset=Organisation.everywhere.none(), required=False,
        help_text=gettext_lazy("With a unit, only its members join."),
    )  # fmt: skip
    from_on = DayField(label=gettext_lazy("First day"))

    def __init__(self, *args: Any, viewer: Viewer, around: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["organisation"]
        unit.queryset = own_organisations(viewer)
        unit.empty_label = pgettext("unit", "none")
        if viewer.may(C.DUTY_ASSIGN):
            unit.queryset = organisations(viewer.scope)
        else:
            unit.required = True  # whoever speaks for a unit names its teams alone
        self.fields["place"] = AreaField(label=_("Area"), scope=viewer.scope, around=around)
        self.fields["from_on"].initial = today()

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "area": given["place"], "record": given["record"],
            **{key: given[key] for key in ("name", "kind", "organisation", "from_on")},
        }  # fmt: skip


class TeamChangeForm(KeptForm):
    name = forms.CharField(label=pgettext_lazy("team", "Name"), max_length=80)
    kind = forms.ChoiceField(label=pgettext_lazy("team", "Kind"), choices=TeamKind.choices)
    lead = forms.ChoiceField(label=gettext_lazy("Lead"), required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = team.members.select_related("user").order_by("user__name")
        choices = [("", _("nobody yet")), *((str(one.user_id), one.user.name) for one in members)]
        self.fields["lead"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def of(team: Team) -> dict[str, Any]:
        return {"name": team.name, "kind": team.kind, "lead": str(team.lead_id or "")}

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        lead = given["lead"]
        return {
            "name": given["name"],
            "kind": given["kind"],
            "lead_id": User.objects.get(pk=lead).pk if lead else None,
        }


class MemberForm(KeptForm):
    username = forms.CharField(
        label=gettext_lazy("Name to sign in with"), max_length=60,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.team = viewer, team

    @property
    def suggested(self) -> list[User]:
        if self.team.organisation:
            return people_in(self.team.organisation)
        return list(accounts(self.viewer.scope, day=today())[:MOST_SUGGESTED])

    def clean_username(self) -> User:
        name = self.cleaned_data["username"].strip().lower()
        if self.team.organisation:
            found = next((one for one in people_in(self.team.organisation) if one.username == name), None)
        else:
            found = accounts(self.viewer.scope, day=today()).filter(username=name).first()
        if found is None:
            raise forms.ValidationError(
                _("No member of {unit} is called so. Enter the membership first.").format(
                    unit=self.team.organisation.name
                )
                if self.team.organisation
                else _("No open account of your area has this name.")
            )
        return found


class SendForm(KeptForm):
    """Which posts, which people; how they are dealt out is seen before it is done."""

    post = forms.MultipleChoiceField(
        label=gettext_lazy("Posts"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one post.")},
    )  # fmt: skip
    person = forms.MultipleChoiceField(
        label=pgettext_lazy("send", "People"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one person.")},
    )  # fmt: skip
    most = forms.IntegerField(
        label=gettext_lazy("At most so many on each post"), required=False, min_value=1, max_value=200,
        help_text=gettext_lazy("Empty: as many as the post still needs."),
    )  # fmt: skip
    team = forms.ModelChoiceField(
        label=gettext_lazy("As the team"), queryset=Team.everywhere.none(), required=False
    )

    def __init__(
        self, *args: Any, posts: list[tuple[str, str]], people: list[User], teams: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = posts  # type: ignore[attr-defined]
        self.fields["person"].choices = [(str(one.pk), one.name) for one in people]  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["team"].empty_label = pgettext("unit", "none")  # type: ignore[attr-defined]
        self.fields["team"].label_from_instance = lambda team: team.name  # type: ignore[attr-defined]
