"""The register: one file a household (一户一档), its residents, their needs, and how to reach them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.areas.models import InArea
from linli.core.fields import CodeField, EncryptedText, LookupHash, lookup
from linli.lib.doors import door_sort
from linli.lib.ids import new_id
from linli.lib.masking import mask_document, mask_phone
from linli.lib.names import pinyin_of
from linli.lib.periods import age_on, local_day
from linli.lib.phones import phone_tail
from linli.registers.choices import (
    BirthPrecision,
    DocumentKind,
    NeedCode,
    Occupancy,
    Presence,
    Relation,
    RestrictionExtent,
    RestrictionSource,
    Sex,
)


class Household(InArea):
    """The file of one door. A vacant dwelling has one too; a shared one has one for each `part`.

    It stands in the lowest area that the city's tree has for it (a building, a stairwell, a village group);
    the door's own words are kept beside it, as the plate on the wall says them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # A CodeField where rows are sorted or searched by a beginning: one order on either database.
    compound = CodeField(max_length=60, blank=True)
    building = models.CharField(max_length=30, blank=True)
    stairwell = models.CharField(max_length=20, blank=True)
    floor = models.CharField(max_length=10, blank=True)
    room = models.CharField(max_length=30, blank=True)
    part = models.CharField(max_length=20, blank=True)  # tells households behind one door apart
    door = CodeField(max_length=60)  # short label within the compound or village: 3-2-501
    door_sort = CodeField(max_length=80, editable=False)
    occupancy = models.CharField(max_length=12, choices=Occupancy, default=Occupancy.UNKNOWN)
    # How many live here by the household's word; those on file may be fewer.
    stated_residents = models.PositiveSmallIntegerField(null=True, blank=True)
    landlord_name = models.CharField(max_length=60, blank=True)
    landlord_phone = EncryptedText(blank=True, default="")
    notes = EncryptedText(blank=True, default="")
    last_visited_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)  # the dwelling is no more
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    told_apart_by = "part"

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "compound", "door_sort", "id"], name="household_in_order"),
            models.Index(fields=["door", "area_code"], name="household_door_search"),
            models.Index(fields=["room", "area_code"], name="household_room_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "compound", "door", "part"],
                condition=Q(closed_on=None),
                name="one_household_a_door",
            ),
        ]

    def __str__(self) -> str:
        return str(self.door)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set what follows from other fields. `save` does; who writes in bulk must call it."""
        self.door_sort = door_sort(self.door)

    @property
    def plate(self) -> str:
        """What the plate says: the door, with the part where several households share it."""
        return f"{self.door} {self.part}".rstrip()

    @property
    def place(self) -> str:
        """`和平家园 3-2-501`: for the trail, where the household must be told from another's."""
        return f"{self.compound} {self.plate}".lstrip()

    @property
    def masked_landlord_phone(self) -> str:
        return mask_phone(self.landlord_phone)


class Resident(InArea):
    """A person of a household. Identifiers are encrypted; `*_hash` finds an exact one again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    name = CodeField(max_length=80)
    pinyin = CodeField(max_length=160, editable=False)
    initials = CodeField(max_length=40, editable=False)
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    birth_on = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=6, choices=BirthPrecision, default=BirthPrecision.DAY)
    relation = models.CharField(max_length=12, choices=Relation, default=Relation.UNKNOWN)
    presence = models.CharField(max_length=10, choices=Presence, default=Presence.LIVING)
    away_place = models.CharField(max_length=80, blank=True)
    away_return_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    document_kind = models.CharField(max_length=32, choices=DocumentKind, default=DocumentKind.NONE)
    document = EncryptedText(blank=True, default="")
    document_hash = LookupHash()
    phone = EncryptedText(blank=True, default="")
    phone_hash = LookupHash()
    phone_tail = models.CharField(max_length=4, blank=True)  # what every list shows and offices search by
    workplace = models.CharField(max_length=120, blank=True)
    notes = EncryptedText(blank=True, default="")
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="merged_from", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "pinyin"], name="resident_in_area"),
            models.Index(fields=["name", "area_code"], name="resident_by_name"),
            models.Index(fields=["pinyin", "area_code"], name="resident_by_pinyin"),
            models.Index(fields=["initials", "area_code"], name="resident_by_initials"),
            models.Index(fields=["phone_tail", "area_code"], name="resident_by_phone_tail"),
            models.Index(fields=["phone_hash"], name="resident_by_phone"),
            models.Index(fields=["document_hash"], name="resident_by_document"),
            # Of the few that are merged only: an index on all would look selective for "not merged", and is not.
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="resident_merged"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set what follows from other fields. `save` does; who writes in bulk must call it."""
        self.pinyin, self.initials = pinyin_of(self.name)
        self.document_hash = lookup(self.document, "document")
        self.phone_hash = lookup(self.phone, "phone")
        self.phone_tail = phone_tail(self.phone)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def masked_document(self) -> str:
        return mask_document(self.document)

    def age(self, day: date | None = None) -> int | None:
        return age_on(self.birth_on, day or local_day(timezone.now())) if self.birth_on else None


