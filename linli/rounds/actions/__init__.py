"""What can be done in the daily round: each takes many facts at once, and leaves out those that it took before."""

from linli.rounds.actions.arrivals import take_arrivals, take_not_mine
from linli.rounds.actions.check_lists import (
    close_list,
    drop_list,
    empty_old_lists,
    give_list_out,
    share_out_here,
    take_list_in,
)
from linli.rounds.actions.checks import pass_check_on, reopen_check, take_check_results, tell_check
from linli.rounds.actions.contacts import take_contacts
from linli.rounds.actions.households import take_new_households

__all__ = [
    "close_list",
    "drop_list",
    "empty_old_lists",
    "give_list_out",
    "pass_check_on",
    "reopen_check",
    "share_out_here",
    "take_arrivals",
    "take_check_results",
    "take_contacts",
    "take_list_in",
    "take_new_households",
    "take_not_mine",
    "tell_check",
]
