"""小区党员: who agreed to be known as a member of a party branch, what they took on, how long they served."""

from linli.lib.playbook import Name
from linli.people.choices import Capability as C
from linli.reports.ledgers.base import Ledger, Look, column
from linli.reports.ledgers.duty_lines import Members
from linli.reports.workbooks import Kind

COLUMNS = (
    column("number", "序号", "No.", lambda e: e.number, 6, kind=Kind.NUMBER),
    column("name", "姓名", "Name", lambda e: e.user.name, 10, look=Look.NAME, sort="name"),
    column("sex", "性别", "Sex", lambda e: "", 6),  # an account has none: for the pen
    column(
        "organisation",
        "所在党组织/工作单位",
        "Branch or unit",
        lambda e: e.organisation.name,
        20,
        look=Look.TEXT,
    ),
    column("place", "居住小区-楼-单元-室", "Where they live", lambda e: e.place, 24),
    column("phone", "联系电话", "Telephone", lambda e: e.phone, 14, look=Look.MASKED),
    column("joined", "报到日期", "Reported on", lambda e: e.joined_on, 12, kind=Kind.DATE, look=Look.TEXT),
    column("skills", "特长", "Can do", lambda e: e.of_page("skills"), 16, look=Look.TEXT),
    column("hours_free", "可服务时段", "Is free", lambda e: e.of_page("hours"), 16),
    column("post", "认领岗位", "Post", lambda e: e.last_kind, 12, look=Look.TEXT),
    column(
        "households", "包联户数", "Households", lambda e: e.households, 8, kind=Kind.NUMBER, look=Look.NUMBER
    ),
    column("teams", "编入小组", "Team", lambda e: "、".join(e.teams), 16, look=Look.TEXT),
    column("hours", "服务时长", "Hours served", lambda e: e.hours, 8, kind=Kind.NUMBER, look=Look.NUMBER),
    column("notes", "备注", "Notes", lambda e: "", 16),  # empty, for the pen
)

MEMBERS = Ledger(
    key="members",
    name=Name(zh="小区党员", en="Party members"),
    heading=Name(zh="小区党员台账（双报到）", en="Ledger of party members who serve where they live"),
    meaning=Name(
        zh="本人同意登记的党员，每人一行。不记证件号码。",
        en="Members who agreed to be kept, a line each. No document numbers.",
    ),
    filters=(),
    columns=COLUMNS,
    needs=(C.PEOPLE_READ, C.DUTY_READ),
    source=Members(),
)
