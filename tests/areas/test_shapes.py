"""Outlines of areas."""

import json
from typing import Any

import pytest

from linli.areas.actions import keep_shapes
from linli.areas.models import Area
from linli.areas.problems import ShapesRefused

RING = [[130.5, 44.9], [130.6, 44.9], [130.6, 45.0], [130.5, 44.9]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


def feature(geometry: Any = POLYGON, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def refusal(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(ShapesRefused) as refused:
        keep_shapes(content, source="外形.json", actor=None)
    assert not Area.objects.exclude(shape=None).exists()
    return [(finding.line, finding.sentence) for finding in refused.value.findings]


def test_it_keeps_outlines_by_code_and_by_name(city: Area, town: Area, community: Area) -> None:
    many = {"type": "MultiPolygon", "coordinates": [[RING]]}
    content = collection(
        feature(code="231085000000"), feature(many, adcode=231085100), feature(name="和平社区居委会")
    )
    assert keep_shapes(content, source="外形.json", actor=None) == [city, town, community]
    assert Area.objects.get(pk=town.pk).shape == many


def test_again_it_replaces_them(city: Area) -> None:
    keep_shapes(collection(feature(code="231085")), source="x", actor=None)
    other = {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 6], [1, 2]]]}
    keep_shapes(collection(feature(other, code="231085")), source="x", actor=None)
    assert Area.objects.get(pk=city.pk).shape == other


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [130, 44]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[130, 44], [131, 44], [130, 44]]]},
        {"type": "Polygon", "coordinates": [[[130, 44], [131, 44], [131, 45], [130, 45]]]},
        {"type": "Polygon", "coordinates": [[["a", 44], [131, 44], [131, 45], ["a", 44]]]},
        {"type": "Polygon", "coordinates": [[[14500000, 5600000], [14500001, 5600000], [14500001, 5600001], [14500000, 5600000]]]},
        {"type": "Polygon", "coordinates": [[[44, 130], [44, 131], [45, 131], [44, 130]]]},
        {"type": "Polygon", "coordinates": 7},
        "x",
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_outline(city: Area, geometry: Any) -> None:
    assert [line for line, _ in refusal(collection(feature(geometry, code="231085")))] == [1]


def test_it_says_all_that_is_wrong_and_keeps_nothing(city: Area, community: Area, village: Area) -> None:
    Area.objects.filter(pk=village.pk).update(name="和平社区居委会")
    found = refusal(
        collection(
            feature(code="231085"), feature(), 7, feature(code="999999"), feature(code="12x"),
            feature(name="没有的村"), feature(name="和平社区居委会"), feature(code="231085"),
        )
    )  # fmt: skip
    assert [line for line, _ in found] == [2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b'{"type": "Feature"}',
        b'{"type":"FeatureCollection","features":[]}',
        b"\xff\xfe",
    ],
)
def test_it_refuses_what_is_no_collection(db: None, content: bytes) -> None:
    assert refusal(content)[0][0] == 0
