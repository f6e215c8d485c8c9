"""The texts of patrols on the phone."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.gates.choices import RouteKind


def patrol_words() -> dict[str, Any]:
    return {
        "patrol_kind": {str(value): str(label) for value, label in RouteKind.choices},
        "kinds_patrol.check": _("Check at a point"),
        "patrols_none": _("No patrol is to be walked here."),
        "patrol_gone": _("This patrol is not on the list any more."),
        "patrol_due": _("due {time}"),
        "patrol_late": _("due since {time}"),
        "patrol_under_way": _("{done} of {total}, until {time}"),
        "patrol_whole": pgettext("patrol", "whole"),
        "patrol_missed": _("{n} points were missed in the last round"),
        "patrol_missed_one": _("1 point was missed in the last round"),
        "patrol_nobody": _("nobody walked the last round"),
        "point_done": pgettext("patrol", "seen"),
        "point_next": pgettext("patrol", "next"),
        "point_open": pgettext("patrol", "to come"),
        "point_passed": _("left out so far"),
        "point_missed": _("missed last time"),
        "point_at": _("You are at: {name}"),
        "point_unknown": _(
            "This phone does not know this code. If you record it, the server looks whether it is a point."
        ),
        "point_again": _("It was seen in this round already. Record it again if there is something to tell."),
        "code_of_point_wrong": _(
            "A code has at least eight letters and digits, just as they stand on the card."
        ),
        "photo_taken": _("Photo, {n} kB. Place and time of the camera are not in it."),
        "photo_wrong": _("This picture could not be read. Take another one."),
        "patrol_camera_none": _("The camera could not be opened. Type the code that stands on the card."),
        "patrol_camera_refused": _("The camera may not be used here. Type the code that stands on the card."),
    }
