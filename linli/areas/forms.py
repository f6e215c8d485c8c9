"""What is asked before the tree is changed. The actions decide; forms read, and say refusals beside their field."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.actions import Part
from linli.areas.levels import COMMUNITY
from linli.areas.models import Area
from linli.areas.rules import NAME_LENGTH, clean_name
from linli.core.problems import Problem
from linli.lib.area_codes import AreaCodeError, prefix
from linli.lib.periods import local_day

# Beside which field a refusal of an action is said; the others stand above the form.
FIELD_OF = {
    "areas.name_missing": "name",
    "areas.name_taken": "name",
    "areas.future_day": "on",
    "areas.too_early": "on",
    "areas.code_unfit": "code",
    "areas.wrong_level": "level",
    "areas.into_itself": "to",
    "areas.already_there": "name",
}
# The words of the state's own tables, which also say from which number a new area is counted.
KINDS = {
    COMMUNITY: (
        ("居委会(社区)", _("Community (residents' committee)")),
        ("村委会", _("Village (villagers' committee)")),
    ),
    "town": (
        ("街道", pgettext_lazy("area", "Subdistrict")),
        ("镇", pgettext_lazy("area", "Town")),
        ("乡", pgettext_lazy("area", "Township")),
    ),
}
MOST_BYTES = 8 * 1024 * 1024


def today() -> date:
    return local_day(timezone.now())


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, {**(attrs or {}), "max": today().isoformat()})


class ChangeForm(forms.Form):
    """Every change has a day from which it holds, and may have a reason."""

    on = forms.DateField(
        label=_("From which day"),
        widget=DayInput,
        initial=today,
        help_text=_("Reports of earlier days stay as they are."),
        error_messages={"invalid": _("Write the day as 2026-11-20.")},
    )
    reason = forms.CharField(
        label=pgettext_lazy("area", "Why"),
        max_length=200,
        required=False,
        help_text=_("A document's number, for example."),
    )

    def refuse(self, problem: Problem) -> None:
        """Say a refusal of the action where it belongs; what was typed stays."""
        field = FIELD_OF.get(problem.code, "")
        self.add_error(field if field in self.fields else None, str(problem))

    def change(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"], "reason": self.cleaned_data["reason"]}


class FoundForm(ChangeForm):
    level = forms.ChoiceField(label=pgettext_lazy("area", "What it is"))
    kind = forms.ChoiceField(label=pgettext_lazy("area", "Kind"))
    name = forms.CharField(label=pgettext_lazy("area", "Name"), max_length=NAME_LENGTH)
    code = forms.CharField(
        label=_("The state's code"),
        max_length=12,
        required=False,
        help_text=_("12 digits, if the area has one already. Left empty, the next free number is taken."),
    )
    field_order = ("level", "kind", "name", "code", "on", "reason")

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        self.fields["level"].initial = levels[0][0] if levels else ""
        kinds = KINDS.get(levels[0][0], ()) if len(levels) == 1 else ()
        if kinds:
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
            self.fields["kind"].initial = kinds[0][0]
        else:
            # Below the community the level says what it is, and Linli gives the code.
            del self.fields["kind"], self.fields["code"]


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("New name"), max_length=NAME_LENGTH)
    field_order = ("name", "on", "reason")


class MoveForm(ChangeForm):
    to = forms.CharField(
        label=pgettext_lazy("area", "Where to"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "targets", "autocomplete": "off"}),
        help_text=_("Type the name or the code and choose from the list."),
    )
    field_order = ("to", "on", "reason")

    def __init__(self, *args: Any, targets: Iterable[Area], names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = {area.code: area for area in targets}
        self.names = names

    @property
    def options(self) -> list[str]:
        """What the list offers: the path with the code behind it."""
        return [f"{self.names[code]}（{code}）" for code in self.targets]

    def clean_to(self) -> Area:
        text = self.cleaned_data["to"].strip()
        found = self._by_code(text) or self._by_name(text)
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("Several areas are called this. Choose one from the list, with its code.")
            )
        raise forms.ValidationError(_("No such area that this could be put into. Choose one from the list."))

    def _by_code(self, text: str) -> list[Area]:
        digits = re.search(r"(\d{2,})\D*$", text)
        try:
            code = prefix(digits[1]) if digits else ""
        except AreaCodeError:
            return []
        return [self.targets[code]] if code in self.targets else []

    def _by_name(self, text: str) -> list[Area]:
        name = clean_name(text)
        called = [(a, (a.name, a.short, clean_name(self.names[a.code]))) for a in self.targets.values()]
        return [area for area, names in called if name in names]


class MergeForm(ChangeForm):
    others = forms.MultipleChoiceField(
        label=_("Which become one with it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    result = forms.ChoiceField(label=_("What goes on"))
    name = forms.CharField(label=_("Name of the new one"), max_length=NAME_LENGTH, required=False)
    field_order = ("others", "result", "name", "on", "reason")

    def __init__(self, *args: Any, area: Area, siblings: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        self.siblings = {str(one.pk): one for one in siblings}
        self.fields["others"].choices = [(pk, f"{one.name} {one.code}") for pk, one in self.siblings.items()]  # type: ignore[attr-defined]
        self.fields["result"].choices = [  # type: ignore[attr-defined]
            ("into", _("{name} takes the others in and keeps its code").format(name=area.name)),
            ("new", _("All of them are closed, and a new one is founded")),
        ]
        self.fields["result"].initial = "into"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("result") == "new" and not clean_name(cleaned.get("name", "")):
            self.add_error("name", _("Give the new one a name."))
        return cleaned

    @property
    def chosen(self) -> list[Area]:
        return [self.siblings[pk] for pk in self.cleaned_data["others"]]


STAYS = "0"
MOST_PARTS = 3


class SplitForm(ChangeForm):
    """New parts by name, and for each place in the area the part that gets it."""

    goes_on = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[
            ("yes", _("It goes on with what no new area takes")),
            ("no", _("It is closed, and everything goes to the new areas")),
        ],
        initial="yes",
    )

    def __init__(self, *args: Any, children: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = {f"child_{child.pk}": child for child in children}
        for number in range(1, MOST_PARTS + 1):
            label = _("New area {n}").format(n=number)
            self.fields[f"part_{number}"] = forms.CharField(
                label=label, max_length=NAME_LENGTH, required=number == 1
            )
        stays = [(STAYS, pgettext_lazy("area", "stays"))]
        choices = stays + [
            (str(n), pgettext_lazy("area", "to {n}").format(n=n)) for n in range(1, MOST_PARTS + 1)
        ]
        for key, child in self.children.items():
            self.fields[key] = forms.ChoiceField(
                label=child.name, choices=choices, initial=STAYS, required=False
            )
        self.order_fields(["goes_on", *self.part_keys, *self.children, "on", "reason"])

    @property
    def part_keys(self) -> list[str]:
        return [f"part_{number}" for number in range(1, MOST_PARTS + 1)]

    @property
    def upper(self) -> list[forms.BoundField]:
        return [self[key] for key in ("goes_on", *self.part_keys)]

    @property
    def rows(self) -> list[tuple[Area, forms.BoundField]]:
        return [(child, self[key]) for key, child in self.children.items()]

    @property
    def lower(self) -> list[forms.BoundField]:
        return [self["on"], self["reason"]]

    def parts(self) -> list[Part]:
        """The parts that have a name or get something, in order."""
        found = []
        for number, key in enumerate(self.part_keys, start=1):
            own = tuple(c for k, c in self.children.items() if self.cleaned_data.get(k) == str(number))
            if own or self.cleaned_data.get(key):
                found.append(Part(self.cleaned_data.get(key, ""), own))
        return found


class CloseForm(ChangeForm):
    pass


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=pgettext_lazy("area", "Workbook"),
        help_text=_("One row for each lowest place; .xlsx, .xls or .csv."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )
    on = forms.DateField(
        label=_("From which day"),
        widget=DayInput,
        initial=today,
        error_messages={"invalid": _("Write the day as 2026-11-20.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 8 MB. Divide it by community."))
        return file
