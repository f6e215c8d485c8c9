"""Words of people, organisations and what they may see."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    AGENCY = "agency", _("Government agency")
    SUBDISTRICT = "subdistrict", _("Subdistrict or township office")
    COMMITTEE = "committee", _("Residents' or villagers' committee")
    PARTY_BRANCH = "party_branch", _("Party branch")
    ENTERPRISE = "enterprise", _("Enterprise")
    PROPERTY_FIRM = "property_firm", _("Property firm")
    CLINIC = "clinic", _("Clinic or hospital")
    SCHOOL = "school", _("School")
    POLICE = "police", _("Police station")
    ASSOCIATION = "association", _("Association or charity")
    OTHER = "other", _("Other")


class Capability(models.TextChoices):
    """What a role lets a person see or do; `playbooks/roles.toml` says which role has which."""

    FIGURES_READ = "figures.read", _("see figures")
    AREAS_READ = "areas.read", _("see the area tree")
    AREAS_WRITE = "areas.write", _("change the area tree")
    HOUSEHOLDS_READ = "households.read", _("see households and doors")
    ROWS_BEHIND_FIGURES = "households.rows_behind_figures", _("open the rows behind a number")
    HOUSEHOLDS_WRITE = "households.write", _("correct households and residents")
    NAMES = "residents.names", _("see names")
    CONTACT_MASKED = "residents.contact_masked", _("see masked telephone numbers")
    CONTACT_OPEN = "residents.contact_open", _("open a telephone number, with a reason")
    DOCUMENT_MASKED = "residents.document_masked", _("see masked document numbers")
    DOCUMENT_OPEN = "residents.document_open", _("open a document number, with a reason")
    NEEDS = "residents.needs", _("see support needs")
    HEALTH = "residents.health", _("open health details, with a reason")
    IMPORT = "register.import", _("read workbooks in")
    LEDGERS_READ = "ledgers.read", _("open ledgers")
    LEDGERS_EXPORT = "ledgers.export", _("download and print ledgers")
    PEOPLE_READ = "people.read", _("see accounts and organisations")
    PEOPLE_WRITE = "people.write", _("manage accounts and roles")
    ORGANISATIONS_WRITE = "organisations.write", _("manage organisations")
    INCIDENTS_READ = "incidents.read", _("see incidents")
    INCIDENTS_WRITE = "incidents.write", _("open and close incidents")
    AUDIT_READ = "audit.read", _("see who did and opened what")
    VIEW_AS = "view_as", _("view as another person")
    PLAYBOOK_READ = "playbook.read", _("see the playbook")
    ROUND_WORK = "round.work", _("do the daily round with a phone")
    ROUND_READ = "round.read", _("see who has answered in the daily round")
    ROUND_LISTS = "round.lists", _("hand entries over, and give lists to be checked on the ground")
    DAILY_SIGN = "daily.sign", _("sign the daily report of an area")
    DEVICES_WRITE = "devices.write", _("enrol and revoke phones, mend facts in quarantine")
    DUTY_READ = "duty.read", _("see who is responsible, and who is on duty")
    DUTY_ASSIGN = "duty.assign", _("say who is responsible")
    POSTS_WRITE = "posts.write", _("publish posts, call for help, make rosters, mend hours")
    POSTS_CLAIM = "posts.claim", _("claim posts and stand on them")
    POSTS_SEND = "posts.send", _("claim posts for the people of the own organisation")
    VOLUNTEERS_WRITE = "volunteers.write", _("keep the volunteers' book")
    GATES_READ = "gates.read", _("see gates, passes and who is outside")
    GATES_WRITE = "gates.write", _("set gates and patrols up, settle findings")
    GATES_KEEP = "gates.keep", _("keep a gate and walk patrols with a phone")
    PASSES_ISSUE = "passes.issue", _("issue and revoke passes")
    PASSES_KEYS = "passes.keys", _("change the key that signs passes")
