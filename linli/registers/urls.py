"""URLs of the register."""

from django.urls import URLPattern, path

from linli.registers.views import (
    duplicates,
    finding,
    household,
    household_forms,
    lists,
    printing,
    resident_forms,
    reveal,
)

app_name = "registers"
HOUSEHOLD = "households/<uuid:household_id>/"
RESIDENT = "residents/<uuid:resident_id>/"
urlpatterns: list[URLPattern] = [
    path("", lists.households, name="households"),
    path("search/", finding.find, name="search"),
    path("sheets/", printing.print_sheets, name="print_sheets"),
    path("households/new/", household_forms.household_new, name="household_new"),
    path(HOUSEHOLD, household.household, name="household"),
    path(f"{HOUSEHOLD}history/", household.household_history, name="household_history"),
    path(f"{HOUSEHOLD}looks/", household.household_looks, name="household_looks"),
    path(f"{HOUSEHOLD}print/", household.household_print, name="household_print"),
    path(f"{HOUSEHOLD}visited/", household.visited, name="visited"),
    path(f"{HOUSEHOLD}edit/", household_forms.household_edit, name="household_edit"),
    path(f"{HOUSEHOLD}close/", household_forms.household_close, name="household_close"),
    path(f"{HOUSEHOLD}restore/<uuid:revision_id>/", household.restore, name="restore"),
    path(f"{HOUSEHOLD}members/new/", resident_forms.resident_new, name="resident_new"),
    path(f"{HOUSEHOLD}contacts/new/", household_forms.contact_new, name="contact_new"),
    path(f"{HOUSEHOLD}vehicles/new/", household_forms.vehicle_new, name="vehicle_new"),
    path(f"{RESIDENT}edit/", resident_forms.resident_edit, name="resident_edit"),
    path(f"{RESIDENT}where/", resident_forms.resident_presence, name="resident_presence"),
    path(f"{RESIDENT}move/", resident_forms.resident_move, name="resident_move"),
    path(f"{RESIDENT}needs/new/", resident_forms.need_new, name="need_new"),
    path("needs/<uuid:need_id>/edit/", resident_forms.need_edit, name="need_edit"),
    path("needs/<uuid:need_id>/end/", resident_forms.need_end, name="need_end"),
    path("contacts/<uuid:contact_id>/edit/", household_forms.contact_edit, name="contact_edit"),
    path("contacts/<uuid:contact_id>/remove/", household_forms.contact_remove, name="contact_remove"),
    path("vehicles/<uuid:vehicle_id>/remove/", household_forms.vehicle_remove, name="vehicle_remove"),
    path("show/<slug:secret>/<uuid:subject_id>/", reveal.reveal, name="reveal"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<uuid:first_id>/<uuid:second_id>/", duplicates.compare, name="compare"),
    path("duplicates/<uuid:first_id>/<uuid:second_id>/apart/", duplicates.keep_apart, name="keep_apart"),
    path("merges/<uuid:entry_id>/take-back/", duplicates.unmerge, name="unmerge"),
]
