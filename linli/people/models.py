"""Accounts, organisations, and roles held in an area for a term."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from linli.areas.models import InArea
from linli.core.fields import EncryptedText
from linli.lib.ids import new_id
from linli.people.choices import OrganisationKind


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account. What it may do comes from its appointments alone; there are no superusers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)  # allauth wants the column; Linli sends no mail
    phone = EncryptedText(blank=True, default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    large_type = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def shown_name(self) -> str:
        return str(self)


class Organisation(InArea):
    """A body that people belong to and that may answer for places: an agency, a branch, a firm, a clinic."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    credit_code = models.CharField(max_length=18, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    contact_name = models.CharField(max_length=80, blank=True)
    contact_phone = EncryptedText(blank=True, default="")
    closed_on = models.DateField(null=True, blank=True)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "name"], name="organisation_in_area")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person belongs to an organisation, and has agreed that Linli keeps it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    consented_at = models.DateTimeField()
    consent_note = models.CharField(max_length=120, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(until_on=None), name="one_open_membership"
            ),
        ]


class Appointment(InArea):
    """A role held in an area for a term. The role's key is one of `playbooks/roles.toml`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=40)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day is the day before
    appointed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["user", "from_on"], name="appointment_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="appointment_ends_after_it_begins",
            ),
        ]

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


class Note(models.Model):
    """A line for one person: something that they started has finished, or waits for them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    # The event's id: a reaction that runs twice leaves one note.
    key = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
