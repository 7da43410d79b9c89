"""Which desa is far: the order in which desa get their dates.

The best known measure counts: travel minutes, else kilometres of road, else kilometres as the crow flies. So that desa
with different measures can stand in one order, kilometres are turned into estimated minutes by two speeds (settings of
planning), and the reason of each line says which measure was used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intranet.places.states import WetSeasonAccess
from intranet.planning.states import RankBasis

if TYPE_CHECKING:
    from collections.abc import Iterable

MINUTES = 60


@dataclass(frozen=True, slots=True)
class Village:
    """A desa as the ranking sees it; distances in kilometres and minutes one way from ``Speeds.origin``."""

    id: int
    name: str
    kecamatan_id: int
    straight_km: float
    road_km: float | None = None
    travel_minutes: int | None = None
    wet_season: WetSeasonAccess = WetSeasonAccess.UNKNOWN


@dataclass(frozen=True, slots=True)
class Speeds:
    """Kilometres per hour by which distances become minutes, and the name of the town they are measured from."""

    road_kmh: float = 30.0
    straight_kmh: float = 20.0
    origin: str = "Manna"


@dataclass(frozen=True, slots=True)
class Measure:
    """How far a desa is, in minutes, and by what that is known; ``km`` is the distance behind an estimate."""

    minutes: float
    basis: RankBasis
    km: float | None = None

    def words(self, origin: str) -> str:
        """``95 menit dari Manna``, or the distance with its estimate."""
        if self.basis is RankBasis.TRAVEL_MINUTES:
            return f"{round(self.minutes)} menit dari {origin}"
        way = "jalan" if self.basis is RankBasis.ROAD_KM else "garis lurus"
        km = f"{self.km:.1f}".replace(".", ",")
        return f"{km} km {way} dari {origin}, sekitar {round(self.minutes)} menit"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A desa with its place in the order, 1 = farthest."""

    village: Village
    rank: int
    measure: Measure


def measure(village: Village, speeds: Speeds) -> Measure:
    """The best known measure of a desa."""
    if village.travel_minutes is not None:
        return Measure(float(village.travel_minutes), RankBasis.TRAVEL_MINUTES)
    if village.road_km is not None:
        return Measure(village.road_km / speeds.road_kmh * MINUTES, RankBasis.ROAD_KM, village.road_km)
    return Measure(village.straight_km / speeds.straight_kmh * MINUTES, RankBasis.STRAIGHT_KM, village.straight_km)


def rank(villages: Iterable[Village], speeds: Speeds) -> list[Ranked]:
    """All desa, farthest first; equals by name, then by id, so that the same data always gives the same order."""
    measured = [(village, measure(village, speeds)) for village in villages]
    measured.sort(key=lambda pair: (-pair[1].minutes, pair[0].name, pair[0].id))
    return [Ranked(village, place, found) for place, (village, found) in enumerate(measured, 1)]
