"""What can be done in the daily round: each takes many facts at once, and leaves out those that it took before."""

from linli.rounds.actions.arrivals import take_arrivals, take_not_mine
from linli.rounds.actions.contacts import take_contacts
from linli.rounds.actions.households import take_new_households

__all__ = ["take_arrivals", "take_contacts", "take_new_households", "take_not_mine"]
