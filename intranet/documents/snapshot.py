"""What a Laporan Kunjungan is printed from: plain values, frozen when it is issued, kept as canonical JSON and embedded in the PDF.

A later change of a name, an office or a letterhead does not reach it. No NIK stands in it, and NIP only in the signature block.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

SCHEMA = "laporan-kunjungan/1"
T = TypeVar("T")


class SnapshotError(ValueError):
    """The JSON is no snapshot that this version reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Size (``A4`` or ``F4``, which is 215 x 330 mm) and margins in mm; the footer stands in the bottom one."""

    size: str = "A4"
    top: int = 20
    right: int = 20
    bottom: int = 25
    left: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The head of the first page; what is empty is not printed. No picture: a plain drawn placeholder.

    Args:
        unit: who writes, under ``government``.
        arms_sha256: arms of the regency, at the left.
        emblem: the head of the regent: the emblem of the state (``emblem_sha256``) above the office in ``unit``, and nothing else.
    """

    government: str
    unit: str
    address: str = ""
    post_code: str = ""
    phone: str = ""
    web: str = ""
    email: str = ""
    arms_sha256: str = ""
    emblem: bool = False
    emblem_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """Where, when and on what basis. Hours are "HH.MM" in WIB; ``distance`` in words, such as ``34,4 km dari Manna``."""

    desa: str
    kecamatan: str
    code: str
    starts_on: date
    ends_on: date
    kind: str = "Desa"
    venue: str = ""
    distance: str = ""
    schedule_year: int = 0
    release: int = 0
    basis: str = ""
    evening_from: str = ""
    evening_until: str = ""
    evening_residents: int = 0
    service_from: str = ""
    service_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An OPD or guest that was asked to come: its answer in words, whether it came, staff sent and staff that came."""

    opd: str
    status: str
    staff: int
    present: int = 0
    attends: bool = True
    external: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """A service of one OPD: expected (quota; None: was not offered beforehand), served = finished on the spot + carried over.

    ``served`` None: was not counted. ``note`` says why something was carried over.
    """

    opd: str
    service: str
    unit: str = ""
    expected: int | None = None
    served: int | None = None
    finished: int | None = None
    carried_over: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn:
    """Residents of one sex and age group, both in words."""

    sex: str
    age_group: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A person who was sent; ``presence`` in words."""

    name: str
    opd: str
    position: str
    function: str
    presence: str
    present: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspiration:
    """A wish of residents or a promise made to them; ``opd``, ``follow_up`` and ``due_on`` as far as known."""

    text: str
    opd: str = ""
    follow_up: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A problem or suggestion, and the OPD it concerns, if any."""

    text: str
    opd: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo in the file store; edges in pixels. ``alt`` empty: the caption serves."""

    sha256: str
    caption: str
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs.

    Args:
        kind: value of an ``Office``.
        status: value of an ``OfficialStatus``.
        office: as on paper, without Plt. and the like: ``Sekretaris Daerah``, ``Bupati Bengkulu Selatan``, ``Kepala Dinas Sosial``.
        name: with titles.
        plain_name: without.
        rank: ``Pembina Utama Muda (IV/c)``; empty when none.
        nip: 18 digits, or empty.
        on_behalf: ``Bupati Bengkulu Selatan`` when signed a.n.; else empty.
        prints_nip: the office's setting for a definitive Sekda, who may go without.
    """

    kind: str
    office: str
    name: str
    plain_name: str
    status: str = "definitive"
    rank: str = ""
    nip: str = ""
    on_behalf: str = ""
    prints_nip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The random code, and the whole address that the QR holds: from the base address in the settings, never from a request."""

    code: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReport:
    """The whole report; ``number`` and ``dated_on`` are empty until it is issued."""

    subject: str
    programme: str
    letterhead: Letterhead
    visit: VisitFacts
    signer: Signer
    verification: Verification
    place: str = "Manna"
    number: str = ""
    dated_on: date | None = None
    edition: int = 1
    correction_reason: str = ""
    paper: Paper = field(default_factory=Paper)
    background: str = ""
    basis: tuple[str, ...] = ()
    purpose: str = ""
    activities: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()
    services: tuple[ServiceLine, ...] = ()
    walk_ins: tuple[WalkIn, ...] = ()
    aspirations: tuple[Aspiration, ...] = ()
    problems: tuple[Remark, ...] = ()
    suggestions: tuple[Remark, ...] = ()
    conclusion: str = ""
    suggestion: str = ""
    closing: str = ""
    attendance: tuple[Attendee, ...] = ()
    photos: tuple[Photo, ...] = ()
    copies: tuple[str, ...] = ()
    anchor: str = ""
    schema: str = SCHEMA

    @property
    def receivers(self) -> tuple[str, ...]:
        """Who gets a copy: nobody sends one to himself, whoever of the offices comes to sign."""
        return tuple(each for each in self.copies if each.strip(" .;,") != self.signer.office)

    @property
    def file_names(self) -> tuple[str, ...]:
        """SHA-256 of every stored picture it shows, each once."""
        names = [self.letterhead.arms_sha256, self.letterhead.emblem_sha256, *(photo.sha256 for photo in self.photos)]
        return tuple(dict.fromkeys(name for name in names if name))


def to_json(report: VisitReport) -> str:
    """Canonical JSON: sorted keys, no idle blanks, dates as ISO; the same report always gives the same text."""
    return json.dumps(asdict(report), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def from_json(text: str) -> VisitReport:
    """The report of a JSON text.

    Raises:
        SnapshotError: no JSON, another schema, or a value missing or of the wrong kind.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise SnapshotError(f"no JSON: {error}") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise SnapshotError(f"no {SCHEMA}")
    return cast("VisitReport", _build(VisitReport, data, "report"))


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no plain value")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: type, data: object, where: str) -> object:
    if not isinstance(data, dict):
        raise SnapshotError(f"{where}: not an object")
    known = {each.name: each for each in fields(kind)}
    unknown = data.keys() - known.keys()
    missing = [
        name for name, each in known.items() if name not in data and each.default is MISSING and each.default_factory is MISSING
    ]
    if unknown or missing:
        raise SnapshotError(f"{where}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    hints = _hints(kind)
    return kind(**{name: _value(hints[name], value, f"{where}.{name}") for name, value in data.items()})


def _value(hint: Any, value: object, where: str) -> object:
    if is_dataclass(hint):
        return _build(cast("type", hint), value, where)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _value(get_args(hint)[0], value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise SnapshotError(f"{where}: not a list")
        return tuple(_value(get_args(hint)[0], each, f"{where}[{index}]") for index, each in enumerate(value))
    if hint is date:
        return _date(value, where)
    if type(value) is not hint:
        raise SnapshotError(f"{where}: not a {hint.__name__}")
    return value


def _date(value: object, where: str) -> date:
    try:
        return date.fromisoformat(cast("str", value))
    except (TypeError, ValueError) as error:
        raise SnapshotError(f"{where}: not a date") from error
