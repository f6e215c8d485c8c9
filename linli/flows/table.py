"""What one part's event starts in another. Read this table to know every reaction there is."""

from linli.core.outbox import Reaction
from linli.flows.areas_changed import count_days_anew
from linli.flows.arrival_registered import follow_arrival
from linli.flows.check_abnormal import tell_carers_and_physicians, tell_physicians_of_positive
from linli.flows.episode_team import keep_carers, keep_days, keep_team
from linli.flows.fever_met import tell_who_looks_after
from linli.flows.gate_set_up import close_place_of_gate, make_place_of_gate
from linli.flows.household_changed import let_responsibilities_follow
from linli.flows.import_written import tell_importer
from linli.flows.trip_changed import let_household_pass

REACTIONS: dict[str, list[Reaction]] = {
    "areas.merged": [count_days_anew],
    "areas.moved": [count_days_anew],
    "areas.split": [count_days_anew],
    "care.check_abnormal": [tell_carers_and_physicians],
    "care.episode_cancelled": [keep_team, keep_days],
    "care.episode_changed": [keep_team, keep_days],
    "care.episode_opened": [keep_team, keep_days],
    "care.episode_released": [keep_team, keep_days],
    "care.test_result": [tell_physicians_of_positive],
    "care.trip_changed": [let_household_pass],
    "duty.episode_team_changed": [keep_carers],
    "gates.arrival_registered": [follow_arrival],
    "gates.fever_met": [tell_who_looks_after],
    "gates.gate_changed": [make_place_of_gate],
    "gates.gate_closed": [close_place_of_gate],
    "gates.gate_set_up": [make_place_of_gate],
    "imports.batch_written": [tell_importer],
    "registers.household_changed": [let_responsibilities_follow],
}
