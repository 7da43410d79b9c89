"""Made-up people: names in the style of the region, and NIPs that obey the rules but belong to nobody we know of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from intranet.opd.states import EmployeeKind

if TYPE_CHECKING:
    from random import Random

WOMEN = (
    "Yenti", "Mely", "Lenda", "Rosmala", "Nurbaiti", "Sinta", "Wirda", "Desi", "Fitri", "Novita", "Leni", "Emilia", "Yusnita",
    "Susi", "Ratna", "Herlina", "Marlina", "Deti", "Reni", "Winda", "Meri", "Yulia", "Septi", "Oktavia", "Dian", "Rahma",
    "Siti", "Zuraida", "Nely", "Eka", "Pipi", "Tuti", "Asmawati", "Misnawati", "Rini", "Vera", "Lusi", "Nengsih", "Yuliana",
    "Santi", "Kartini", "Darmawati", "Hesti", "Intan", "Lia", "Mardiana", "Nirmala", "Puspa", "Risma", "Suryani", "Tri", "Umi",
    "Wahyuni", "Yosi", "Zaleha", "Ayu", "Citra", "Evi", "Gustina", "Helmi",
)  # fmt: skip
WOMEN_LAST = (
    "Marlina", "Oktarina", "Marsita", "Dewi", "Ningsih", "Rahayu", "Sartika", "Lestari", "Anggraini", "Susanti", "Puspita",
    "Handayani", "Safitri", "Agustina", "Apriani", "Fatmawati", "Yulianti", "Mardalena", "Kusuma", "Permata", "Sari",
    "Novianti", "Hasanah", "Aini", "Hartati", "Elvira", "Juwita", "Melati", "Purnama", "Rosita", "Utami", "Wulandari", "Zahara",
    "Astuti", "Sulastri", "Suryati", "Noprianti", "Gusnita", "Delima",
)  # fmt: skip
MEN = (
    "Deki", "Arman", "Hermansyah", "Yudi", "Sukarni", "Rian", "Hendri", "Joni", "Feri", "Mirwan", "Ujang", "Rudi", "Ahmad",
    "Bambang", "Edi", "Zulkarnain", "Iskandar", "Novran", "Tarmizi", "Sahrul", "Guntur", "Heri", "Roni", "Febri", "Andi",
    "Dodi", "Hasan", "Muslim", "Nopian", "Pirdaus", "Rahmat", "Saiful", "Taufik", "Wawan", "Yanto", "Zainal", "Amran", "Burhan",
    "Darwin", "Efendi", "Firman", "Gunawan", "Hardi", "Ilham", "Jauhari", "Kusnadi", "Lukman", "Mahyudin", "Nasrul", "Oktavian",
    "Peri", "Ridwan", "Sopian", "Tono", "Usman", "Veri", "Yusran", "Alian",
)  # fmt: skip
MEN_LAST = (
    "Saputra", "Suhadi", "Bakri", "Hartawan", "Idrus", "Tasman", "Salim", "Pratama", "Wijaya", "Kurniawan", "Hidayat",
    "Setiawan", "Nopriansyah", "Ardiansyah", "Firmansyah", "Susanto", "Gunadi", "Mulyadi", "Syahputra", "Irawan", "Effendi",
    "Jaya", "Putra", "Rahman", "Suherman", "Darmawan", "Yulizar", "Herwandi", "Anwar", "Basri", "Chandra", "Dahlan", "Fauzi",
    "Hamdani", "Junaidi", "Lubis", "Marzuki", "Oktariadi", "Pebrian", "Sanusi",
)  # fmt: skip

OLDEST, YOUNGEST = 57, 24


@dataclass(frozen=True, slots=True)
class Figure:
    """A made-up person."""

    name: str
    male: bool
    kind: EmployeeKind
    nip: str | None
    rank: str
    years: int


class People:
    """Draws people; no name and no NIP comes twice."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng = rng
        self._today = today
        self._names: set[str] = set()
        self._nips: set[str] = set()

    def name(self, *, male: bool) -> str:
        """A name nobody else in the demo has (with a third word once two are used up)."""
        first, last = (MEN, MEN_LAST) if male else (WOMEN, WOMEN_LAST)
        while True:
            words = [self._rng.choice(first), self._rng.choice(last)]
            if words[0] == words[1]:
                continue
            if " ".join(words) in self._names:
                words.insert(1, self._rng.choice(last))
            name = " ".join(words)
            if len(set(words)) == len(words) and name not in self._names:
                self._names.add(name)
                return name

    def draw(self, *, kind: EmployeeKind | None = None, senior: bool = False) -> Figure:
        """A civil servant, PPPK or honorer; ``senior`` ones have served for long."""
        rng = self._rng
        male = rng.random() < (0.7 if senior else 0.48)
        if kind is None:
            kind = rng.choices((EmployeeKind.PNS, EmployeeKind.PPPK, EmployeeKind.HONORER), (62, 25, 13))[0]
        age = rng.randint(46, OLDEST) if senior else rng.randint(YOUNGEST + 1, 54)
        born = date(self._today.year - age, rng.randint(1, 12), rng.randint(1, 28))
        if kind == EmployeeKind.PPPK:
            started = rng.randint(max(2019, born.year + 20), self._today.year - 1)
        else:
            started = min(born.year + rng.randint(21, 29), self._today.year - 1)
        years = self._today.year - started
        nip = None if kind == EmployeeKind.HONORER else self._nip(born, started, male=male, pppk=kind == EmployeeKind.PPPK)
        return Figure(self.name(male=male), male, kind, nip, self._rank(kind, years, senior=senior), years)

    def _nip(self, born: date, started: int, *, male: bool, pppk: bool) -> str:
        mark = self._rng.choice((21, 22)) if pppk else self._rng.choice((1, 3, 4, 12))
        serial = 1
        while True:
            nip = f"{born:%Y%m%d}{started}{mark:02d}{1 if male else 2}{serial:03d}"
            if nip not in self._nips:
                self._nips.add(nip)
                return nip
            serial += 1

    def _rank(self, kind: EmployeeKind, years: int, *, senior: bool) -> str:
        if kind == EmployeeKind.HONORER:
            return ""
        if kind == EmployeeKind.PPPK:
            return self._rng.choice(("V", "VII", "IX", "IX", "IX"))
        if senior:
            return self._rng.choice(("IV/a", "IV/b", "IV/b", "IV/c"))
        ladder = ("II/a", "II/b", "II/c", "II/d", "III/a", "III/b", "III/c", "III/d")
        start = self._rng.choice((0, 2, 4, 4))
        return ladder[min(start + years // 4, len(ladder) - 1)]
