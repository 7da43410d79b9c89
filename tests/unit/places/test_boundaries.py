"""What a boundary file may hold, and how a bad one is refused."""

from __future__ import annotations

import json

import pytest

from intranet.core.errors import InvalidInput
from intranet.places.boundaries import read_boundaries

CODE = "17.01.01.2001"
RING = [[103.0, -4.5], [103.1, -4.5], [103.1, -4.4], [103.0, -4.4], [103.0, -4.5]]


def feature(code: object = CODE, kind: str = "Polygon", coordinates: object = None) -> dict:
    shape = {"type": kind, "coordinates": [RING] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"kode": code}, "geometry": shape}


def file(*features: object, kind: str = "FeatureCollection") -> bytes:
    return json.dumps({"type": kind, "features": list(features)}).encode()


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_boundaries(content, {CODE})
    return caught.value.message


@pytest.mark.parametrize("code", [CODE, "1701012001", 1701012001])
def test_codes_are_known_in_either_spelling(code):
    found = read_boundaries(file(feature(code)), {CODE})
    assert found[CODE]["type"] == "MultiPolygon"
    assert found[CODE]["coordinates"][0][0][0] == [103.0, -4.5]


def test_the_id_of_the_feature_serves_as_code():
    given = {"type": "Feature", "id": CODE, "properties": None, "geometry": {"type": "MultiPolygon", "coordinates": [[RING]]}}
    assert list(read_boundaries(file(given), {CODE})) == [CODE]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xff\xfe", "bukan GeoJSON"),
        (b"[" * 100_000, "bukan GeoJSON"),
        (b"{}", "FeatureCollection"),
        (file(feature(), kind="Feature"), "FeatureCollection"),
        (file(), "tidak berisi satu batas pun"),
        (file("x"), "rusak"),
        (file(feature("9")), "tidak ada kode"),
        (file(feature("17.01.01.2002")), "bukan desa"),
        (file(feature(), feature()), "dua kali"),
        (file(feature(kind="Point")), "Point"),
        (file({"properties": {"kode": CODE}, "geometry": None}), "kosong"),
        (file(feature(coordinates=[])), "tidak berisi titik"),
        (file(feature(coordinates=[RING[:3]])), "kurang dari empat"),
        (file(feature(coordinates=[[*RING[:-1], [103.0, -4.41]]])), "tidak tertutup"),
        (file(feature(coordinates=[[["a", 1], *RING[1:]]])), "bukan angka"),
        (file(feature(coordinates=[[[True, 1], *RING[1:]]])), "bukan angka"),
        (file(feature(coordinates=[[[lat, lon] for lon, lat in RING]])), "terbalik"),
        (file(feature(coordinates=[[[500000, 9500000]] * 5])), "WGS 84"),
        (file(feature(coordinates=[[[float("nan"), 1]] * 5])), "bukan angka"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(content, word):
    assert word in refusal(content)


def test_the_refusal_names_the_feature():
    assert refusal(file(feature(), feature("17.01.01.2009"))).startswith("Fitur ke-2:")
