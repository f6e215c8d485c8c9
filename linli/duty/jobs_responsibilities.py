"""Working a proposal out, here or in a job; a failure is kept with the proposal."""

import logging
from uuid import UUID

from linli.core.problems import ServerFailed
from linli.duty.actions.proposals import keep_worked_out
from linli.duty.choices import ProposalState
from linli.duty.models import Proposal
from linli.duty.playbook import playbook_in_force
from linli.duty.proposing import work_out
from linli.duty.targets import seat_of

logger = logging.getLogger("linli.duty")
# So many households are matched while somebody waits; more are worth a job.
AT_ONCE = 200


def propose(proposal_id: str) -> None:
    """Does nothing where it is not waited for any more."""
    proposal = Proposal.everywhere.select_related("area").filter(pk=proposal_id).first()
    if proposal is None or proposal.state != ProposalState.WAITING:
        return
    seat = seat_of(playbook_in_force(proposal.area), proposal.pattern, proposal.slot)
    try:
        values = work_out(seat, proposal.area) if seat else {"said": {"why": "pattern_gone"}}
    except Exception:
        reference = ServerFailed(reference=proposal_id[-8:])
        keep_worked_out(
            UUID(proposal_id), {"said": {"why": "failed", "reference": reference.data["reference"]}}
        )
        raise
    keep_worked_out(UUID(proposal_id), values)
