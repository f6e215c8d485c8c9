"""Invented people and numbers for the page that shows the components."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.components import (
    Chart,
    Choice,
    Count,
    DayStrip,
    Figure,
    Filter,
    GeoChart,
    Part,
    Series,
    State,
    Step,
    Stop,
    Tab,
    Text,
    Tile,
    TileKey,
    TileMap,
    TileRow,
)
from linli.core.problems import NotFound

TENURES = [("own", _("own home")), ("rent", _("rented")), ("vacant", _("vacant"))]
NEEDS = [("alone", _("lives alone")), ("dialysis", _("dialysis"))]

WRONG = {"door": "9-9-999", "tenure": "rent", "note": _("What was typed stays.")}


class SampleForm(forms.Form):
    door = forms.CharField(
        label=_("Door"),
        max_length=12,
        help_text=_("Building-stairwell-door, as on the plate: 3-2-501"),
    )
    tenure = forms.ChoiceField(label=_("How the home is held"), choices=TENURES)
    needs = forms.MultipleChoiceField(
        label=_("Support needs"), required=False, widget=forms.CheckboxSelectMultiple, choices=NEEDS
    )
    moved_on = forms.DateField(
        label=_("Moved in"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    month = forms.ChoiceField(label=_("Month"), required=False, choices=[(n, n) for n in range(1, 13)])
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)
    workbook = forms.FileField(label=_("Workbook"), required=False)
    agreed = forms.BooleanField(label=_("Checked with the household"), required=False)

    def clean_door(self) -> str:
        raise forms.ValidationError(_("There is no building 9 in this compound. Write one of 1 to 6."))


def everything(page_number: str | None) -> dict[str, Any]:
    now = timezone.now()
    return {
        "states": states(),
        "figures": figures(),
        "counts": counts(),
        "steps": steps(),
        "views": views(),
        "filters": filters(),
        "households": households(),
        "page": page(page_number),
        "strip": day_strip(),
        "map": report_map(),
        "count_map": count_map(),
        "parts": parts(),
        "chart": line_chart(),
        "bars": bar_chart(),
        "outlines": outline_map(),
        "form": SampleForm(auto_id="empty_%s"),
        "wrong": SampleForm(WRONG, auto_id="wrong_%s"),
        "problem": NotFound(),
        "reasons": reasons(),
        "moments": [now - timedelta(days=days) for days in (0, 1, 4, 400)],
        "deadlines": [now + timedelta(minutes=19, seconds=30), now - timedelta(hours=13)],
        "numbers": [0, 306, 34206, 118400, 120000000, -3],
    }  # fmt: skip


def states() -> list[tuple[State, Text]]:
    words = [
        _("reported"),
        _("not started"),
        _("day 3"),
        _("changed"),
        _("for you to decide"),
        _("13 h late"),
        _("not reported"),
        _("nil return"),
    ]
    return list(zip(State, words, strict=True))


def figures() -> list[Figure]:
    against = _("than yesterday at this hour")
    household, person = _("households"), _("people")
    return [
        Figure(_("Visited today"), 34206, household, "#", _("48,960 due · 69.9%"), 306, against, 69.9, 69),
        Figure(_("Reached"), 2871, person, "#", _("3,204 to reach · 333 left"), 118, against, 89.6, 86),
        Figure(_("Under care at home"), 47, household, "#", _("6 end today · 2 ended"), -3, against),
        Figure(_("On duty"), 1126, person, "#", _("1,204 due · 78 posts open"), 0, against, 93.5, 91),
        Figure(_("Requests"), None, _("items"), "#", _("the hotline has not reported")),
    ]


def counts() -> list[Count]:
    return [
        Count(State.DONE, _("new"), 38, "?outcome=new"),
        Count(State.NEW, _("updated"), 112, "?outcome=changed"),
        Count(State.NONE, _("same"), 1009, "?outcome=same"),
        Count(State.ASK, _("for you to decide"), 11, "?outcome=ask", current=True),
        Count(State.STOP, _("refused"), 3, "?outcome=refused"),
        Count(State.NONE, _("skipped"), 27, "?outcome=skipped"),
    ]


def steps() -> list[Step]:
    return [
        Step(_("Choose the file"), "past"),
        Step(_("Match columns"), "past"),
        Step(_("See the outcome; nothing written yet"), "current"),
        Step(_("Write")),
    ]


def views() -> list[Tab]:
    return [
        Tab(_("All"), "?view=all", current=True, count=1176),
        Tab(_("Not answered"), "?view=open", count=23),
        Tab(_("Vacant"), "?view=vacant", count=61),
    ]


def filters() -> list[Filter]:
    tenures = [
        Choice(_("own home"), "?status=own", count=890),
        Choice(_("rented"), "?status=rent", True, 225),
    ]
    return [
        Filter(_("Compound"), "和平家园", "?"),
        Filter(_("Building"), "3", "?"),
        Filter(_("Status"), choices=tenures),
        Filter(_("Support need"), choices=[Choice(_("lives alone"), "?need=alone", count=41)]),
    ]


def households() -> list[dict[str, object]]:
    keys = (
        "door",
        "name",
        "here",
        "all",
        "status",
        "phone",
        "needs",
        "state",
        "word",
        "liaison",
        "visit",
        "old",
    )
    own, rent, alone = _("own home"), _("rented"), _("lives alone")
    drugs, silent = _("chronic medication"), _("no answer twice")
    rows: list[tuple[object, ...]] = [
        (
            "3-1-101",
            "郭凤霞",
            2,
            2,
            own,
            "138****6021",
            [alone, drugs],
            State.DONE,
            _("no change"),
            "赫连敏",
            "08:22",
            0,
        ),
        (
            "3-1-202",
            "莫连城",
            2,
            2,
            rent,
            "186****0932",
            [],
            State.MISS,
            _("not answered"),
            "",
            _("16 Nov"),
            1,
        ),
        (
            "3-1-302",
            "庞学文",
            1,
            1,
            own,
            "139****2206",
            [alone],
            State.STOP,
            silent,
            "佘建业",
            _("yesterday"),
            0,
        ),
        ("3-1-402", "邸春梅", 4, 3, own, "177****3390", [], State.NEW, _("1 returned"), "佘建业", "09:38", 0),
        ("3-1-501", "", 0, 0, _("vacant"), "", [], State.NONE, _("not asked"), "—", _("3 Nov"), 0),
    ]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def page(number: str | None) -> Page[int]:
    return Paginator(range(1, 1177), 19).get_page(number)


def parts() -> list[Part]:
    return [
        Part("rest", _("no change"), 1146),
        Part("new", _("changed"), 7),
        Part("miss", _("not answered"), 23),
    ]


def reasons() -> list[tuple[str, Text]]:
    return [
        ("temperature", _("ask for this morning's temperature")),
        ("supplies", _("bring supplies or medicine")),
        ("urgent", _("urgent")),
    ]


def day_strip() -> DayStrip:
    stops = [
        Stop(390, _("handover"), State.DONE),
        Stop(480, _("daily question"), State.DONE),
        Stop(600, _("villages report"), State.MISS),
        Stop(630, _("city report")),
        Stop(840, _("meeting, change of shift")),
        Stop(1020, _("second nil return")),
        Stop(1200, _("evening council")),
        Stop(1440, _("change of post")),
    ]
    return DayStrip(stops, now=612)


def report_map() -> TileMap:
    done, nil, miss = _("reported"), _("nil return"), _("not reported")
    bamian = tiles("民主 富家 头雁 曙光 沿河 和平 红旗 新城- 太和 清和- 中山 四平 和平村- 农拥 民主村")
    muling = tiles("光荣 中福 团结 西岗 黎明 建设 先锋 道西 迎春- 河南- 德胜? 春利 中心 前进 向阳")
    hexi = tiles("雷锋 普兴 双兴! 红兴! 光义! 福兴 奇景 向阳 新兴 常兴-")
    gonghe = tiles("太平- 立新- 北金场- 牛心-")
    rows = [
        TileRow("八面通镇", "#", bamian, "15 / 15", State.DONE, done, "09:58", ("96", "14")),
        TileRow("穆棱镇", "#", muling, "15 / 15", State.DONE, done, "09:55", ("121", "22")),
        TileRow("河西镇", "#", hexi, "7 / 10", State.MISS, miss, _("3 missing"), ("37", "9")),
        TileRow("共和乡", "#", gonghe, "4 / 4", State.NIL, nil, "09:12", ("8", "2")),
    ]
    legend = [
        TileKey("done", done, 32),
        TileKey("nil", nil, 10),
        TileKey("miss", miss, 3),
        TileKey("ask", _("figure to check"), 1),
    ]
    numbers = (_("No liaison"), _("Posts open"))
    return TileMap(rows, _("Township"), tile_heading(), _("Own report"), numbers, legend)


def tiles(names: str) -> list[Tile]:
    """Names with a sign for the state: - nil, ! missing, ? to check."""
    kinds = {"-": "nil", "!": "miss", "?": "ask"}
    words = {
        "done": _("reported"),
        "nil": _("nil return"),
        "miss": _("not reported"),
        "ask": _("figure to check"),
    }
    found = [(name.rstrip("-!?"), kinds.get(name[-1], "done")) for name in names.split()]
    return [Tile(name, name, f"#{name}", words[kind], kind) for name, kind in found]


def count_map() -> TileMap:
    sizes = {"民主": 2, "富家": 38, "头雁": 61, "曙光": 120, "沿河": 244, "和平": 412, "红旗": 980}
    kinds = ["step-0", "step-1", "step-1", "step-2", "step-3", "step-3", "over"]
    row = [
        Tile(name, name, f"#n{name}", _("households without a liaison"), kind, str(number))
        for (name, number), kind in zip(sizes.items(), kinds, strict=True)
    ]
    return TileMap([TileRow("八面通镇", "#", row)], _("Township"), tile_heading(), counts=True)


def tile_heading() -> Text:
    return _("Communities and villages, in code order; open one for the level below")


def line_chart() -> Chart:
    values: list[float | None] = [12, 18, 24, 30, 38, 47, None, 55, 61, 59, 55, 52, 49, 47]
    return Chart(
        title=_("Households under care, 14 days"),
        sentence=_("Rose to 61 on 15 November, then fell to 47. Nothing was reported on the 13th."),
        labels=[_("{day} Nov").format(day=day) for day in range(7, 21)],
        series=[Series(_("in care"), values)],
        unit=_("households"),
        heading=_("Day"),
        peak=_("highest"),
    )


def bar_chart() -> Chart:
    return Chart(
        title=_("Residents by age"),
        sentence=_("1,640 of 2,803 residents are between 18 and 59."),
        labels=[_("under 3"), "3–17", "18–59", "60–79", _("80 and over")],
        series=[Series(_("people"), [61, 402, 1640, 584, 116], "bar")],
        kind="rows",
        heading=_("Age"),
    )


def outline_map() -> GeoChart:
    return GeoChart(
        title=_("Households without a liaison, on the city's own outlines"),
        sentence=_("Most are in Heping, 412; Fujia has not reported."),
        outlines_url=static("linli/sample-outlines.json"),
        values=[("民主", 38), ("富家", None), ("和平", 412), ("曙光", 120)],
        unit=_("households"),
        heading=_("Community"),
    )
