"""Taking the trail away is an act of its own."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action

TAKEN = name_action("people:trail:taken", _("{actor} took {rows} lines of the trail away as a workbook"))


@transaction.atomic
def record_trail_taken(*, actor: Actor, area: Area, rows: int) -> None:
    log(TAKEN, actor=actor, subject=area, subject_name=area.name, area_code=area.code, rows=rows)
