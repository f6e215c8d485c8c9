"""Gates, and what was done at them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.areas.models import InArea
from linli.core.fields import EncryptedText, LookupHash
from linli.gates.choices import Direction, Done, FindingKind, FindingState, GateKind, ShownAs, Verdict
from linli.gates.models.passes import GatePass
from linli.lib.ids import new_id
from linli.people.models import Organisation
from linli.registers.models import Household

USER = settings.AUTH_USER_MODEL


class Gate(InArea):
    """Where everybody who comes is met. A gate is a restriction: it has a basis and an end.

    It stands in the smallest area whose people it serves; a pass opens it if the pass's area holds the gate's, or lies
    in it. Its keepers are those on duty at the place of the same id.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=GateKind, default=GateKind.COMPOUND)
    compound = models.CharField(max_length=60, blank=True)  # where the tree has no level for it
    procedure = models.CharField(max_length=60)  # a key of the playbook
    address = models.CharField(max_length=120, blank=True)
    opens_at = models.TimeField(null=True, blank=True)  # both empty: around the clock
    closes_at = models.TimeField(null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    responsible = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    phone = EncryptedText(blank=True, default="")  # of the office that a keeper or a refused person calls
    basis = models.CharField(max_length=200)  # the decision by which it stands
    decided_by = models.CharField(max_length=80)
    from_on = models.DateField()
    until_on = (
        models.DateField()
    )  # the last day is the day before; it may be set anew, each time with its basis
    closed_at = models.DateTimeField(null=True, blank=True)
    set_up_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "kind"], name="gate_in_area")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="gate_ends_after_it_begins"),
        ]


class PassUse(models.Model):
    """That a pass was used: all that a quota needs to know. Has the id of its fact; vanishes with the gate logs.

    Written by whoever is first: the online answer, in its own commit, or the fact of a phone when it is derived.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    # No foreign key: a phone may have read a pass that is not known here.
    pass_id = models.UUIDField(null=True)
    household_id = models.UUIDField(null=True)
    gate_id = models.UUIDField()
    direction = models.CharField(max_length=3, choices=Direction)
    at = models.DateTimeField()
    counts = models.BooleanField(default=True)  # let through, and on no errand that must pass

    class Meta:
        indexes = [
            models.Index(fields=["pass_id", "at"], name="use_of_pass"),
            models.Index(fields=["household_id", "at"], name="use_of_household"),
            models.Index(fields=["at"], name="use_by_time"),
        ]


class GateScan(InArea):
    """Somebody at a gate: what they had to show, what the gate said, what the keeper did. Has the id of its fact.

    Vanishes after the playbook's `log_days`; the tallies stay. `area_code` is the gate's.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="scans")
    shown = models.CharField(max_length=10, choices=ShownAs)
    exit_pass = models.ForeignKey(GatePass, null=True, on_delete=models.SET_NULL, related_name="scans")
    household = models.ForeignKey(Household, null=True, on_delete=models.SET_NULL, related_name="+")
    direction = models.CharField(max_length=3, choices=Direction)
    verdict = models.CharField(max_length=4, choices=Verdict)
    reason = models.CharField(max_length=40)  # a code of `rules`: gates.used
    done = models.CharField(max_length=11, choices=Done)
    errand = models.CharField(max_length=40, blank=True)  # that must pass, or was granted
    ground = models.CharField(max_length=40, blank=True)  # of a refusal; a key of the playbook
    ground_words = models.CharField(max_length=200, blank=True)  # as the keeper said it, where no key fits
    people = models.PositiveSmallIntegerField(default=1)
    is_vehicle = models.BooleanField(default=False)
    plate = EncryptedText(blank=True, default="")
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    fever = models.BooleanField(default=False)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    online = models.BooleanField(default=False)  # the server decided, not the phone
    list_age = models.PositiveIntegerField(null=True)  # minutes, of what the phone knew
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    device_id = models.UUIDField(null=True)
    due_back_at = models.DateTimeField(null=True)  # of an exit with an hour
    back_at = models.DateTimeField(null=True)  # of an exit, when its entry is known

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "at"], name="scan_in_area"),
            models.Index(fields=["gate", "at"], name="scan_at_gate"),
            models.Index(
                fields=["area_code", "due_back_at"],
                condition=Q(direction="out", done="let_through", back_at=None),
                name="scan_still_out",
            ),
            models.Index(fields=["exit_pass", "at"], condition=~Q(exit_pass=None), name="scan_of_pass"),
            models.Index(fields=["household", "at"], condition=~Q(household=None), name="scan_of_household"),
            models.Index(fields=["at"], name="scan_by_time"),
        ]


class Registration(InArea):
    """Somebody registered in full at a gate: a visitor, or an arrival at a city gate. Vanishes with the gate logs.

    Has the id of its fact. An arrival goes on to the daily round by an event, and is kept there as arrivals are.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="registrations")
    scan = models.ForeignKey(GateScan, null=True, on_delete=models.SET_NULL, related_name="registrations")
    name = EncryptedText()
    document_kind = models.CharField(max_length=30, blank=True)
    document = EncryptedText(blank=True, default="")
    document_hash = LookupHash(blank=True, default="")
    phone = EncryptedText(blank=True, default="")
    plate = EncryptedText(blank=True, default="")
    comes_from = models.CharField(max_length=120, blank=True)
    goes_to = models.ForeignKey(Household, null=True, on_delete=models.SET_NULL, related_name="+")
    goes_to_words = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=120, blank=True)
    declared_as = models.CharField(max_length=40, blank=True)  # what the declaration made before is called
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "at"], name="registration_in_area"),
            models.Index(fields=["document_hash"], name="registration_of_document"),
        ]


class Finding(InArea):
    """What gates could not know when it happened. Nothing is undone by it; a person looks, and says what it was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=FindingKind)
    scan = models.ForeignKey(GateScan, on_delete=models.CASCADE, related_name="findings")
    other = models.ForeignKey(GateScan, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=FindingState, default=FindingState.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)
    settled_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "state"], name="finding_in_area")]
        constraints = [models.UniqueConstraint(fields=["kind", "scan"], name="one_finding_of_a_kind")]


class Errand(InArea):
    """A household may go out today, quota or not: treatment that was agreed, medicine. Recorded by the community before,
    so that the keeper's phone knows; at the gate nobody needs it, see `MUST_PASS`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)  # a key of must_pass
    from_on = models.DateField()
    until_on = models.DateField()  # the last day is the day before
    granted_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["household", "until_on"], name="errand_of_household")]
