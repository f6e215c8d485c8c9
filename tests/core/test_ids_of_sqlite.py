"""Ids that SQLite keeps come back as any other id."""

import pickle
from copy import copy, deepcopy
from uuid import uuid4

import pytest
from django.utils import timezone

from linli.core.models import Event
from linli.core.sqlite.base import id_from


def test_it_is_the_same_id_in_every_way() -> None:
    given = uuid4()
    read = id_from(given.hex)
    assert read == given
    assert hash(read) == hash(given)
    assert (read.hex, read.bytes, str(read), repr(read)) == (given.hex, given.bytes, str(given), repr(given))
    assert copy(read) == deepcopy(read) == pickle.loads(pickle.dumps(read)) == given
    assert {given: "here"}[read] == "here"
    assert read.is_safe is given.is_safe


@pytest.mark.parametrize("text", ["", "no id", "01a203ae-95e7-7470"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        id_from(text)


@pytest.mark.django_db
def test_rows_have_their_ids_on_either_database() -> None:
    event = Event.objects.create(name="test.happened", payload={}, at=timezone.now())
    assert list(Event.objects.values_list("pk", flat=True)) == [event.pk]
    assert Event.objects.get(pk=event.pk) == event
