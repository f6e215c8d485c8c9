"""特殊群体: everybody with an open support need, with what is due next. Health details need their own duty."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.lib.playbook import Name
from linli.people.choices import Capability as C
from linli.registers.choices import NeedCode
from linli.reports.ledgers.base import Entry, Ledger, Look, column, of_person, people_to_call
from linli.reports.ledgers.care_lines import calls_of, stamp
from linli.reports.workbooks import Kind

WORK = (C.CONTACT_MASKED,)
HEALTH = (C.HEALTH,)


def _kinds(entry: Entry) -> str:
    """Every need; one that nobody has looked at yet says so."""
    return "、".join(
        str(one.get_code_display())
        if one.is_confirmed
        else _("{need} (to confirm)").format(need=one.get_code_display())
        for one in entry.needs
    )


def _each(entry: Entry, field: str) -> str:
    return "；".join(text for one in entry.needs if (text := getattr(one, field)))


def _first(entry: Entry, field: str) -> date | None:
    return min((day for one in entry.needs if (day := getattr(one, field))), default=None)


def _has(entry: Entry, code: NeedCode) -> bool:
    return any(one.code == code for one in entry.needs)


def _alone(entry: Entry) -> str:
    return _("yes") if _has(entry, NeedCode.ELDER_ALONE) or entry.home.living == 1 else _("no")


def _smartphone(entry: Entry) -> str:
    return _("none") if _has(entry, NeedCode.NO_SMARTPHONE) else ""


def _people_to_call(entry: Entry) -> str:
    """Whom to call, with the number: one column, as offices have it."""
    names, phones = people_to_call(entry).split("；"), entry.contact_phones().split("；")
    return "；".join(f"{name} {phone}".strip() for name, phone in zip(names, phones, strict=False))


def _beside(entry: Entry, field: str) -> Any:
    """What care and duty know of the person."""
    return getattr(entry.beside, field) if entry.beside else ""


def _rhythm(entry: Entry) -> str:
    return str(RHYTHMS.get(_beside(entry, "rhythm"), ""))


def _for_the_pen(entry: Entry) -> str:
    return ""


def _moves(entry: Entry) -> str:
    return _("needs care") if _has(entry, NeedCode.DISABLED_CARE) else ""


RHYTHMS = {
    "daily": gettext_lazy("every day"),
    "weekly": gettext_lazy("every week"),
    "monthly": gettext_lazy("every month"),
}

# The headings and their order are the offices'.
COLUMNS = (
    column("number", "序号", "No.", lambda e: e.number, 6, kind=Kind.NUMBER),
    column("name", "姓名", "Name", of_person("name"), 10, needs=(C.NAMES,), look=Look.NAME, sort="name"),
    column("sex", "性别", "Sex", of_person("sex"), 6, look=Look.TEXT),
    column("birth", "出生年月", "Born", of_person("birth"), 11, look=Look.TEXT, sort="age"),
    column("address", "住址", "Address", lambda e: e.household.place, 20, look=Look.PLATE, sort="door"),
    column("phone", "联系电话", "Telephone", Entry.phone, 14, needs=WORK, look=Look.MASKED),
    column("contact", "紧急联系人及电话", "Person to call", _people_to_call, 22, needs=WORK, look=Look.TEXT),
    column("needs", "类别", "Support needs", _kinds, 24, look=Look.NEEDS),
    column(
        "details",
        "病种/孕周/透析频次",
        "Illness, weeks, how often",
        lambda e: _each(e, "details"),
        20,
        needs=HEALTH,
    ),
    column("hospital", "就诊医院", "Hospital", lambda e: _each(e, "hospital"), 16, needs=HEALTH),
    column(
        "next_visit_on",
        "下次就诊",
        "Next visit",
        lambda e: _first(e, "next_visit_on"),
        12,
        kind=Kind.DATE,
        look=Look.TEXT,
    ),
    column("medicine", "常用药", "Medicine", lambda e: _each(e, "medicine"), 18, needs=HEALTH),
    column(
        "medicine_until",
        "断药日期",
        "Medicine lasts until",
        lambda e: _first(e, "medicine_until"),
        12,
        kind=Kind.DATE,
        look=Look.TEXT,
    ),
    column("moves", "行动能力", "Can move about", _moves, 10),
    column("alone", "是否独居", "Lives alone", _alone, 8),
    column("smartphone", "智能手机", "Smartphone", _smartphone, 8),
    column("vaccinated", "疫苗", "Vaccinated", lambda e: _beside(e, "vaccinated"), 8, needs=HEALTH),
    column(
        "answering", "包联人", "Answers one to one", lambda e: _beside(e, "answering"), 12, look=Look.TEXT
    ),
    column("rhythm", "联系频次", "How often called", _rhythm, 10, look=Look.TEXT),
    column(
        "last", "最近联系", "Reached last", lambda e: stamp(_beside(e, "last") or None), 16, look=Look.TEXT
    ),
    column("wants", "需求", "Wants", _for_the_pen, 16),
    column("done", "处置", "What is under way", lambda e: _beside(e, "next_way"), 24),
    column("notes", "备注", "Notes", _for_the_pen, 16),
)

SPECIAL_GROUPS = Ledger(
    key="special_groups",
    name=Name(zh="特殊群体", en="Special groups"),
    heading=Name(zh="特殊群体台账", en="Ledger of special groups"),
    meaning=Name(
        zh="有特殊需要的人，每人一行。病情、医院、用药只给负责健康的人。",
        en="People with a support need, a line each. Illness, hospital and medicine are for health duties only.",
    ),
    filters=("need", "compound", "building", "presence", "age"),
    columns=COLUMNS,
    needs=(C.NEEDS,),
    only_with_needs=True,
    beside=calls_of,
)
