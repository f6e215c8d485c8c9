"""The daily round as typed rows: contacts, each household's day, arrivals, people who are not where a list says."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.areas.choices import Grain
from linli.areas.models import Area, InArea
from linli.core.fields import CodeField, EncryptedJSON, EncryptedText, LookupHash, lookup
from linli.lib.ids import new_id
from linli.lib.masking import mask_document, mask_phone
from linli.lib.phones import phone_tail
from linli.registers.models import Household, Resident
from linli.rounds.choices import (
    ArrivalKind,
    ArrivalState,
    Channel,
    CheckOutcome,
    CheckTrouble,
    ContactKind,
    HandState,
    ListState,
    Outcome,
    Purpose,
    SettledAs,
    StepKind,
    Transport,
    WhyNotMine,
)

# For rows that come by the hundred thousand a day. They are found by the code of their area; and neither areas nor
# accounts are ever removed, so that the database need not look for them at each row.
LIGHT: dict[str, Any] = {
    "on_delete": models.PROTECT, "related_name": "+", "db_index": False, "db_constraint": False,
}  # fmt: skip


class FromFact(InArea):
    """A row that a field fact became. It has the fact's id: the same fact can never become two."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()  # when it happened
    received_at = models.DateTimeField()
    # Kept when the account is closed; null where a resident told it through the household's own link.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    device_id = models.UUIDField(null=True)

    class Meta(InArea.Meta):
        abstract = True


class ContactEntry(FromFact):
    """The contact ledger: every call, visit and answer is one entry. Nothing in it is overwritten."""

    area = models.ForeignKey(Area, **LIGHT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, **LIGHT)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", db_index=False)
    resident = models.ForeignKey(
        Resident, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=ContactKind)
    channel = models.CharField(max_length=8, choices=Channel)
    outcome = models.CharField(max_length=12, choices=Outcome)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.DAILY)
    # In clear, because lists and figures ask for them; what it was stands in the details.
    abnormal = models.BooleanField(default=False)
    needs_help = models.BooleanField(default=False)
    # An answer of a household that had answered that day already: the id of the first one.
    after_id = models.UUIDField(null=True)
    details = EncryptedJSON(null=True)

    kept_by_day = "on"

    class Meta(FromFact.Meta):
        indexes = [
            models.Index(fields=["household", "on"], name="contact_by_household"),
            models.Index(fields=["on", "area_code"], name="contact_by_day"),
            models.Index(fields=["resident"], condition=~Q(resident=None), name="contact_by_resident"),
        ]

    @property
    def is_later(self) -> bool:
        """Somebody else had this household's answer for the day before."""
        return self.after_id is not None


class HouseholdDay(InArea):
    """What is known of a household on one day: all its contacts together. No row: nobody has been in touch."""

    area = models.ForeignKey(Area, **LIGHT)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    contacts = models.PositiveSmallIntegerField(default=0)
    lived_in = models.BooleanField(default=True)  # by its file, when it was first contacted that day
    answered = models.BooleanField(default=False)
    changed = models.BooleanField(default=False)
    abnormal = models.BooleanField(default=False)
    needs_help = models.BooleanField(default=False)
    met = models.BooleanField(default=False)
    nobody_home = models.BooleanField(default=False)  # found nobody at least once
    answer_id = models.UUIDField(null=True)  # the first answer of the day, by the time it was given

    kept_by_day = "on"

    class Meta(InArea.Meta):
        constraints = [models.UniqueConstraint(fields=["household", "on"], name="one_day_a_household")]
        indexes = [models.Index(fields=["on", "area_code"], name="household_day_by_day")]


