"""What the phone says at a gate. The sentences of an answer stand in `gates/words.py`."""

from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from linli.field.word_tables import labels
from linli.gates.choices import Done, GateKind, PassKind, ShownAs
from linli.gates.words import line_texts, texts


def gate_words() -> dict[str, Any]:
    return {**_camera(), **_answer(), **_others(), **gate_options()}


def gate_options() -> dict[str, dict[str, Any]]:
    return {
        "gate_kind": labels(GateKind),
        "pass_kind": labels(PassKind),
        "gate_shown": labels(ShownAs),
        "gate_done": labels(Done),
        "gate_way": {
            "out": pgettext("gate, of people", "Going out"),
            "in": pgettext("gate, of people", "Coming in"),
        },
        "gate_step": {
            "temperature": _("Measure the temperature"),
            "questions": pgettext("gate", "Ask:"),
            "scan": _("Scan the pass"),
            "check_papers": _("Look at the papers"),
            "register": _("Write down who it is"),
        },
        "gate_word": {
            "pass": _("May go through"),
            "stop": _("Not yet"),
            "ask": _("Ask first"),
        },
        # The Chinese sign has the English word below it, for whoever reads only that.
        "gate_english": {"pass": "PASS", "stop": "STOP", "ask": "ASK"}
        if get_language() != "en"
        else {"pass": "", "stop": "", "ask": ""},
        "gate_counted": {
            "out": _("People out"),
            "in": _("People in"),
            "vehicles_out": _("Vehicles out"),
            "vehicles_in": _("Vehicles in"),
            "refused": _("Turned back"),
            "errands": _("Urgent, let through"),
        },
        "gate_codes": texts(),
        "gate_lines": line_texts(),
        "weekday": {
            "0": _("Sunday"),
            "1": _("Monday"),
            "2": _("Tuesday"),
            "3": _("Wednesday"),
            "4": _("Thursday"),
            "5": _("Friday"),
            "6": _("Saturday"),
        },
    }


def _camera() -> dict[str, str]:
    return {
        "gate_none": _("You keep no gate today. Whoever is on duty at one finds it here."),
        "gate_list_none": _(
            "The list of this gate is not on this phone yet. Go where there is a line and open it again."
        ),
        "gate_offline": _("offline {time}"),
        "gate_count": _("Today: {out} out, {in} in, {vehicles} vehicles"),
        "gate_list_now": _("list just checked"),
        "gate_list_age": _("list checked {n} minutes ago"),
        "gate_no_list": _("This phone knows no pass any more, so it asks. Go where there is a line."),
        "gate_degrees": _("{n} °C, measure again"),
        "gate_camera_opens": _("Opening the camera ..."),
        "gate_camera_refused": _(
            "The browser does not give the camera. Allow it in its settings, or type the slip."
        ),
        "gate_camera_none": _("The camera cannot be used. Type the slip, or look the door up."),
    }


def _answer() -> dict[str, str]:
    return {
        "gate_today": _("today {time}"),
        "gate_yesterday": _("yesterday {time}"),
        "gate_day": _("{day} ({weekday})"),
        "gate_measured": _("{n} °C"),
        "gate_asks": _("Ask {name}"),
        "gate_asks_unknown": _("not known"),
        "gate_service_says": _("{name} says: {words}"),
        "gate_granted": _("The household has leave for an errand today."),
        "gate_may": _("{n} may pass"),
        "gate_nobody": _("Nobody known"),
        "gate_call": _("Call the community {name}"),
        "gate_do_head": _("What to do"),
        "gate_ask_head": pgettext("gate", "Ask:"),
        "gate_taken_back": _("Taken back, as if it had not been read."),
        "gate_written": _("Written down: let them through."),
        "gate_ground_needed": _("Write the ground, or choose one."),
        "gate_offer_call": _("Whom to call, and that the community answers for it."),
    }


def _others() -> dict[str, str]:
    return {
        "gate_not_found": _("No door and no name on this gate's list fits. Write the whole name or number."),
        "gate_without_pass": _("no pass"),
        "gate_vehicle": _("A vehicle"),
        "gate_arrival": _("Register arrivals"),
        "gate_visitor": _("Register a visitor"),
        "gate_person": _("Person {n}"),
        "kinds_gate.scan": _("At the gate"),
        "kinds_gate.scan_amended": _("Said afterwards of somebody at the gate"),
    }
