"""Commands of `linli keys`: a new key for the encrypted fields, and sealing with it what older keys sealed."""

import time
from dataclasses import asdict
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from linli.cli.output import JsonOption, print_json, print_table, progress, refuse, say
from linli.cli.prepare import prepare
from linli.core.crypto import CIPHERS, LOOK_AGAIN_AFTER, keyring_path
from linli.core.crypto import rotate as add_key
from linli.core.resealing import Resealed, reseal, sealed_columns
from linli.people.actions.keys import reseal_second_factors

app = typer.Typer(no_args_is_help=True)


@app.command()
def rotate(
    cipher: Annotated[str, typer.Option(help="aes-256-gcm or sm4-gcm.")] = "aes-256-gcm",
    json: JsonOption = False,
) -> None:
    """Add a key and write with it from now on. What older keys sealed stays readable."""
    prepare()
    if cipher not in CIPHERS:
        refuse(
            _("There is no cipher {cipher}. The ciphers are: {known}.").format(
                cipher=cipher, known=", ".join(CIPHERS)
            )
        )
    key = add_key(keyring_path(), cipher=cipher)
    facts = {"key": key, "cipher": cipher, "file": str(keyring_path())}
    if json:
        print_json(facts)
    else:
        print_table(list(facts), [list(facts.values())])
    say(_("Copy the file to a safe place now: without it nothing that is sealed opens again."))
    say(_("Then run: linli keys reencrypt"))


def wait_until_known() -> None:
    """Let every process that serves see a key that was added just now, before values need it."""
    age = time.time() - keyring_path().stat().st_mtime
    time.sleep(max(0.0, min(2 * LOOK_AGAIN_AFTER - age, 2 * LOOK_AGAIN_AFTER)))


@app.command()
def reencrypt(
    batch: Annotated[int, typer.Option(min=1, help="Rows in one transaction.")] = 500,
    json: JsonOption = False,
) -> None:
    """Seal with the newest key what older keys sealed. Stopped half-way, a second run does the rest."""
    prepare()
    wait_until_known()
    results = []
    for column in sealed_columns():
        with progress(column.label) as advance:
            results.append(reseal(column, advance, batch=batch))
    results.append(Resealed("mfa.authenticator", reseal_second_factors()))
    if json:
        print_json([asdict(one) for one in results])
    else:
        print_table(
            ["column", "sealed again", "unreadable"], [[r.label, r.done, r.unreadable] for r in results]
        )
    if unreadable := sum(one.unreadable for one in results):
        refuse(
            f"{unreadable} values open with no key of {keyring_path()}. Put the missing key back and run it again."
        )
