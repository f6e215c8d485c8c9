"""Who is at the other end: the device behind a token, and what its person uses it for."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest

from linli.intake.devices import LONGEST_TOKEN, PREFIX, hash_of
from linli.intake.models import Device
from linli.intake.problems import DeviceRevoked, NoToken
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.viewer import Viewer, duties_of, power_of


def device_of(request: HttpRequest) -> Device:
    """The open device behind the `Authorization` header."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.startswith(PREFIX) or len(token) > LONGEST_TOKEN:
        raise NoToken()
    device = Device.objects.select_related("user").filter(token_hash=hash_of(token)).first()
    if device is None:
        raise NoToken()
    if device.revoked_at is not None or not device.user.is_active:
        raise DeviceRevoked()
    return device


def phone_viewers(user: User, *, day: date) -> list[Viewer]:
    """The person in each of their duties that has a use for the app; the one that sees most comes first."""
    duties = duties_of(user, day=day)
    viewers = [Viewer(user, duty, duties, None, power_of(duty).capabilities) for duty in duties]
    uses = (Capability.POSTS_CLAIM, Capability.GATES_KEEP, Capability.CARE_HELP)
    able = [one for one in viewers if _goes_round(one) or any(map(one.may, uses))]
    return sorted(able, key=lambda one: (-len(one.can), one.scope.prefixes))


def going_round(viewers: Iterable[Viewer]) -> list[Viewer]:
    """The duties for which households are taken along. Whoever only stands on posts takes none."""
    return [one for one in viewers if _goes_round(one)]


def _goes_round(viewer: Viewer) -> bool:
    return viewer.may(Capability.ROUND_WORK, Capability.HOUSEHOLDS_READ)
