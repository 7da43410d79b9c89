"""The map of the regency as drawing instructions: points over soft hulls, or true outlines once a file was loaded. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WEST, EAST, SOUTH, NORTH = 102.77, 103.32, -4.59, -4.13
"""Bounds of the regency in degrees (WGS 84), with a margin of a few kilometres."""

WIDTH = 600.0
MARGIN = 16.0
PAD = 15.0
_SHRINK = math.cos(math.radians((SOUTH + NORTH) / 2))

Point = tuple[float, float]


class PlacePoint(NamedTuple):
    """What goes in for a desa or kelurahan: the office where known, else the middle of the territory."""

    id: int
    name: str
    kecamatan_id: int
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class KecamatanShape:
    """A kecamatan on the map: ``path`` for the ``d`` of an SVG path, and where its name may stand (middle of the text)."""

    id: int
    name: str
    path: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class DesaMark:
    """A desa on the map; ``path`` is its true outline, empty when none was loaded."""

    id: int
    name: str
    kecamatan_id: int
    kecamatan: str
    x: float
    y: float
    path: str


@dataclass(frozen=True, slots=True)
class RegionMap:
    """All shapes in the coordinates of ``viewBox="0 0 width height"``; ``outlined`` when true outlines are drawn."""

    width: int
    height: int
    kecamatan: tuple[KecamatanShape, ...]
    desa: tuple[DesaMark, ...]
    outlined: bool

    @property
    def view_box(self) -> str:
        """Value of the SVG attribute."""
        return f"0 0 {self.width} {self.height}"

    def around(self, desa_id: int, size: float = 150.0) -> str:
        """A square ``viewBox`` with the desa in the middle, moved so that it does not leave the map."""
        mark = next((mark for mark in self.desa if mark.id == desa_id), None)
        if mark is None:
            return self.view_box
        left = min(max(mark.x - size / 2, 0), self.width - size)
        top = min(max(mark.y - size / 2, 0), self.height - size)
        return f"{_n(left)} {_n(top)} {_n(size)} {_n(size)}"


def inside_regency(lat: float, lon: float) -> bool:
    """True when the point lies within the bounds of the regency."""
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def draw(places: Sequence[PlacePoint], kecamatan: Mapping[int, str], outlines: Mapping[int, dict[str, Any]]) -> RegionMap:
    """Lay out the map.

    Args:
        places: every desa and kelurahan.
        kecamatan: names by id.
        outlines: GeoJSON geometry (Polygon or MultiPolygon, lon before lat) by id of the desa; may be empty or cover some only.
    """
    project = _projection(places, outlines)
    marks = []
    for place in places:
        x, y = project(place.lon, place.lat)
        path = outline_path(outlines[place.id], project) if place.id in outlines else ""
        marks.append(
            DesaMark(
                id=place.id,
                name=place.name,
                kecamatan_id=place.kecamatan_id,
                kecamatan=kecamatan[place.kecamatan_id],
                x=round(x, 1),
                y=round(y, 1),
                path=path,
            )
        )
    shapes = tuple(_shape(id_, name, [mark for mark in marks if mark.kecamatan_id == id_]) for id_, name in kecamatan.items())
    return RegionMap(
        width=int(WIDTH),
        height=math.ceil(project.height),
        kecamatan=tuple(shape for shape in shapes if shape.path),
        desa=tuple(marks),
        outlined=bool(outlines),
    )


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to map units, north up, true to shape at this latitude."""

    west: float
    north: float
    scale: float
    margin: float
    height: float

    def __call__(self, lon: float, lat: float) -> Point:
        """Map units of a point."""
        return (lon - self.west) * _SHRINK * self.scale + self.margin, (self.north - lat) * self.scale + self.margin


def _projection(places: Sequence[PlacePoint], outlines: Mapping[int, dict[str, Any]]) -> Projection:
    spots = [(place.lon, place.lat) for place in places]
    margin = MARGIN + PAD
    if outlines:
        margin = MARGIN
        spots += [spot for geometry in outlines.values() for ring in rings(geometry) for spot in ring]
    if not spots:
        spots = [(WEST, SOUTH), (EAST, NORTH)]
    west, east = min(lon for lon, _ in spots), max(lon for lon, _ in spots)
    south, north = min(lat for _, lat in spots), max(lat for _, lat in spots)
    across = max((east - west) * _SHRINK, 1e-6)
    scale = min((WIDTH - 2 * margin) / across, WIDTH / max(north - south, 1e-6))
    return Projection(west=west, north=north, scale=scale, margin=margin, height=(north - south) * scale + 2 * margin)


