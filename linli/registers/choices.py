"""Words of the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Occupancy(models.TextChoices):
    """人户状态: who uses the dwelling."""

    OWNER = "owner", _("Owner-occupied")
    RENTED = "rented", _("Rented")
    VACANT = "vacant", _("Vacant")
    OTHER_USE = "other_use", _("Other use")
    UNKNOWN = "unknown", _("Not known")


class Sex(models.TextChoices):
    """GB/T 2261.1, in words."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    UNKNOWN = "unknown", _("Not known")


class Relation(models.TextChoices):
    """GB/T 4761 relation to the head of household, in words."""

    HEAD = "head", _("Head")
    SPOUSE = "spouse", _("Spouse")
    SON = "son", _("Son")
    DAUGHTER = "daughter", _("Daughter")
    GRANDCHILD = "grandchild", _("Grandchild")
    PARENT = "parent", _("Parent")
    GRANDPARENT = "grandparent", _("Grandparent")
    SIBLING = "sibling", _("Brother or sister")
    TENANT = "tenant", _("Tenant")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not known")


class Presence(models.TextChoices):
    """Whether a registered resident is here."""

    LIVING = "living", _("Living here")
    AWAY = "away", _("Away")
    MOVED_OUT = "moved_out", _("Moved out")
    DECEASED = "deceased", _("Deceased")


class DocumentKind(models.TextChoices):
    RESIDENT_ID = "resident_id", _("Resident identity card")
    PASSPORT = "passport", _("Passport")
    HK_MACAU_PERMIT = "hk_macau_permit", _("Permit of a Hong Kong or Macau resident")
    TAIWAN_PERMIT = "taiwan_permit", _("Permit of a Taiwan resident")
    HMT_RESIDENCE = "hmt_residence_permit", _("Residence permit for Hong Kong, Macau and Taiwan residents")
    FOREIGNER_PERMANENT = "foreigner_permanent_residence", _("Foreign permanent resident card")
    HOUSEHOLD_BOOK = "household_book", _("Household book")
    MILITARY = "military", _("Military identity card")
    BIRTH_CERTIFICATE = "birth_certificate", _("Birth certificate")
    OTHER = "other", _("Other document")
    NONE = "none", _("No document")


class BirthPrecision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class NeedCode(models.TextChoices):
    """Support needs (DOMAIN: what somebody needs, never what they are). Rhythms stand in the playbook."""

    ELDER_ALONE = "elder_alone", _("Older person living alone")
    ELDER_EMPTY_NEST = "elder_empty_nest", _("Older people without children at home")
    DISABLED_CARE = "disabled_care", _("Needs care: disabled or bedridden")
    DEMENTIA = "dementia", _("Dementia")
    PREGNANT = "pregnant", _("Pregnant or just delivered")
    DIALYSIS = "dialysis", _("Haemodialysis")
    ONCOLOGY = "oncology", _("Tumour treatment")
    CHRONIC_MEDICINE = "chronic_medicine", _("Chronic illness, regular medicine")
    MENTAL = "mental", _("Mental illness")
    CHILD_UNATTENDED = "child_unattended", _("Child in need or left behind")
    INFANT = "infant", _("Infant up to three years")
    MINIMUM_LIVING = "minimum_living", _("Minimum living allowance")
    NO_SMARTPHONE = "no_smartphone", _("No smartphone")
    LANGUAGE = "language", _("Needs an interpreter")


# The trail's name of a merge: who takes one back asks for it.
MERGED = "registers:residents:merged"


class RestrictionSource(models.TextChoices):
    EPISODE = "episode", _("Episode of care")
    ZONE = "zone", _("Zone")


class RestrictionExtent(models.TextChoices):
    DOOR = "door", _("Behind the door")
    AREA = "area", _("Within the zone")
