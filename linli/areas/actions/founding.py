"""Founding areas: one by page, or many from a list of paths."""

from collections.abc import Iterable
from datetime import date
from typing import NoReturn
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.areas import history
from linli.areas.checks import (
    check_day,
    check_level,
    check_open,
    check_since,
    checked_name,
    lock_subtrees,
    same_named,
)
from linli.areas.choices import ChangeKind, StatutoryLevel
from linli.areas.levels import level_labels, need_playbook, standing_as
from linli.areas.models import Area, AreaLineage, AreaSpan
from linli.areas.numbering import Numbering, checked_code, code_for_new
from linli.areas.problems import NoPlaceNamed, TooEarly, WrongLevel
from linli.areas.rules import STATUTORY_DIGITS, name_key, place_name
from linli.core.audit import Actor, log, name_action
from linli.core.outbox import announce
from linli.lib.playbook.tree import ROOTS

FOUNDED = name_action("areas:area:founded", _("{actor} founded {subject} ({code})"))
FOUNDED_MANY = name_action("areas:places:founded", _("{actor} founded {count} places in {subject}"))

# From the top down: (level, name) of each place below the area that one starts from.
PlacePath = tuple[tuple[str, str], ...]


@transaction.atomic
def found_area(
    parent: Area,
    *,
    level: str,
    name: str,
    on: date,
    actor: Actor | None,
    kind: str = "",
    code: str = "",
    reason: str = "",
) -> Area:
    """Found an area under `parent` and return it. The same name under the same parent is the same area.

    Levels below the community get the playbook's digits. `code` may give the state's own code of a town or
    community; without it the next number of its kind is taken.
    """
    lock_subtrees([], also=[parent])
    check_open(parent)
    check_level(level, parent)
    check_day(on)
    check_since(on, parent)
    below = level not in StatutoryLevel.values
    cleaned = checked_name(place_name(level, name) if below else name)
    if existing := same_named(parent, level, cleaned):
        return existing
    chosen = checked_code(code, parent, level) if code and not below else _new_code(parent, level, kind)
    area = Area(code=chosen, level=level, name=cleaned, kind=kind, parent=parent, valid_from=on)
    area.save(force_insert=True)
    history.begin_spans([area], on)
    change = history.record(ChangeKind.FOUNDED, on=on, reason=reason, actor=actor)
    history.lineage(change, None, area).save()
    log(FOUNDED, actor=actor, subject=area, subject_name=area.name, code=area.code)
    announce("areas.founded", areas=[str(area.pk)], on=on.isoformat())
    return area


def _new_code(parent: Area, level: str, kind: str) -> str:
    digits = STATUTORY_DIGITS.get(level) or need_playbook(parent).level(level).digits
    return code_for_new(parent, level, digits=digits, kind=kind)


def found_places(
    root: Area,
    paths: Iterable[PlacePath],
    *,
    on: date,
    actor: Actor | None,
    source: str = "",
    reason: str = "",
) -> dict[PlacePath, Area]:
    """Found what is missing of many places below `root`; return the place at the end of each path.

    Called again with the same paths it founds nothing.
    """
    wanted = list(dict.fromkeys(paths))
    found = found_within(
        root, [(root, path) for path in wanted], on=on, actor=actor, source=source, reason=reason
    )
    return dict(zip(wanted, found, strict=True))


@transaction.atomic
def found_within(
    root: Area,
    wanted: Iterable[tuple[Area, PlacePath]],
    *,
    on: date,
    actor: Actor | None,
    source: str = "",
    reason: str = "",
) -> list[Area]:
    """Like `found_places`, with the area inside `root` from which each path starts."""
    lock_subtrees([root])
    check_open(root)
    check_day(on)
    nursery = Nursery(root, on=on, source=source)
    found = [nursery.place(path, start=start) for start, path in wanted]
    nursery.write()
    if nursery.new:
        change = history.record(ChangeKind.FOUNDED, on=on, reason=reason, actor=actor)
        AreaLineage.objects.bulk_create(
            (history.lineage(change, None, area) for area in nursery.new), batch_size=history.BATCH
        )
        log(FOUNDED_MANY, actor=actor, subject=root, subject_name=root.name, count=len(nursery.new))
        announce("areas.founded", within=root.code, count=len(nursery.new), on=on.isoformat())
    return found