class SupportNeed(InArea):
    """What one resident needs help with. Details are health data: encrypted, opened with a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="needs")
    code = models.CharField(max_length=24, choices=NeedCode)
    details = EncryptedText(blank=True, default="")  # illness, weeks, how often
    hospital = EncryptedText(blank=True, default="")
    next_visit_on = models.DateField(null=True, blank=True)
    medicine = EncryptedText(blank=True, default="")
    medicine_until = models.DateField(null=True, blank=True)
    is_confirmed = models.BooleanField(default=True)  # False: found in a note by a rule, not yet looked at
    ended_on = models.DateField(null=True, blank=True)
    # The last time that somebody reached the person, from whichever office; pushed down by the daily round.
    contacted_at = models.DateTimeField(null=True, blank=True)
    contacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "code"], name="need_in_area"),
            models.Index(fields=["code", "area_code"], name="need_by_code"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "code"], condition=Q(ended_on=None), name="one_open_need_of_a_kind"
            ),
        ]


class Contact(InArea):
    """Whom to call for a household: a child in another city, a neighbour with the key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=60)
    relation = models.CharField(max_length=40, blank=True)
    phone = EncryptedText()
    phone_tail = models.CharField(max_length=4, blank=True)
    version = models.PositiveIntegerField(default=1)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.phone_tail = phone_tail(self.phone)
        super().save(*args, **kwargs)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


class Vehicle(InArea):
    """A household's vehicle, found at gates by its plate."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="vehicles")
    plate = EncryptedText()
    plate_hash = LookupHash(db_index=True)
    kind = models.CharField(max_length=40, blank=True)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set the lookup hash; who writes in bulk must call it."""
        self.plate_hash = lookup(self.plate, "plate")


class KnownApart(InArea):
    """Two residents who look like one and are not: somebody has looked. The smaller id is `first`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta(InArea.Meta):
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="known_apart_once")]
        indexes = [models.Index(fields=["area_code"], name="known_apart_in_area")]


class Restriction(InArea):
    """A household is asked to stay in. Marked by whoever decided it, read by gates and screens in the same moment.

    There is none without category, basis, end, approver and a way to object; what the reason is, is not kept here. It
    ends by itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="restrictions")
    # What decided it: an episode of care, a zone. With its id, so that all it marked can be undone.
    source = models.CharField(max_length=10, choices=RestrictionSource, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    extent = models.CharField(
        max_length=6, choices=RestrictionExtent, default=RestrictionExtent.DOOR
    )  # behind the door, or within the zone
    category = models.CharField(max_length=40)  # a key of the policy edition: home_quarantine
    basis = models.CharField(max_length=200)
    objection = models.CharField(max_length=200)  # whom to tell, and until when they answer
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["household", "until_at"], name="restriction_of_household"),
            models.Index(fields=["source_id"], name="restriction_of_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="restriction_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(category="") & ~Q(basis="") & ~Q(objection=""),
                name="restriction_has_its_reasons",
            ),
            # Decided twice or run twice, one door is marked once for one thing at one time.
            models.UniqueConstraint(
                fields=["household", "source_id", "from_at"],
                condition=Q(source_id__isnull=False),
                name="restriction_once",
            ),
        ]
