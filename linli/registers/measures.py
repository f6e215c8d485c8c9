"""The numbers of the register.

A measure counts rows of one model; `where(day)` is the condition, and the same condition opens the rows
behind the number. Ages are conditions on the day of birth, so they move with the calendar.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.measures import Measure, declare
from linli.lib.periods import born_between
from linli.registers.choices import NeedCode, Occupancy, Presence, Relation, Sex
from linli.registers.models import Contact, Household, Resident, SupportNeed

Where = Callable[[date], Q]

PRESENT = [Presence.LIVING, Presence.AWAY]
REGISTERED = Q(presence__in=PRESENT, merged_into=None)
NOT_LIVED_IN = [Occupancy.VACANT, Occupancy.OTHER_USE]
OPEN_NEED = Q(ended_on=None, resident__presence__in=PRESENT, resident__merged_into=None)

FILE = _("The household's file.")
PERSON = _("The resident's record in the household's file.")
NEED = _("The support needs in the resident's record.")
DOORS, HOUSEHOLDS, PEOPLE = _("doors"), _("households"), _("people")


def open_file(condition: Q | None = None) -> Q:
    return Q(closed_on=None) & (condition or Q())


def lived_in(condition: Q | None = None) -> Q:
    return open_file(~Q(occupancy__in=NOT_LIVED_IN)) & (condition or Q())


def member(condition: Q) -> Q:
    return Q(Exists(Resident.everywhere.filter(REGISTERED & condition, household=OuterRef("pk"))))


def aged(min_age: int, max_age: int | None) -> Where:
    def where(day: date) -> Q:
        first, last = born_between(day, min_age, max_age)
        return REGISTERED & Q(birth_on__lte=last) & (Q(birth_on__gte=first) if first else Q())

    return where


def always(condition: Q) -> Where:
    """A condition that does not depend on the day."""
    return lambda day: condition


# ---- households --------------------------------------------------------------------------------
declare(
    Measure(
        key="households.dwellings",
        label=_("Dwellings"),
        meaning=_("Every door with a file, lived in or not."),
        unit=DOORS,
        counts=Household,
        where=always(open_file()),
        source=FILE,
        group="households",
    ),
    Measure(
        key="households.lived_in",
        # With a context: as a unit the word is another one.
        label=pgettext_lazy("measure", "Households"),
        meaning=_("Dwellings that are neither vacant nor used otherwise."),
        unit=HOUSEHOLDS,
        counts=Household,
        where=always(lived_in()),
        source=FILE,
        group="households",
        of="households.dwellings",
    ),
)

declare(
    Measure(
        key="households.nobody",
        label=_("Doors with nobody"),
        meaning=_("Dwellings with a file in which no resident is registered: vacant, or not yet asked."),
        unit=DOORS,
        counts=Household,
        where=always(open_file(~member(Q()))),
        source=FILE,
        group="households",
        of="households.dwellings",
    )
)

_OCCUPANCIES: dict[Occupancy, tuple[str | Promise, str | Promise]] = {
    Occupancy.OWNER: (_("Owner-occupied"), _("The owner's own family lives there.")),
    Occupancy.RENTED: (_("Rented"), _("Tenants live there.")),
    Occupancy.VACANT: (_("Vacant"), _("Nobody lives there.")),
    Occupancy.OTHER_USE: (_("Other use"), _("A shop, a store, an office: used, but not lived in.")),
    Occupancy.UNKNOWN: (_("Use not known"), _("Nobody has noted yet who uses the dwelling.")),
}

for _occupancy, (_label, _meaning) in _OCCUPANCIES.items():
    declare(
        Measure(
            key=f"households.{_occupancy.value}",
            label=_label,
            meaning=_meaning,
            unit=DOORS,
            counts=Household,
            where=always(open_file(Q(occupancy=_occupancy))),
            source=FILE,
            group="households",
            of="households.dwellings",
        )
    )

# ---- residents ---------------------------------------------------------------------------------
declare(
    Measure(
        key="residents.registered",
        label=_("Residents"),
        meaning=_("Living here or away for a time; not those who moved out or died."),
        unit=PEOPLE,
        counts=Resident,
        where=always(REGISTERED),
        source=PERSON,
        group="residents",
    ),
    Measure(
        key="residents.living",
        label=_("Living here"),
        meaning=_("Residents who are here now."),
        unit=PEOPLE,
        counts=Resident,
        where=always(Q(presence=Presence.LIVING, merged_into=None)),
        source=PERSON,
        group="residents",
        of="residents.registered",
    ),
    Measure(
        key="residents.away",
        label=_("Away"),
        meaning=_("Residents who are somewhere else for a time and will come back."),
        unit=PEOPLE,
        counts=Resident,
        where=always(Q(presence=Presence.AWAY, merged_into=None)),
        source=PERSON,
        group="residents",
        of="residents.registered",
    ),
    Measure(
        key="residents.moved_out",
        label=_("Moved out"),
        meaning=_("People with a record here who live elsewhere for good. They are not residents any more."),
        unit=PEOPLE,
        counts=Resident,
        where=always(Q(presence=Presence.MOVED_OUT, merged_into=None)),
        source=PERSON,
        group="residents",
    ),
)

_SEXES: dict[Sex, str | Promise] = {
    Sex.FEMALE: _("Women and girls"),
    Sex.MALE: _("Men and boys"),
    Sex.UNKNOWN: _("Sex not known"),
}

for _sex, _label in _SEXES.items():
    declare(
        Measure(
            key="residents.sex_unknown" if _sex == Sex.UNKNOWN else f"residents.{_sex.value}",
            label=_label,
            meaning=_("Residents by the sex in their record."),
            unit=PEOPLE,
            counts=Resident,
            where=always(REGISTERED & Q(sex=_sex)),
            source=PERSON,
            group="residents",
            of="residents.registered",
        )
    )

# ---- age bands: every resident stands in exactly one ---------------------------------------------
_AGES: tuple[tuple[str, str | Promise, int, int | None], ...] = (
    ("under_three", _("Under 3"), 0, 2),
    ("three_to_fourteen", _("3 to 14"), 3, 14),
    ("fifteen_to_fifty_nine", _("15 to 59"), 15, 59),
    ("sixty_to_sixty_four", _("60 to 64"), 60, 64),
    ("sixty_five_to_seventy_nine", _("65 to 79"), 65, 79),
    ("eighty_and_over", _("80 and over"), 80, None),
)

for _band, _label, _min, _max in _AGES:
    declare(
        Measure(
            key=f"ages.{_band}",
            label=_label,
            meaning=_("Residents of this age on the day, in full years, by their date of birth."),
            unit=PEOPLE,
            counts=Resident,
            where=aged(_min, _max),
            source=PERSON,
            group="ages",
            of="residents.registered",
        )
    )

declare(
    Measure(
        key="ages.unknown",
        label=_("Age not known"),
        meaning=_("Residents whose record has no date of birth, or one that lies ahead."),
        unit=PEOPLE,
        counts=Resident,
        where=lambda day: REGISTERED & (Q(birth_on=None) | Q(birth_on__gt=day)),
        source=PERSON,
        group="ages",
        of="residents.registered",
    )
)

# ---- support needs -------------------------------------------------------------------------------
declare(
    Measure(
        key="residents.with_need",
        label=_("With a support need"),
        meaning=_("Residents with at least one open support need; each person counts once."),
        unit=PEOPLE,
        counts=Resident,
        where=always(
            REGISTERED & Q(Exists(SupportNeed.everywhere.filter(resident=OuterRef("pk"), ended_on=None)))
        ),
        source=NEED,
        group="needs",
        of="residents.registered",
    ),
    Measure(
        key="needs_unconfirmed.all",
        label=_("To be confirmed"),
        meaning=_("Support needs that were found in a note and that nobody has looked at yet."),
        unit=_("entries"),
        counts=SupportNeed,
        where=always(OPEN_NEED & Q(is_confirmed=False)),
        source=NEED,
        group="needs",
    ),
)

for _code in NeedCode:
    declare(
        Measure(
            key=f"needs.{_code.value}",
            label=_code.label,
            meaning=_("Residents with this need, confirmed or still to be confirmed."),
            unit=PEOPLE,
            counts=SupportNeed,
            where=always(OPEN_NEED & Q(code=_code)),
            source=NEED,
            group="needs",
            of="residents.registered",
        ),
        Measure(
            key=f"needs_unconfirmed.{_code.value}",
            label=_code.label,
            meaning=_("Of the residents with this need, those whose need is still to be confirmed."),
            unit=PEOPLE,
            counts=SupportNeed,
            where=always(OPEN_NEED & Q(code=_code, is_confirmed=False)),
            source=NEED,
            group="needs_unconfirmed",
            of=f"needs.{_code.value}",
        ),
    )

# ---- completeness: how far the record can be relied on -------------------------------------------
declare(
    Measure(
        key="completeness.with_phone",
        label=_("With a telephone number"),
        meaning=_("Residents whose own telephone number is known."),
        unit=PEOPLE,
        counts=Resident,
        where=always(REGISTERED & ~Q(phone_tail="")),
        source=PERSON,
        group="completeness",
        of="residents.registered",
    ),
    Measure(
        key="completeness.with_document",
        label=_("With a document number"),
        meaning=_(
            "Residents whose identity card or other document is known. Nobody is refused for having none."
        ),
        unit=PEOPLE,
        counts=Resident,
        where=always(REGISTERED & ~Q(document_hash="")),
        source=PERSON,
        group="completeness",
        of="residents.registered",
    ),
    Measure(
        key="completeness.with_birth",
        label=_("With a date of birth"),
        meaning=_("Residents whose date of birth is known, be it only the year."),
        unit=PEOPLE,
        counts=Resident,
        where=always(REGISTERED & Q(birth_on__isnull=False)),
        source=PERSON,
        group="completeness",
        of="residents.registered",
    ),
    Measure(
        key="completeness.with_head",
        label=_("With a head of household"),
        meaning=_("Households in which one member is noted as the head."),
        unit=HOUSEHOLDS,
        counts=Household,
        where=always(lived_in(member(Q(relation=Relation.HEAD)))),
        source=FILE,
        group="completeness",
        of="households.lived_in",
    ),
    Measure(
        key="completeness.reachable",
        label=_("Reachable by telephone"),
        meaning=_("Households with the number of a member or of somebody to call for them."),
        unit=HOUSEHOLDS,
        counts=Household,
        where=always(
            lived_in(
                member(~Q(phone_tail="")) | Q(Exists(Contact.everywhere.filter(household=OuterRef("pk"))))
            )
        ),
        source=FILE,
        group="completeness",
        of="households.lived_in",
    ),
)
