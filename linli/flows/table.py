"""What one part's event starts in another. Read this table to know every reaction there is."""

from linli.core.outbox import Reaction
from linli.flows.appeal_told import ask_who_may_answer, tell_who_decided
from linli.flows.areas_changed import count_days_anew
from linli.flows.arrival_registered import follow_arrival
from linli.flows.care_proposals import propose_arrival, propose_case, propose_found
from linli.flows.case_known import ask_to_lift, propose_zone
from linli.flows.case_ruled_out import ask_to_cancel, look_at_case
from linli.flows.check_abnormal import tell_carers_and_physicians, tell_physicians_of_positive
from linli.flows.edition_changed import propose_for_episodes, tell_of_edition
from linli.flows.emergency_closed import end_its_care
from linli.flows.episode_over import tell_of_release
from linli.flows.episode_second import ask_second_person, tell_first_person
from linli.flows.episode_team import keep_carers, keep_days, keep_team
from linli.flows.fever_met import tell_who_looks_after
from linli.flows.gate_set_up import close_place_of_gate, make_place_of_gate
from linli.flows.household_changed import let_care_follow, let_responsibilities_follow
from linli.flows.import_written import tell_importer
from linli.flows.need_changed import make_trips_of_need
from linli.flows.overreach import look_at_episode, look_at_objection
from linli.flows.person_moved import (
    let_care_follow_merged,
    let_care_follow_person,
    let_care_follow_workbook,
    let_care_part_again,
    let_the_other_follow,
)
from linli.flows.trip_changed import let_household_pass
from linli.flows.zone_marks import let_all_marks_follow, let_marks_follow, open_its_zones, see_what_changes
from linli.flows.zone_told import (
    announce_lifted,
    ask_about_change,
    ask_about_objection,
    ask_for_second,
    ask_officers,
    ask_to_open,
    tell_in_force,
)

REACTIONS: dict[str, list[Reaction]] = {
    "areas.merged": [count_days_anew, let_all_marks_follow],
    "areas.moved": [count_days_anew, let_all_marks_follow],
    "areas.split": [count_days_anew, let_all_marks_follow],
    "care.appeal_answered": [tell_who_decided, ask_about_objection, look_at_objection],
    "care.appeal_made": [ask_who_may_answer, look_at_objection],
    "care.appeal_withdrawn": [look_at_objection],
    "care.case_confirmed": [propose_zone, propose_case, look_at_case],
    "care.case_ruled_out": [ask_to_lift, ask_to_cancel],
    "care.check_abnormal": [tell_carers_and_physicians],
    "care.edition_taken": [tell_of_edition],
    "care.episode_cancelled": [keep_team, keep_days, look_at_episode, let_the_other_follow],
    "care.episode_changed": [keep_team, keep_days, look_at_episode],
    "care.episode_declined": [tell_first_person, let_the_other_follow],
    "care.episode_opened": [keep_team, keep_days, look_at_episode],
    "care.episode_released": [tell_of_release, keep_team, keep_days, look_at_episode, let_the_other_follow],
    "care.episode_signed": [ask_second_person],
    "care.test_result": [tell_physicians_of_positive],
    "care.trip_changed": [let_household_pass],
    "duty.episode_team_changed": [keep_carers],
    "gates.arrival_registered": [follow_arrival],
    "gates.fever_met": [tell_who_looks_after],
    "gates.gate_changed": [make_place_of_gate],
    "gates.gate_closed": [close_place_of_gate],
    "gates.gate_set_up": [make_place_of_gate],
    "imports.batch_undone": [let_all_marks_follow, let_care_follow_workbook],
    "imports.batch_written": [tell_importer, let_all_marks_follow, let_care_follow_workbook],
    "incidents.closed": [open_its_zones, end_its_care],
    "incidents.edition_adopted": [see_what_changes, propose_for_episodes],
    "registers.household_changed": [let_care_follow, let_responsibilities_follow, let_marks_follow],
    "registers.merge_taken_back": [let_care_part_again],
    "registers.need_changed": [make_trips_of_need],
    "registers.resident_changed": [let_care_follow_person],
    "registers.residents_merged": [let_care_follow_merged],
    "rounds.arrival_told": [propose_arrival],
    "rounds.check_told": [propose_found],
    "zones.change_proposed": [ask_about_change],
    "zones.zone_in_force": [tell_in_force],
    "zones.zone_lifted": [announce_lifted],
    "zones.zone_may_open": [ask_to_open],
    "zones.zone_proposed": [ask_officers],
    "zones.zone_signed": [ask_for_second],
}
