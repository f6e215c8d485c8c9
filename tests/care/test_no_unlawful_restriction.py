"""No path leads to a restriction without category, basis, end, approver and a way to object: each is tried."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from linli.care.actions.batches import agree_batch, propose_many
from linli.care.actions.homes import begin_episode, record_home
from linli.care.actions.proposing import propose_episode
from linli.care.actions.signing import agree_episode, sign_episode
from linli.care.choices import IN_FORCE, EpisodeState
from linli.care.marking import mark
from linli.care.models import Episode, EpisodeBatch
from linli.care.problems_episodes import BatchNotAgreed, NotNow, ReasonsMissing, SamePerson
from linli.core.facts import all_kinds
from linli.core.problems import Problem
from linli.incidents.models import Incident
from linli.people.models import User
from linli.registers.models import Resident, Restriction
from tests.care.conftest import DAY, NOW, OBJECTION, TODAY, MakeEpisode

pytestmark = pytest.mark.django_db
PACKAGE = Path(__file__).parents[2] / "linli"


def nobody_is_restricted() -> bool:
    return not Restriction.everywhere.exists() and not Episode.everywhere.filter(state__in=IN_FORCE).exists()


# ---- raw rows ----------------------------------------------------------------------------------
RESTRICTION = {
    "category": "home_quarantine", "basis": "第 3 号令", "objection": OBJECTION, "from_at": NOW,
    "until_at": NOW + 7 * DAY,
}  # fmt: skip


@pytest.mark.parametrize(
    "lacks",
    [{"category": ""}, {"basis": ""}, {"objection": ""}, {"until_at": None}, {"until_at": NOW}, {"decided_by": None}],
    ids=lambda lacks: "-".join(f"{key}={value}"[:24] for key, value in lacks.items()),
)  # fmt: skip
def test_a_raw_restriction_without_its_reasons_is_refused(
    resident: Resident, clerk: User, lacks: dict[str, Any]
) -> None:
    home = resident.household
    values = {**RESTRICTION, "decided_by": clerk, **lacks}
    with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
        Restriction.objects.create(household=home, area=home.area, area_code=home.area_code, **values)
    with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
        Restriction.objects.bulk_create(
            [Restriction(household=home, area=home.area, area_code=home.area_code, **values)]
        )
    assert nobody_is_restricted()


@pytest.mark.parametrize("state", [*IN_FORCE, EpisodeState.RELEASED, EpisodeState.SIGNED])
@pytest.mark.parametrize(
    "lacks", ["category", "edition", "basis", "objection", "evidence_kind", "signed_by", "until_at"]
)
def test_a_raw_episode_without_its_reasons_is_refused(
    make_episode: MakeEpisode, resident: Resident, state: str, lacks: str
) -> None:
    """By a new row, by saving, and by an update of many."""
    empty = None if lacks in ("signed_by", "until_at") else ""
    made = make_episode(resident, state=EpisodeState.SIGNED)
    setattr(made, lacks, empty)
    made.state = state
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Episode.everywhere.filter(pk=made.pk).update(**{"state": state, lacks: empty})


@pytest.mark.parametrize("state", IN_FORCE)
def test_a_raw_episode_in_force_has_two_signatures_of_two_people(
    make_episode: MakeEpisode, resident: Resident, clerk: User, state: str
) -> None:
    made = make_episode(resident, state=EpisodeState.SIGNED)
    for second in (None, clerk):
        with pytest.raises(IntegrityError), transaction.atomic():
            Episode.everywhere.filter(pk=made.pk).update(state=state, approved_by=second)
    assert nobody_is_restricted()


# ---- actions -----------------------------------------------------------------------------------
def reasons(**values: Any) -> dict[str, Any]:
    return {
        "category": "spill_high", "evidence_kind": "declared", "evidence": "本人报备", "basis": "第 3 号令",
        "objection": OBJECTION, "anchor_on": TODAY - DAY, "began_on": TODAY, **values,
    }  # fmt: skip


@pytest.mark.parametrize(
    "lacks",
    [
        {"category": ""}, {"category": "red_code"}, {"basis": " "}, {"objection": ""}, {"evidence": ""},
        {"evidence_kind": ""}, {"evidence_kind": "phone_code"},
        {"anchor_on": TODAY - 60 * DAY, "began_on": TODAY - 59 * DAY},
    ],
    ids=lambda lacks: "-".join(f"{key}={value}"[:24] for key, value in lacks.items()),
)  # fmt: skip
def test_no_signature_without_its_reasons(
    epidemic: Incident, resident: Resident, clerk: User, lacks: dict[str, Any]
) -> None:
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    with pytest.raises(Problem):
        sign_episode(actor=clerk, episode=made, version=None, **reasons(**lacks))
    made.refresh_from_db()
    assert made.state == EpisodeState.PROPOSED


def test_nothing_goes_on_before_the_second_person_has_agreed(
    epidemic: Incident, resident: Resident, clerk: User, medical_officer: User
) -> None:
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    for state in ("proposed", "signed"):
        with pytest.raises(NotNow):
            begin_episode(actor=clerk, episode=made, version=None)
        mark(made, at=NOW)
        assert nobody_is_restricted(), state
        made = sign_episode(actor=medical_officer, episode=made, version=None, **reasons())
    with pytest.raises(SamePerson):
        agree_episode(actor=medical_officer, episode=made, version=None)
    record_home(actor=clerk, episode=made, version=None, home="suitable")
    assert nobody_is_restricted()


def test_a_signature_is_no_way_around_the_basis_of_a_signed_one(
    epidemic: Incident, resident: Resident, clerk: User
) -> None:
    made = propose_episode(actor=clerk, resident=resident, source="by_hand")
    made = sign_episode(actor=clerk, episode=made, version=None, **reasons())
    with pytest.raises(ReasonsMissing):
        sign_episode(actor=clerk, episode=made, version=None, **reasons(basis=""))
    made.refresh_from_db()
    assert made.basis == "第 3 号令"


def test_many_at_once_wait_for_a_second_person_who_agrees_to_the_number(
    epidemic: Incident, resident: Resident, elder: Resident, clerk: User, township_officer: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("linli.care.batch_rules.limit_for", lambda batch: 1)
    batch = propose_many(
        actor=clerk, area=resident.area, residents=[resident, elder], source="contact", why="同一餐馆"
    )
    ones = Episode.everywhere.filter(batch=batch)
    assert ones.count() == 2
    with pytest.raises(BatchNotAgreed):
        sign_episode(actor=clerk, episode=ones[0], version=None, **reasons())
    with pytest.raises(Problem):
        agree_batch(actor=clerk, batch=batch, number=2)
    with pytest.raises(Problem):
        agree_batch(actor=township_officer, batch=batch, number=3)
    agree_batch(actor=township_officer, batch=batch, number=2)
    sign_episode(actor=clerk, episode=ones[0], version=None, **reasons())
    assert nobody_is_restricted()


def test_a_list_in_pieces_is_one_list(
    epidemic: Incident, resident: Resident, elder: Resident, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.care.batch_rules.limit_for", lambda batch: 1)
    for person in (resident, elder):
        propose_many(actor=clerk, area=person.area, residents=[person], source="contact", why="同一餐馆")
    second = EpisodeBatch.everywhere.order_by("-made_at")[0]
    with pytest.raises(BatchNotAgreed):
        sign_episode(actor=clerk, episode=Episode.everywhere.get(batch=second), version=None, **reasons())


# ---- pages -------------------------------------------------------------------------------------
def test_every_form_of_care_that_is_sent_empty_or_half_restricts_nobody(
    epidemic: Incident, resident: Resident, township_officer: User, clerk: User, make_episode: MakeEpisode,
    elder: Resident, sign_in: Callable[[User], Client],
) -> None:  # fmt: skip
    """All pages of care, posted with nothing and with a lot that no form asks for."""
    proposed = propose_episode(actor=clerk, resident=resident, source="by_hand")
    signed = make_episode(elder, state=EpisodeState.SIGNED, signed_by=township_officer)
    tried = 0
    for user in (clerk, township_officer):
        browser = sign_in(user)
        for address in care_addresses({"resident_id": resident.pk}, [proposed, signed]):
            for data in ({}, FORGED):
                browser.post(address, data)
                tried += 1
    assert tried > 60
    # Nothing that was sent has made an order: the only one that waits is as it was, with its own signer.
    signed.refresh_from_db()
    assert signed.approved_by is None
    assert nobody_is_restricted()


FORGED = {
    "step": "sign", "shown": "0" * 16, "state": "active", "approved_by": "1", "signed_by": "1", "category": "red_code",
    "basis": "x", "objection": "", "evidence": "x", "why": "x", "version": "999", "until": "2030-01-01",
}  # fmt: skip


def care_addresses(ids: dict[str, Any], episodes: list[Episode]) -> Iterator[str]:
    for name, names in url_names(get_resolver()):
        if not name.startswith("care:"):
            continue
        if names == {"episode_id"}:
            yield from (reverse(name, kwargs={"episode_id": one.pk}) for one in episodes)
        elif names <= set(ids):
            yield reverse(name, kwargs={key: ids[key] for key in names})


def url_names(found: Any, space: str = "") -> Iterator[tuple[str, set[str]]]:
    for pattern in found.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from url_names(pattern, pattern.namespace or space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}:{pattern.name}", set(pattern.pattern.converters)


# ---- everything else ----------------------------------------------------------------------------
# Where restrictions are written: episodes and zones, and nowhere else. No import, no command, no fact of a phone.
WRITERS = {"care/marking.py", "zones/marking.py"}


def test_only_episodes_and_zones_write_restrictions() -> None:
    """Read in the code: who makes, bulk-makes or changes rows of `Restriction`."""
    found = {name for name, tree in modules() if writes(tree, "Restriction")}
    assert found <= WRITERS | {"care/actions/forgetting.py"}, found


def test_only_the_second_signature_puts_an_episode_in_force() -> None:
    """Read in the code: who sets a state that is in force, and that nobody makes episodes but by a proposal."""
    sets = {name for name, tree in modules() if sets_in_force(tree)}
    assert sets <= {"care/actions/signing.py", "care/actions/homes.py"} | OF_THE_DOOR, sets
    makes = {name for name, tree in modules() if writes(tree, "Episode", only=("create", "bulk_create"))}
    assert makes <= {"simulate/care.py"}, makes


# Told at the door by a carer: only of what is in force already; its action looks.
OF_THE_DOOR = {"care/actions/days.py", "care/actions/notices.py", "care/actions/checks.py"}


def test_no_kind_of_fact_can_open_an_episode() -> None:
    """A phone tells what happened; it decides nothing: no body has what a decision is made of."""
    decides = {"basis", "objection", "approved_by", "signed_by", "until_at"}
    fields = {kind.name: {one.name for one in msgspec.structs.fields(kind.body)} for kind in all_kinds()}
    assert fields
    assert not {name for name, names in fields.items() if names & decides}


def test_only_the_pages_of_the_two_signatures_sign() -> None:
    """No command, no import, no flow and no job signs or agrees; the demonstration does so in the names of its cast."""
    for action in ("sign_episode", "agree_episode"):
        found = {name for name, tree in modules() if calls(tree, action)}
        assert "care/views/episodes_signing.py" in found
        assert found <= {"care/views/episodes_signing.py", "simulate/care.py"}, found


def calls(tree: ast.Module, name: str) -> bool:
    found = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(getattr(func, "id", getattr(func, "attr", "")) == name for func in found)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if "migrations" not in name:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


MAKES = ("create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update")


def writes(tree: ast.Module, model: str, *, only: tuple[str, ...] = MAKES) -> bool:
    """`Model.everywhere...create(...)`, `Model.objects.bulk_create(...)`, or `Model(...).save()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in only:
            inner: Any = node.func.value
            while isinstance(inner, ast.Call | ast.Attribute):
                inner = inner.func if isinstance(inner, ast.Call) else inner.value
            if isinstance(inner, ast.Name) and inner.id == model:
                return True
    return False


def sets_in_force(tree: ast.Module) -> bool:
    """A dictionary or a keyword that sets `state` to one of those in force."""
    words = {state.name for state in IN_FORCE}
    for node in ast.walk(tree):
        values: list[Any] = []
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            values = [v for k, v in pairs if isinstance(k, ast.Constant) and k.value == "state"]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (*MAKES, "Episode"):
            values = [one.value for one in node.keywords if one.arg == "state"]
        elif isinstance(node, ast.Assign) and any(getattr(t, "attr", "") == "state" for t in node.targets):
            values = [node.value]
        for value in values:
            for inner in ast.walk(value):
                if (
                    isinstance(inner, ast.Attribute) and inner.attr in words
                    and isinstance(inner.value, ast.Name) and inner.value.id == "EpisodeState"
                ):  # fmt: skip
                    return True
    return False
