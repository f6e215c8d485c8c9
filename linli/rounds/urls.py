"""The daily round: who has answered, what goes back, and lists that are checked on the ground."""

from django.urls import path

from linli.rounds.views import answers, arrivals, checks, entries, household, lists

app_name = "rounds"

urlpatterns = [
    path("", answers.round_of_day, name="round"),
    path("household/<uuid:household_id>/", household.ledger, name="household"),
    path("household/<uuid:household_id>/answer/", household.answer, name="answer"),
    path("contact/<uuid:entry_id>/", household.details, name="details"),
    path("entries/", entries.entry_list, name="entries"),
    path("entries/<uuid:entry_id>/", entries.entry, name="entry"),
    path("entries/<uuid:entry_id>/settle/", entries.settle, name="settle"),
    path("entries/<uuid:entry_id>/hand-over/", entries.hand_over, name="hand_over"),
    path("hand-overs/<uuid:hand_over_id>/take/", entries.take_over, name="take_over"),
    path("hand-overs/<uuid:hand_over_id>/back/", entries.send_back, name="send_back"),
    path("lists/", lists.check_lists, name="lists"),
    path("lists/new/", lists.list_new, name="list_new"),
    path("lists/<uuid:list_id>/", lists.check_list, name="list"),
    path("lists/<uuid:list_id>/give-out/", lists.give_out, name="list_give"),
    path("lists/<uuid:list_id>/share-out/", lists.share_out, name="list_share"),
    path("lists/<uuid:list_id>/drop/", lists.drop, name="list_drop"),
    path("lists/<uuid:list_id>/close/", lists.close, name="list_close"),
    path("lists/<uuid:list_id>/workbook/", lists.workbook, name="list_workbook"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<uuid:check_id>/", checks.check, name="check"),
    path("checks/<uuid:check_id>/reopen/", checks.reopen, name="check_reopen"),
    path("checks/<uuid:check_id>/pass-on/", checks.pass_on, name="check_pass_on"),
    path("checks/<uuid:check_id>/phone/", checks.phone, name="check_phone"),
    path("arrivals/", arrivals.arrival_list, name="arrivals"),
    path("arrivals/<uuid:arrival_id>/", arrivals.arrival, name="arrival"),
    path("arrivals/<uuid:arrival_id>/settle/", arrivals.arrival_settle, name="arrival_settle"),
    path("arrivals/<uuid:arrival_id>/match/", arrivals.arrival_match, name="arrival_match"),
    path("arrivals/<uuid:arrival_id>/enter/", arrivals.arrival_enter, name="arrival_enter"),
    path("arrivals/<uuid:arrival_id>/place/", arrivals.arrival_place, name="arrival_place"),
    path("arrivals/<uuid:arrival_id>/phone/", arrivals.arrival_phone, name="arrival_phone"),
]
