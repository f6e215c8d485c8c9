"""Passes: issued one by one or for a whole area, replaced, revoked, marked as printed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.audit import Actor, log, name_action
from linli.core.fields import lookup
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound, TooMany
from linli.core.rows import among
from linli.gates.actions.keys import key_that_signs
from linli.gates.choices import PassKind, PassState
from linli.gates.models import GatePass, SigningKey
from linli.gates.playbook import gates_in_force
from linli.gates.problems_office import (
    HasAPass,
    HolderMissing,
    NoSuchRule,
    PassEnded,
    PlateMissing,
    TermTooLong,
)
from linli.lib.ids import new_id
from linli.lib.periods import day_bounds, local_day
from linli.lib.playbook.gates import Pass as Rule
from linli.people.models import Organisation
from linli.people.titles import areas_by_code, prefixes
from linli.people.viewer import user_behind
from linli.registers.choices import Occupancy
from linli.registers.models import Household

ISSUED = name_action("gates:pass:issued", _("{actor} issued the pass {subject}"))
ISSUED_MANY = name_action(
    "gates:pass:issued_many", _("{actor} issued passes for {n} households of {subject}")
)
REPLACED = name_action("gates:pass:replaced", _("{actor} replaced the pass {subject}: {why}"))
REVOKED = name_action("gates:pass:revoked", _("{actor} revoked the pass {subject}: {why}"))
PRINTED = name_action("gates:pass:printed", _("{actor} printed {n} passes of {subject}"))

MOST_DAYS = 366
BATCH = 1000
MOST_AT_ONCE = 4000  # so many are written while somebody waits for two seconds
# So many digits of an area fit the small code; and a pass need not say in which building somebody lives.
AREA_DIGITS = 16
NOBODY_LIVES = (Occupancy.VACANT, Occupancy.OTHER_USE)


@dataclass(frozen=True)
class Holder:
    """Whom a pass is for. Nothing of it stands in the code or on the card."""

    household: Household | None = None
    name: str = ""
    plate: str = ""
    organisation: Organisation | None = None


@dataclass(frozen=True)
class Valid:
    """From a moment to the end of a day."""

    from_at: datetime
    last_day: date

    @property
    def until_at(self) -> datetime:
        return day_bounds(self.last_day)[1]

    @property
    def days(self) -> int:
        return (self.last_day - local_day(self.from_at)).days + 1


# ---- issuing -------------------------------------------------------------------------------------------------------
@transaction.atomic
def issue_pass(
    area: Area, *, pass_id: UUID, rule_key: str, holder: Holder, valid: Valid, actor: Actor | None
) -> GatePass:
    """Issue one pass; the same form twice makes one. Its numbers are those of the rule as it stands today."""
    if there := GatePass.everywhere.filter(pk=pass_id).first():
        return there
    rule = rule_of(area, rule_key)
    _check(rule, holder, valid)
    here = _places([holder.household.area_code])[holder.household.area_code] if holder.household else area
    made = _pass(pass_id, rule, here, holder, valid, key_that_signs(actor=actor), actor)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody gave this household one a moment ago
        raise HasAPass() from None
    log(ISSUED, actor=actor, subject=made, subject_name=made.slip, kind=made.kind, rule=rule.key)
    announce("gates.pass_issued", passes=[str(made.pk)])
    return made


def waiting_for_a_pass(scope: Scope) -> QuerySet[Household]:
    """Households of an area that somebody lives in, and that have no valid pass."""
    own = GatePass.everywhere.filter(household=OuterRef("pk"), kind=PassKind.HOUSEHOLD, state=PassState.VALID)
    rows = Household.objects.within(scope).filter(closed_on=None).exclude(occupancy__in=NOBODY_LIVES)
    return rows.filter(~Exists(own))


@transaction.atomic
def issue_household_passes(
    area: Area, *, scope: Scope, rule_key: str, valid: Valid, actor: Actor | None, piece: int | None = None
) -> int:
    """One pass for each household of an area that has none; says how many. Run again it issues none.

    `piece`: so many of them; whoever calls it again goes on with the rest.
    """
    rule = household_rule(area, rule_key, valid)
    _end_those_that_ran_out(scope, valid.from_at)
    waiting = waiting_for_a_pass(scope).order_by("area_code", "door_sort", "pk").only("pk", "area_code")
    homes = list(waiting[:piece])
    if not homes:
        return 0
    if piece is None and len(homes) > MOST_AT_ONCE:
        raise TooMany(count=len(homes), limit=MOST_AT_ONCE)
    places, key = _places({one.area_code for one in homes}), key_that_signs(actor=actor)
    made = [_pass(new_id(), rule, places[one.area_code], Holder(one), valid, key, actor) for one in homes]
    # Whoever was given one meanwhile keeps that one.
    GatePass.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    n = GatePass.everywhere.filter(among("pk", [one.pk for one in made])).count()
    log(
        ISSUED_MANY,
        actor=actor,
        subject=area,
        subject_name=area.short,
        area_code=area.code,
        n=n,
        rule=rule.key,
    )
    announce("gates.passes_issued", area=area.code)
    return n


def _end_those_that_ran_out(scope: Scope, now: datetime) -> None:
    """A household pass whose days are over makes room for a new one."""
    over = GatePass.everywhere.filter(
        scope.q("household__area_code"), kind=PassKind.HOUSEHOLD, state=PassState.VALID, valid_until__lte=now
    )
    over.update(state=PassState.REPLACED, ended_at=now)


def household_rule(area: Area, key: str, valid: Valid) -> Rule:
    """A rule for households, and a term that it allows."""
    rule = rule_of(area, key)
    if rule.kind != "household":
        raise NoSuchRule()
    _check_term(rule, valid)
    return rule


def rule_of(area: Area, key: str) -> Rule:
    rule = gates_in_force(area).rule(key)
    if rule is None:
        raise NoSuchRule()
    return rule


def _check(rule: Rule, holder: Holder, valid: Valid) -> None:
    _check_term(rule, valid)
    if rule.kind == "household" and holder.household is None:
        raise HolderMissing()
    if rule.named_person and not holder.name:
        raise HolderMissing()
    if rule.kind == "vehicle" and not holder.plate:
        raise PlateMissing()
    if rule.kind == "household" and holder.household is not None:
        _end_those_that_ran_out_of(holder.household, valid.from_at)


def _end_those_that_ran_out_of(home: Household, now: datetime) -> None:
    own = GatePass.everywhere.filter(household=home, kind=PassKind.HOUSEHOLD, state=PassState.VALID)
    own.filter(valid_until__lte=now).update(state=PassState.REPLACED, ended_at=now)
    if own.exists():
        raise HasAPass()


def _check_term(rule: Rule, valid: Valid) -> None:
    most = rule.valid_days or MOST_DAYS
    if not 0 < valid.days <= most:
        raise TermTooLong(most=most)


def _pass(
    pk: UUID, rule: Rule, area: Area, holder: Holder, valid: Valid, key: SigningKey, actor: Actor | None
) -> GatePass:
    plate = plain_plate(holder.plate)
    return GatePass(
        pk=pk, area=area, area_code=area.code, kind=rule.kind, rule=rule.key, household=holder.household,
        organisation=holder.organisation, holder=holder.name, plate=plate, plate_hash=lookup(plate, "plate"),
        people=rule.people, every_days=rule.every_days, times=rule.times, max_hours=rule.max_hours,
        forfeits=rule.forfeits, valid_from=valid.from_at.replace(second=0, microsecond=0), valid_until=valid.until_at,
        key=key, issued_by=user_behind(actor), issued_at=valid.from_at,
    )  # fmt: skip


def plain_plate(text: str) -> str:
    """`黑c·12345` as the register keeps it: 黑C12345."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def _places(codes: Collection[str]) -> dict[str, Area]:
    """For each code the smallest area at or above it that fits the code of a pass."""
    known = areas_by_code(codes)
    found = {}
    for code in codes:
        fitting = [one for one in prefixes(code) if len(one) <= AREA_DIGITS and one in known]
        found[code] = known[fitting[-1]]
    return found


