"""All commands of `linli`, by subject."""

import typer

from linli.cli import (
    accounts,
    areas,
    device,
    duty,
    edition,
    facts,
    figures,
    gates,
    keys,
    ledger,
    paper,
    register,
    report,
    serve,
    simulate,
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Linli (邻里): one register, one duty board and one set of figures for a city in an emergency.",
)
app.add_typer(areas.app, name="areas", help="The area tree: read a division table in, show the tree.")
app.add_typer(
    register.app, name="register", help="The register: read a workbook in, take it back, find a resident."
)
app.add_typer(ledger.app, name="ledger", help="Ledgers as workbooks.")
app.add_typer(report.app, name="report", help="The daily report of an area.")
app.add_typer(duty.app, name="duty", help="Who answers for what, and where somebody is missing.")
app.add_typer(gates.app, name="gates", help="Gates: delete logs whose term is over.")
app.add_typer(
    edition.app,
    name="edition",
    help="Editions of the policy: read them, work out a plan, what goes beyond the rules.",
)
app.add_typer(paper.app, name="paper", help="Signed PDFs: check one, print the certificate.")
app.add_typer(device.app, name="device", help="Phones that may send facts: enrol, list, revoke.")
app.add_typer(
    facts.app, name="facts", help="Facts from phones: count them, turn them into rows, use them again."
)
app.add_typer(keys.app, name="keys", help="Keys of the encrypted fields.")

# Commands without a subject word: each module registers its own.
for module in (serve, figures, accounts, simulate):
    app.registered_commands.extend(module.app.registered_commands)
