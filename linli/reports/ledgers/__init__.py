"""The ledgers, each one declaration in a file of its own: columns over the same records, with offices' headings."""

from linli.reports.ledgers.base import Ledger
from linli.reports.ledgers.members import MEMBERS
from linli.reports.ledgers.residents import RESIDENTS
from linli.reports.ledgers.risk_people import RISK_PEOPLE
from linli.reports.ledgers.special_groups import SPECIAL_GROUPS
from linli.reports.ledgers.volunteers import VOLUNTEERS
from linli.reports.problems import NoSuchLedger

LEDGERS: dict[str, Ledger] = {
    one.key: one for one in (MEMBERS, SPECIAL_GROUPS, RESIDENTS, RISK_PEOPLE, VOLUNTEERS)
}


def ledger_named(text: str) -> Ledger:
    """By key, or by its name in either language."""
    wanted = text.strip().casefold()
    for one in LEDGERS.values():
        if wanted in {one.key, one.name.zh, one.name.en.casefold()}:
            return one
    raise NoSuchLedger(name=text, known=", ".join(f"{one.key} ({one.name.zh})" for one in LEDGERS.values()))


__all__ = ["LEDGERS", "Ledger", "ledger_named"]
