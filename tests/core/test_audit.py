"""The trail of named actions, the values that they replaced, and the log of looks."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy

from linli.areas.models import Area
from linli.core import audit
from linli.core.access_log import AccessKind, log_access
from linli.core.audit import change, keep_revision, kind_of, log, name_action, plain, sentence
from linli.core.models import AccessEntry, AuditEntry, Revision
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.models import Resident
from tests.conftest import NOW


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> str:
    """An action that only this test knows."""
    monkeypatch.setattr(audit, "SENTENCES", dict(audit.SENTENCES))
    return name_action("test:thing:done", "{actor} did {subject} {count} times{missing}")


# ---- names -------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["done", "thing:done", "a:b:c:d", ""])
def test_a_name_has_three_parts(name: str) -> None:
    with pytest.raises(ValueError, match="app:subject:verb"):
        name_action(name, "x")


def test_every_action_has_a_sentence_that_can_be_filled() -> None:
    for action, text in audit.SENTENCES.items():
        said = sentence(AuditEntry(action=action, actor_name="宋文书", subject_name="3-2-501", data={}))
        assert said != action, action
        assert str(text)
        assert "{" not in said, action


def test_an_action_without_a_name_is_not_logged(db: None, clerk: User) -> None:
    with pytest.raises(LookupError, match="name_action"):
        log("test:nobody:named", actor=clerk)
    assert not AuditEntry.objects.exists()


# ---- entries -----------------------------------------------------------------------------------
def test_it_keeps_who_did_what_to_what_where_and_when(named: str, clerk: User, resident: Resident) -> None:
    with transaction.atomic():
        entry = log(named, actor=clerk, subject=resident, subject_name="3-2-501", count=2)
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_name) == (clerk, "宋文书")
    assert (entry.subject_kind, entry.subject_id) == ("registers.resident", resident.pk)
    assert entry.area_code == resident.area_code
    assert abs((entry.at - NOW).total_seconds()) < 60
    assert sentence(entry) == "宋文书 did 3-2-501 2 times"


def test_a_viewer_acts_under_their_own_name(
    named: str, clerk: User, viewer: Callable[[User], Viewer]
) -> None:
    with transaction.atomic():
        assert log(named, actor=viewer(clerk)).actor_id == clerk.pk


def test_the_system_acts_without_a_name(named: str, db: None) -> None:
    with transaction.atomic():
        entry = log(named, actor=None)
    assert (entry.actor, entry.actor_name) == (None, "")


def test_the_name_stays_when_the_account_goes(named: str, clerk: User) -> None:
    with transaction.atomic():
        log(named, actor=clerk)
    clerk.delete()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.actor_name) == (None, "宋文书")


@pytest.mark.django_db(transaction=True)
def test_an_action_is_logged_only_in_its_own_transaction(named: str) -> None:
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match="transaction"):
        log(named, actor=None)


def test_an_action_that_fails_leaves_no_entry(named: str, clerk: User) -> None:
    @transaction.atomic
    def act() -> None:
        log(named, actor=clerk)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        act()
    assert not AuditEntry.objects.exists()


def test_a_sentence_is_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        audit, "SENTENCES", {"test:a:b": gettext_lazy("{actor} made the account of {subject}")}
    )
    entry = AuditEntry(action="test:a:b", actor_name="管理员", subject_name="宋文书")
    with translation.override("en"):
        assert sentence(entry) == "管理员 made the account of 宋文书"
    with translation.override("zh-hans"):
        assert sentence(entry) != "管理员 made the account of 宋文书"


def test_an_action_that_is_no_more_is_shown_by_its_name() -> None:
    assert sentence(AuditEntry(action="old:thing:gone", actor_name="x")) == "old:thing:gone"


# ---- earlier values ----------------------------------------------------------------------------
def test_a_change_is_only_what_differs(resident: Resident) -> None:
    before, after = change(resident, {"name": "柴丽娟", "birth_on": date(1974, 3, 3), "workplace": "粮库"})
    assert before == {"birth_on": "1974-03-02", "workplace": ""}
    assert after == {"birth_on": "1974-03-03", "workplace": "粮库"}
    assert resident.birth_on == date(1974, 3, 3)


def test_no_change_is_empty(resident: Resident) -> None:
    assert change(resident, {"name": "柴丽娟"}) == ({}, {})


def test_values_are_kept_as_json_can_keep_them(resident: Resident) -> None:
    kept = plain(resident, ["id", "birth_on", "household_id", "name", "left_on"])
    assert kept == {
        "id": str(resident.pk), "birth_on": "1974-03-02", "household_id": str(resident.household_id),
        "name": "柴丽娟", "left_on": None,
    }  # fmt: skip


def test_earlier_values_are_sealed_in_the_database(named: str, clerk: User, resident: Resident) -> None:
    before, after = change(resident, {"phone": "13900000000"})
    with transaction.atomic():
        keep_revision(log(named, actor=clerk), resident, before=before, after=after)
    kept = Revision.objects.get()
    assert kept.before == {"phone": "15100004108"}
    assert (kept.subject_kind, kept.subject_id, kept.created) == (kind_of(Resident), resident.pk, False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after FROM core_revision")
        assert "15100004108" not in str(cursor.fetchall())


def test_a_created_record_has_nothing_before(named: str, clerk: User, resident: Resident) -> None:
    with transaction.atomic():
        entry = log(named, actor=clerk)
        kept = keep_revision(entry, resident, before=None, after={"name": "柴丽娟"}, created=True)
    kept.refresh_from_db()
    assert (kept.before, kept.created) == (None, True)


# ---- looks -------------------------------------------------------------------------------------
def test_a_look_keeps_who_what_why_and_whose(clerk: User, resident: Resident) -> None:
    log_access(
        actor=clerk, what=AccessKind.PHONE, reason="补问体温", role="clerk", household_id=resident.household_id,
        resident_id=resident.pk, area_code=resident.area_code,
    )  # fmt: skip
    entry = AccessEntry.objects.get()
    assert (entry.actor, entry.actor_role, entry.what, entry.reason) == (clerk, "clerk", "phone", "补问体温")
    assert (entry.household_id, entry.rows) == (resident.household_id, 1)


def test_a_list_that_was_taken_away_counts_its_people(clerk: User, community: Area) -> None:
    entry = log_access(
        actor=clerk, what=AccessKind.EXPORT, reason="街道要", area_code=community.code, rows=230
    )
    assert (entry.rows, entry.household_id) == (230, None)


def test_every_kind_of_look_has_its_word() -> None:
    assert all(str(kind.label) for kind in AccessKind)


def test_a_look_at_something_that_is_gone_is_kept(clerk: User) -> None:
    log_access(actor=clerk, what=AccessKind.HOUSEHOLD, reason="x", household_id=uuid4())
    assert AccessEntry.objects.count() == 1
