"""Reading batches and their rows."""

from uuid import UUID

from django.db.models import Count

from linli.imports.choices import Outcome, RowState
from linli.imports.models import Batch, Row
from linli.imports.plans import Plan, unseal


def counts_of(batch: Batch) -> dict[str, int]:
    """Rows by outcome, counted from the rows themselves."""
    rows = Row.objects.filter(batch=batch).values_list("outcome").annotate(Count("pk")).order_by()
    found = dict(rows)
    return {outcome: found.get(outcome, 0) for outcome in Outcome.values}


def plan_of(batch_id: UUID, number: int) -> Plan | None:
    """What is to be done with one row of a batch."""
    row = Row.objects.filter(batch=batch_id, number=number).first()
    return unseal(row.sealed).plan if row and row.sealed else None


def writable(batch: Batch) -> dict[str, int]:
    """How many rows would be written now: new ones and changed ones that are not written yet."""
    rows = Row.objects.filter(batch=batch, state=RowState.OPEN, outcome__in=[Outcome.NEW, Outcome.CHANGED])
    found = dict(rows.values_list("outcome").annotate(Count("pk")).order_by())
    new, changed = found.get(Outcome.NEW, 0), found.get(Outcome.CHANGED, 0)
    return {"new": new, "changed": changed, "all": new + changed}


def written(batch: Batch) -> dict[str, int]:
    """How many rows stand in the register by this batch."""
    rows = Row.objects.filter(batch=batch, state=RowState.WRITTEN)
    found = dict(rows.values_list("outcome").annotate(Count("pk")).order_by())
    new, changed = found.get(Outcome.NEW, 0), found.get(Outcome.CHANGED, 0)
    return {"new": new, "changed": changed, "all": new + changed}
