"""Who answers for what: an area, a household, an episode; and teams of people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.areas.models import InArea
from linli.duty.choices import ProposalState, Source, Standing, TargetKind, TeamKind
from linli.lib.ids import new_id
from linli.people.models import Organisation
from linli.registers.models import Household

USER = settings.AUTH_USER_MODEL


class Team(InArea):
    """People who work together for a time: a temporary branch, a task force, a unit's team."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=TeamKind, default=TeamKind.TEAM)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lead = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day is the day before


class TeamMember(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="once_in_a_team")]


class Responsibility(InArea):
    """Somebody, an organisation or a team fills a slot of a pattern for one target, for a term.

    It stands in the target's area: for an area itself, in that area; for a household, in the household's. The
    pattern and the slot are keys of the city's playbook.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pattern = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    target_kind = models.CharField(max_length=12, choices=TargetKind)
    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    compound = models.CharField(max_length=60, blank=True)  # its name, where the tree has no level for it
    other_id = models.UUIDField(null=True, blank=True)  # a gate, an episode, an organisation
    user = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.HOLDER)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day is the day before
    source = models.CharField(max_length=10, choices=Source, default=Source.BY_HAND)
    given_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "pattern", "slot"], name="responsibility_in_area"),
            models.Index(
                fields=["household", "pattern"],
                condition=~Q(household=None),
                name="responsibility_for_household",
            ),
            models.Index(fields=["user"], condition=~Q(user=None), name="responsibility_of_user"),
            models.Index(
                fields=["organisation"], condition=~Q(organisation=None), name="responsibility_of_body"
            ),
            models.Index(fields=["other_id"], condition=~Q(other_id=None), name="responsibility_for_other"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(user__isnull=False, organisation=None, team=None)
                    | Q(user=None, organisation__isnull=False, team=None)
                    | Q(user=None, organisation=None, team__isnull=False)
                ),
                name="one_holder_a_responsibility",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="responsibility_ends_not_before_it_begins",
            ),
        ]


class Proposal(InArea):
    """A way to close the gaps of a slot in an area, worked out and waiting to be looked at.

    `pairs` holds `[household id, user id, why]`; nothing of it is in force before somebody accepts it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pattern = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    pairs = models.JSONField(default=list)
    left_out = models.JSONField(default=list)  # [household id, why]
    said = models.JSONField(default=dict)  # figures of the proposal, or why there is none
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
