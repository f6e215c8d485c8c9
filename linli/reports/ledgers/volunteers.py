"""志愿者招募使用: the volunteers' book with the last post of each, and the hours in all."""

from linli.lib.playbook import Name
from linli.people.choices import Capability as C
from linli.reports.ledgers.base import Ledger, Look, column
from linli.reports.ledgers.duty_lines import PersonLine, Volunteers
from linli.reports.workbooks import Kind


def _fitness(line: PersonLine) -> str:
    return line.page.get_fitness_display() if line.page else ""


def _state(line: PersonLine) -> str:
    return line.page.get_state_display() if line.page else ""


def _unit(line: PersonLine) -> str:
    return line.organisation.name if line.organisation else ""


def _lead(line: PersonLine) -> str:
    return line.last.post.lead.name if line.last and line.last.post.lead else ""


def _place(line: PersonLine) -> str:
    return line.last.post.place.name if line.last else ""


COLUMNS = (
    column("number", "序号", "No.", lambda e: e.number, 6, kind=Kind.NUMBER),
    column("name", "姓名", "Name", lambda e: e.user.name, 10, look=Look.NAME, sort="name"),
    column("phone", "电话", "Telephone", lambda e: e.phone, 14, look=Look.MASKED),
    column("unit", "单位/来源", "Unit", _unit, 18, look=Look.TEXT),
    column("age", "年龄", "Age", lambda e: e.age, 6, kind=Kind.NUMBER, look=Look.NUMBER),
    column("can", "技能/资质", "Skills and qualifications", lambda e: e.can, 18, look=Look.TEXT),
    column("trainings", "培训（科目、日期）", "Trainings", lambda e: e.trainings, 22),
    column("equipment", "防护物资领用", "Equipment", lambda e: e.of_page("equipment"), 16),
    column("state", "状态", "State", _state, 8, look=Look.TEXT),
    column("post", "岗位", "Post", lambda e: e.last_kind, 12, look=Look.TEXT),
    column("place", "点位", "Place", _place, 14, look=Look.TEXT),
    column("shift", "班次起止", "Shift", lambda e: e.shift, 32),
    column("came", "签到", "Came", lambda e: e.moment("mended_in_at", "checked_in_at"), 16),
    column("left", "签退", "Left", lambda e: e.moment("mended_out_at", "checked_out_at"), 16),
    column("hours", "时长", "Hours in all", lambda e: e.hours, 8, kind=Kind.NUMBER, look=Look.NUMBER),
    column("fitness", "健康状况", "Fitness", _fitness, 12),
    column("lead", "负责人", "Lead", _lead, 10),
    column("judged", "评价", "Judged", lambda e: "", 12),  # nobody is ranked here: for the pen
    column(
        "insured",
        "保险",
        "Insured until",
        lambda e: e.of_page("insured_until"),
        12,
        kind=Kind.DATE,
        look=Look.TEXT,
    ),
    column("notes", "备注", "Notes", lambda e: e.of_page("remark"), 16),
)

VOLUNTEERS = Ledger(
    key="volunteers",
    name=Name(zh="志愿者招募使用", en="Volunteers"),
    heading=Name(zh="志愿者招募使用台账", en="Ledger of volunteers, recruited and on duty"),
    meaning=Name(
        zh="志愿者册里的人，每人一行，带最近一个岗。",
        en="Everybody in the volunteers' book, a line each with the last post.",
    ),
    filters=("book",),
    columns=COLUMNS,
    needs=(C.VOLUNTEERS_WRITE,),
    source=Volunteers(),
)
