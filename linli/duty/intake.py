"""The kinds of fact of duty: somebody comes to a place, goes, hands over."""

from django.utils.translation import gettext_lazy as _

from linli.core.facts import FactKind, declare_kinds
from linli.duty.actions.presence import take_from_posts
from linli.duty.bodies import CheckIn, CheckOut, HandOver

# Of the examples in the description of the interface; hangs nowhere.
PLACE = "EastGate00000001"

declare_kinds(
    FactKind(
        name="duty.check_in",
        title=_("Came to the post"),
        body=CheckIn,
        take=take_from_posts,
        examples=(CheckIn(place=PLACE),),
    ),
    FactKind(
        name="duty.check_out",
        title=_("Left the post"),
        body=CheckOut,
        take=take_from_posts,
        examples=(CheckOut(place=PLACE),),
    ),
    FactKind(
        name="duty.handover",
        title=_("Hand-over of a post"),
        body=HandOver,
        take=take_from_posts,
        examples=(HandOver(place=PLACE, points=("3-2-501 等药，下午再问",), goods={"体温枪": 2}),),
    ),
)
