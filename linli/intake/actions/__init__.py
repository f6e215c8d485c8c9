"""What can be done with devices and with facts that were kept."""

from linli.intake.actions.deriving import derive_facts
from linli.intake.actions.devices import NewDevice, enrol_device, revoke_device
from linli.intake.actions.purging import purge_bodies, purge_unreadable, purge_unused
from linli.intake.actions.quarantine import mend_fact, put_aside, replay_facts

__all__ = [
    "NewDevice",
    "derive_facts",
    "enrol_device",
    "mend_fact",
    "purge_bodies",
    "purge_unreadable",
    "purge_unused",
    "put_aside",
    "replay_facts",
    "revoke_device",
]
