"""The kit that pages are made of: numbers, times, tags, forms, templates, words."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Engine, Template
from django.test import Client, RequestFactory
from django.utils import translation

from linli.core import moments, numbers
from linli.core.components import Chart, DayStrip, Figure, Part, Series, State, Stop
from linli.core.templatetags import linli_ui
from linli.lib.periods import SHANGHAI

CORE = Path(linli_ui.__file__).resolve().parents[1]
STATIC = CORE / "static" / "linli"
TEMPLATES = sorted((CORE / "templates").rglob("*.html"))
NOW = datetime(2026, 11, 20, 10, 12, tzinfo=SHANGHAI)


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def drawn(source: str, query: str = "", **context: object) -> str:
    request = RequestFactory().get(f"/list/{query}")
    return Template(source).render(Context({"request": request, **context}))


# ---- numbers -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 户"),
        (34206, "34,206 户"),
        (99_999, "99,999 户"),
        (100_000, "10 万户"),
        (118_400, "11.84 万户"),
        (120_000_000, "1.2 亿户"),
    ],
)
def test_it_writes_a_headline_in_ten_thousands_from_100_000_up(
    chinese: None, number: int, words: str
) -> None:
    assert numbers.headline(number, "户") == words


def test_it_writes_no_wan_in_english(english: None) -> None:
    assert numbers.headline(118_400, "households") == "118,400 households"


def test_it_tells_a_share_with_one_decimal_and_none_without_a_base() -> None:
    assert numbers.share(34206, 48960) == "69.9%"
    assert numbers.share(0, 48960) == "0.0%"
    assert numbers.share(-3, 48960) == "0.0%"
    assert numbers.share(5, 0) == "—"


def test_it_writes_a_difference_with_a_triangle_and_no_sign(chinese: None) -> None:
    assert [numbers.difference(n) for n in (306, -3, 0, None)] == ["▲ 306", "▼ 3", "持平", "—"]


def test_it_writes_zero_as_zero_and_nothing_as_a_dash() -> None:
    assert numbers.thousands(0) == "0"
    assert numbers.thousands(None) == "—"


# ---- times -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (datetime(2026, 11, 20, 9, 10, tzinfo=SHANGHAI), "今天 09:10", "today 09:10"),
        (datetime(2026, 11, 19, 18, 20, tzinfo=SHANGHAI), "昨天 18:20", "yesterday 18:20"),
        (datetime(2026, 11, 16, 8, 0, tzinfo=SHANGHAI), "11月16日", "16 Nov"),
        (datetime(2025, 11, 16, 8, 0, tzinfo=SHANGHAI), "2025年11月16日", "16 Nov 2025"),
        (date(2026, 11, 20), "今天", "today"),
        (None, "—", "—"),
    ],
)
def test_it_writes_when_as_people_say_it(at: datetime | None, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert moments.when(at, NOW) == zh
    with translation.override("en"):
        assert moments.when(at, NOW) == en


def test_it_reads_a_day_in_shanghai_and_not_in_greenwich(chinese: None) -> None:
    late_in_greenwich = datetime.fromisoformat("2026-11-19T23:30:00+00:00")
    assert moments.when(late_in_greenwich, NOW) == "今天 07:30"


def test_it_keeps_the_time_of_an_old_moment_in_a_log(chinese: None) -> None:
    assert moments.moment(datetime(2026, 11, 18, 16, 40, tzinfo=SHANGHAI), NOW) == "11月18日 16:40"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(19, "还有 19 分"), (180, "还有 3 时"), (4320, "还有 3 天"), (-11, "超时 11 分"), (-780, "超时 13 时")],
)
def test_it_counts_down_and_then_says_how_late(chinese: None, minutes: int, words: str) -> None:
    assert moments.countdown(NOW + timedelta(minutes=minutes), NOW) == words


# ---- marks -------------------------------------------------------------------------------------
def test_it_never_draws_a_state_without_its_word() -> None:
    html = drawn('{% state "miss" "未报" late=True %}')
    assert html.startswith('<span class="ll-st ll-st-miss ll-late">')
    assert "states.svg#miss" in html
    assert html.endswith("未报</span>")
    with pytest.raises(ValueError, match="green"):
        drawn('{% state "green" "好" %}')


@pytest.mark.parametrize("kind", list(State))
def test_it_has_a_shape_for_each_state(kind: State) -> None:
    assert f'<symbol id="{kind.value}"' in (STATIC / "states.svg").read_text()


def test_it_escapes_what_people_typed() -> None:
    html = drawn('{% plate door href="/h/1/" place=place %}', door="<b>1", place="<script>")
    assert "<b>1" not in html.replace("&lt;b&gt;1", "")
    assert "&lt;script&gt;" in html


def test_it_keeps_a_masked_value_masked_without_a_way_to_open_it() -> None:
    assert "href" not in drawn('{% masked "138****6021" %}')
    assert 'href="/reveal/1/"' in drawn('{% masked "138****6021" "/reveal/1/" %}')
    assert drawn('{% masked "" "/reveal/1/" %}') == ""


def test_it_shows_a_figure_that_was_not_reported_as_a_texture_and_a_word(language: str) -> None:
    missing, nil = (
        drawn("{% figure f %}", f=Figure("诉求", None)),
        drawn("{% figure f %}", f=Figure("诉求", 0)),
    )
    assert "ll-figure-miss" in missing
    assert "0" not in re.sub(r"<[^>]+>", "", missing)
    assert "ll-figure-miss" not in nil
    assert "0" in re.sub(r"<[^>]+>", "", nil)


def test_it_draws_bars_within_the_width_whatever_the_number() -> None:
    assert 'width="100%" height="6"/></svg>' in drawn("{% bar 140 %}")
    assert 'width="0%"' in drawn("{% bar None %}")
    assert 'x="69%"' in drawn("{% bar 69.9 mark=69 %}")


def test_it_leaves_no_part_of_a_whole_out() -> None:
    html = drawn("{% parts of %}", of=[Part("rest", "没变化", 3), Part("miss", "未答", 1)])
    assert 'class="ll-part-rest" x="0%" width="75%"' in html
    assert 'class="ll-part-miss" x="75%" width="25%"' in html
    assert "未答" in html


# ---- the day -----------------------------------------------------------------------------------
STOPS = (
    Stop(360, "交接班", State.DONE),
    Stop(600, "报数", State.MISS),
    Stop(720, "日报"),
    Stop(1440, "换岗"),
)


@pytest.mark.parametrize(
    ("now", "percent"), [(0, 0.0), (360, 0.0), (480, 16.67), (600, 33.33), (660, 50.0), (1440, 100.0)]
)
def test_it_puts_the_flag_between_the_stops_by_the_time(now: int, percent: float) -> None:
    assert DayStrip(STOPS, now).now_percent == percent


def test_it_says_what_was_missed_and_what_is_next(chinese: None) -> None:
    strip = DayStrip(STOPS, 612)
    assert [stop.clock for stop in strip.missed] == ["10:00"]
    assert strip.next == STOPS[2]
    assert "10:12" in drawn("{% day_strip strip %}", strip=strip)
    assert DayStrip(STOPS, 1440).next is None


# ---- lists -------------------------------------------------------------------------------------
def test_it_keeps_the_other_parameters_and_goes_back_to_the_first_page() -> None:
    link = drawn('{% query_link sort="door" %}', "?q=王&page=3&need=alone")
    assert link == "?q=%E7%8E%8B&amp;need=alone&amp;sort=door"
    assert drawn("{% query_link page=4 %}", "?need=alone") == "?need=alone&amp;page=4"
    assert drawn("{% query_link need=None %}", "?need=alone") == "?"


def test_it_turns_the_order_when_the_heading_is_pressed_again() -> None:
    once = drawn('{% sort_th "door" "门牌" default="door" %}')
    assert 'aria-sort="ascending"' in once
    assert "sort=-door" in once
    assert "aria-sort" not in drawn('{% sort_th "name" "户主" default="door" %}')
    assert 'aria-sort="descending"' in drawn('{% sort_th "door" "门牌" %}', "?sort=-door")


def test_it_says_which_rows_these_are(chinese: None) -> None:
    page = Paginator(range(72), 19).get_page(2)
    html = drawn('{% pages page "户" %}', "?need=alone", page=page)
    assert "第 20–38 户，共 72 户" in html
    assert "?need=alone&amp;page=3" in html
    assert "<nav" not in drawn('{% pages page "户" %}', page=Paginator(range(5), 19).get_page(1))


# ---- forms -------------------------------------------------------------------------------------
class DoorForm(forms.Form):
    door = forms.CharField(label="门牌", max_length=12, help_text="楼-单元-门")
    held = forms.ChoiceField(label="人户状态", choices=[("own", "自住"), ("rent", "租住")])
    month = forms.ChoiceField(label="月份", required=False, choices=[(n, n) for n in range(1, 13)])


def test_it_shows_up_to_seven_choices_as_rows_and_more_as_a_list() -> None:
    html = drawn('{% include "core/_form.html" %}', form=DoorForm())
    assert html.count('type="radio"') == 2
    assert html.count("<select") == 1
    assert "<legend>人户状态" in html


def test_it_marks_what_may_be_left_out_and_not_what_must_be_filled(chinese: None) -> None:
    html = drawn('{% include "core/_form.html" %}', form=DoorForm())
    assert html.count("选填") == 1
    assert "*" not in re.sub(r"<[^>]+>", "", html)


def test_it_ties_hint_and_error_to_the_field_and_keeps_what_was_typed(chinese: None) -> None:
    form = DoorForm({"door": "9-9-9999-99999", "held": "own"})
    html = drawn('{% include "core/_form.html" %}', form=form)
    field = re.search(r"<input[^>]*name=\"door\"[^>]*>", html)
    assert field is not None
    assert 'value="9-9-9999-99999"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_door_helptext id_door_error"' in field[0]
    assert 'id="id_door_helptext"' in html
    assert 'id="id_door_error"' in html


def test_it_links_each_error_of_the_summary_to_its_field() -> None:
    html = drawn('{% include "core/_form.html" %}', form=DoorForm({}))
    for target in re.findall(r'<li><a href="#([^"]+)"', html):
        assert f'id="{target}"' in html
    assert len(re.findall(r'<li><a href="#', html)) == 2


# ---- charts ------------------------------------------------------------------------------------
def test_it_hands_a_chart_over_as_data_that_cannot_close_its_element() -> None:
    chart = Chart("题", "句", ["</script><b>"], [Series("在管", [None])])
    html = drawn("{% chart_data chart %}", chart=chart)
    assert html.count("</script>") == 1
    assert html.startswith('<script type="application/json">')
    assert '"values": [null]' in html


def test_it_says_a_missing_day_in_the_table_too(chinese: None) -> None:
    chart = Chart("题", "句", ["11月13日"], [Series("在管", [None])])
    assert "未报" in drawn('{% include "core/_chart.html" %}', chart=chart)


# ---- the page, and all templates ---------------------------------------------------------------
@pytest.mark.django_db
def test_it_shows_every_component_in_both_languages(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get("/components/")
    assert answer.status_code == 200
    for part in (
        "ll-day",
        "ll-bulk",
        "ll-board",
        "ll-sheet",
        "ll-summary",
        "ll-reveal",
        "ll-late-list",
        "ll-chart",
    ):
        assert f'"{part}' in answer.text or f" {part}" in answer.text
    assert ("<html lang=" + ('"en"' if language == "en" else '"zh-Hans"')) in answer.text


@pytest.mark.django_db
def test_it_leaves_no_english_in_the_chinese_page(client: Client) -> None:
    client.cookies["django_language"] = "zh-hans"
    page = client.get("/components/").text
    words = re.sub(
        r"<(script|style).*?</\1>|<[^>]+>|&\w+;", " ", re.split("<body[^>]*>", page)[1], flags=re.S
    )
    left = set(re.findall(r"[A-Za-z]{3,}", words)) - {"core", "not", "found"}
    assert not left


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_it_has_no_inline_script_style_or_handler(template: Path) -> None:
    source = re.sub(r"{%.*?%}", "", template.read_text())
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", source)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_it_can_be_read_by_the_template_engine(template: Path) -> None:
    Engine.get_default().from_string(template.read_text())


def test_it_has_each_icon_and_each_behaviour_that_templates_name() -> None:
    icons = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor/tabler-icons/icons.svg").read_text()))
    behaviours = {path.stem for path in (STATIC / "js/behaviours").glob("*.js")}
    for template in CORE.parent.rglob("templates/**/*.html"):
        source = template.read_text()
        assert set(re.findall(r'{% icon "([^"]+)" %}', source)) <= icons, template
        for names in re.findall(r'data-behaviour="([a-z -]+)"', source):
            assert set(names.split()) <= behaviours, template


def test_it_starts_every_behaviour_and_keeps_each_small() -> None:
    start = (STATIC / "js/start.js").read_text()
    for path in (STATIC / "js/behaviours").glob("*.js"):
        assert f"./behaviours/{path.name}" in start
        assert len(path.read_text().splitlines()) < 100


def test_it_ships_the_licence_and_version_of_everything_vendored() -> None:
    for folder in (path for path in (STATIC / "vendor").iterdir() if path.is_dir()):
        assert (folder / "LICENSE").stat().st_size > 500
        assert (folder / "VERSION").read_text().strip() in (STATIC / "vendor/README.md").read_text()


def test_it_fetches_nothing_from_elsewhere() -> None:
    for path in [*TEMPLATES, *STATIC.glob("*.css"), *STATIC.glob("js/**/*.js")]:
        assert not re.search(r"(?:src|href|url|from|import)\W{1,3}(?:https?:)?//", path.read_text()), path


def test_it_answers_a_failure_without_any_context() -> None:
    html = Engine.get_default().get_template("500.html").render(Context())
    assert "Something failed" in html
    assert "出了错" in html


# ---- words -------------------------------------------------------------------------------------
def test_it_has_chinese_for_every_message() -> None:
    source = (CORE / "locale/zh_Hans/LC_MESSAGES/django.po").read_text()
    assert "fuzzy" not in source
    assert not re.findall(r'msgid "(.+)"\nmsgstr ""\n(?!")', source)
