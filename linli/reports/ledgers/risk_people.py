"""重点风险人员管控: who is under quarantine, isolation or monitoring, from notice to release. Health details need their own duty."""

from linli.lib.playbook import Name
from linli.people.choices import Capability as C
from linli.reports.ledgers.base import Ledger, Look, column
from linli.reports.ledgers.care_lines import InCare
from linli.reports.workbooks import Kind

WORK = (C.CONTACT_MASKED,)
HEALTH = (C.HEALTH,)

COLUMNS = (
    column("number", "序号", "No.", lambda e: e.number, 6, kind=Kind.NUMBER),
    column("name", "姓名", "Name", lambda e: e.name, 10, needs=(C.NAMES,), look=Look.NAME, sort="name"),
    column("sex", "性别", "Sex", lambda e: e.of_person("sex"), 6, needs=WORK),
    column("document", "证件号", "Document number", lambda e: e.document(), 20, needs=(C.DOCUMENT_MASKED,)),
    column("phone", "电话", "Telephone", lambda e: e.phone(), 14, needs=WORK, look=Look.MASKED),
    column("address", "住址", "Address", lambda e: e.household.place, 20, look=Look.PLATE, sort="door"),
    column("category", "人员类别", "Category", lambda e: e.category, 18, look=Look.TEXT),
    column("origin", "来源地", "Came from", lambda e: e.of_arrival("from_place"), 18, look=Look.TEXT),
    column(
        "arrived_on",
        "返（来）日期",
        "Came on",
        lambda e: e.episode.arrived_on,
        12,
        kind=Kind.DATE,
        look=Look.TEXT,
    ),
    column("transport", "交通方式", "Came by", lambda e: e.transport, 10),
    column(
        "transport_number",
        "班次/车牌",
        "Number of the journey",
        lambda e: e.of_arrival("transport_number"),
        14,
    ),
    column("companions", "同行人", "Came with", lambda e: e.of_arrival("companions"), 8, kind=Kind.NUMBER),
    column(
        "anchor_on",
        "末次接触/离开风险区日期",
        "Last exposure, or left the area",
        lambda e: e.episode.anchor_on,
        14,
        kind=Kind.DATE,
    ),
    column(
        "measure", "管控措施", "Measure", lambda e: str(e.episode.get_measure_display()), 14, look=Look.TEXT
    ),
    column("from", "开始", "From", lambda e: e.moment("from_at"), 16, look=Look.TEXT),
    column("until", "应解除", "Until", lambda e: e.moment("until_at"), 16, look=Look.TEXT, sort="until"),
    column("released", "实际解除", "Released", lambda e: e.moment("released_at"), 16),
    column("day", "当前第几天", "Day", lambda e: e.day_number, 8, kind=Kind.NUMBER, look=Look.NUMBER),
    column("tests", "核酸（应检日期/采样/结果）", "Tests: due, taken, result", lambda e: e.tests, 30),
    column(
        "temperature",
        "体温早/晚",
        "Temperature, morning and evening",
        lambda e: e.temperatures,
        14,
        needs=HEALTH,
    ),
    column("signs", "症状", "Symptoms", lambda e: e.signs, 18, needs=HEALTH),
    column("team", "看护组（社区/医务/民警/单位）", "Care team", lambda e: e.team, 30),
    column("transfer", "转运时间", "Transfer", lambda e: e.transfer, 16),
    column("notice", "告知书签收", "Notice received", lambda e: e.moment("notice_at"), 16),
    column("state", "状态", "State", lambda e: str(e.episode.get_state_display()), 12, look=Look.TEXT),
    column("notes", "备注", "Notes", lambda e: "", 16),  # empty, for the pen
)

RISK_PEOPLE = Ledger(
    key="risk_people",
    name=Name(zh="重点风险人员管控", en="People in quarantine, isolation or monitoring"),
    heading=Name(zh="重点风险人员管控台账", en="Ledger of people in quarantine, isolation or monitoring"),
    meaning=Name(
        zh="两人签过字的隔离和监测，每人一行。不写病情；体温和症状只给负责健康的人。",
        en="Episodes with both signatures, a line each. No illness; temperature and symptoms are for health duties only.",
    ),
    filters=("care",),
    columns=COLUMNS,
    needs=(C.CARE_READ,),
    source=InCare(),
)
