"""The link is the key: who makes it, what it opens, and what every other address looks like."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import reverse

from linli.core.models import AuditEntry
from linli.people.models import User
from linli.people.trail import said
from linli.portal import limits
from linli.portal.actions import MadeLink, make_link, make_links, revoke_link
from linli.portal.models import HouseholdLink, hash_of
from linli.portal.quiet_logs import without_link
from linli.portal.rules import VALID_DAYS, Allowance, is_token, new_token
from linli.registers.models import Household, Resident
from linli.registers.problems import FileClosed
from tests.conftest import NOW, TODAY, settle
from tests.portal.conftest import Ask, text_of

pytestmark = pytest.mark.django_db


# ---- making -----------------------------------------------------------------------------------------
def test_only_a_keyed_hash_of_it_is_kept(made: MadeLink) -> None:
    link = HouseholdLink.everywhere.get()
    assert link.token_hash == hash_of(made.token)
    assert made.token not in str(HouseholdLink.everywhere.values())
    assert is_token(made.token)


def test_the_trail_says_who_made_it(made: MadeLink, clerk: User) -> None:
    entry = AuditEntry.objects.get(action="portal:link:made")
    assert (entry.actor_id, entry.subject_id) == (clerk.pk, made.household.pk)
    assert "和平家园 3-2-501" in said(entry)


def test_a_new_one_replaces_the_old_one_at_once(visit: Ask, made: MadeLink, clerk: User) -> None:
    new = make_link(made.household, actor=clerk, now=NOW)
    assert visit("household").status_code == 404
    assert visit("household", token=new.token).status_code == 200
    assert AuditEntry.objects.filter(action="portal:link:replaced").count() == 1


def test_it_can_be_taken_away_once(visit: Ask, made: MadeLink, clerk: User) -> None:
    assert revoke_link(made.household, actor=clerk, now=NOW)
    assert not revoke_link(made.household, actor=clerk, now=NOW)
    assert visit("household").status_code == 404
    assert AuditEntry.objects.filter(action="portal:link:revoked").count() == 1


def test_a_closed_file_gets_none_and_opens_none(visit: Ask, made: MadeLink, clerk: User) -> None:
    Household.everywhere.filter(pk=made.household.pk).update(closed_on=TODAY)
    assert visit("household").status_code == 404
    with pytest.raises(FileClosed):
        make_link(made.household, actor=clerk, now=NOW)


def test_a_building_gets_cards_for_those_without_one(made: MadeLink, clerk: User) -> None:
    other = settle(made.household.area, "3-1-101")
    ids = [made.household.pk, other.pk]
    assert [one.household for one in make_links(ids, actor=clerk, now=NOW)] == [other]
    assert make_links(ids, actor=clerk, now=NOW) == []
    assert len(make_links(ids, actor=clerk, now=NOW, also_known=True)) == 2
    assert HouseholdLink.everywhere.filter(revoked_at=None).count() == 2


# ---- every other address ----------------------------------------------------------------------------
def test_wrong_expired_revoked_and_replaced_look_alike(
    visit: Ask, made: MadeLink, clerk: User, elder: Resident
) -> None:
    revoked = make_link(elder.household, actor=clerk, now=NOW)
    revoke_link(elder.household, actor=clerk, now=NOW)
    answers = [visit("household", token=token) for token in (new_token(), "short", revoked.token)]
    with time_machine.travel(NOW + timedelta(days=VALID_DAYS + 1)):
        answers.append(visit("household"))
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1


def test_it_opens_on_its_last_day(visit: Ask, made: MadeLink) -> None:
    with time_machine.travel(NOW + timedelta(days=VALID_DAYS)):
        assert visit("household").status_code == 200


@pytest.mark.parametrize("name", ["household", "changes", "declaration_new", "kept", "looks", "ask"])
def test_every_page_asks_for_the_link(visit: Ask, name: str) -> None:
    assert visit(name).status_code == 200
    response = visit(name, token=new_token())
    assert response.status_code == 404
    assert "3-2-501" not in text_of(response)


def test_it_is_kept_from_other_servers_search_engines_and_caches(visit: Ask) -> None:
    for response in (visit("household"), visit("household", token=new_token())):
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "no-store" in response["Cache-Control"]
        assert "Set-Cookie" not in response.headers
        assert not response.cookies


def test_the_page_shows_no_name_and_no_number_in_full(visit: Ask, household: Household) -> None:
    for name in ("household", "kept", "changes"):
        page = text_of(visit(name))
        for person in household.members.all():
            assert person.name not in page
            assert not person.phone or person.phone not in page
            assert not person.document or person.document not in page


# ---- how often --------------------------------------------------------------------------------------
def test_who_tries_many_links_has_to_wait(visit: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = Allowance(limits.AN_ADDRESS, clock=lambda: 0.0)  # however busy the machine is
    monkeypatch.setattr(limits, "by_address", frozen)
    answers = [visit("household", token=new_token()) for _time in range(25)]
    assert [one.status_code for one in answers[:15]] == [404] * 15
    last = answers[-1]
    assert last.status_code == 429
    assert int(last["Retry-After"]) > 0
    assert "再试" in text_of(last)


def test_one_link_is_asked_only_so_often(visit: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "by_link", Allowance(3, clock=lambda: 0.0))
    assert [visit("household").status_code for _time in range(4)] == [200, 200, 200, 429]


def test_an_allowance_comes_back_with_time() -> None:
    now = [0.0]
    allowance = Allowance(6, clock=lambda: now[0])
    assert [allowance.take("a") for _time in range(6)] == [0] * 6
    assert allowance.take("a") == 11  # and spends nothing
    assert allowance.take("b") == 0
    now[0] = 10.0
    assert (allowance.take("a"), allowance.take("a")) == (0, 11)


def test_an_allowance_forgets_who_has_not_asked_for_longest() -> None:
    allowance = Allowance(1, clock=lambda: 0.0, most_keys=2)
    for key in ("a", "b", "c"):
        assert allowance.take(key) == 0
    assert allowance.take("a") == 0
    assert allowance.take("c") > 0


# ---- languages --------------------------------------------------------------------------------------
def test_it_speaks_chinese_whatever_the_phone_is_set_to_until_asked(made: MadeLink) -> None:
    client, path = Client(HTTP_ACCEPT_LANGUAGE="en-US"), reverse("portal:household", args=[made.token])
    assert "今天" in client.get(path).content.decode()
    english = client.get(f"{path}?lang=en")
    assert "Same as yesterday" in english.content.decode()
    assert english["Content-Language"] == "en"
    assert "Same as yesterday" in client.get(path).content.decode()


def test_an_unknown_language_changes_nothing(made: MadeLink) -> None:
    response = Client().get(reverse("portal:household", args=[made.token]), {"lang": "xx"})
    assert "今天" in response.content.decode()
    assert not response.cookies


# ---- logs -------------------------------------------------------------------------------------------
def test_no_log_holds_a_link(visit: Ask, made: MadeLink, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        visit("declaration", "0192f6b0-7c00-7000-8000-000000000501")  # 404 behind a link that opens
        visit("household")
    assert made.token not in caplog.text
    assert without_link(f"Not Found: /h/{made.token}/coming/") == "Not Found: /h/…/coming/"


@override_settings(DEBUG=False)
def test_a_failure_is_logged_without_the_link(
    made: MadeLink, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("linli.portal.views.home.household_page_of", fails)
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.DEBUG):
        response = client.get(reverse("portal:household", args=[made.token]))
    assert response.status_code == 500
    assert "broken" in caplog.text
    assert made.token not in caplog.text
