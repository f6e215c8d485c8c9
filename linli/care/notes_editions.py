"""What notes say when a newer edition was taken over: a door, never a person or an illness. Loaded with the app."""

from django.utils.translation import gettext_lazy as _

from linli.people.notes import SENTENCES

EDITION_TAKEN = "care_edition_taken"

SENTENCES[EDITION_TAKEN] = _(
    "{place}: a newer edition holds; it ends earlier, or is lighter. Look at the days again."
)
