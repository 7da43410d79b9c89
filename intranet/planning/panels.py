"""The schedule as things to draw: the strip of months, the weeks of a month, the points of the map. Plain values, no database."""

from __future__ import annotations

import calendar
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from intranet.places import geometry
from intranet.places.geometry import PlacePoint
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from intranet.core.status import StatusEnum
    from intranet.planning.queries import DayOff, Entry, Schedule

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
LONG_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
WORK_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat")
ALL_DAYS = (*WORK_DAYS, "Sabtu", "Minggu")
LONG_BLOCK = 10
TONE_ORDER = ("bad", "wait", "mine", "info", "ok", "off")


@dataclass(frozen=True, slots=True)
class Month:
    """One field of the strip."""

    label: str
    count: int
    url: str
    current: bool
    note: str


@dataclass(frozen=True, slots=True)
class Event:
    """A visit in the calendar."""

    url: str
    tone: str
    icon: str
    title: str
    detail: str
    word: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the calendar; ``note`` names what closes it."""

    date: date
    events: tuple[Event, ...]
    note: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A desa on the map."""

    x: float
    y: float
    tone: str
    label: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the map's legend."""

    tone: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class MapView:
    """A map ready to draw."""

    width: int
    height: int
    hulls: tuple[str, ...]
    names: tuple[Mapping[str, Any], ...]
    points: tuple[Point, ...]
    key: tuple[Key, ...]
    label: str


def strip(counts: Mapping[int, int], blocked: Mapping[int, str], current: int | None, url: Callable[[int], str]) -> list[Month]:
    """The twelve months with their counts; ``blocked`` names what closes a good part of a month."""
    return [
        Month(MONTHS[number - 1], counts.get(number, 0), url(number), current == number, blocked.get(number, ""))
        for number in range(1, 13)
    ]


def blocked_months(year: int, days_off: Iterable[DayOff]) -> dict[int, str]:
    """Months in which one period closes at least ten days for everybody, with its name in lower case."""
    found: dict[int, str] = {}
    for period in days_off:
        if period.is_holiday or not period.everywhere:
            continue
        for month in range(1, 13):
            first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
            days = (min(period.last, last) - max(period.first, first)).days + 1
            if days >= LONG_BLOCK:
                found.setdefault(month, period.label.split(" (")[0].lower())
    return found


def mark_of(entry: Entry, ready: Mapping[int, StatusEnum], today: date) -> tuple[str, str, str]:
    """Tone, icon and word of a visit: how ready it is while that is known, else its state."""
    if entry.overdue(today):
        return "bad", "diamond", "belum ditandai terlaksana"
    state: StatusEnum = ready.get(entry.visit_id, entry.status) if entry.status is VisitStatus.SCHEDULED else entry.status
    return state.tone, state.icon, state.label.lower()


def weeks(
    schedule: Schedule, month: int, ready: Mapping[int, StatusEnum], today: date, url: Callable[[int], str]
) -> tuple[list[list[Day]], tuple[str, ...]]:
    """The weeks of a month and the names of the days shown: working days, and the weekend only when something is on it."""
    events: defaultdict[date, list[Event]] = defaultdict(list)
    for entry in schedule.in_month(month):
        tone, icon, word = mark_of(entry, ready, today)
        events[entry.starts_on].append(Event(url(entry.visit_id), tone, icon, entry.desa, entry.kecamatan, word))
    notes = day_notes(schedule.days_off)
    names = ALL_DAYS if any(day.weekday() >= len(WORK_DAYS) for day in events) else WORK_DAYS
    found = []
    for week in calendar.Calendar().monthdatescalendar(schedule.year, month):
        shown = week[: len(names)]
        if all(day.month != month for day in shown):
            continue
        found.append([Day(day, tuple(events[day]), notes.get(day, ""), day.month != month) for day in shown])
    return found, names


def day_notes(days_off: Iterable[DayOff]) -> dict[date, str]:
    """What closes each single holiday, and the first and last day of longer periods, for the calendar."""
    notes: dict[date, str] = {}
    for day in days_off:
        if day.is_holiday:
            notes[day.first] = day.label.removeprefix("libur ")
        elif day.everywhere:
            for edge in (day.first, day.last):
                notes.setdefault(edge, f"{'Awal' if edge == day.first else 'Akhir'} {day.label}")
    return notes


