"""The volunteers' book: who is in it, by state, qualification and organisation, and what is about to run out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast

from linli.areas.scopes import Scope
from linli.duty.choices import BookState, Qualification
from linli.duty.models import Claim, Training, Volunteer
from linli.duty.queries_hours import served_by
from linli.duty.rules_volunteers import SOON
from linli.duty.words_posts import QUALIFICATIONS, in_words
from linli.people.models import Organisation

SORTS = {
    "name": ("user__name", "pk"),
    "-name": ("-user__name", "pk"),
    "joined": ("joined_on", "user__name", "pk"),
    "-joined": ("-joined_on", "user__name", "pk"),
    "insured": ("insured_until", "user__name", "pk"),
    "-insured": ("-insured_until", "user__name", "pk"),
}
# The words of the views are those of the states.
VIEWS = (BookState.ACTIVE, BookState.APPLIED, BookState.RESERVE, BookState.PAUSED, BookState.LEFT)


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed by, as it stands in the address."""

    state: BookState = BookState.ACTIVE
    qualification: str = ""
    organisation: UUID | None = None
    uninsured: bool = False
    text: str = ""
    sort: str = "name"


def volunteers(scope: Scope, wanted: Wanted, *, today: date) -> QuerySet[Volunteer]:
    rows = Volunteer.objects.within(scope).filter(state=wanted.state)
    if wanted.organisation:
        rows = rows.filter(organisation=wanted.organisation)
    if wanted.qualification:
        # The list as text: both databases keep it so, or give it so.
        rows = rows.annotate(keys=Cast("qualifications", TextField())).filter(
            keys__contains=f'"{wanted.qualification}"'
        )
    if wanted.uninsured:
        rows = rows.filter(uninsured(today))
    if wanted.text:
        rows = rows.filter(user__name__icontains=wanted.text)
    return rows.select_related("user", "organisation", "area").order_by(*SORTS[wanted.sort])


def uninsured(today: date) -> Q:
    """Without insurance, or with one that runs out within a month."""
    return Q(insured_until=None) | Q(insured_until__lt=today + SOON)


def counts(scope: Scope) -> dict[str, int]:
    rows = Volunteer.objects.within(scope).order_by().values_list("state")
    return dict(rows.annotate(n=Count("pk")))


def organisations_in(scope: Scope) -> list[Organisation]:
    """Those that volunteers of the book belong to."""
    named = Volunteer.objects.within(scope).exclude(organisation=None).order_by().values("organisation")
    return list(Organisation.everywhere.filter(pk__in=named).order_by("name")[:100])


# ---- shown -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ShownVolunteer:
    page: Volunteer
    qualifications: str
    posts: int
    hours: float
    last_training: Training | None


def shown(rows: Iterable[Volunteer]) -> list[ShownVolunteer]:
    """Two queries more, however many rows."""
    listed = list(rows)
    served = served_by(Claim.everywhere.filter(user__in=[one.user_id for one in listed]), "user")
    trained = _last_trainings(listed)
    return [_shown(one, served, trained.get(one.pk)) for one in listed]


def _shown(
    page: Volunteer, served: Mapping[UUID, tuple[int, float]], training: Training | None
) -> ShownVolunteer:
    posts, hours = served.get(page.user_id, (0, 0.0))
    return ShownVolunteer(page, qualification_words(page.qualifications), posts, hours, training)


def _last_trainings(rows: Sequence[Volunteer]) -> dict[UUID, Training]:
    trained = Training.objects.filter(volunteer__in=[one.pk for one in rows]).order_by("on", "pk")
    return {one.volunteer_id: one for one in trained}


def qualification_words(keys: Iterable[str]) -> str:
    """In words; a playbook's own key that has none stands as it is."""
    return in_words(keys, QUALIFICATIONS)


def qualification_name(key: str) -> str:
    return str(Qualification(key).label) if key in Qualification.values else key


def with_trainings(rows: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
    trainings = Training.objects.order_by("-on", "subject")
    return rows.prefetch_related(Prefetch("trainings", trainings))
