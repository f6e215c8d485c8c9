"""Sets the demo's stage: organisations and an open incident, so that every page has something to show."""

from datetime import date, timedelta

from django.utils import timezone

from linli.areas.models import Area
from linli.incidents.actions import open_incident
from linli.incidents.models import Incident
from linli.people.choices import OrganisationKind
from linli.people.models import Membership, Organisation, User
from linli.people.viewer import viewer_of

ORGANISATIONS = (
    ("供水公司", OrganisationKind.ENTERPRISE),
    ("镇卫生院", OrganisationKind.CLINIC),
    ("和平社区党支部", OrganisationKind.PARTY_BRANCH),
    ("和平物业服务部", OrganisationKind.PROPERTY_FIRM),
    ("第一中学", OrganisationKind.SCHOOL),
)


def set_stage(main: Area, *, today: date) -> None:
    """Found organisations with a consenting member each, and open an incident, unless they are there."""
    _open_incident(main, today=today)
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


def _open_incident(main: Area, *, today: date) -> None:
    city = Area.objects.exclude(playbook="").filter(code__in=[main.code[:6], main.code[:4]]).first()
    planner = User.objects.filter(username="planner").first()
    if city is None or planner is None or Incident.everywhere.exists():
        return
    open_incident(
        actor=viewer_of(planner, day=today),
        area=city,
        name_zh="冬季呼吸道疫情（演示）",
        name_en="Winter respiratory outbreak (demo)",
        kind="epidemic",
        purpose="摸清住户底数，照看有需要的人",
        basis="演示用，没有真实依据",
        approved_by=planner.name,
        level="三级响应",
        opened_on=today - timedelta(days=11),
        playbook=city.playbook,
    )
