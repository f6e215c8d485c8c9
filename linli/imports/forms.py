"""Forms of imports."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.imports.fields import CHOICES, Column, name_of
from linli.imports.workbooks import MAX_FILE, MEGABYTE, column_letter
from linli.lib.headings import IGNORE, NOT_KEPT


class UploadForm(forms.Form):
    """A file to be read in."""

    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_(
            ".xlsx, .xls or .csv, as it is: titles, merged cells and totals may stay. At most {limit} MB."
        ),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv,.txt,.tsv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["workbook"]
        field.help_text = str(field.help_text).format(limit=MAX_FILE // MEGABYTE)


class ColumnsForm(forms.Form):
    """One choice a column of the sheet; columns that are never kept have none."""

    remember = forms.BooleanField(
        label=_("Remember this for sheets of the same form"), required=False, initial=True
    )

    def __init__(self, columns: list[Column], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = [column for column in columns if column.field != NOT_KEPT]
        language = get_language() or "zh"
        choices = [(IGNORE, name_of(IGNORE, language))]
        choices += [(key, name_of(key, language)) for key in CHOICES if key != IGNORE]
        for column in self.columns:
            name = f"{column_letter(column.index)} {column.heading}"
            self.fields[f"c{column.index}"] = forms.ChoiceField(
                choices=choices,
                initial=column.field or IGNORE,
                label=name,
                # The column's heading stands beside the list, in a cell of its own.
                widget=forms.Select(attrs={"data-list": "1", "aria-label": name}),
            )

    def chosen(self) -> dict[int, str]:
        return {column.index: self.cleaned_data[f"c{column.index}"] for column in self.columns}
