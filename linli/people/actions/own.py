"""What everybody does with their own account."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import log, name_action
from linli.lib.periods import local_day
from linli.people.models import Note, User
from linli.people.viewer import viewer_of

PASSWORD_CHANGED = name_action("people:password:changed", _("{actor} changed their own password"))
FACTOR_SET_UP = name_action("people:second_factor:set_up", _("{actor} set up a second factor"))
FACTOR_REMOVED = name_action("people:second_factor:removed", _("{actor} took their second factor away"))

# What the secrets of second factors are sealed with; see `adapters.MFAAdapter`.
MFA_CONTEXT = "mfa.authenticator"


@transaction.atomic
def change_own_password(user: User, *, password: str) -> None:
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    log(PASSWORD_CHANGED, actor=user, subject=user, subject_name=user.name, area_code=own_area_code(user))


@transaction.atomic
def record_second_factor(user: User, *, added: bool) -> None:
    """Log what allauth has just done."""
    action = FACTOR_SET_UP if added else FACTOR_REMOVED
    log(action, actor=user, subject=user, subject_name=user.name, area_code=own_area_code(user))


def keep_language(user: User, *, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)


def keep_large_type(user: User, *, large: bool) -> None:
    User.objects.filter(pk=user.pk).update(large_type=large)


def mark_notes_seen(user: User, *, ids: list[UUID]) -> int:
    """Mark as seen the notes that were on the page, not those that came since."""
    return Note.objects.filter(user=user, pk__in=ids, seen_at=None).update(seen_at=timezone.now())


def own_area_code(user: User) -> str:
    area = viewer_of(user, day=local_day(timezone.now())).area
    return area.code if area else ""
