"""What can be done in the daily round: each takes many facts at once, and leaves out those that it took before."""

from linli.rounds.actions.arrivals import take_arrivals, take_not_mine
from linli.rounds.actions.at_gates import Registered, arrive_by_gate
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
from linli.rounds.actions.declarations import change_declaration, declare_arrival, withdraw_declaration
from linli.rounds.actions.desk import record_at_desk
from linli.rounds.actions.handover import (
    NewPlace,
    hand_entry_over,
    send_entry_back,
    settle_entry,
    take_entry_over,
)
from linli.rounds.actions.households import take_new_households
from linli.rounds.actions.returnees import (
    enter_arrival,
    forget_arrivals,
    match_arrival,
    place_arrival,
    settle_arrival,
)

__all__ = [
    "NewPlace",
    "Registered",
    "arrive_by_gate",
    "change_declaration",
    "close_list",
    "declare_arrival",
    "drop_list",
    "empty_old_lists",
    "enter_arrival",
    "forget_arrivals",
    "give_list_out",
    "hand_entry_over",
    "match_arrival",
    "pass_check_on",
    "place_arrival",
    "record_at_desk",
    "reopen_check",
    "send_entry_back",
    "settle_arrival",
    "settle_entry",
    "share_out_here",
    "take_arrivals",
    "take_check_results",
    "take_contacts",
    "take_entry_over",
    "take_list_in",
    "take_new_households",
    "take_not_mine",
    "tell_check",
    "withdraw_declaration",
]
