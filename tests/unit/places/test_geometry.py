"""The map's drawing instructions."""

from __future__ import annotations

import math
import re

from hypothesis import given
from hypothesis import strategies as st

from intranet.places import geometry
from intranet.places.geometry import PlacePoint

POINTS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=40)
SQUARE = {"type": "Polygon", "coordinates": [[[103.0, -4.5], [103.1, -4.5], [103.1, -4.4], [103.0, -4.4], [103.0, -4.5]]]}


def place(id_: int, lat: float, lon: float, kecamatan: int = 1) -> PlacePoint:
    return PlacePoint(id_, f"Desa {id_}", kecamatan, lat, lon)


@given(POINTS)
def test_every_point_lies_inside_its_hull(points):
    hull = geometry.convex_hull(points)
    assert set(hull) <= set(points)
    if len(hull) > 2:
        for x, y in points:
            for (ax, ay), (bx, by) in zip(hull, hull[1:] + hull[:1], strict=True):
                assert (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0


@given(POINTS)
def test_the_soft_shape_is_a_closed_path_of_finite_numbers(points):
    path = geometry.hull_path(points)
    assert (path == "") == (not points)
    if points:
        assert path.startswith("M")
        assert path.endswith("Z")
        assert all(math.isfinite(float(number)) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", path))


def test_the_soft_shape_grows_on_all_sides():
    path = geometry.hull_path([(100, 100), (200, 100), (200, 200), (100, 200)], pad=10)
    ends = [(float(x), float(y)) for x, y in re.findall(r"(?:M|L|0 0 1 )(-?[\d.]+) (-?[\d.]+)", path)]
    assert min(x for x, _ in ends) == 90
    assert max(x for x, _ in ends) == 210
    assert min(y for _, y in ends) == 90
    assert max(y for _, y in ends) == 210


def test_north_is_up_and_east_is_right():
    drawn = geometry.draw([place(1, -4.2, 102.9), place(2, -4.5, 103.2)], {1: "Manna"}, {})
    north_west, south_east = drawn.desa
    assert north_west.x < south_east.x
    assert north_west.y < south_east.y
    assert 0 <= north_west.x <= drawn.width
    assert south_east.y <= drawn.height


def test_a_kecamatan_without_desa_is_not_drawn():
    drawn = geometry.draw([place(1, -4.2, 102.9)], {1: "Manna", 2: "Seginim"}, {})
    assert [shape.name for shape in drawn.kecamatan] == ["Manna"]
    assert not drawn.outlined


def test_an_empty_region_still_has_a_frame():
    drawn = geometry.draw([], {}, {})
    assert drawn.height > 100
    assert drawn.around(5) == drawn.view_box


def test_outlines_take_the_place_of_hulls_where_all_are_known():
    places = [place(1, -4.45, 103.05), place(2, -4.3, 103.0, kecamatan=2)]
    drawn = geometry.draw(places, {1: "Manna", 2: "Pino"}, {1: SQUARE})
    assert drawn.outlined
    assert drawn.desa[0].path in drawn.kecamatan[0].path
    assert "A" not in drawn.kecamatan[0].path
    assert "A" in drawn.kecamatan[1].path


def test_the_cut_around_a_desa_stays_on_the_map():
    drawn = geometry.draw([place(1, -4.2, 102.8), place(2, -4.5, 103.25)], {1: "Manna"}, {})
    left, top, width, height = map(float, drawn.around(1).split())
    assert left == 0
    assert top == 0
    assert width == height == 150


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=4, max_size=60), st.floats(0, 0.5))
def test_simplified_rings_stay_closed(points, tolerance):
    ring = [*points, points[0]]
    found = geometry.simplify(ring, tolerance)
    assert found[0] == found[-1]
    assert len(found) >= 4
    assert set(found) <= set(ring)


def test_simplifying_drops_what_lies_on_a_line():
    ring = [(0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0), (0.0, 1.0), (0.0, 0.0)]
    assert len(geometry.simplify(ring, 0.01)) == 5
