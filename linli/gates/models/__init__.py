"""Gates, passes and patrols."""

from linli.gates.models.gates import Errand, Finding, Gate, GateScan, PassUse, Registration
from linli.gates.models.passes import GatePass, SigningKey
from linli.gates.models.patrols import PatrolCheck, PatrolPoint, PatrolRound, PatrolRoute
from linli.gates.models.runs import PassRun
from linli.gates.models.tallies import GateTally, ScanAmendment

__all__ = [
    "Errand",
    "Finding",
    "Gate",
    "GatePass",
    "GateScan",
    "GateTally",
    "PassRun",
    "PassUse",
    "PatrolCheck",
    "PatrolPoint",
    "PatrolRound",
    "PatrolRoute",
    "Registration",
    "ScanAmendment",
    "SigningKey",
]
