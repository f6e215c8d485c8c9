"""One's own page: duties, notes, memberships, language and large type."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from linli.areas.models import Area
from linli.people.models import Membership, Note, User
from linli.people.notes import SENTENCES, leave_note, sentence_of
from tests.people.conftest import Make

SignIn = Callable[[User], Client]
ME = "/people/me/"


def test_everybody_has_it_even_without_a_duty(db: None, sign_in: SignIn) -> None:
    page = sign_in(User.objects.create(username="idle", name="闲人")).get(ME)
    assert page.status_code == 200
    assert page.context["viewer"].appointment is None


def test_nobody_has_it_without_signing_in(client: Client, db: None) -> None:
    response = client.get(ME)
    assert response["Location"] == f"{reverse('account_login')}?next={ME}"


# ---- duties ------------------------------------------------------------------------------------
def test_it_switches_the_duty(clerk: User, other_community: Area, hold: Make, sign_in: SignIn) -> None:
    second = hold(clerk, "clerk", other_community)
    client = sign_in(clerk)
    assert client.get(ME).context["viewer"].appointment != second
    response = client.post(reverse("people:duty"), {"duty": str(second.pk)})
    assert response["Location"] == "/"
    assert client.get(ME).context["viewer"].appointment == second


def test_nobody_takes_somebody_elses_duty(clerk: User, administrator: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    for duty in (str(administrator.appointments.get().pk), "", "nonsense"):
        assert client.post(reverse("people:duty"), {"duty": duty}).status_code == 404
    assert client.get(ME).context["viewer"].role == "clerk"


def test_a_duty_that_is_over_falls_back_to_the_other(
    clerk: User, other_community: Area, hold: Make, sign_in: SignIn
) -> None:
    second = hold(clerk, "clerk", other_community)
    client = sign_in(clerk)
    client.post(reverse("people:duty"), {"duty": str(second.pk)})
    second.delete()
    assert client.get(ME).context["viewer"].role == "clerk"


# ---- language and large type -------------------------------------------------------------------
def test_it_keeps_the_language_with_the_person(clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    response = client.post(reverse("people:language"), {"language": "en"})
    clerk.refresh_from_db()
    assert clerk.language == "en"
    assert response.cookies["django_language"].value == "en"
    assert "Duties" in client.get(ME).content.decode()


def test_it_knows_no_other_languages(clerk: User, sign_in: SignIn) -> None:
    assert sign_in(clerk).post(reverse("people:language"), {"language": "xx"}).status_code == 404


def test_large_type_is_kept_for_the_person_and_the_device(clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    client.post(reverse("people:large_type"), {"next": ME})
    clerk.refresh_from_db()
    assert clerk.large_type
    assert client.cookies["large_type"].value == "1"
    assert client.get(ME).context["large_type"]


def test_it_goes_with_the_person_to_another_device(clerk: User, sign_in: SignIn) -> None:
    User.objects.filter(pk=clerk.pk).update(large_type=True)
    assert sign_in(clerk).get(ME).context["large_type"]


def test_a_device_may_differ_from_the_person(clerk: User, sign_in: SignIn) -> None:
    User.objects.filter(pk=clerk.pk).update(large_type=True)
    client = sign_in(clerk)
    client.post(reverse("people:large_type"))
    assert not client.get(ME).context["large_type"]


def test_large_type_needs_no_sign_in(client: Client, db: None) -> None:
    client.post(reverse("people:large_type"))
    assert client.get(reverse("account_login")).context["large_type"]


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_it_leads_nowhere_else(client: Client, db: None, elsewhere: str) -> None:
    assert client.post(reverse("people:large_type"), {"next": elsewhere})["Location"] == "/"


# ---- notes -------------------------------------------------------------------------------------
def note(user: User, key: str = "k", **values: object) -> None:
    asked = {"kind": "import_written", "data": {"file": "和平.xlsx", "rows": 12}} | values
    leave_note(user_id=user.pk, key=key, **asked)  # type: ignore[arg-type]


def test_it_shows_what_has_finished(clerk: User, sign_in: SignIn) -> None:
    note(clerk, url="/imports/1/")
    page = sign_in(clerk).get(ME).content.decode()
    assert "和平.xlsx" in page
    assert 'href="/imports/1/"' in page


def test_a_note_left_twice_is_one_note(clerk: User) -> None:
    note(clerk)
    note(clerk)
    assert Note.objects.count() == 1


def test_only_notes_that_were_on_the_page_become_seen(
    clerk: User, other_clerk: User, sign_in: SignIn
) -> None:
    note(clerk, "shown")
    note(clerk, "came later")
    note(other_clerk, "somebody else's")
    shown = Note.objects.get(key="shown")
    others = Note.objects.get(key="somebody else's")
    sign_in(clerk).post(reverse("people:notes_seen"), {"note": [str(shown.pk), str(others.pk), "nonsense"]})
    assert list(Note.objects.exclude(seen_at=None)) == [shown]


def test_every_note_has_its_sentence(clerk: User) -> None:
    for kind in SENTENCES:
        said = sentence_of(Note(user=clerk, kind=kind, data={"role": "clerk", "organisation": "支部"}))
        assert said != kind
        assert "{" not in said


# ---- memberships -------------------------------------------------------------------------------
def test_a_member_takes_consent_back(membership: Membership, grid_worker: User, sign_in: SignIn) -> None:
    client = sign_in(grid_worker)
    assert membership.organisation.name in client.get(ME).content.decode()
    page = reverse("people:consent_withdraw", args=[membership.pk])
    assert membership.organisation.name in client.get(page).content.decode()
    assert client.post(page)["Location"] == ME
    assert not Membership.objects.exists()
    assert client.post(page).status_code == 404


def test_nobody_opens_somebody_elses_membership(membership: Membership, clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    for pk in (membership.pk, uuid4()):
        page = reverse("people:consent_withdraw", args=[pk])
        assert client.get(page).status_code == 404
        assert client.post(page).status_code == 404
    assert Membership.objects.exists()
