"""The fields of the daily report, in the words of the old form. The playbook says which of them a city reports."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from linli.areas.measures import Measure, measure
from linli.care import measures as care
from linli.duty import measures as duty
from linli.gates import measures as gates
from linli.lib.playbook import Playbook
from linli.reports.daily import measures as rows
from linli.rounds import measures as rounds

Text = str | Promise
BY_HAND = "by_hand."

ROUND = pgettext_lazy("daily report", "Daily question, households")
ARRIVALS = pgettext_lazy("daily report", "Arrivals, people")
SPECIAL = pgettext_lazy("daily report", "Special groups, people")
DUTY = pgettext_lazy("daily report", "On posts")
GATES = pgettext_lazy("daily report", "At gates")
CARE = pgettext_lazy("daily report", "In care, people")
WAYS = pgettext_lazy("daily report", "Must not wait, ways")
FILLED = pgettext_lazy("daily report", "Filled in by hand")


@dataclass(frozen=True)
class Field:
    """`shown`: the measure whose rows the number opens. `news`: zero in a nil return. `told`: phones may tell it late."""

    key: str
    label: Text
    unit: Text
    group: Text = ""
    shown: Measure | None = None
    rows: str = ""  # "register", "day", "gates" or "care": where the rows behind the number are listed
    in_table: bool = True
    news: bool = False
    told: bool = False

    @property
    def is_by_hand(self) -> bool:
        return self.key.startswith(BY_HAND)

    @property
    def name(self) -> str:
        """The label as it stands alone, without the heading of its group: 返乡 今日."""
        if self.group in {"", ROUND} or self.is_by_hand:
            return str(self.label)
        return f"{_first_word(str(self.group))} {self.label}"


def _first_word(group: str) -> str:
    return group.split("，")[0].split(",")[0]


def _round(found: Measure, label: Text, *, news: bool = False, told: bool = True) -> Field:
    return Field(found.key, label, found.unit, ROUND, found, "day", news=news, told=told)


def _rows(
    found: Measure, group: Text = "", *, news: bool = False, told: bool = False, table: bool = True
) -> Field:
    return Field(
        found.key, found.label, found.unit, group, found, "day", in_table=table, news=news, told=told
    )


def _duty(found: Measure, label: Text, *, told: bool = False) -> Field:
    """Of posts and the people on them; their own pages show who."""
    return Field(found.key, label, found.unit, DUTY, found, told=told)


def _gates(found: Measure, label: Text, *, news: bool = False) -> Field:
    return Field(found.key, label, found.unit, GATES, found, "gates", news=news, told=True)


def _care(found: Measure, label: Text, group: Text = "", *, news: bool = False, table: bool = True) -> Field:
    return Field(found.key, label, found.unit, group or CARE, found, "care", in_table=table, news=news)


def _register(key: str, label: Text, group: Text = "", *, as_key: str = "", table: bool = True) -> Field:
    found = measure(key)
    return Field(as_key or key, label, found.unit, group, found, "register", in_table=table)


def catalogue() -> dict[str, Field]:
    """Every field that there is by now. Asked after the apps have declared their measures."""
    fields = (
        Field(
            "areas.grids",
            pgettext_lazy("daily report", "Grids"),
            pgettext_lazy("daily report", "grids"),
            in_table=False,
        ),
        _register("households.lived_in", pgettext_lazy("daily report", "Lived in")),
        _register("residents.registered", pgettext_lazy("daily report", "Residents"), table=False),
        _register("residents.living", pgettext_lazy("daily report", "Living here"), table=False),
        _duty(duty.ON_POST, pgettext_lazy("daily report", "People"), told=True),
        _duty(duty.PUBLISHED, pgettext_lazy("daily report", "Posts")),
        _duty(duty.SHORT, pgettext_lazy("daily report", "Short")),
        _gates(gates.PEOPLE, pgettext_lazy("daily report", "People checked")),
        _gates(gates.VEHICLES, pgettext_lazy("daily report", "Vehicles checked")),
        _gates(gates.REFUSALS, pgettext_lazy("daily report", "Turned back"), news=True),
        _gates(gates.FEVERS, pgettext_lazy("daily report", "Fever"), news=True),
        _round(rounds.ANSWERED, pgettext_lazy("daily report", "Answered")),
        _rows(rows.SCREENED, ROUND, told=True),
        _round(rounds.CHANGED, pgettext_lazy("daily report", "Changed"), news=True),
        # Told from the households that answered, so it follows them where phones tell late.
        _round(rounds.SILENT, pgettext_lazy("daily report", "Silent"), told=False),
        _round(rounds.NOBODY_HOME, pgettext_lazy("daily report", "Nobody home")),
        _round(rounds.ABNORMAL, pgettext_lazy("daily report", "Somebody ill"), news=True),
        _round(rounds.ASKED_AGAIN, pgettext_lazy("daily report", "Asked again")),
        _care(care.OPENED, pgettext_lazy("daily report", "New"), news=True),
        _care(care.OPEN, pgettext_lazy("daily report", "In care")),
        _care(care.RELEASED, pgettext_lazy("daily report", "Released"), news=True),
        _care(care.OVERDUE, pgettext_lazy("daily report", "Past their end")),
        *(_care(one, one.label, table=False) for one in care.BY_MEASURE),
        _care(care.TRIPS_DUE, pgettext_lazy("daily report", "Due today"), WAYS),
        _care(care.TRIPS_DONE, pgettext_lazy("daily report", "Done in time"), WAYS),
        _care(care.TRIPS_MISSED, pgettext_lazy("daily report", "Missed"), WAYS, news=True),
        _care(
            care.OVERREACH, pgettext_lazy("daily report", "Further than the rules"), news=True, table=False
        ),
        _rows(rows.ARRIVED_TODAY, ARRIVALS, news=True, told=True),
        _rows(rows.ARRIVED, ARRIVALS, told=True),
        _rows(rows.EXPECTED, ARRIVALS, table=False),
        _register(
            "residents.with_need", pgettext_lazy("daily report", "In all"), SPECIAL, as_key="special.total"
        ),
        _rows(rows.CONTACTED, SPECIAL),
        _rows(rows.NOT_CONTACTED, SPECIAL),
        Field(
            rounds.NEEDS_HELP.key,
            pgettext_lazy("daily report", "Asked for help"),
            rounds.NEEDS_HELP.unit,
            shown=rounds.NEEDS_HELP,
            rows="day",
            news=True,
            told=True,
        ),
        _rows(rows.NOT_MINE, news=True),
    )
    return {one.key: one for one in fields}


def fields_of(playbook: Playbook | None) -> list[Field]:
    """What a city reports: the playbook's fields in its order, then what is filled in by hand."""
    known = catalogue()
    if playbook is None:
        return list(known.values())
    levels = {level.key for level in playbook.levels}
    named = [known[key] for key in playbook.report.daily.fields if key in known]
    return [one for one in named if one.key != "areas.grids" or "grid" in levels] + by_hand(playbook)


def by_hand(playbook: Playbook | None) -> list[Field]:
    language = get_language() or "zh"
    filled = playbook.report.daily.by_hand if playbook else ()
    return [
        Field(f"{BY_HAND}{one.key}", one.name.text(language), one.unit.text(language), FILLED)
        for one in filled
    ]


def keys_of(fields: Iterable[Field], wanted: str) -> list[str]:
    """The keys of the fields that are `news` or `told`."""
    return [one.key for one in fields if getattr(one, wanted)]