class Nursery:
    """The open places within an area by parent, level and name, with those that are to be founded among them."""

    def __init__(self, root: Area, *, on: date, source: str = "") -> None:
        self.root, self.on, self.source = root, on, source
        self.playbook = need_playbook(root)
        self.new: list[Area] = []
        self._numbering = Numbering(root)
        inside = list(Area.objects.within(root.code).current().order_by("code"))
        by_pk = {area.pk: area for area in inside} | {root.pk: root}
        for area in inside:
            if area.parent_id in by_pk:
                area.parent = by_pk[area.parent_id]
        self._areas = {self._key(area.parent_id, area.level, area.name): area for area in reversed(inside)}
        spans = AreaSpan.objects.filter(Q(area__in=inside) | Q(area=root), until_on=None)
        self._since: dict[UUID, date] = dict(spans.values_list("area_id", "from_on"))
        self._digits: dict[str, dict[str, int]] = {}

    @staticmethod
    def _key(parent: UUID | None, level: str, name: str) -> tuple[UUID | None, str, str]:
        return parent, level, name if level in StatutoryLevel.values else name_key(name)

    def place(self, path: PlacePath, *, start: Area | None = None) -> Area:
        """The area at the end of the path, made ready to be founded where it is missing."""
        area = start or self.root
        for level, name in path:
            area = self.known(area, level, name) or self._found(area, level, name)
        return area

    def check(self, path: PlacePath, *, start: Area | None = None) -> None:
        """Refuse a path of which a step cannot be founded, before any of it is."""
        if not path:
            raise NoPlaceNamed()
        above = start or self.root
        stands = standing_as(above)
        for level, name in path:
            if level not in self._digits_under(stands):
                self._refuse_level(level, stands, above)
            checked_name(place_name(level, name))
            stands = level

    def known(self, parent: Area, level: str, name: str) -> Area | None:
        return self._areas.get(self._key(parent.pk, level, place_name(level, name)))

    def _found(self, parent: Area, level: str, name: str) -> Area:
        if self.on < self._since.get(parent.pk, self.on):
            raise TooEarly(area=parent.name, earliest=self._since[parent.pk])
        code = self._numbering.next_code(parent, self.digits(parent, level))
        cleaned = checked_name(place_name(level, name))
        area = Area(
            code=code, level=level, name=cleaned, parent=parent, valid_from=self.on, source=self.source
        )
        self._areas[self._key(parent.pk, level, cleaned)] = area
        self.new.append(area)
        return area

    def digits(self, parent: Area, level: str) -> int:
        """The digits of a level under this parent; refuses a level that may not stand there."""
        digits = self._digits_under(standing_as(parent))
        if level not in digits:
            self._refuse_level(level, standing_as(parent), parent)
        return digits[level]

    def _digits_under(self, stands: str) -> dict[str, int]:
        if stands not in self._digits:
            known = {*(level.key for level in self.playbook.levels), *ROOTS}
            under = self.playbook.levels_under(stands) if stands in known else ()
            self._digits[stands] = {level.key: level.digits for level in under}
        return self._digits[stands]

    def _refuse_level(self, level: str, stands: str, above: Area) -> NoReturn:
        labels = level_labels(self.playbook)
        may = gettext(", ").join(labels[key] for key in self._digits_under(stands)) or "-"
        parent = above.name if stands == standing_as(above) else labels.get(stands, stands)
        raise WrongLevel(level=labels.get(level, level), parent=parent, levels=may)

    def names(self, area: Area) -> tuple[str, ...]:
        """What the place is called, from below the root down."""
        names: list[str] = []
        here: Area | None = area
        while here is not None and here.pk != self.root.pk:
            names.append(here.name)
            here = here.parent
        return tuple(reversed(names))

    def write(self) -> None:
        Area.objects.bulk_create(self.new, batch_size=history.BATCH)
        history.begin_spans(self.new, self.on)
