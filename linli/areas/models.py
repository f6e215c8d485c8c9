"""The area tree with its history, and the tallies of every area."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from linli.areas.choices import ChangeKind, Grain
from linli.areas.fields import NumbersField
from linli.areas.managers import AreaManager
from linli.areas.rules import short_name, spell
from linli.areas.scopes import Scope
from linli.core.fields import CodeField
from linli.lib.area_codes import range_end, statutory_level
from linli.lib.ids import new_id


class AreaQuerySet(models.QuerySet["Area"]):
    def within(self, scope: Scope | str) -> Self:
        where = scope if isinstance(scope, Scope) else Scope((scope,))
        return self.filter(where.q("code"))

    def current(self) -> Self:
        return self.filter(valid_until=None)

    def bulk_create(self, objs: Iterable["Area"], *args: Any, **kwargs: Any) -> list["Area"]:
        areas = list(objs)
        for area in areas:
            area.derive()
        return super().bulk_create(areas, *args, **kwargs)


class Area(models.Model):
    """A place: a statutory division, or one of the city's own levels below the community.

    The id never changes. The code is the significant part of the statistical code (county 6 digits, town 9,
    community 12) with the playbook's digits after it; it changes when the area moves under another parent.
    A code is never given to a second area.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = CodeField(unique=True)
    level = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    pinyin = models.CharField(max_length=160, blank=True, editable=False)
    initials = models.CharField(max_length=40, blank=True, editable=False)
    kind = models.CharField(max_length=40, blank=True)  # the source's own word: 居委会(社区), 街道, 镇 ...
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # first day on which it is no more
    playbook = models.CharField(max_length=60, blank=True)  # on the root of a city
    source = models.CharField(max_length=120, blank=True)
    shape = models.JSONField(null=True, blank=True)  # GeoJSON geometry, WGS84, when the city has one
    # Serialises the writers of one community's tallies; see areas.tallies.
    counted_at = models.DateTimeField(null=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["parent", "code"], name="area_children"),
            models.Index(fields=["name"], name="area_name"),
        ]
        constraints = [
            # An area that was founded by mistake may be closed on the same day: then it never was.
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="area_ends_not_before_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set what follows from the name. `save` and `bulk_create` do; an `update` of names must bring it."""
        self.pinyin, self.initials = spell(self.name)

    @property
    def short(self) -> str:
        """As people say it: 和平社区 for 和平社区居委会."""
        return short_name(str(self.name))

    @property
    def is_open(self) -> bool:
        return self.valid_until is None

    @property
    def area_code(self) -> str:
        return str(self.code)

    @property
    def code_end(self) -> str:
        return range_end(self.code)

    @property
    def is_statutory(self) -> bool:
        return statutory_level(self.code) == self.level

    @property
    def community_code(self) -> str:
        """The code of the community that this area is, or lies in; empty above the communities."""
        return self.code[:12] if len(self.code) >= 12 else ""


class AreaSpan(models.Model):
    """What an area was called and where it stood from one day to another. The tree of any past day is read here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="spans")
    code = CodeField(db_index=True)
    level = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area"], condition=Q(until_on=None), name="one_open_span_an_area"
            ),
        ]
        indexes = [models.Index(fields=["parent", "code"], name="span_children")]


class AreaChange(models.Model):
    """A change of the tree, with its day and the person who ordered it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=ChangeKind)
    on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()


class AreaLineage(models.Model):
    """Which area became which in a change; a merge has many old for one new, a split one old for many new."""

    change = models.ForeignKey(AreaChange, on_delete=models.CASCADE, related_name="lineage")
    old = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="became")
    new = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="came_from")
    old_code = CodeField(blank=True)
    new_code = CodeField(blank=True)
    old_name = models.CharField(max_length=80, blank=True)
    new_name = models.CharField(max_length=80, blank=True)


class Tally(models.Model):
    """All counted numbers of a place or an area, `{measure: n}`, valid from one day to another.

    One row holds every measure, so that a figure of a whole city is one row, and a map of its communities one row
    each. Kept under the code that the area had then: a later move or merge leaves past figures alone.
    A measure that is not in `numbers` is 0.
    """

    code = CodeField()
    grain = models.CharField(max_length=8, choices=Grain)
    numbers = NumbersField(default=dict)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["grain", "code", "from_on"], name="tally_by_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["grain", "code"], condition=Q(until_on=None), name="one_open_tally"
            ),
        ]


class InArea(models.Model):
    """Base of everything that stands in an area. `area_code` follows the area when it moves.

    Query with `objects.within(scope)`. `everywhere` is the unscoped manager for jobs, tests and Django itself.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_code = CodeField()

    # The text column that tells two rows apart when their areas become one and a unique constraint would refuse
    # them: the door 12 of one village and the door 12 of the other.
    told_apart_by: ClassVar[str] = ""
    # The column of the day, where a table is so large that its index by area begins with the day: all that is asked of
    # one is asked for a day, and a city's day must not be looked for among all days.
    kept_by_day: ClassVar[str] = ""

    everywhere: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[AreaManager[Self]] = AreaManager()

    class Meta:
        abstract = True
        base_manager_name = "everywhere"
        default_manager_name = "everywhere"

    def place_in(self, area: Area) -> None:
        self.area = area
        self.area_code = area.code
