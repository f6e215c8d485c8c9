"""The texts of the app's scripts, in the reader's language; `{n}` and the like are filled in on the phone.

A text with `_one` after its name stands where n is 1.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.duty.choices import ClaimState
from linli.field.word_tables import labels
from linli.field.words_care import care_words
from linli.field.words_gates import gate_words
from linli.field.words_patrols import patrol_words
from linli.field.words_trips import trip_words
from linli.registers.choices import Occupancy
from linli.rounds.choices import (
    ArrivalKind,
    ArrivalState,
    Channel,
    CheckOutcome,
    Outcome,
    Purpose,
    Transport,
    WhyNotMine,
)


def words() -> dict[str, Any]:
    return {
        **_list(),
        **_household(),
        **_duty(),
        **_sending(),
        **_phone(),
        **_forms(),
        **gate_words(),
        **patrol_words(),
        **trip_words(),
        **care_words(),
        **options(),
    }


def options() -> dict[str, dict[str, str]]:
    """The choices that a form offers, by the values that the server takes."""
    return {
        "outcome": {
            **labels(Outcome),
            "same": pgettext("phone", "No change"),
            "changed": pgettext("phone", "Changed"),
            "nobody_home": pgettext("phone", "No answer"),
        },
        "channel": labels(Channel),
        "purpose": labels(Purpose),
        "check": labels(CheckOutcome),
        "transport": labels(Transport),
        "not_mine": labels(WhyNotMine),
        "occupancy": labels(Occupancy),
        "claim": labels(ClaimState),
        "comes": labels(ArrivalKind),
        "arrival_state": {
            key: label for key, label in labels(ArrivalState).items() if key in {"arrived", "expected"}
        },
        "direction": {"out": pgettext("travel", "Went away"), "in": pgettext("travel", "Came")},
        "signs": {
            "fever": _("Fever"),
            "dry_cough": _("Dry cough"),
            "fatigue": _("Fatigue"),
            "sore_throat": _("Sore throat"),
            "loss_of_smell": _("Loss of smell or taste"),
            "diarrhoea": _("Diarrhoea"),
            "runny_nose": _("Runny nose"),
            "conjunctivitis": _("Red eyes"),
            "muscle_pain": _("Muscle pain"),
            "other": pgettext("symptom", "Other"),
        },
        "mode": {
            "at_school": _("At school by day"),
            "boarding": _("Boards at school"),
            "at_home": _("At home"),
        },
        "what": {
            "medicine": pgettext("need", "Medicine"),
            "hospital": _("Going to hospital"),
            "food": _("Food and daily goods"),
            "care": _("Somebody to look after them"),
            "repair": _("Repairs: water, electricity, heating"),
            "other": pgettext("need", "Other"),
        },
    }


def _list() -> dict[str, str]:
    return {
        "comma": pgettext("between words", ", "),
        "semicolon": pgettext("between clauses", "; "),
        "progress": _("{done} / {total} households"),
        "left": _("{n} to go"),
        "first": _("These first"),
        "all_units": _("Whole area"),
        "low": _("Without a building"),
        "unit_building": pgettext("phone", "Building {building}"),
        "unit_stairwell": pgettext("phone", "Stairwell {stairwell}"),
        "people": _("{n} people"),
        "people_one": _("1 person"),
        "all_away": _("all away"),
        "silent": _("no answer for {n} days"),
        "silent_long": _("no answer for {n} days or more"),
        "coming": _("{name} comes {day}"),
        "coming_from": _("{name} comes {day} from {place}"),
        "came": _("{name} came {day}"),
        "by_household": _("the household itself"),
        "by_me": _("you"),
        "checks": _("{n} people of a list to look for"),
        "checks_one": _("1 person of a list to look for"),
        "no_checks": _("Nobody is left to look for."),
        "due_at": _("due {time}"),
        "done_today": _("Asked today: {n} households"),
        "done_today_one": _("Asked today: 1 household"),
        "nothing_left": _("Nothing left for today."),
        "nothing_here": _("Nothing left here."),
        "no_doors": _("No household lies in your duty area."),
        "stored": _("{time}, kept on this phone"),
        "delivered": _("{time}, delivered"),
        "look": _("{time}, needs a look"),
        "unstored": _("{time}, not stored yet"),
        "taken_back": _("Taken back. Nothing is recorded for {door}."),
        "too_late": _("It has left already. If it is wrong, record it again the right way."),
        "recorded": _("Recorded for {door}, {time}."),
        "found": _("{n} households"),
        "found_one": _("1 household"),
        "not_found": _("No door and no name in your area fits."),
        "list_old": _("The list is from {time}. It renews itself as soon as there is a line."),
        "list_none": _(
            "There is no list on this phone: it is empty after 24 hours. Go where there is a line and open it again."
        ),
        "list_loading": _("Fetching the list ..."),
    }


def _household() -> dict[str, str]:
    return {
        "contact_today": _("Asked at {time} by {who} ({channel}): {what}. No need to ask again today."),
        "contact_tried": _("Tried at {time} by {who} ({channel}): {what}."),
        "contact_mine": _("You recorded at {time} ({channel}): {what}."),
        "last_answer": _("Last answer: {day}."),
        "last_change": _("{day}, {who}: {what}"),
        "never_answered": _("No answer in the last 30 days."),
        "age": _("{n} years"),
        "back_on": _("back {day}"),
        "minor_phone": _("a child's number is not shown"),
        "travel_out": _("{who} went to {place}"),
        "travel_in": _("{who} came from {place}"),
        "said_temperature": _("{who} {n} °C"),
        "said_dose": _("{who}: dose {n}"),
        "said_learns": _("{who}: {mode}"),
        "said_need": _("needs: {what}"),
        "somebody": _("somebody"),
        "gone": _("This household is not on the list any more."),
    }


def _duty() -> dict[str, str]:
    return {
        "shifts": _("On duty: {n} shifts today and tomorrow"),
        "shifts_one": _("On duty: 1 shift today or tomorrow"),
        "no_shifts": _("You have no shift today or tomorrow."),
        "opens_at": _("You can check in from {time}."),
        "told_came": _("Here: {when}"),
        "told_left": _("Gone: {when}"),
        "told_handed": _("Handed over: {when}"),
        "place_wrong": _("A code has at least eight letters and digits, just as they stand on the poster."),
        "hand_nothing": _("Write at least one point, or what is handed over."),
        "points_wrong": _("At most 20 points, and 120 characters for each."),
        "goods_wrong": _("Write each thing with how many, like: thermometers 2, keys 1."),
    }


def _sending() -> dict[str, str]:
    return {
        "offline": _("No network. Keep working:"),
        "offline_more": _("{n} records are kept on this phone"),
        "offline_more_one": _("1 record is kept on this phone"),
        "offline_none": _("everything so far has been delivered"),
        "waiting": _("{n} records wait to be sent"),
        "waiting_one": _("1 record waits to be sent"),
        "all_sent": _("Everything has been delivered."),
        "busy": _("The server is busy. The phone sends again at {time}."),
        "again_at": _("Sending did not work. The phone tries again at {time}."),
        "needs_look": _("{n} records need a look"),
        "needs_look_one": _("1 record needs a look"),
        "full": _("This phone has no room left."),
        "full_more": _(
            "{n} records are not stored yet. Do not close this page; free some space, or go where there is a line."
        ),
        "full_more_one": _(
            "1 record is not stored yet. Do not close this page; free some space, or go where there is a line."
        ),
        "full_list": _("The new list could not be stored. Free some space on the phone."),
        "clock_ahead": _("This phone's clock is {n} minutes fast. Set it right."),
        "clock_behind": _("This phone's clock is {n} minutes slow. Set it right."),
        "sending": _("Sending ..."),
        "kinds_daily_answer": _("Daily answer"),
        "kinds_visit": _("Visit"),
        "kinds_nobody_home": _("Nobody home"),
        "kinds_arrival": _("Arrival"),
        "kinds_not_my_resident": _("Not my resident"),
        "kinds_check_result": _("Result of a check"),
        "kinds_new_household": _("Door without a file"),
        "kinds_duty.check_in": _("Came to the post"),
        "kinds_duty.check_out": _("Left the post"),
        "kinds_duty.handover": _("Hand-over of a post"),
    }


def _phone() -> dict[str, str]:
    return {
        "fetched": _("fetched {time}, empties itself {until}"),
        "no_list": _("none on this phone"),
        "storage": _("{used} MB of {all} MB"),
        "storage_unknown": _("not told by this browser"),
        "kept_firmly": _("firmly: the browser will not clear it"),
        "kept_loosely": _("loosely: install the app so that the browser keeps it"),
        "ready": _("yes, everything is on the phone"),
        "not_ready": _("not yet: keep it open with a line for a moment"),
        "code_wrong": _("A code has ten letters and digits, such as K7Q2M-9XPT4."),
        "no_line": _("There is no line at this moment. Try again where there is one."),
        "unsent_warning": _("{n} records have not been sent. If you empty the phone now, they are lost."),
        "unsent_warning_one": _("1 record has not been sent. If you empty the phone now, it is lost."),
        "erase_unsent": _("Empty it and lose {n} records"),
        "erase_unsent_one": _("Empty it and lose 1 record"),
        "erase": _("Sign out and empty this phone"),
        "somebody_else": _(
            "{name} has {n} records on this phone that were not sent. They cannot go out under your name."
        ),
        "emptied": _("The list and the key on this phone are gone."),
        "waits_for": _(
            "{n} records by {name} were not sent. They stay locked on this phone until {name} enrols it again, or until you empty it."
        ),
    }


def _forms() -> dict[str, str]:
    return {
        "tell_something": _("Fill in at least one thing, or go back and tap “No change”."),
        "needed": _("This is needed."),
        "celsius_range": _("A temperature lies between 30 and 45."),
        "number_range": _("Write a whole number."),
        "some_sign": _("Choose at least one."),
        "some_outcome": _("Choose one."),
        "door_needed": _("Write the room, or the building with the room."),
    }
