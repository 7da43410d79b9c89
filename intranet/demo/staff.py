"""The people of each OPD: how many, in which position, and as what they usually travel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from intranet.demo.stage import Person
from intranet.extensions import db
from intranet.opd import staff_index
from intranet.opd.models import Employee
from intranet.opd.states import EmployeeKind, OpdKind
from intranet.places.models import Desa

if TYPE_CHECKING:
    from intranet.demo.names import Figure
    from intranet.demo.stage import Agency, Stage

BIG = {
    "disdukcapil": 18,
    "dinkes": 18,
    "setda": 16,
    "dinsos": 12,
    "rsud": 12,
    "dikbud": 12,
    "dpmptsp": 11,
    "pupr": 11,
    "dppkbp3a": 11,
}
BY_KIND = {OpdKind.VERTICAL: 4, OpdKind.COMPANY: 4, OpdKind.KECAMATAN: 5}
USUAL = 7
HEADS = {
    OpdKind.SETDA: "Sekretaris Daerah",
    OpdKind.SECRETARIAT: "Sekretaris DPRD",
    OpdKind.INSPECTORATE: "Inspektur",
    OpdKind.HOSPITAL: "Direktur",
    OpdKind.KECAMATAN: "Camat",
    OpdKind.VERTICAL: "Kepala Kantor",
    OpdKind.COMPANY: "Kepala Cabang",
}
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "disdukcapil": (
        "Operator rekam KTP-el",
        "Operator cetak KTP-el",
        "Verifikator kartu keluarga",
        "Verifikator akta",
        "Operator IKD",
    ),
    "dinkes": ("Dokter umum", "Perawat", "Bidan", "Petugas gizi", "Petugas farmasi", "Pengemudi ambulans"),
    "rsud": ("Dokter spesialis", "Perawat", "Petugas pemeriksaan mata"),
    "dinsos": ("Verifikator DTSEN", "Pendamping sosial", "Petugas bantuan sosial"),
    "dpmptsp": ("Pendamping OSS", "Petugas konsultasi perizinan"),
    "dikbud": ("Petugas data pokok pendidikan", "Pendamping Kartu Indonesia Pintar"),
    "perpustakaan": ("Petugas perpustakaan keliling", "Pengemudi mobil perpustakaan"),
    "dppkbp3a": ("Bidan KB", "Penyuluh KB", "Konselor keluarga"),
    "perkim": ("Pendata rumah tidak layak huni", "Petugas air bersih dan sanitasi"),
    "pupr": ("Petugas usulan jalan", "Petugas irigasi"),
    "pertanian": ("Penyuluh pertanian", "Dokter hewan", "Petugas bantuan benih"),
    "setda": ("Koordinator lapangan", "Pencatat aspirasi", "Petugas perlengkapan", "Petugas protokol"),
    "bapenda": ("Petugas PBB-P2", "Petugas pendataan pajak"),
    "kominfo": ("Petugas jaringan", "Petugas dokumentasi"),
    "bpjs-kesehatan": ("Petugas pendaftaran JKN",),
}
PLAIN = ("Petugas pelayanan", "Petugas penerima berkas", "Petugas pendataan")
POSITIONS = ("Pelaksana", "Pengelola layanan", "Analis kebijakan", "Pengadministrasi umum", "Penelaah teknis", "Pranata komputer")
DEGREES = ("S.Sos.", "S.E.", "S.H.", "S.IP.", "S.Kom.", "S.P.", "A.Md.", "S.Pd.", "S.T.", "S.AP.")
HIGHER = ("M.Si.", "M.M.", "M.AP.", "M.H.", "M.Pd.")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an OPD, or another official, with what stands on paper."""

    employee_id: int
    name: str
    front_title: str
    back_title: str
    nip: str | None
    rank: str


