"""What every section of a playbook is made of."""

from typing import Annotated, Any

from msgspec import Meta, Struct


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a playbook. A key that it does not know is refused."""


class Name(Part, frozen=True, kw_only=True):
    """A text in both languages of the product."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


class Rough(Part, frozen=True, kw_only=True):
    """A figure that an account prints without its last digits: "600+", "about 2,000"."""

    at_least: int | float | None = None
    about: int | float | None = None


class Range(Part, frozen=True, kw_only=True):
    min: Annotated[int, Meta(ge=0)] = 0
    max: Annotated[int, Meta(ge=1)] | None = None

    @property
    def is_empty(self) -> bool:
        return self.max is not None and self.min > self.max


# The figures that an account prints for a mechanism, each under a word for what was counted.
Account = dict[str, int | float | Rough]


def form(pattern: str, *, zh: str, en: str) -> Any:
    """A text of one form; the two descriptions complete "must be ..."."""
    return Meta(pattern=pattern, extra={"zh": zh, "en": en})


Key = Annotated[
    str,
    form(
        r"^[a-z0-9][a-z0-9_-]*$",
        zh="小写英文字母、数字、- 和 _，例如 four-for-one",
        en="small letters, digits, - and _, such as four-for-one",
    ),
]
MechanismId = Annotated[
    str, form(r"^([A-M][0-9]{1,2})?$", zh="机制编号，例如 A10", en="the number of a mechanism, such as A10")
]
Clock = Annotated[
    str,
    form(
        r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
        zh="24 小时制的时间，例如 10:30",
        en="a time of day such as 10:30",
    ),
]
MeasureKey = Annotated[
    str,
    form(
        r"^[a-z_]+\.[a-z_]+$",
        zh="指标名，例如 households.lived_in",
        en="the name of a measure, such as households.lived_in",
    ),
]
Count = Annotated[int, Meta(ge=1)]


class Described(Part, frozen=True, kw_only=True):
    """An entry that says which mechanism of an account it carries, and with which figures.

    `safe` tells where Linli does something else than the account, and why.
    """

    mechanism: MechanismId = ""
    account: Account = {}
    source: str = ""
    safe: Name | None = None