class Arrival(FromFact):
    """Somebody who comes, or came, to stay with a household. Told by a worker, or declared beforehand."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    resident = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=8, choices=ArrivalKind, default=ArrivalKind.RETURN)
    state = models.CharField(max_length=12, choices=ArrivalState)
    arrives_on = models.DateField()
    name = CodeField(max_length=60)
    phone = EncryptedText(blank=True, default="")
    phone_hash = LookupHash(db_index=True)
    phone_tail = models.CharField(max_length=4, blank=True)
    document = EncryptedText(blank=True, default="")
    document_hash = LookupHash(db_index=True)
    from_place = models.CharField(max_length=120, blank=True)
    from_code = CodeField(max_length=12, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    transport = models.CharField(max_length=8, choices=Transport, default=Transport.UNKNOWN)
    transport_number = EncryptedText(blank=True, default="")
    companions = models.PositiveSmallIntegerField(default=0)
    note = EncryptedText(blank=True, default="")
    # Who declared it for somebody else: a daughter for her father. Empty: whoever comes, or a worker.
    declared_by = models.CharField(max_length=60, blank=True)
    declared_phone = EncryptedText(blank=True, default="")
    relation = models.CharField(max_length=40, blank=True)
    # How the declaration ended: when they came, who found that out and when, and from which fact of a phone.
    arrived_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_fact = models.UUIDField(null=True)
    forgotten_at = models.DateTimeField(null=True)  # its numbers and notes have been emptied
    version = models.PositiveIntegerField(default=1)

    class Meta(FromFact.Meta):
        indexes = [
            models.Index(fields=["area_code", "arrives_on"], name="arrival_in_area"),
            models.Index(
                fields=["settled_fact"], condition=~Q(settled_fact=None), name="arrival_by_settling_fact"
            ),
        ]

    def derive(self) -> None:
        """Set the lookup hashes and the tail; `save` does, who writes in bulk must call it."""
        self.phone_hash = lookup(self.phone, "phone")
        self.phone_tail = phone_tail(self.phone)
        self.document_hash = lookup(self.document, "document")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def reference(self) -> str:
        """`A3F9-21C4`: to be told over the telephone. It opens nothing."""
        tail = self.pk.hex[-8:].upper()
        return f"{tail[:4]}-{tail[4:]}"


class NotMine(FromFact):
    """A worker says: this person, or this door, is not mine. It goes back to whoever keeps the list."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    resident = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=16, choices=WhyNotMine)
    believed_at = models.CharField(max_length=120, blank=True)
    note = EncryptedText(blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_as = models.CharField(max_length=12, choices=SettledAs, blank=True)
    settled_note = EncryptedText(blank=True, default="")

    class Meta(FromFact.Meta):
        indexes = [
            models.Index(fields=["area_code", "at"], condition=Q(settled_at=None), name="not_mine_open"),
        ]


class HandOver(InArea):
    """An entry that was offered to another community, or sent up. It stands in the area that must answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(NotMine, on_delete=models.PROTECT, related_name="hand_overs")
    from_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=HandState, default=HandState.WAITING)
    reason = EncryptedText()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answer = EncryptedText(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta(InArea.Meta):
        indexes = [
            models.Index(
                fields=["area_code", "at"], condition=Q(state=HandState.WAITING), name="hand_over_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=HandState.WAITING), name="one_hand_over_at_a_time"
            ),
        ]


class DayTally(models.Model):
    """A number of one day, added to as facts come in: of a place, and of the community that it lies in.

    A figure of any larger area is one sum over a range of codes. See the decision on counters of a day.
    """

    grain = models.CharField(max_length=8, choices=Grain)
    code = CodeField()
    on = models.DateField()
    measure = models.CharField(max_length=60)
    n = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grain", "on", "code", "measure"], name="one_number_a_day"),
        ]


class CheckList(InArea):
    """A list from above that is turned into checks on the ground. It stands in the area that gives it out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=80)
    sent_by = models.CharField(max_length=80, blank=True)  # the office that sent it
    state = models.CharField(max_length=8, choices=ListState, default=ListState.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)  # names and numbers are gone; outcomes stay

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "made_at"], name="check_list_in_area")]

    def __str__(self) -> str:
        return self.title


class Check(InArea):
    """One row of a list: somebody who is looked for. It stands in the grid or community that looks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    check_list = models.ForeignKey(CheckList, on_delete=models.CASCADE, related_name="checks", db_index=False)
    number = models.PositiveIntegerField()  # the row as the sender counts it
    name = EncryptedText(blank=True, default="")
    phone = EncryptedText(blank=True, default="")
    document = EncryptedText(blank=True, default="")
    place = EncryptedText(blank=True, default="")
    sent_note = EncryptedText(blank=True, default="")
    trouble = models.CharField(max_length=8, choices=CheckTrouble, blank=True)
    same_as = models.PositiveIntegerField(null=True)  # the earlier row that says the same
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="+")
    resident = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    matched_by = models.CharField(max_length=16, blank=True)  # a Rule of registers.likeness
    is_certain = models.BooleanField(default=False)
    goes_to = CodeField(blank=True)  # by its household, or by the community that its place names
    outcome = models.CharField(max_length=20, choices=CheckOutcome, blank=True)
    note = EncryptedText(blank=True, default="")
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "check_list"], name="check_in_area"),
            models.Index(
                fields=["area_code"], condition=Q(outcome="", trouble=""), name="check_open_in_area"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["check_list", "number"], name="one_check_a_row")]

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def masked_document(self) -> str:
        return mask_document(self.document)


class CheckStep(FromFact):
    """What happened to a check, one row each: nothing that was told is overwritten."""

    check_row = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    outcome = models.CharField(max_length=20, choices=CheckOutcome, blank=True)
    note = EncryptedText(blank=True, default="")
