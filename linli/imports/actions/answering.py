"""Answers to the questions that rows put, one by one or all of a kind."""

from collections.abc import Callable, Iterator, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.core.audit import Actor
from linli.imports import bulk, columns, problems
from linli.imports.actions.holding import locked
from linli.imports.checking import fingerprint
from linli.imports.choices import OPEN, Outcome, RowState
from linli.imports.judging import outcomes_after
from linli.imports.models import Batch, KeptAnswer, Row
from linli.imports.plans import HOLD, Ask, Contents, seal, unseal
from linli.imports.queries import counts_of, plan_of
from linli.imports.rules.reading import Doubt, Remark

# Answers that only hold for this sheet are not kept for the next one.
NOT_KEPT = (Doubt.BUILDING, Doubt.CHANGED, Doubt.HEAD)
_ABOUT_CELLS = frozenset(set(Remark) - {Remark.NEW_PLACE})


PIECE = 500


@transaction.atomic
def answer_question(batch: Batch, number: int, code: str, answer: str, *, actor: Actor | None) -> Row:
    """Keep a person's answer about a row, and work out what becomes of the row with it.

    What is said of the head of a second family at a door holds for its members too.
    """
    current = locked(batch, OPEN)
    which = Q(number=number)
    if code == Doubt.HEAD:
        which |= Q(leader=number, state=RowState.OPEN)
    rows = list(Row.objects.select_for_update().filter(which, batch=current).order_by("number"))
    if not any(row.number == number for row in rows):
        raise problems.NoSuchAnswer()
    _answer(current, rows, lambda ask: answer if ask.code == code else "", strictly=True)
    _recount(current)
    return next(row for row in rows if row.number == number)


@transaction.atomic
def answer_alike(batch: Batch, code: str, answer: str, *, actor: Actor | None) -> int:
    """Give every open question of one kind the same answer, where it has that answer; return how many."""
    current = locked(batch, OPEN)
    rows = Row.objects.filter(batch=current, question=code, state=RowState.OPEN)
    answered = 0
    for piece in _pieces(rows):
        answered += _answer(current, piece, lambda ask: answer if ask.code == code else "")
    _recount(current)
    return answered


@transaction.atomic
def take_presets(batch: Batch, *, actor: Actor | None) -> int:
    """Give every open question the answer that was proposed; return how many rows that settled."""
    current = locked(batch, OPEN)
    rows = Row.objects.filter(batch=current, outcome=Outcome.QUESTION, state=RowState.OPEN)
    settled = 0
    for piece in _pieces(rows):
        settled += _answer(current, piece, lambda ask: ask.preset)
    _recount(current)
    return settled


def _pieces(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    after = 0
    while piece := list(rows.filter(number__gt=after).order_by("number").select_for_update()[:PIECE]):
        yield piece
        after = piece[-1].number


Choose = Callable[[Ask], str]


def _answer(batch: Batch, rows: Sequence[Row], choose: Choose, *, strictly: bool = False) -> int:
    """Give each row the answers that `choose` has for its questions; return how many rows got one."""
    answered: list[tuple[Row, Contents]] = []
    for row in rows:
        contents = unseal(row.sealed) if row.sealed else Contents()
        given = {ask.code: answer for ask in contents.asks if (answer := choose(ask)) in ask.options}
        if strictly and (not given or row.state != RowState.OPEN):
            raise problems.AlreadyWritten() if given else problems.NoSuchAnswer()
        if given and row.state == RowState.OPEN:
            row.answers = {**row.answers, **given}
            answered.append((row, contents))
    _settle(batch, answered)
    _keep_answers(batch, answered)
    return len(answered)


def _settle(batch: Batch, answered: Sequence[tuple[Row, Contents]]) -> None:
    """Work out the outcomes that the answers lead to, with the sentences that go with them."""
    told = outcomes_after([(c, row.answers) for row, c in answered], lambda n: plan_of(batch.pk, n))
    for (row, content), one in zip(answered, told, strict=True):
        waiting = [] if HOLD in row.answers.values() else content.open_asks(row.answers)
        row.question = waiting[0].code if waiting else ""
        row.outcome = Outcome.QUESTION if waiting else one.outcome
        about_cells = [said for said in content.said if said.code in _ABOUT_CELLS]
        content.said = [*one.said, *about_cells]
        if content.plan is not None:
            content.plan.seen = one.seen
        row.sealed = seal(content)
    rows = [vars(row) for row, _ in answered]
    bulk.update(Row, rows, ["answers", "question", "outcome", "sealed"])


def _keep_answers(batch: Batch, answered: Sequence[tuple[Row, Contents]]) -> None:
    """Remember the answers for the same rows in another sheet, where they would hold there too."""
    plan = columns.plan_from(batch.layout)
    serial = next((column.index for column in plan.columns if column.field == "serial"), -1)
    kept: dict[str, dict[str, str]] = {}
    for row, content in answered:
        lasting = {c: a for c, a in row.answers.items() if c not in NOT_KEPT and a != HOLD}
        if lasting:
            kept[fingerprint(content.cells, serial)] = lasting
    KeptAnswer.everywhere.bulk_create(
        (
            KeptAnswer(
                area=batch.area,
                area_code=batch.area_code,
                fingerprint=mark,
                answers=answers,
                at=timezone.now(),
            )
            for mark, answers in kept.items()
        ),
        update_conflicts=True,
        unique_fields=["fingerprint", "area"],
        update_fields=["answers", "at"],
    )


def _recount(batch: Batch) -> None:
    batch.counts = counts_of(batch)
    batch.save(update_fields=["counts"])
