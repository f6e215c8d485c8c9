"""The outcome of each row: its plan held against the register, and what is said about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from linli.core.audit import plain
from linli.imports import plans
from linli.imports.choices import Outcome
from linli.imports.comparing import Difference, difference
from linli.imports.deciding import Draft
from linli.imports.fields import Column
from linli.imports.plans import Ask, Contents, Plan, held_back, settle, with_days
from linli.imports.rules.reading import Doubt, Refusal, Remark, Said, Skip
from linli.imports.standing import Standing, load_members, person_of, standing_of, use_opened_doors
from linli.lib.masking import mask_document, mask_phone
from linli.registers.choices import Presence
from linli.registers.models import Resident

ASKED, TWIN, READ, CHANGED, REFUSED = "ask", "twin", "read", "changed", "refused"
# Which field of the sheet a column of the register comes from, where the names differ.
_FIELD = {
    "birth_on": "birth",
    "stated_residents": "household_size",
    "presence": "is_living_here",
    "away_return_on": "away_return_on",
}
_NOT_TOLD = frozenset(("birth_precision", "document_kind", "left_on"))
Recall = Callable[[int], Plan | None]
KeptAnswers = Callable[[Mapping[int, Sequence[str]]], Mapping[int, dict[str, str]]]


@dataclass
class Judged:
    """A row ready to be kept: its outcome and everything that is told of it."""

    number: int
    outcome: str
    contents: Contents
    question: str = ""
    resident: UUID | None = None
    home: UUID | None = None
    leader: int = 0
    answers: dict[str, str] = field(default_factory=dict)


@dataclass
class Judge:
    """Judges the drafts of one sheet, some hundreds at a time."""

    columns: Sequence[Column]
    recall: Recall  # the plan of an earlier row
    kept_answers: KeptAnswers = lambda rows: {}

    def __post_init__(self) -> None:
        self._index = {column.field: column.index for column in reversed(self.columns)}

    def judge(self, drafts: Sequence[Draft], cells: Sequence[Sequence[str]]) -> list[Judged]:
        now = standing_of([draft.plan for draft in drafts if not draft.refusal])
        emptied = [d.plan.home.id for d in drafts if d.reading.is_dwelling and d.plan.home]
        load_members(now, emptied)
        for draft in drafts:
            if not draft.refusal:
                bring_in_twin(draft.plan, now, self.recall)
                self._ask_about_numbers(draft, now)
                self._ask_about_vacancy(draft, now)
        asked = {
            draft.reading.number: texts for draft, texts in zip(drafts, cells, strict=True) if draft.asks
        }
        kept = self.kept_answers(asked) if asked else {}
        return [
            self._judge(draft, now, texts, kept.get(draft.reading.number, {}))
            for draft, texts in zip(drafts, cells, strict=True)
        ]

    def _judge(self, draft: Draft, now: Standing, cells: Sequence[str], kept: Mapping[str, str]) -> Judged:
        contents = Contents(list(cells), draft.said, draft.asks, draft.plan)
        number = draft.reading.number
        if draft.refusal:
            contents.plan, contents.asks, contents.said = None, [], [draft.refusal]
            self._mark(contents, draft.refusal.column, REFUSED)
            return Judged(number, Outcome.REFUSED, contents)
        answers = {a.code: kept[a.code] for a in draft.asks if kept.get(a.code) in a.options}
        presets = {ask.code: ask.preset for ask in draft.asks}
        plan = settle(draft.plan, {**presets, **answers})
        told = tell(plan, now)
        draft.plan.seen = told.seen
        contents.said = [*told.said, *_worth_saying(contents.said, told.outcome)]
        self._mark_all(contents, draft, told.changed)
        question = next((ask.code for ask in draft.asks if ask.code not in answers), "")
        return Judged(
            number,
            Outcome.QUESTION if question else told.outcome,
            contents,
            question,
            plan.resident,
            plan.home.id if plan.home else None,
            draft.leader,
            answers,
        )

    # ---- questions that depend on what is known ------------------------------------------------
    def _ask_about_numbers(self, draft: Draft, now: Standing) -> None:
        known = person_of(draft.plan, now)
        for doubt in draft.reading.doubts:
            if doubt.code == Doubt.PHONE:
                draft.asks.append(_phone_ask(doubt, known))
            elif doubt.code == Doubt.DOCUMENT:
                if not _is_known_number(doubt, known):
                    data = {name: value for name, value in doubt.data.items() if name != "number"}
                    options = [plans.WITHOUT, plans.HOLD]
                    draft.asks.append(Ask(doubt.code, doubt.column, options, plans.WITHOUT, data))
            elif doubt.code == Doubt.DOOR_BLANK and known is None:
                options = [plans.SAME, plans.HOLD]
                draft.asks.append(Ask(doubt.code, doubt.column, options, plans.HOLD, doubt.data))

    def _ask_about_vacancy(self, draft: Draft, now: Standing) -> None:
        home = draft.plan.home
        if not draft.reading.is_dwelling or home is None:
            return
        living = [one for one in now.members.get(home.id, ()) if one.presence == Presence.LIVING]
        if living:
            draft.ask(
                Doubt.VACANT,
                [plans.KEEP, plans.MOVE],
                plans.KEEP,
                column=draft.reading.door_column,
                count=len(living),
            )

    # ---- how the cells are shown -----------------------------------------------------------------
    def _mark_all(self, contents: Contents, draft: Draft, changed: Mapping[str, str]) -> None:
        for column, was in changed.items():
            index = self._index.get(_FIELD.get(column, column), -1)
            if index >= 0:
                self._mark(contents, index, CHANGED)
                if was:
                    contents.was[str(index)] = was
        for said in draft.reading.remarks:
            if said.code == Remark.READ_AS:
                self._mark(contents, said.column, READ)
        if draft.plan.twin:
            for name in ("name", "head_name", "door", "room", "phone"):
                self._mark(contents, self._index.get(name, -1), TWIN)
        for ask in draft.asks:
            self._mark(contents, ask.column, ASKED)

    @staticmethod
    def _mark(contents: Contents, index: int, kind: str) -> None:
        if 0 <= index < len(contents.cells):
            contents.marks[str(index)] = kind


def _worth_saying(said: Iterable[Said], outcome: str) -> list[Said]:
    """Of somebody on file it is said which needs are new; the words in the notes say no more."""
    return [one for one in said if one.code != Remark.NEED_IN_NOTES or outcome == Outcome.NEW]


def skipped(number: int, why: Skip, cells: Iterable[str]) -> Judged:
    """A row that is no data. Of a blank one nothing is kept."""
    said = [Said(why)]
    contents = Contents([] if why == Skip.BLANK else list(cells), said)
    return Judged(number, Outcome.SKIPPED, contents)


@dataclass
class Told:
    """An outcome with the sentences that explain it, and the columns that change with what they were."""

    outcome: str
    said: list[Said]
    changed: dict[str, str]
    seen: dict[str, Any] = field(default_factory=dict)


def tell(plan: Plan, now: Standing) -> Told:
    """What a settled plan comes to, in words."""
    found = difference(plan, now)
    said: list[Said] = []
    changed: dict[str, str] = {}
    if found.is_new:
        outcome = Outcome.NEW
        said.append(_said_opening(plan, found))
        if found.home is not None:
            _tell_changes(found, said, changed)
    elif found.is_empty:
        outcome = Outcome.SKIPPED if plan.fills else Outcome.SAME
        said.append(Said(Skip.REPEATED, data={"row": plan.twin}) if plan.fills else Said("same"))
    else:
        outcome = Outcome.CHANGED
        if plan.fills and plan.twin:
            said.append(Said("adds", data={"row": plan.twin}))
        _tell_changes(found, said, changed)
    _tell_more(plan, found, said)
    return Told(outcome, said, changed, seen_by(found))


def seen_by(found: Difference) -> dict[str, Any]:
    """What the register says now in the columns that would change: if it says something else later, that is a doubt."""
    seen: dict[str, Any] = {}
    if found.resident is not None:
        seen |= plain(found.resident, found.person)
    if found.home is not None:
        seen |= plain(found.home, found.household)
    return seen


def _said_opening(plan: Plan, found: Difference) -> Said:
    door = plan.home.door if plan.home else ""
    if plan.resident is None:
        return Said("opens_dwelling", data={"door": door})
    if found.opens_home:
        return Said("opens_home", data={"door": door})
    return Said("joins", data={"door": found.home.plate if found.home else door})


def _tell_changes(found: Difference, said: list[Said], changed: dict[str, str]) -> None:
    if found.moves and found.home:
        said.append(Said("moves", data={"to": found.home.plate}))
    for model, row, values in (
        ("resident", found.resident, found.person),
        ("household", found.home, found.household),
    ):
        for column, value in values.items():
            if row is None or column in _NOT_TOLD:
                continue
            was, now = shown(column, getattr(row, column)), shown(column, value)
            said.append(Said("change", data={"model": model, "column": column, "from": was, "to": now}))
            changed[column] = was


def _tell_more(plan: Plan, found: Difference, said: list[Said]) -> None:
    if plan.home is not None and plan.home.place >= 0 and found.opens_home:
        said.append(Said(Remark.NEW_PLACE, data={"place": plan.home.place}))
    if not found.is_new:
        said.extend(Said("need", data={"need": n.code, "confirmed": n.confirmed}) for n in found.needs)
        said.extend(Said("confirms", data={"need": need.code}) for need in found.confirms)
        if found.contact:
            said.append(Said("contact", data={"name": found.contact.name}))
        if found.plates:
            said.append(Said("plates", data={"count": len(found.plates)}))
    if found.leavers:
        said.append(Said("leavers", data={"count": len(found.leavers)}))


def shown(column: str, value: Any) -> str:
    """A value as a row may show it: numbers masked, notes left out."""
    if value in (None, ""):
        return ""
    if column.endswith("phone"):
        return mask_phone(str(value))
    if column == "document":
        return mask_document(str(value))
    if column == "notes":
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _phone_ask(doubt: Said, known: Resident | None) -> Ask:
    data = dict(doubt.data)
    if known is not None and known.phone:
        data["known"] = mask_phone(known.phone)
        return Ask(doubt.code, doubt.column, [plans.KEEP, plans.BLANK], plans.KEEP, data)
    return Ask(doubt.code, doubt.column, [plans.BLANK, plans.HOLD], plans.BLANK, data)


_KNOWN_DIGITS = 14


def _is_known_number(doubt: Said, known: Resident | None) -> bool:
    """The register has the number already, and the spoiled one agrees as far as it goes."""
    number = str(doubt.data.get("number", ""))[:_KNOWN_DIGITS]
    return known is not None and len(number) == _KNOWN_DIGITS and known.document.startswith(number)


def _as_if_written(plan: Plan) -> Resident:
    resident = Resident(id=plan.resident, **with_days(plan.person))
    if plan.home is not None:
        resident.household_id = plan.home.id
    return resident


def bring_in_twin(plan: Plan, now: Standing, recall: Recall) -> None:
    """An earlier row of the sheet that is not written yet stands in for the register."""
    if not plan.twin:
        return
    for person in (plan.resident, *plan.others.values()):
        if person is None or person in now.people:
            continue
        earlier = recall(plan.twin)
        if earlier is not None and earlier.resident == person:
            now.twins[person] = _as_if_written(earlier)


def outcomes_after(rows: Sequence[tuple[Contents, Mapping[str, str]]], recall: Recall) -> list[Told]:
    """The outcomes of rows with a person's answers; asks the register once for all."""
    plans_now = [
        None if content.plan is None or held_back(answers) else settle(content.plan, answers)
        for content, answers in rows
    ]
    now = standing_of([plan for plan in plans_now if plan is not None])
    use_opened_doors([plan for plan in plans_now if plan is not None], now)
    found: list[Told] = []
    for plan in plans_now:
        if plan is None:
            found.append(Told(Outcome.REFUSED, [Said(Refusal.HELD_BACK)], {}))
            continue
        bring_in_twin(plan, now, recall)
        found.append(tell(plan, now))
    return found