def make_staff(stage: Stage) -> dict[str, Head]:
    """Employees of all agencies, heads first; returns the heads by code."""
    desa = list(db.session.scalars(select(Desa.id).order_by(Desa.id)))
    rows: list[dict[str, Any]] = []
    for agency in stage.agencies.values():
        rows += _people_of(stage, agency, _how_many(stage, agency), desa, len(rows))
    db.session.execute(insert(Employee), rows)
    staff_index.rebuild()
    by_id = {agency.id: agency for agency in stage.agencies.values()}
    heads: dict[str, Head] = {}
    found = db.session.execute(
        select(
            Employee.id,
            Employee.opd_id,
            Employee.name,
            Employee.usual_function,
            Employee.front_title,
            Employee.back_title,
            Employee.nip,
            Employee.rank,
        ).order_by(Employee.opd_id, Employee.id)
    )
    for id_, opd_id, name, function, front, back, nip, rank in found:
        agency = by_id[opd_id]
        if not agency.people:
            heads[agency.code] = Head(id_, name, front, back, nip, rank)
        agency.people.append(Person(id_, name, function))
    return heads


def _how_many(stage: Stage, agency: Agency) -> int:
    usual = BIG.get(agency.code) or BY_KIND.get(agency.kind, USUAL)
    whole = sum(BIG.get(each.code) or BY_KIND.get(each.kind, USUAL) for each in stage.agencies.values())
    return max(4, round(usual * stage.size.employees / whole))


def _people_of(stage: Stage, agency: Agency, how_many: int, desa: list[int], before: int) -> list[dict[str, Any]]:
    return [_employee(stage, agency, number, before + number + 1, desa) for number in range(how_many)]


def _employee(stage: Stage, agency: Agency, number: int, serial: int, desa: list[int]) -> dict[str, Any]:
    rng = stage.rng
    head = number == 0
    guest = agency.kind is OpdKind.COMPANY
    figure = stage.people.draw(kind=_kind(leads=number < 2, guest=guest), senior=number < 2)
    function = "" if head else _function(stage, agency, number)
    return {
        "opd_id": agency.id,
        "internal_no": f"{'H' if figure.nip is None else 'P'}{serial:05d}",
        "nip": figure.nip,
        "name": figure.name,
        "front_title": _front(figure, function, head=head),
        "back_title": _back(stage, figure, head=head),
        "kind": figure.kind,
        "rank": figure.rank,
        "position": head_position(agency) if head else _position(stage, agency, figure, number),
        "usual_function": function,
        "home_desa_id": rng.choice(desa),
    }


def _kind(*, leads: bool, guest: bool) -> EmployeeKind | None:
    if guest:
        return EmployeeKind.HONORER
    return EmployeeKind.PNS if leads else None


def head_position(agency: Agency) -> str:
    """What the head of an agency is called."""
    word = HEADS.get(agency.kind)
    if word == "Camat":
        return f"Camat {agency.name.removeprefix('Kecamatan ')}"
    return word or f"Kepala {agency.name}"[:120]


def _function(stage: Stage, agency: Agency, number: int) -> str:
    names = FUNCTIONS.get(agency.code, PLAIN)
    return names[(number - 1) % len(names)] if number <= 2 * len(names) or stage.chance(0.7) else ""


def _position(stage: Stage, agency: Agency, figure: Figure, number: int) -> str:
    if number == 1 and agency.kind is not OpdKind.COMPANY:
        return "Kepala Bagian Umum" if agency.kind is OpdKind.SETDA else "Sekretaris"
    if figure.rank.startswith("III/d") and figure.years > 10:
        return "Kepala Bidang Pelayanan"
    return "Pegawai" if agency.kind is OpdKind.COMPANY else stage.rng.choice(POSITIONS)


def _front(figure: Figure, function: str, *, head: bool) -> str:
    if function.startswith("Dokter"):
        return "drh." if function == "Dokter hewan" else "dr."
    return ("Drs." if figure.male else "Dra.") if head and figure.years > 28 else ""


def _back(stage: Stage, figure: Figure, *, head: bool) -> str:
    if head:
        return f"{stage.rng.choice(DEGREES[:4])}, {stage.rng.choice(HIGHER)}" if figure.years <= 28 else stage.rng.choice(HIGHER)
    if figure.rank.startswith(("III", "IX")):
        return stage.rng.choice(DEGREES)
    return ""
