"""Carries plans out, one piece of a sheet at a time: gathers what is to be written, then writes it at once."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from linli.areas.models import Area
from linli.core.audit import change, kind_of
from linli.core.fields import lookup
from linli.core.models import Revision
from linli.imports import bulk
from linli.imports.comparing import Difference, difference
from linli.imports.plans import Home, Plan
from linli.imports.rules.reading import Need
from linli.imports.standing import Standing
from linli.lib.doors import door_sort
from linli.lib.names import pinyin_of
from linli.lib.phones import phone_tail
from linli.registers.choices import Presence
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle

if TYPE_CHECKING:
    from linli.imports.writing import Writing

Values = dict[str, Any]

_GONE = (Presence.MOVED_OUT, Presence.DECEASED)
_BLANK_HOME = bulk.blank(Household)
_BLANK_PERSON = bulk.blank(Resident) | {"merged_into_id": None}
_BLANK_NEED = bulk.blank(SupportNeed)
_BLANK_CONTACT = bulk.blank(Contact)
_BLANK_VEHICLE = bulk.blank(Vehicle)
# Columns that follow from others are written with them.
_DERIVED: dict[type[models.Model], tuple[str, ...]] = {
    Resident: ("pinyin", "initials", "document_hash", "phone_hash", "phone_tail"),
    Household: ("door_sort",),
}


class Deeds:
    """What one piece does to the register. `carry_out` row by row, then `write` once."""

    def __init__(self, writing: "Writing", now: Standing) -> None:
        self.writing, self.now = writing, now
        self._new: dict[type[models.Model], dict[UUID, Values]] = {
            model: {} for model in (Household, Resident, SupportNeed, Contact, Vehicle)
        }
        self._changed: dict[UUID, Any] = {}
        self._before: dict[UUID, tuple[Values, Values]] = {}

    # ---- one row -------------------------------------------------------------------------------
    def carry_out(self, plan: Plan) -> tuple[UUID | None, UUID | None]:
        """Do what the plan says; return the household and the person that the row is about."""
        found = difference(plan, self.now)
        home = self._home(plan, found)
        if plan.resident is None:
            return home.pk if home else None, None
        person = self._person(plan, found, home)
        self._more(found, person, home)
        return home.pk if home else person.household_id, person.pk

    def _home(self, plan: Plan, found: Difference) -> Any:
        if found.home is not None:
            if found.household:
                self._change(found.home, found.household)
            for leaver in found.leavers:
                self._change(leaver, {"presence": Presence.MOVED_OUT, "left_on": self.writing.today})
            return found.home
        if plan.home is None:
            return None
        return self._open_home(plan.home, found.household)

    def _open_home(self, home: Home, values: Values) -> Any:
        area = self._area_of(home)
        columns = {
            **_BLANK_HOME,
            "id": home.id,
            "area_id": area.pk,
            "area_code": area.code,
            "compound": home.compound,
            "building": home.building,
            "stairwell": home.stairwell,
            "floor": home.floor,
            "room": home.room,
            "part": home.part,
            "door": home.door,
            "door_sort": door_sort(home.door),
            "created_at": self.writing.now,
            "updated_at": self.writing.now,
            **values,
        }
        self.now.homes[home.id] = opened = self._opened(Household, columns)
        return opened

    def _opened(self, model: type[models.Model], columns: Values) -> Any:
        """A record of this piece, as later rows of it look at one. A model instance would take ten times as long."""
        self._new[model][columns["id"]] = columns
        return SimpleNamespace(pk=columns["id"], model=model, **columns)

    def _area_of(self, home: Home) -> Area:
        if home.beside is not None and (sibling := self.now.homes.get(home.beside)):
            return self.writing.area_of(sibling.area_id)
        if 0 <= home.place < len(self.writing.places):
            return self.writing.places[home.place]
        return self.writing.area_of(home.area)

    # ---- the person ----------------------------------------------------------------------------
    def _person(self, plan: Plan, found: Difference, home: Any) -> Any:
        if found.resident is None:
            assert plan.resident is not None
            assert home is not None
            return self._open_person(plan.resident, found.person, home, plan.derived)
        values = dict(found.person)
        if values.get("presence") in _GONE and found.resident.left_on is None:
            values["left_on"] = self.writing.today
        if found.moves and home is not None:
            values |= {"household_id": home.pk, "area_id": home.area_id, "area_code": home.area_code}
            self._move_needs(found.resident, home)
        self._change(found.resident, values)
        return found.resident

    def _open_person(self, pk: UUID, said: Values, home: Any, derived: Values) -> Any:
        columns = {
            **_BLANK_PERSON,
            "id": pk,
            "household_id": home.pk,
            "area_id": home.area_id,
            "area_code": home.area_code,
            "created_at": self.writing.now,
            "updated_at": self.writing.now,
            **said,
        }
        columns |= derived or _derived(columns)
        if columns["presence"] in _GONE:
            columns["left_on"] = self.writing.today
        self.now.people[pk] = opened = self._opened(Resident, columns)
        return opened

    def _move_needs(self, person: Resident, home: Any) -> None:
        """Needs stand where their person stands."""
        SupportNeed.everywhere.filter(resident=person).update(area_id=home.area_id, area_code=home.area_code)

    # ---- what hangs on them ----------------------------------------------------------------------
    def _more(self, found: Difference, person: Any, home: Any) -> None:
        for need in found.needs:
            self._add_need(need, person)
        for known in found.confirms:
            self._change(known, {"is_confirmed": True})
        file = home.pk if home else person.household_id
        where = {"household_id": file, "area_id": person.area_id, "area_code": person.area_code}
        if found.contact and found.contact.phone not in self.now.contacts[file]:
            self.now.contacts[file].add(found.contact.phone)
            contact = found.contact
            self._add(
                Contact,
                {**_BLANK_CONTACT, **where, "name": contact.name, "relation": contact.relation,
                 "phone": contact.phone, "phone_tail": phone_tail(contact.phone)},
            )  # fmt: skip
        for plate in found.plates:
            if plate not in self.now.plates[file]:
                self.now.plates[file].add(plate)
                hashed = lookup(plate, "plate")
                self._add(Vehicle, {**_BLANK_VEHICLE, **where, "plate": plate, "plate_hash": hashed})

    def _add_need(self, need: Need, person: Any) -> None:
        if need.code in self.now.needs[person.pk]:
            return
        values = {
            **_BLANK_NEED,
            "resident_id": person.pk,
            "area_id": person.area_id,
            "area_code": person.area_code,
            "code": need.code,
            "is_confirmed": need.confirmed,
            "details": need.details,
            "hospital": need.hospital,
            "next_visit_on": need.next_visit_on,
            "medicine": need.medicine,
            "medicine_until": need.medicine_until,
        }
        pk = self._add(SupportNeed, values)
        opened: Any = SimpleNamespace(pk=pk, model=SupportNeed, **values)
        self.now.needs[person.pk][need.code] = opened

    def _add(self, model: type[models.Model], values: Values) -> UUID:
        pk = self.writing.new_id()
        self._new[model][pk] = {**values, "id": pk}
        return pk

    def _change(self, row: Any, values: Mapping[str, Any]) -> None:
        """Set values; of a record that this piece opens there is nothing from before to keep."""
        before, after = change(row, values)
        if not after:
            return
        if isinstance(row, SimpleNamespace):
            columns = self._new[row.model][row.pk]
            columns.update((name, getattr(row, name)) for name in after)
            if row.model is Resident:
                columns.update(_derived(columns))
            return
        first, last = self._before.setdefault(row.pk, ({}, {}))
        for name, value in before.items():
            first.setdefault(name, value)
        last.update(after)
        self._changed[row.pk] = row

    # ---- writing ---------------------------------------------------------------------------------
    def write(self) -> None:
        revisions: list[Values] = []
        for model, rows in self._new.items():
            bulk.insert(model, list(rows.values()))
            kind = kind_of(model)
            revisions.extend(self._revision(kind, pk, created=True) for pk in rows)
        for model in (Household, Resident, SupportNeed):
            self._write_changed([row for row in self._changed.values() if type(row) is model])
        for pk, (before, after) in self._before.items():
            kind = kind_of(self._changed[pk])
            revisions.append(self._revision(kind, pk, before=before, after=after))
        bulk.insert(Revision, revisions)

    def _write_changed(self, rows: list[Any]) -> None:
        if not rows:
            return
        model = type(rows[0])
        columns: dict[str, None] = dict.fromkeys(("version", *_DERIVED.get(model, ())))
        for row in rows:
            _derive(row)
            row.version += 1
            columns.update(dict.fromkeys(self._before[row.pk][1]))
            if hasattr(row, "updated_at"):
                row.updated_at = self.writing.now
                columns["updated_at"] = None
        bulk.update(model, [vars(row) for row in rows], list(columns))

    def _revision(
        self,
        kind: str,
        pk: UUID,
        *,
        created: bool = False,
        before: Values | None = None,
        after: Values | None = None,
    ) -> Values:
        return {
            "id": self.writing.new_id(),
            "entry_id": self.writing.batch.entry_id,
            "subject_kind": kind,
            "subject_id": pk,
            "created": created,
            "before": before,
            "after": after,
        }


def _derive(row: Any) -> None:
    if hasattr(row, "derive"):
        row.derive()


def _derived(columns: Values) -> Values:
    """What `Resident.derive` sets, for columns that are no instance yet."""
    pinyin, initials = pinyin_of(columns["name"])
    return {
        "pinyin": pinyin,
        "initials": initials,
        "document_hash": lookup(columns["document"], "document"),
        "phone_hash": lookup(columns["phone"], "phone"),
        "phone_tail": phone_tail(columns["phone"]),
    }
