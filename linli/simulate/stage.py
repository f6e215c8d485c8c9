"""Sets the demo's stage: organisations and an open incident, so that every page has something to show."""

from datetime import date, timedelta

from django.utils import timezone

from linli.areas.models import Area
from linli.people.choices import OrganisationKind
from linli.people.models import Membership, Organisation, User

ORGANISATIONS = (
    ("供水公司", OrganisationKind.ENTERPRISE),
    ("镇卫生院", OrganisationKind.CLINIC),
    ("和平社区党支部", OrganisationKind.PARTY_BRANCH),
    ("和平物业服务部", OrganisationKind.PROPERTY_FIRM),
    ("第一中学", OrganisationKind.SCHOOL),
)


def set_stage(main: Area, *, today: date) -> None:
    """Found organisations with a consenting member each, and open an incident, unless they are there."""
    members = list(User.objects.order_by("username")[: len(ORGANISATIONS)])
    for (name, kind), user in zip(ORGANISATIONS, members, strict=False):
        organisation, new = Organisation.everywhere.get_or_create(
            name=name, area=main, defaults={"kind": kind, "area_code": main.code}
        )
        if new:
            Membership.objects.create(
                organisation=organisation,
                user=user,
                consented_at=timezone.now(),
                from_on=today - timedelta(days=30),
            )
