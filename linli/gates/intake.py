"""The kinds of fact of gates and patrols."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.core.facts import FactKind, declare_kinds
from linli.gates.actions.patrols import take_checks
from linli.gates.actions.scans import take_from_gates
from linli.gates.bodies import PatrolCheck, Person, Scan, ScanAmended
from linli.lib.periods import SHANGHAI
from linli.lib.playbook.gates import Gates

# Of the examples in the description of the interface; nobody has these ids, and the point hangs nowhere.
GATE = UUID("0192f6b0-7c00-7000-8000-000000000901")
PASS = UUID("0192f6b0-7c00-7000-8000-000000000902")
SCAN = UUID("0192f6b0-7c00-7000-8000-000000000903")

# Who went where stands in rows that vanish after their term; the text that was sent must not outlive them.
BODY_DAYS = 1
# Which playbook holds where it was told cannot be known of what could not be used: the usual term of logs.
UNUSED_DAYS = Gates().log_days

declare_kinds(
    FactKind(
        name="gate.scan",
        title=_("Scan at a gate"),
        body=Scan,
        take=take_from_gates,
        body_days=BODY_DAYS,
        quarantine_days=UNUSED_DAYS,
        examples=(
            Scan(
                gate=GATE, shown="pass", pass_id=PASS, verdict="pass", reason="gates.ok", done="let_through",
                temperature=36.4, due_back_at=datetime(2026, 11, 20, 11, 0, tzinfo=SHANGHAI), list_minutes=12,
            ),
            Scan(
                gate=GATE, shown="registered", direction="in", verdict="ask", reason="gates.no_pass", done="let_through",
                vehicle=True, plate="黑C12345", persons=(Person(name="郎平", comes_from="哈尔滨市", why="返乡"),),
            ),
        ),
    ),
    FactKind(
        name="gate.scan_amended",
        title=_("Said afterwards of a scan"),
        body=ScanAmended,
        take=take_from_gates,
        body_days=BODY_DAYS,
        quarantine_days=UNUSED_DAYS,
        examples=(ScanAmended(scan=SCAN, temperature=36.6), ScanAmended(scan=SCAN, taken_back=True)),
    ),
    FactKind(
        name="patrol.check",
        title=_("Check at a point of a patrol"),
        body=PatrolCheck,
        take=take_checks,
        body_days=BODY_DAYS,
        quarantine_days=UNUSED_DAYS,
        examples=(PatrolCheck(point="EastPath00000001", found="护栏缺口"),),
    ),
)  # fmt: skip