def _shape(id_: int, name: str, marks: Sequence[DesaMark]) -> KecamatanShape:
    if not marks:
        return KecamatanShape(id=id_, name=name, path="", label_x=0, label_y=0)
    spots = [(mark.x, mark.y) for mark in marks]
    outlined = all(mark.path for mark in marks)
    return KecamatanShape(
        id=id_,
        name=name,
        path=" ".join(mark.path for mark in marks) if outlined else hull_path(spots),
        label_x=round(sum(x for x, _ in spots) / len(spots), 1),
        label_y=round(sum(y for _, y in spots) / len(spots), 1),
    )


def convex_hull(points: Iterable[Point]) -> list[Point]:
    """Corners of the smallest convex shape around the points, clockwise on the screen; one or two points stay as they are."""
    spots = sorted(set(points))
    if len(spots) <= 2:
        return spots

    def half(ordered: Sequence[Point]) -> list[Point]:
        chain: list[Point] = []
        for spot in ordered:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], spot) <= 0:
                chain.pop()
            chain.append(spot)
        return chain[:-1]

    return half(spots) + half(spots[::-1])


def hull_path(points: Iterable[Point], pad: float = PAD) -> str:
    """A soft shape around the points: the convex hull, grown by ``pad`` on all sides with round corners. Empty without points."""
    hull = convex_hull(points)
    if not hull:
        return ""
    arc = f"A{_n(pad)} {_n(pad)} 0 0 1 "
    if len(hull) == 1:
        ((x, y),) = hull
        return f"M{_n(x - pad)} {_n(y)}{arc}{_n(x + pad)} {_n(y)}{arc}{_n(x - pad)} {_n(y)}Z"
    steps = []
    for start, end in zip(hull, hull[1:] + hull[:1], strict=True):
        length = math.dist(start, end)
        # The hull runs clockwise on the screen, where y grows downwards: outside is to the left of the walk.
        out_x, out_y = (end[1] - start[1]) / length * pad, -(end[0] - start[0]) / length * pad
        steps.append((f"{_n(start[0] + out_x)} {_n(start[1] + out_y)}", f"{_n(end[0] + out_x)} {_n(end[1] + out_y)}"))
    first = steps[0][0]
    walk = [f"L{end}{arc}{following}" for (_, end), (following, _) in zip(steps, steps[1:] + steps[:1], strict=True)]
    return f"M{first}{''.join(walk)}Z"


def outline_path(geometry: Mapping[str, Any], project: Projection) -> str:
    """SVG path of a GeoJSON Polygon or MultiPolygon, points that fall together left out."""
    parts = []
    for ring in rings(geometry):
        steps: list[str] = []
        for lon, lat in ring:
            x, y = project(lon, lat)
            step = f"{_n(x)} {_n(y)}"
            if not steps or steps[-1] != step:
                steps.append(step)
        parts.append(f"M{'L'.join(steps)}Z")
    return "".join(parts)


def rings(geometry: Mapping[str, Any]) -> Iterable[list[Point]]:
    """Every ring of a Polygon or MultiPolygon as (lon, lat) pairs."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        for ring in polygon:
            yield [(spot[0], spot[1]) for spot in ring]


def simplify(ring: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas-Peucker: drop points that lie within ``tolerance`` (degrees) of the line that remains. A closed ring stays closed and
    keeps at least four positions.
    """
    if len(ring) <= 5:
        return list(ring)
    keep = {0, len(ring) - 1}
    far = max(range(len(ring)), key=lambda index: math.dist(ring[0], ring[index]))
    keep.add(far)
    stack = [(0, far), (far, len(ring) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        index = max(range(first + 1, last), key=lambda middle: _off_line(ring[middle], ring[first], ring[last]))
        if _off_line(ring[index], ring[first], ring[last]) > tolerance:
            keep.add(index)
            stack += [(first, index), (index, last)]
    kept = [ring[index] for index in sorted(keep)]
    return kept if len(kept) >= 4 else list(ring)


def _off_line(spot: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if length == 0:
        return math.dist(spot, start)
    return abs(_turn(start, end, spot)) / length


def _turn(first: Point, second: Point, third: Point) -> float:
    return (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (third[0] - first[0])


def _n(value: float) -> str:
    """A number as short as a path allows."""
    return f"{round(value, 1):g}" if abs(value) < 1e5 else str(round(value))
