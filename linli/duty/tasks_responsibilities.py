"""Jobs of responsibilities. `apps` reads this when the worker starts, too."""

from huey.contrib.djhuey import db_task

from linli.duty.jobs_responsibilities import propose


@db_task()  # type: ignore[untyped-decorator]
def propose_in_a_job(proposal_id: str) -> None:
    propose(proposal_id)
