"""The texts of caring for people on the phone."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.care.choices import Half, HomeSuitable, HomeTrouble, Housemates, TaskState, TestTried
from linli.field.word_tables import labels


def care_words() -> dict[str, Any]:
    return {
        "half": labels(Half),
        "care_task": labels(TaskState),
        "test_tried": labels(TestTried),
        "home": {key: word for key, word in labels(HomeSuitable).items() if key != HomeSuitable.UNKNOWN},
        "home_trouble": labels(HomeTrouble),
        "housemates": {key: word for key, word in labels(Housemates).items() if key != Housemates.UNKNOWN},
        "kinds_care.check": _("Temperature and symptoms"),
        "kinds_care.task": _("Brought or done"),
        "kinds_care.test": _("Sample at the door"),
        "kinds_care.notice": _("Notice handed over"),
        "cared_for": _("{n} people in your care"),
        "cared_for_one": _("1 person in your care"),
        "care_none": _("Nobody is in your care."),
        "care_gone": _("This person is not in your care any more."),
        "care_left": _("{n} things to do"),
        "care_left_one": _("1 thing to do"),
        "care_done": _("done for now"),
        "care_day": _("day {day} of {days}, until {until}"),
        "care_until": _("{day} {time}"),
        "care_told": pgettext("check", "told"),
        "care_wanted": pgettext("check", "to be asked"),
        "care_late": pgettext("check", "missing"),
        "care_earlier": _("of {day}"),
        "care_number": _("no. {n}"),
        "sample_due": _("due today"),
        "sample_late": _("was due on {day}"),
        "sample_ahead": _("due on {day}"),
        "sample_taken": _("taken"),
        "sample_alone": _("this person alone, not in a pool"),
        "care_says_nothing": _(
            "Fill in the temperature, or choose symptoms or none, or that nobody answered."
        ),
        "care_silent": _("nobody answered"),
        "care_notice_open": _("not handed over"),
        "care_notice_done": _("handed over"),
        "care_hand_over": _("Hand it over…"),
        "care_ask": _("Ask now…"),
        "care_brought": pgettext("care task", "Done"),
        "care_not_wanted": pgettext("care task", "Not wanted"),
        "sample_take": _("Sample taken"),
        "sample_nobody": pgettext("sample", "Nobody came"),
        "sample_refused": pgettext("sample", "Not wanted"),
        "care_either": _("Either symptoms or none."),
        "care_home_needed": _("Say what makes the home unfit."),
    }
