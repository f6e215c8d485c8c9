"""Where the pages of responsibilities lead: to the thing that is answered for, and to naming somebody for it."""

from uuid import UUID

from linli.core.problems import NotFound
from linli.duty.access_responsibilities import (
    area_target_for,
    episode_target_for,
    household_target_for,
    place_target_for,
)
from linli.duty.choices import TargetKind
from linli.duty.targets import Seat, Target
from linli.people.choices import Capability
from linli.people.requests import StaffRequest
from linli.registers.views.common import link


def may_assign(request: StaffRequest) -> bool:
    return request.viewer.may(Capability.DUTY_ASSIGN) and request.viewer.real_user is None


def target_url(request: StaffRequest, target: Target) -> str:
    """The page of who answers for it, where the duty opens it."""
    if target.household is not None:
        sees = request.viewer.may(Capability.HOUSEHOLDS_READ) and request.viewer.scope.covers(
            target.area.code
        )
        return link(request, "duty:who_household", target.household.pk) if sees else ""
    if target.kind == TargetKind.GATE:
        return link(request, "duty:who_place", target.other_id)
    if target.kind == TargetKind.EPISODE:
        ours = request.viewer.scope.covers(target.area.code) and may_open_rows(request, target.kind)
        return link(request, "duty:who_episode", target.other_id) if ours else ""
    if not request.viewer.scope.covers(target.area.code):
        return ""
    return link(request, "duty:who", area=target.area.code, compound=target.compound)


def give_url(request: StaffRequest, seat: Seat, target: Target) -> str:
    keys = (seat.pattern.key, seat.slot.called)
    if target.household is not None:
        return link(request, "duty:give_household", *keys, target.household.pk)
    if target.kind == TargetKind.GATE:
        return link(request, "duty:give_place", *keys, target.other_id)
    if target.kind == TargetKind.EPISODE:
        return link(request, "duty:give_episode", *keys, target.other_id)
    if target.kind in (TargetKind.AREA, TargetKind.COMPOUND):
        return link(request, "duty:give_area", *keys, target.area.code, compound=target.compound)
    return ""


def token_of(target: Target) -> str:
    """What a ticked row sends."""
    if target.household is not None:
        return f"household:{target.household.pk}"
    if target.kind == TargetKind.GATE:
        return f"place:{target.other_id}"
    if target.kind == TargetKind.EPISODE:
        return f"episode:{target.other_id}"
    return f"area:{target.area.code}:{target.compound}"


def target_of_token(request: StaffRequest, token: str) -> Target:
    kind, _colon, rest = token.partition(":")
    try:
        if kind == "household":
            return household_target_for(request.viewer, UUID(rest))
        if kind == "place":
            return place_target_for(request.viewer, UUID(rest))
        if kind == "episode":
            return episode_target_for(request.viewer, UUID(rest))
    except ValueError:
        raise NotFound() from None
    code, _colon, compound = rest.partition(":")
    return area_target_for(request.viewer, code, compound=compound)


def may_open_rows(request: StaffRequest, kind: TargetKind) -> bool:
    """A figure is for everybody of duty; the doors behind it for those who see doors, and episodes for few of them."""
    if kind == TargetKind.EPISODE:
        return request.viewer.may(Capability.HOUSEHOLDS_READ, Capability.CARE_READ)
    return kind != TargetKind.HOUSEHOLD or request.viewer.may(Capability.HOUSEHOLDS_READ)


def can_be_proposed(seat: Seat) -> bool:
    return seat.kind == TargetKind.HOUSEHOLD and seat.slot.who == "person" and not seat.pattern.only