def tones(marks: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Tone, icon and ``7 siap`` for each kind of mark, the good ones first."""
    counted = Counter(marks)
    order = sorted(counted, key=lambda mark: (-TONE_ORDER.index(mark[0]), mark[2]))
    return [(tone, icon, f"{counted[(tone, icon, word)]} {word}") for tone, icon, word in order]


# --- map ----------------------------------------------------------------------------------------------------------------------

LETTER, LINE, DOT = 4.4, 14.0, 4.0


@lru_cache(maxsize=8)
def _soft_map(places: tuple[PlacePoint, ...], kecamatan: tuple[tuple[int, str], ...]) -> geometry.RegionMap:
    return geometry.draw(places, dict(kecamatan), {})


def region(schedule: Schedule, outlines: Mapping[int, dict[str, Any]]) -> geometry.RegionMap:
    """The land; kept between requests while no outlines are loaded, because hulls cost more than the page."""
    places = tuple(
        PlacePoint(place.id, place.name, place.kecamatan_id, place.lat, place.lon)
        for place in sorted(schedule.places, key=lambda place: place.id)
    )
    kecamatan = {place.kecamatan_id: place.kecamatan for place in schedule.places}
    if outlines:
        return geometry.draw(places, kecamatan, outlines)
    return _soft_map(places, tuple(sorted(kecamatan.items())))


def _current(schedule: Schedule) -> dict[int, Entry]:
    """The visit that counts for each desa: a dated one before one that is not."""
    found: dict[int, Entry] = {}
    for entry in schedule.entries:
        if entry.desa_id not in found or entry.dated:
            found[entry.desa_id] = entry
    return found


def month_map(schedule: Schedule, month: int, land: geometry.RegionMap, url: Callable[[int], str]) -> MapView:
    """Where the visits of one month are."""
    name = LONG_MONTHS[month - 1]
    entries, visited = _current(schedule), _visited(schedule)
    points, counts = [], Counter[str]()
    for mark in land.desa:
        if mark.id not in visited:
            continue
        entry = entries.get(mark.id)
        tone = "off" if entry is None or not entry.dated else "wait" if entry.starts_on.month == month else "mine"
        counts[tone] += 1
        words = f"{mark.name}: {_date_words(entry)}"
        points.append(Point(mark.x, mark.y, tone, words, url(entry.visit_id) if entry and tone == "wait" else None))
    points.sort(key=lambda point: ("off", "mine", "wait").index(point.tone))
    key = (
        Key("wait", name, counts["wait"]),
        Key("mine", "Bulan lain", counts["mine"]),
        Key("off", "Belum bertanggal", counts["off"]),
    )
    label = f"Peta {schedule.desa_total} desa: {counts['wait']} dikunjungi pada {name} {schedule.year}"
    return _view(land, points, key, label)


@dataclass(frozen=True, slots=True)
class Share:
    """How many desa of a kecamatan have a date, as a small bar."""

    label: str
    value: int
    max: int
    text: str
    tone: str


def shares(schedule: Schedule) -> list[Share]:
    """Dated desa of each kecamatan, by name."""
    total = Counter(place.kecamatan for place in schedule.places if place.visited)
    dated = Counter(entry.kecamatan for entry in _current(schedule).values() if entry.dated)
    return [
        Share(name, dated[name], count, f"{dated[name]} dari {count}", "ok" if dated[name] == count else "wait")
        for name, count in sorted(total.items())
    ]


STATES = (
    ("ok", "Terlaksana"),
    ("mine", "Terjadwal"),
    ("bad", "Terlewat"),
    ("wait", "Ditunda"),
    ("off", "Belum bertanggal"),
)


def state_map(schedule: Schedule, land: geometry.RegionMap, today: date, url: Callable[[int], str]) -> MapView:
    """All desa by the state of their visit."""
    entries, visited = _current(schedule), _visited(schedule)
    points, counts = [], Counter[str]()
    words = dict(STATES)
    for mark in land.desa:
        if mark.id not in visited:
            continue
        entry = entries.get(mark.id)
        tone = _state_tone(entry, today)
        counts[tone] += 1
        label = f"{mark.name}, {mark.kecamatan}: {words[tone].lower()}"
        if entry and tone in {"ok", "mine", "bad"}:
            label += f", {_date_words(entry)}"
        points.append(Point(mark.x, mark.y, tone, label, url(entry.visit_id) if entry else None))
    key = tuple(Key(tone, label, counts[tone]) for tone, label in STATES if counts[tone] or tone in {"ok", "mine", "off"})
    told = ", ".join(f"{counts[tone]} {label.lower()}" for tone, label in STATES if counts[tone])
    return _view(land, points, key, f"Peta {schedule.desa_total} desa menurut keadaan kunjungan {schedule.year}: {told}")


def _state_tone(entry: Entry | None, today: date) -> str:
    if entry is None or entry.status is VisitStatus.CANCELLED:
        return "off"
    if entry.took_place:
        return "ok"
    if entry.status is VisitStatus.POSTPONED:
        return "wait"
    return "bad" if entry.overdue(today) else "mine"


def _visited(schedule: Schedule) -> frozenset[int]:
    return frozenset(place.id for place in schedule.places if place.visited)


def _date_words(entry: Entry | None) -> str:
    if entry is None or not entry.dated:
        return "belum bertanggal"
    first, last = entry.starts_on, entry.ends_on
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]}"
    if first.month == last.month:
        return f"{first.day}–{last.day} {MONTHS[first.month - 1]}"
    return f"{first.day} {MONTHS[first.month - 1]}–{last.day} {MONTHS[last.month - 1]}"


def _view(land: geometry.RegionMap, points: list[Point], key: tuple[Key, ...], label: str) -> MapView:
    hulls = tuple(shape.path for shape in land.kecamatan)
    return MapView(land.width, land.height, hulls, _names(land), tuple(points), key, label)


REACH, STEP = 70, 10


def _names(land: geometry.RegionMap) -> tuple[Mapping[str, Any], ...]:
    """The names of kecamatan where they hide no dot; one without room stays away, the table has it."""
    return _placed_names(land.kecamatan, tuple((mark.x, mark.y, mark.kecamatan_id) for mark in land.desa))


@lru_cache(maxsize=8)
def _placed_names(
    shapes: tuple[geometry.KecamatanShape, ...], marks: tuple[tuple[float, float, int], ...]
) -> tuple[Mapping[str, Any], ...]:
    placed: list[tuple[float, float, float]] = []
    names: list[Mapping[str, Any]] = []
    offsets = [(dx, dy) for dx in range(-REACH, REACH + 1, STEP) for dy in range(-REACH, REACH + 1, STEP)]
    offsets.sort(key=lambda offset: (math.hypot(*offset), offset))
    for shape in shapes:
        half = len(shape.name) * LETTER
        for dx, dy in offsets:
            x, y = shape.label_x + dx, shape.label_y + dy
            if _is_free_spot(x, y, half, shape.id, marks, placed):
                placed.append((x, y, half))
                names.append({"x": x, "y": y, "text": shape.name})
                break
    return tuple(names)


def _is_free_spot(
    x: float,
    y: float,
    half: float,
    kecamatan_id: int,
    marks: tuple[tuple[float, float, int], ...],
    placed: list[tuple[float, float, float]],
) -> bool:
    """No dot and no other name under a text of this half width, and the nearest dot is of the same kecamatan."""
    middle = y - LINE / 3
    if any(abs(mx - x) < half + DOT and abs(my - middle) < LINE / 2 + DOT for mx, my, _ in marks):
        return False
    if any(abs(px - x) < half + other and abs(py - y) < LINE for px, py, other in placed):
        return False
    nearest = min(marks, key=lambda mark: math.hypot(mark[0] - x, mark[1] - middle), default=None)
    return nearest is not None and nearest[2] == kecamatan_id
