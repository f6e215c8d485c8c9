"""The rules by which two records may be one person.

A document number goes before a telephone, a telephone before name and birth, those before name and door.
Nothing here decides: who asks may take a certain match as the same person, and must look at the rest.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from rapidfuzz import fuzz

from linli.core.fields import lookup
from linli.lib.names import pinyin_of
from linli.registers.choices import BirthPrecision

CERTAIN = 90  # from here on it is the same person, as far as paper can tell
SIMILAR_SOUND = 88  # rapidfuzz's ratio of two pinyin: lijuan and lijun pass, jianguo and jianjun do not


class Rule(TextChoices):
    """By what a match was found, the strongest first."""

    DOCUMENT = "document", _("document number")
    PHONE = "phone", _("telephone number")
    NAME_AND_BIRTH = "name_and_birth", _("name and birth")
    NAME_AND_DOOR = "name_and_door", _("name and door")


class Reason(TextChoices):
    """What speaks for one person, and what against."""

    SAME_DOCUMENT = "same_document", _("same document number")
    SAME_PHONE = "same_phone", _("same telephone number")
    SAME_NAME = "same_name", _("same name")
    SAME_SOUND = "same_sound", _("name sounds the same")
    SIMILAR_NAME = "similar_name", _("similar name")
    SAME_BIRTHDAY = "same_birthday", _("same day of birth")
    SAME_BIRTH_YEAR = "same_birth_year", _("same year of birth")
    SAME_DOOR = "same_door", _("same door")
    OTHER_NAME = "other_name", _("but the names differ")
    OTHER_DOCUMENT = "other_document", _("but the document numbers differ")
    OTHER_BIRTH = "other_birth", _("but the years of birth differ")


class Known(NamedTuple):
    """A resident of the register, as far as matching needs one."""

    id: UUID
    name: str
    pinyin: str
    birth_on: date | None
    birth_precision: str
    document_hash: str
    phone_hash: str
    household_id: UUID
    compound: str
    door: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be in the register. `Candidate.of` makes one from plain values."""

    name: str
    pinyin: str
    birth_on: date | None = None
    birth_precision: str = BirthPrecision.DAY
    document_hash: str = ""
    phone_hash: str = ""
    household_id: UUID | None = None
    compound: str = ""
    door: str = ""

    @classmethod
    def of(
        cls,
        name: str,
        *,
        birth_on: date | None = None,
        birth_precision: str = BirthPrecision.DAY,
        document: str = "",
        phone: str = "",
        household_id: UUID | None = None,
        compound: str = "",
        door: str = "",
    ) -> "Candidate":
        """Numbers are given in the form in which the register keeps them (`lib.documents`, `lib.phones`)."""
        return cls(
            name=name,
            pinyin=pinyin_of(name)[0],
            birth_on=birth_on,
            birth_precision=birth_precision,
            document_hash=lookup(document, "document"),
            phone_hash=lookup(phone, "phone"),
            household_id=household_id,
            compound=compound,
            door=door,
        )

    @property
    def birth_year(self) -> int | None:
        return self.birth_on.year if self.birth_on else None


@dataclass(frozen=True, slots=True)
class Match:
    """A resident who may be the candidate: by which rule, how sure (0 to 100), and the reasons."""

    resident_id: UUID
    rule: Rule
    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_certain(self) -> bool:
        return self.score >= CERTAIN

    @property
    def why(self) -> str:
        """`证件号相同，姓名读音相同`."""
        return pgettext("between reasons", ", ").join(str(reason.label) for reason in self.reasons)


def judge(candidate: Candidate, known: Known) -> Match | None:
    """The strongest rule by which these two may be one person, or None."""
    name = _likeness(candidate, known)
    by = (
        _by_document(candidate, known, name)
        or _by_phone(candidate, known, name)
        or _by_birth(candidate, known, name)
        or _by_door(candidate, known, name)
    )
    return Match(known.id, *by) if by else None


Judged = tuple[Rule, int, tuple[Reason, ...]]


