"""Reading a boundary file (GeoJSON) before anything is stored: codes, shapes, coordinates, and a reason for every refusal. Pure."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from intranet.core.errors import InvalidInput
from intranet.places.geometry import inside_regency, simplify

if TYPE_CHECKING:
    from collections.abc import Collection

BIGGEST_BYTES = 64 * 1024 * 1024
TOLERANCE = 0.0002
"""Degrees, about 22 metres: finer than a line on the map, and a quarter of the points."""

_CODE_KEYS = ("kode", "code", "kode_desa", "kd_kelurahan", "KODE", "id")
_BARE_CODE = re.compile(r"(\d\d)(\d\d)(\d\d)(\d{4})")
_DOTTED_CODE = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}")
_FEWEST_POSITIONS = 4


def read_boundaries(content: bytes, known_codes: Collection[str]) -> dict[str, dict[str, Any]]:
    """Simplified geometry by code of the desa.

    Args:
        content: a FeatureCollection of Polygon and MultiPolygon features, WGS 84, each with its code (``kode`` or id).
        known_codes: codes of all desa and kelurahan.

    Raises:
        InvalidInput: naming the feature and what is wrong with it; nothing of the file is to be used then.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, feature in enumerate(_features(content), 1):
        code = _code(feature, number)
        if code not in known_codes:
            raise _refusal(
                number, f"kode {code} bukan desa atau kelurahan di data wilayah. Muat data wilayah dahulu, atau hapus fitur ini."
            )
        if code in found:
            raise _refusal(number, f"kode {code} muncul dua kali. Gabungkan menjadi satu MultiPolygon.")
        found[code] = _geometry(feature.get("geometry"), number, code)
    if not found:
        raise InvalidInput(None, "Berkas ini tidak berisi satu batas pun.")
    return found


def _features(content: bytes) -> list[dict[str, Any]]:
    if len(content) > BIGGEST_BYTES:
        raise InvalidInput(None, "Berkas lebih besar dari 64 MB. Sederhanakan batasnya dahulu.")
    try:
        parsed = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise InvalidInput(None, "Berkas ini bukan GeoJSON: isinya tidak dapat dibaca sebagai JSON.") from None
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(parsed, dict) or parsed.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise InvalidInput(None, "Berkas ini bukan GeoJSON FeatureCollection.")
    if not all(isinstance(feature, dict) for feature in features):
        raise InvalidInput(None, "Daftar fitur di berkas ini rusak.")
    return features


def _code(feature: dict[str, Any], number: int) -> str:
    properties = feature.get("properties")
    given = properties if isinstance(properties, dict) else {}
    for value in (*(given.get(key) for key in _CODE_KEYS), feature.get("id")):
        text = str(value).strip() if isinstance(value, str | int) else ""
        if _DOTTED_CODE.fullmatch(text):
            return text
        if bare := _BARE_CODE.fullmatch(text):
            return ".".join(bare.groups())
    raise _refusal(number, "tidak ada kode desa. Isi properti kode, misalnya 17.01.01.2001.")


def _geometry(geometry: object, number: int, code: str) -> dict[str, Any]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        raise _refusal(number, f"batas {code} berjenis {kind or 'kosong'}. Yang dipakai hanya Polygon dan MultiPolygon.")
    shapes = geometry.get("coordinates")
    polygons = [shapes] if kind == "Polygon" else shapes
    if not isinstance(polygons, list) or not polygons or not all(isinstance(each, list) and each for each in polygons):
        raise _refusal(number, f"batas {code} tidak berisi titik.")
    cleaned = [[_ring(ring, number, code) for ring in polygon] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": cleaned}


def _ring(ring: object, number: int, code: str) -> list[list[float]]:
    if not isinstance(ring, list) or len(ring) < _FEWEST_POSITIONS:
        raise _refusal(number, f"batas {code} memuat garis dengan kurang dari empat titik.")
    spots = [_position(spot, number, code) for spot in ring]
    if spots[0] != spots[-1]:
        raise _refusal(number, f"batas {code} tidak tertutup: titik pertama dan terakhir berbeda.")
    return [[round(lon, 5), round(lat, 5)] for lon, lat in simplify(spots, TOLERANCE)]


def _position(spot: object, number: int, code: str) -> tuple[float, float]:
    if not isinstance(spot, list) or len(spot) < 2 or not all(_is_number(value) for value in spot[:2]):
        raise _refusal(number, f"batas {code} memuat koordinat yang bukan angka.")
    lon, lat = float(spot[0]), float(spot[1])
    if inside_regency(lat, lon):
        return lon, lat
    if inside_regency(lon, lat):
        raise _refusal(number, f"koordinat {code} terbalik. GeoJSON menulis bujur dahulu, lalu lintang.")
    raise _refusal(number, f"koordinat {code} ({lon:g}, {lat:g}) di luar Bengkulu Selatan. Pakai WGS 84 dalam derajat.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _refusal(number: int, reason: str) -> InvalidInput:
    return InvalidInput(None, f"Fitur ke-{number}: {reason}")
