"""小区居民: one household one file, a line for each person and for each door with nobody behind it."""

from django.utils.translation import gettext as _

from linli.lib.playbook import Name
from linli.people.choices import Capability as C
from linli.reports.ledgers.base import Entry, Ledger, Look, column, of_person, people_to_call
from linli.reports.workbooks import Kind

# Whoever works with people sees more than names and doors.
WORK = (C.CONTACT_MASKED,)
NAMED = (C.NAMES,)


def _name(entry: Entry) -> str:
    if entry.person:
        return entry.person.name
    return entry.home.occupancy_label or _("nobody registered")


def _needs(entry: Entry) -> str:
    return "、".join(one.label for one in entry.person.needs) if entry.person else ""


COLUMNS = (
    column("number", "序号", "No.", lambda e: e.number, 6, kind=Kind.NUMBER),
    column("compound", "小区", "Compound", lambda e: e.household.compound, 14),
    column("building", "楼", "Building", lambda e: e.household.building, 8),
    column("stairwell", "单元", "Stairwell", lambda e: e.household.stairwell, 6),
    column("floor", "楼层", "Floor", lambda e: e.household.floor, 6),
    column(
        "door",
        "门牌",
        "Door",
        lambda e: e.household.plate,
        12,
        look=Look.PLATE,
        sort="door",
        of_household=True,
    ),
    column("head", "户主", "Head", lambda e: e.home.head.name if e.home.head else "", 10, needs=NAMED),
    column("name", "姓名", "Name", _name, 10, needs=NAMED, look=Look.NAME, sort="name"),
    column(
        "relation",
        "与户主关系",
        "Relation to the head",
        of_person("relation"),
        10,
        needs=WORK,
        look=Look.TEXT,
    ),
    column("sex", "性别", "Sex", of_person("sex"), 6, needs=WORK, look=Look.TEXT),
    column("birth", "出生年", "Born", of_person("birth"), 11, needs=WORK),
    column(
        "age", "年龄", "Age", of_person("age"), 6, kind=Kind.NUMBER, needs=WORK, look=Look.NUMBER, sort="age"
    ),
    column(
        "document_kind",
        "证件类型",
        "Kind of document",
        of_person("document_kind"),
        14,
        needs=(C.DOCUMENT_MASKED,),
    ),
    column(
        "document",
        "证件号码",
        "Document number",
        Entry.document,
        21,
        needs=(C.DOCUMENT_MASKED,),
        look=Look.MASKED,
    ),
    column("phone", "联系电话", "Telephone", Entry.phone, 14, needs=WORK, look=Look.MASKED),
    column("presence", "在住情况", "Where", of_person("presence_label"), 9, needs=WORK, look=Look.TEXT),
    column("away_place", "外出地点", "Away in", of_person("away_place"), 14, needs=WORK),
    column(
        "away_return_on", "计划返回", "Back on", of_person("away_return_on"), 12, kind=Kind.DATE, needs=WORK
    ),
    column(
        "occupancy",
        "人户状态",
        "Use of the dwelling",
        lambda e: e.home.occupancy_label,
        9,
        needs=WORK,
        look=Look.TEXT,
        of_household=True,
    ),
    column(
        "registered", "常住人数", "Residents", lambda e: e.home.registered, 8, kind=Kind.NUMBER, needs=WORK
    ),
    column("living", "在住人数", "Living here", lambda e: e.home.living, 8, kind=Kind.NUMBER, needs=WORK),
    column("needs", "特殊需要", "Support needs", _needs, 18, needs=(C.NEEDS,), look=Look.NEEDS),
    column("landlord", "房主", "Landlord", lambda e: e.home.landlord_name, 10, needs=(*NAMED, *WORK)),
    column("landlord_phone", "房主电话", "Landlord's telephone", Entry.landlord_phone, 14, needs=WORK),
    column("vehicles", "车辆", "Vehicles", Entry.plates, 12, needs=WORK),
    column("contact", "紧急联系人", "Person to call", people_to_call, 16, needs=(*NAMED, *WORK)),
    column("contact_phone", "联系人电话", "Their telephone", Entry.contact_phones, 14, needs=WORK),
    column("notes", "备注", "Notes", lambda e: "", 16),  # empty, for the pen
)

RESIDENTS = Ledger(
    key="residents",
    name=Name(zh="小区居民", en="Residents"),
    heading=Name(zh="小区居民台账（一户一档）", en="Ledger of residents, one file a household"),
    meaning=Name(
        zh="每户每人一行，没人住的门也在内。",
        en="A line for each person of each household, and for each door with nobody behind it.",
    ),
    filters=("compound", "building", "occupancy", "presence", "age", "need"),
    columns=COLUMNS,
)