def _likeness(candidate: Candidate, known: Known) -> Reason | None:
    if candidate.name == known.name:
        return Reason.SAME_NAME
    if not candidate.pinyin or not known.pinyin:
        return None
    if candidate.pinyin == known.pinyin:
        return Reason.SAME_SOUND
    similar = fuzz.ratio(candidate.pinyin, known.pinyin, score_cutoff=SIMILAR_SOUND)
    return Reason.SIMILAR_NAME if similar else None


def _by_document(candidate: Candidate, known: Known, name: Reason | None) -> Judged | None:
    if not candidate.document_hash or candidate.document_hash != known.document_hash:
        return None
    score = {Reason.SAME_NAME: 100, Reason.SAME_SOUND: 98, Reason.SIMILAR_NAME: 94}
    if name is None:
        return Rule.DOCUMENT, 70, (Reason.SAME_DOCUMENT, Reason.OTHER_NAME)
    return Rule.DOCUMENT, score[name], (Reason.SAME_DOCUMENT, name)


def _by_phone(candidate: Candidate, known: Known, name: Reason | None) -> Judged | None:
    # Families share one number: without a like name it says nothing.
    if name is None or not candidate.phone_hash or candidate.phone_hash != known.phone_hash:
        return None
    reasons = (Reason.SAME_PHONE, name)
    if _documents_differ(candidate, known):
        return Rule.PHONE, 60, (*reasons, Reason.OTHER_DOCUMENT)
    if _births_differ(candidate, known):
        return Rule.PHONE, 62, (*reasons, Reason.OTHER_BIRTH)
    score = {Reason.SAME_NAME: 93, Reason.SAME_SOUND: 85, Reason.SIMILAR_NAME: 78}
    return Rule.PHONE, score[name], reasons


def _by_birth(candidate: Candidate, known: Known, name: Reason | None) -> Judged | None:
    if name not in (Reason.SAME_NAME, Reason.SAME_SOUND) or _documents_differ(candidate, known):
        return None
    birth = _same_birth(candidate, known)
    if birth is None:
        return None
    score = (76 if name is Reason.SAME_NAME else 68) + (10 if birth is Reason.SAME_BIRTHDAY else 0)
    if _same_door(candidate, known):
        return Rule.NAME_AND_BIRTH, score + 16, (name, birth, Reason.SAME_DOOR)
    return Rule.NAME_AND_BIRTH, score, (name, birth)


def _by_door(candidate: Candidate, known: Known, name: Reason | None) -> Judged | None:
    if name not in (Reason.SAME_NAME, Reason.SAME_SOUND) or not _same_door(candidate, known):
        return None
    if _documents_differ(candidate, known):
        return None
    if _births_differ(candidate, known):
        return Rule.NAME_AND_DOOR, 64, (name, Reason.SAME_DOOR, Reason.OTHER_BIRTH)
    return Rule.NAME_AND_DOOR, 91 if name is Reason.SAME_NAME else 74, (name, Reason.SAME_DOOR)


def _documents_differ(candidate: Candidate, known: Known) -> bool:
    both = candidate.document_hash and known.document_hash
    return bool(both) and candidate.document_hash != known.document_hash


def _births_differ(candidate: Candidate, known: Known) -> bool:
    """More than a year apart: a year was often reckoned from an age."""
    if candidate.birth_on is None or known.birth_on is None:
        return False
    return abs(candidate.birth_on.year - known.birth_on.year) > 1


def _same_birth(candidate: Candidate, known: Known) -> Reason | None:
    if candidate.birth_on is None or known.birth_on is None:
        return None
    exact = candidate.birth_precision == known.birth_precision == BirthPrecision.DAY
    if exact and candidate.birth_on == known.birth_on:
        return Reason.SAME_BIRTHDAY
    return Reason.SAME_BIRTH_YEAR if candidate.birth_on.year == known.birth_on.year else None


def _same_door(candidate: Candidate, known: Known) -> bool:
    if candidate.household_id is not None:
        return candidate.household_id == known.household_id
    if not candidate.door or candidate.door != known.door:
        return False
    return not candidate.compound or not known.compound or candidate.compound == known.compound