# ---- replacing and revoking -----------------------------------------------------------------------------------------
@transaction.atomic
def replace_pass(found: GatePass, *, why: str, actor: Actor | None, now: datetime) -> GatePass:
    """A new pass of the same rule and term for one that was lost; the old one is refused, its turns count on."""
    old = _held(found)
    if old.state == PassState.REPLACED and old.replaced_by_id:
        return GatePass.everywhere.get(pk=old.replaced_by_id)
    _end(old, PassState.REPLACED, why, actor, now)
    copied = ("kind", "rule", "household_id", "organisation_id", "holder", "plate", "plate_hash", "people",
              "every_days", "times", "max_hours", "forfeits", "valid_from", "valid_until", "area_id", "area_code")  # fmt: skip
    made = GatePass.objects.create(
        **{name: getattr(old, name) for name in copied},
        key=key_that_signs(actor=actor), issued_by=user_behind(actor), issued_at=now,
    )  # fmt: skip
    old.replaced_by = made
    old.save(update_fields=["replaced_by"])
    log(REPLACED, actor=actor, subject=old, subject_name=old.slip, why=why, new=made.slip)
    announce("gates.pass_ended", passes=[str(old.pk)])
    return made


@transaction.atomic
def revoke_pass(found: GatePass, *, why: str, actor: Actor | None, now: datetime) -> GatePass:
    """Refuse it from now on. Nobody is kept from coming home by it, and errands that must pass do."""
    old = _held(found)
    if old.state == PassState.REVOKED:
        return old
    _end(old, PassState.REVOKED, why, actor, now)
    log(REVOKED, actor=actor, subject=old, subject_name=old.slip, why=why)
    announce("gates.pass_ended", passes=[str(old.pk)])
    return old


def _held(found: GatePass) -> GatePass:
    rows = lock_rows(GatePass.everywhere.all(), [found.pk])
    if not rows:
        raise NotFound()
    return rows[0]


def _end(old: GatePass, state: PassState, why: str, actor: Actor | None, now: datetime) -> None:
    if old.state != PassState.VALID:
        raise PassEnded()
    old.state, old.why, old.ended_at, old.ended_by = state, why, now, user_behind(actor)
    old.save(update_fields=["state", "why", "ended_at", "ended_by"])


# ---- printing --------------------------------------------------------------------------------------------------------
@transaction.atomic
def mark_printed(passes: Sequence[GatePass], *, area: Area, actor: Actor | None, now: datetime) -> None:
    """Keep that they were put on paper, by whom and when."""
    GatePass.everywhere.filter(pk__in=[one.pk for one in passes]).update(printed_at=now)
    log(PRINTED, actor=actor, subject_name=area.short, area_code=area.code, n=len(passes))
