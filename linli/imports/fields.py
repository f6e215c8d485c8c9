"""What a column may be matched with: the fields of `lib.headings`, and a few that only an import needs."""

from collections.abc import Iterable

import msgspec

from linli.lib.headings import FIELDS, IGNORE, NOT_KEPT, Field, default_vocabulary, normalise

# A column here may hold the same field as another one: what they say is put together.
MANY = frozenset((IGNORE, NOT_KEPT, "notes", "support_needs", "vehicle", "phone"))

_MORE = (
    Field(
        "community",
        "社区",
        "Community",
        ("所属社区", "社区名称", "社区村", "居委会", "村委会", "所在社区", "村社区", "村"),
    ),
    Field(
        "is_away", "是否外出", "Away (yes/no)", ("外出", "是否在外", "是否外出务工", "人在外地", "外出人员")
    ),
    Field("landlord_name", "房东", "Landlord", ("房东姓名", "出租人", "出租人姓名", "出租房主")),
    Field(
        "landlord_phone",
        "房东电话",
        "Landlord's phone",
        ("房东联系电话", "房东手机", "房东联系方式", "出租人电话"),
    ),
)
_MORE_BY_HEADING = {
    normalise(text): field.key for field in _MORE for text in (field.zh, field.en, *field.headings)
}

CHOICES: dict[str, Field] = {
    **{key: field for key, field in FIELDS.items() if key != IGNORE},
    **{field.key: field for field in _MORE},
    IGNORE: FIELDS[IGNORE],
}

# Where a household stands, from the widest: what a blank cell takes from the row above.
PLACE = (
    "community",
    "area",
    "compound",
    "building",
    "building_stairwell",
    "stairwell",
    "floor",
    "room",
    "door",
)
DOORS = frozenset(("room", "door"))
BUILDINGS = frozenset(("building", "building_stairwell"))
PEOPLE = ("name", "head_name")
# Without one of these nobody can be given a household.
STANDS_AT = frozenset(("room", "door", "building", "building_stairwell"))


def also_known(heading: str) -> str:
    """The field beyond the shared vocabulary that a heading names, or nothing."""
    return _MORE_BY_HEADING.get(normalise(heading.rpartition(" / ")[2]), "")


def name_of(key: str, language: str) -> str:
    """What people call a field, in Chinese or English."""
    if key == "door":
        # The field's own name, "address", says too little of what is read from it.
        return "Building, stairwell, room" if language.startswith("en") else "楼、单元、门牌"
    field = CHOICES.get(key)
    if field is None:
        return key
    return field.en if language.startswith("en") else field.zh


def why_not_kept(rule: str, language: str) -> str:
    field = default_vocabulary().not_kept.get(rule)
    if field is None:
        return ""
    return field.en if language.startswith("en") else field.zh


def twice(used: Iterable[str]) -> str:
    """The first field that two columns hold although only one may, or nothing."""
    seen: set[str] = set()
    for key in used:
        if key and key not in MANY and key in seen:
            return key
        seen.add(key)
    return ""


class Column(msgspec.Struct):
    """One column of the sheet: its place, what stands above it, and what it is matched with.

    `field` is empty for a column that nobody could match; `rule` says by which rule one is not kept.
    """

    index: int
    heading: str
    field: str = ""
    rule: str = ""
    sure: bool = True
    remembered: bool = False

    @property
    def is_used(self) -> bool:
        return self.field not in ("", IGNORE, NOT_KEPT, "serial")
