"""The page that shows every component in every state. The people and numbers in it are invented."""

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.core.components import (
    Chart,
    Choice,
    Count,
    DayStrip,
    Figure,
    Filter,
    Part,
    Series,
    State,
    Step,
    Stop,
    Tab,
    Tile,
    TileKey,
    TileMap,
    TileRow,
)
from linli.core.problems import NotFound


class SampleForm(forms.Form):
    door = forms.CharField(
        label=gettext_lazy("Door"),
        max_length=12,
        help_text=gettext_lazy("Building-stairwell-door, as on the plate: 3-2-501"),
    )
    tenure = forms.ChoiceField(
        label=gettext_lazy("How the home is held"),
        choices=[
            ("own", gettext_lazy("own home")),
            ("rent", gettext_lazy("rented")),
            ("vacant", gettext_lazy("vacant")),
        ],
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Support needs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("alone", gettext_lazy("lives alone")), ("dialysis", gettext_lazy("dialysis"))],
    )
    moved_on = forms.DateField(
        label=gettext_lazy("Moved in"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    month = forms.ChoiceField(
        label=gettext_lazy("Month"), required=False, choices=[(str(n), str(n)) for n in range(1, 13)]
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea)
    workbook = forms.FileField(label=gettext_lazy("Workbook"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("Checked with the household"), required=False)

    def clean_door(self) -> str:
        raise forms.ValidationError(_("There is no building 9 in this compound. Write one of 1 to 6."))


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    wrong = SampleForm(
        {"door": "9-9-999", "tenure": "rent", "note": _("What was typed stays.")}, auto_id="wrong_%s"
    )
    now = timezone.now()
    context = {
        "states": _states(),
        "figures": _figures(),
        "counts": _counts(),
        "steps": [
            Step(_("Choose the file"), "past"),
            Step(_("Match columns"), "past"),
            Step(_("See the outcome; nothing written yet"), "current"),
            Step(_("Write")),
        ],
        "views": [
            Tab(_("All"), "?view=all", True, 1176),
            Tab(_("Not answered"), "?view=open", count=23),
            Tab(_("Vacant"), "?view=vacant", count=61),
        ],
        "filters": _filters(),
        "households": _households(),
        "page": Paginator(range(1, 1177), 19).get_page(request.GET.get("page")),
        "strip": _strip(),
        "map": _map(),
        "count_map": _count_map(),
        "parts": [
            Part("rest", _("no change"), 1146),
            Part("new", _("changed"), 7),
            Part("miss", _("not answered"), 23),
        ],
        "chart": _chart(),
        "bars": _bars(),
        "form": SampleForm(auto_id="empty_%s"),
        "wrong": wrong,
        "problem": NotFound(),
        "reasons": [
            ("temperature", _("ask for this morning's temperature")),
            ("supplies", _("bring supplies or medicine")),
            ("urgent", _("urgent")),
        ],
        "moments": [now, now - timedelta(days=1), now - timedelta(days=4), now - timedelta(days=400)],
        "deadlines": [now + timedelta(minutes=19), now - timedelta(hours=13)],
        "numbers": [0, 306, -3, 34206, 118400, 120000000],
    }
    return render(request, "core/components.html", context)


def _states() -> list[tuple[State, str]]:
    return [
        (State.DONE, _("reported")), (State.NONE, _("not started")), (State.RUN, _("day 3")), (State.NEW, _("changed")),
        (State.ASK, _("for you to decide")), (State.STOP, _("13 h late")), (State.MISS, _("not reported")), (State.NIL, _("nil return")),
    ]  # fmt: skip


def _figures() -> list[Figure]:
    against = _("than yesterday at this hour")
    return [
        Figure(
            _("Visited today"), 34206, _("households"), "#", _("48,960 due · 69.9%"), 306, against, 69.9, 69
        ),
        Figure(_("Reached"), 2871, _("people"), "#", _("3,204 to reach · 333 left"), 118, against, 89.6, 86),
        Figure(_("Under care at home"), 47, _("households"), "#", _("6 end today · 2 ended"), -3, against),
        Figure(_("On duty"), 1126, _("people"), "#", _("1,204 due · 78 posts open"), 0, against, 93.5, 91),
        Figure(_("Requests"), None, _("items"), "#", _("the hotline has not reported")),
    ]


def _counts() -> list[Count]:
    return [
        Count(State.DONE, _("new"), 38, "?outcome=new"), Count(State.NEW, _("changed"), 112, "?outcome=changed"),
        Count(State.NONE, _("same"), 1009, "?outcome=same"), Count(State.ASK, _("for you to decide"), 11, "?outcome=ask", True),
        Count(State.STOP, _("refused"), 3, "?outcome=refused"), Count(State.NONE, _("skipped"), 27, "?outcome=skipped"),
    ]  # fmt: skip


def _filters() -> list[Filter]:
    return [
        Filter(_("Compound"), "和平家园", "?"),
        Filter(_("Building"), _("Building 3"), "?"),
        Filter(
            _("Status"),
            choices=[
                Choice(_("own home"), "?status=own", count=890),
                Choice(_("rented"), "?status=rent", True, 225),
            ],
        ),
        Filter(_("Support need"), choices=[Choice(_("lives alone"), "?need=alone", count=41)]),
    ]


def _households() -> list[dict[str, object]]:
    return [
        {"door": "3-1-101", "name": "郭凤霞", "here": 2, "all": 2, "status": _("own home"), "phone": "138****6021", "needs": [_("lives alone"), _("chronic medication")], "state": State.DONE, "word": _("no change"), "liaison": "赫连敏", "visit": _("today 08:22")},
        {"door": "3-1-202", "name": "莫连城", "here": 2, "all": 2, "status": _("rented"), "phone": "186****0932", "needs": [], "state": State.MISS, "word": _("not answered"), "liaison": "", "visit": _("16 Nov"), "old": True},
        {"door": "3-1-302", "name": "庞学文", "here": 1, "all": 1, "status": _("own home"), "phone": "139****2206", "needs": [_("lives alone")], "state": State.STOP, "word": _("no answer twice"), "liaison": "佘建业", "visit": _("yesterday")},
        {"door": "3-1-402", "name": "邸春梅", "here": 4, "all": 3, "status": _("own home"), "phone": "177****3390", "needs": [], "state": State.NEW, "word": _("1 returned"), "liaison": "佘建业", "visit": _("today 09:38")},
        {"door": "3-1-501", "name": "", "here": 0, "all": 0, "status": _("vacant"), "phone": "", "needs": [], "state": State.NONE, "word": _("not asked"), "liaison": "—", "visit": _("3 Nov")},
    ]  # fmt: skip


def _strip() -> DayStrip:
    stops = [
        Stop(390, _("handover"), State.DONE), Stop(480, _("daily question"), State.DONE), Stop(600, _("villages report"), State.MISS),
        Stop(630, _("city report")), Stop(840, _("meeting, change of shift")), Stop(1020, _("second nil return")), Stop(1200, _("evening council")), Stop(1440, _("change of post")),
    ]  # fmt: skip
    return DayStrip(stops, now=612)


def _tiles(names: str, special: dict[str, str]) -> list[Tile]:
    words = {
        "done": _("reported"),
        "nil": _("nil return"),
        "miss": _("not reported"),
        "ask": _("figure to check"),
    }
    kinds = [(name, special.get(name, "done")) for name in names.split()]
    return [Tile(name, name, f"#{name}", words[kind], kind) for name, kind in kinds]


def _map() -> TileMap:
    rows = [
        TileRow("八面通镇", "#", _tiles("民主 富家 头雁 曙光 沿河 和平 红旗 新城 太和 清和 中山 四平 和平村 农拥 民主村", {"新城": "nil", "清和": "nil", "和平村": "nil"}), "15 / 15", State.DONE, _("reported"), "09:58", ("96", "14")),
        TileRow("穆棱镇", "#", _tiles("光荣 中福 团结 西岗 黎明 建设 先锋 道西 迎春 河南 德胜 春利 中心 前进 向阳", {"迎春": "nil", "河南": "nil", "德胜": "ask"}), "15 / 15", State.DONE, _("reported"), "09:55", ("121", "22")),
        TileRow("河西镇", "#", _tiles("雷锋 普兴 双兴 红兴 光义 福兴 奇景 向阳 新兴 常兴", {"双兴": "miss", "红兴": "miss", "光义": "miss", "常兴": "nil"}), "7 / 10", State.MISS, _("not reported"), _("3 missing"), ("37", "9")),
        TileRow("共和乡", "#", _tiles("太平 立新 北金场 牛心", dict.fromkeys(("太平", "立新", "北金场", "牛心"), "nil")), "4 / 4", State.NIL, _("nil return"), "09:12", ("8", "2")),
    ]  # fmt: skip
    legend = [
        TileKey("done", _("reported"), 33),
        TileKey("nil", _("nil return"), 10),
        TileKey("miss", _("not reported"), 3),
        TileKey("ask", _("figure to check"), 1),
    ]
    return TileMap(
        rows,
        _("Township"),
        _("Communities and villages, in code order; open one for the level below"),
        _("Own report"),
        (_("No liaison"), _("Posts open")),
        legend,
    )


def _count_map() -> TileMap:
    sizes = [(2, 0), (38, 1), (61, 1), (120, 2), (244, 3), (412, 3), (980, 4)]
    names = "民主 富家 头雁 曙光 沿河 和平 红旗".split()
    tiles = [
        Tile(
            name,
            name,
            f"#n{name}",
            _("households without a liaison"),
            "over" if step == 4 else f"step-{step}",
            str(n),
        )
        for name, (n, step) in zip(names, sizes, strict=True)
    ]
    return TileMap(
        [TileRow("八面通镇", "#", tiles)],
        _("Township"),
        _("Communities and villages, in code order; open one for the level below"),
        counts=True,
    )


def _chart() -> Chart:
    values: list[float | None] = [12, 18, 24, 30, 38, 47, None, 55, 61, 59, 55, 52, 49, 47]
    labels = [_("{day} Nov").format(day=day) for day in range(7, 21)]
    return Chart(
        _("Households under care, 14 days"), _("Rose to 61 on 15 November, then fell to 47."), labels,
        [Series(_("under care"), values)], _("households"), heading=_("Day"), peak=_("highest"),
    )  # fmt: skip


def _bars() -> Chart:
    labels = [_("under 3"), "3–17", "18–59", "60–79", _("80 and over")]
    return Chart(
        _("Residents by age"), _("1,640 of 2,803 residents are between 18 and 59."), labels,
        [Series(_("residents"), [61, 402, 1640, 584, 116], "bar")], kind="rows", heading=_("Age"),
    )  # fmt: skip
