"""The words around the numbers of a door, as patterns for squeezed upper-case text with equal dashes."""

import re

from linli.lib.texts import NUMERAL_SIGNS

_UNITS = r"号楼|号门|号(?!院)|栋|幢|座|单元|门|梯|层|楼|室|组|队|社(?!区)|排"
NUMERALS_BEFORE_UNIT = re.compile(rf"[{NUMERAL_SIGNS}]+(?={_UNITS})")
NUMERALS_AT_END = re.compile(rf"(?<=[元楼栋幢座层门#号-])[{NUMERAL_SIGNS}]+$")

BARE = re.compile(r"[A-Z]?\d{1,5}[A-Z]?(?:-[A-Z]?\d{1,5}[A-Z]?){0,3}|[A-Z](?:-\d{1,5}[A-Z]?){1,2}", re.ASCII)
# 和平家园3-2-501: a name without numbers, but for its phase, and then numbers alone.
NAMED_BARE = re.compile(
    r"(?P<compound>(?:[^\d-]*(?:\d{1,2}[期区])?[^\d-]*)(?<![#楼院元路街道巷弄号层栋幢座负]))-?"
    r"(?P<bare>\d{1,5}[A-Z]?(?:-\d{1,5}[A-Z]?){1,3})"
    r"(?:室|户)?(?P<rest>(?![号院楼单栋幢层门弄巷期区#])\D*)",
    re.ASCII,
)
# A spreadsheet makes 2 March of a door 3-2.
DATE_LIKE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?: .*)?|\d{1,2}月\d{1,2}日", re.ASCII)
BRACKETS = re.compile(r"[(\[【]([^)\]】]*)[)\]】]?")

# A city, a county or a community stands for itself; a town or township only after one of those.
_AREA = r"省|自治区|自治州|市|县|旗|街道(?:办事处)?|社区(?:居委会)?|村委会|村民委员会|居委会"
ADMIN_PREFIX = re.compile(rf"[^\d-]{{2,9}}?(?:{_AREA})(?=..)")
TOWN_PREFIX = re.compile(rf"[^\d-]{{1,9}}?(?:{_AREA}|镇|乡|(?<![小社园])区(?=.+?(?:街道|镇|乡|社区)))(?=..)")
VILLAGE_PREFIX = re.compile(r"[^\d-]{1,6}(?<!新)村(?=\d+(?:组|队|社|号(?!楼|院)))")

_BUILDING = r"[甲乙丙丁]?\d{1,4}[A-Z甲乙丙丁]?(?:-\d{1,2})?|[A-Z]\d{0,2}"
_STAIRWELL = r"\d{1,2}|[A-Z]|[东西南北中]"
_SIDES = r"[东西南北中左右]{1,2}"
# After a room number these would make it the number of a yard, a lane, a group or a building.
_NOT_A_REMARK = r"(?!院|大院|弄|巷|路|街|组|队|社|楼|小区|单元|栋|幢)"
WORDED = re.compile(
    rf"""
    (?P<compound>.*?)(?<!\d)
    (?:-?(?P<group>\d{{1,3}}(?:村民)?(?:小?组|队|社(?!区)|屯)))?
    (?:-?(?P<row>(?:平房|门市|门面|商铺|商服|网点|车库|仓房|仓库)(?:\d{{1,3}}排)?|\d{{1,3}}排))?
    (?:-?(?P<building>{_BUILDING})
       (?:号楼|\#楼|\#|号栋|栋楼|栋|幢楼|幢|座楼|座
         |号(?=-?(?:{_STAIRWELL})(?:单元|门|梯)|-?\d{{3,4}}(?:室|房)?$)
         |楼(?=-?(?:{_STAIRWELL})(?:单元|门)|-\d+-\d)))?
    (?:-?(?P<stairwell>{_STAIRWELL})(?:单元|号门|门(?!市|面|牌)|梯)
      |-?(?P<stairwell_bare>(?<=[楼\#栋幢座-])\d{{1,2}})-(?=\d))?
    (?:-?(?P<floor>\d{{1,2}}|负\d)(?:层|楼))?
    (?:-?(?P<room>[A-Z]?\d{{1,5}}[A-Z]?(?:-\d{{1,2}})?|(?<=[元层楼号门]){_SIDES})
       (?:室|号房|号|房间|房|户|屋|门(?!市|面))?+
       (?P<more>(?:-\d{{3,5}}(?:室|户)?)*)
       (?P<rest>{_NOT_A_REMARK}[^\d]*))?
    """,
    re.VERBOSE | re.ASCII,
)

BUILDING_TAIL = re.compile(
    r"(?P<building>[甲乙丙丁]?\d{1,4}[A-Z甲乙丙丁]?|[A-Z])(?:号楼|#楼|号栋|#|栋|幢|座|号|楼)?"
)
STAIRWELL_TAIL = re.compile(r"(?:单元|号门|门|梯)$")
FLOOR_AND_ROOM = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
FLOOR_TAIL = re.compile(r"(?:层|楼)$")
ROOM_TAIL = re.compile(r"(?:室|号|房|户)$")
