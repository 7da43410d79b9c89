"""The usual words of a Laporan Kunjungan, filled from the facts of a visit; a person reads and changes them before it is issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.documents.wording import Wording
from intranet.fieldwork.states import Presence, RemarkKind
from intranet.opd.states import Office
from intranet.participation.states import COMING
from intranet.web.filters import angka, lama_menit, persen, rentang, tanggal, tanggal_surat

if TYPE_CHECKING:
    from intranet.documents.sources import Facts
    from intranet.visits.queries import VisitRow

PROGRAMME = "Buji’an Dusun"
LAWS = (
    "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
    "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah",
    "Peraturan Menteri Dalam Negeri Nomor 1 Tahun 2023 tentang Tata Naskah Dinas di Lingkungan Pemerintah Daerah",
)
NAMED_OPDS = 5


def usual_wording(facts: Facts) -> Wording:
    """The words that a report begins with."""
    return Wording(
        office=Office.SEKDA.value,
        background=_background(facts),
        basis="\n".join((*LAWS, _schedule(facts))),
        purpose=_purpose(facts),
        activities="\n".join(_activities(facts)),
        conclusion=_conclusion(facts),
        suggestion="\n".join(_suggestion(facts)),
        closing="Demikian laporan ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.",
        copies="\n".join(_copies(facts)),
    )


def place_of(facts: Facts) -> str:
    """``Desa Lubuk Resam``."""
    return f"{facts.kind} {facts.visit.desa}"


def way_to(visit: VisitRow) -> str:
    """How far the place is: ``34,4 km dari Manna, 55 menit perjalanan``."""
    if visit.road_km is not None:
        words = f"{angka(visit.road_km, 1)} km lewat jalan dari Manna"
    else:
        words = f"{angka(visit.straight_km, 1)} km garis lurus dari Manna"
    return f"{words}, {lama_menit(visit.travel_minutes)} perjalanan" if visit.travel_minutes else words


def _background(facts: Facts) -> str:
    visit = facts.visit
    first = (
        f"{PROGRAMME} adalah kegiatan Pemerintah Kabupaten Bengkulu Selatan untuk mendengar aspirasi warga pada malam hari dan "
        "memberikan layanan pemerintah langsung di desa pada hari berikutnya."
    )
    second = (
        f"{place_of(facts)}, Kecamatan {visit.kecamatan}, dikunjungi pada hari {rentang(visit.starts_on, visit.ends_on)}, "
        f"bertempat di {visit.venue}. Jarak desa ini {way_to(visit)}."
    )
    return f"{first}\n{second}"


def _schedule(facts: Facts) -> str:
    words = f"Jadwal {PROGRAMME} Tahun {facts.visit.year}"
    release = facts.release
    if release is None:
        return words
    decree = f"Keputusan Nomor {release.decree_number} tentang " if release.decree_number else ""
    return f"{decree}{words}, rilis {release.number}, yang disetujui pada tanggal {tanggal_surat(release.approved_at)}"


def _purpose(facts: Facts) -> str:
    return (
        "Maksud kegiatan ini adalah mendekatkan layanan pemerintah kepada warga dan mendengar langsung keadaan desa.\n"
        f"Tujuannya agar warga {place_of(facts)} memperoleh layanan tanpa harus datang ke ibu kota kabupaten, dan agar aspirasi "
        "warga ditindaklanjuti oleh perangkat daerah yang berwenang."
    )


def _activities(facts: Facts) -> list[str]:
    visit, record, results = facts.visit, facts.results.record, facts.results
    evening = f"Dialog warga pada hari {tanggal(visit.starts_on)}, pukul {record.evening_from} sampai {record.evening_until} WIB"
    if record.evening_residents:
        evening += f", dihadiri {angka(record.evening_residents)} warga"
    days = visit.days[1:] or visit.days
    served = f", didatangi {angka(results.residents_served)} warga" if results.residents_served else ""
    service = (
        f"Layanan di tempat pada hari {rentang(days[0], days[-1])}, pukul {record.service_from} sampai {record.service_until} WIB, "
        f"oleh {_who_served(facts)}{served}"
    )
    return [f"{evening}.", f"{service}."]


def _who_served(facts: Facts) -> str:
    coming = [facts.opds[row.opd_id] for row in facts.answers if row.status in COMING]
    guests = sum(1 for each in coming if each.guest)
    present = sum(1 for row in facts.results.roster if row.presence is Presence.PRESENT)
    words = f"{angka(len(coming) - guests)} perangkat daerah" + (f" dan {angka(guests)} instansi lain" if guests else "")
    return f"{words} dengan {angka(present)} petugas" if present else words


def _conclusion(facts: Facts) -> str:
    results = facts.results
    if results.record.conclusion:
        return results.record.conclusion
    finished = sum(row.finished or 0 for row in results.counts)
    carried = sum(row.carried_over or 0 for row in results.counts)
    total = results.services_served
    words = f"Kunjungan {PROGRAMME} di {place_of(facts)} terlaksana."
    if not total:
        return words
    words += (
        f" Sebanyak {angka(total)} layanan diberikan; {angka(finished)} di antaranya ({persen(finished, total)}) selesai di tempat"
    )
    return words + (f" dan {angka(carried)} dilanjutkan oleh perangkat daerah masing-masing." if carried else ".")


def _suggestion(facts: Facts) -> list[str]:
    found = []
    waiting = sorted({facts.opd(row.opd_id) for row in facts.results.counts if row.carried_over})
    if waiting:
        found.append(f"{_listed(waiting)} menyelesaikan layanan yang dilanjutkan dan mengabarkan hasilnya kepada warga.")
    asked = sorted({facts.opd(row.opd_id) for row in facts.results.remarks if row.kind is RemarkKind.ASPIRATION and row.opd_id})
    if asked:
        found.append(f"{_listed(asked)} menindaklanjuti aspirasi warga sesuai kewenangannya.")
    return found or ["Pelayanan di desa dilanjutkan sesuai jadwal."]


def _listed(names: list[str]) -> str:
    """``A, B, dan C``; beyond a handful only how many they are."""
    if len(names) > NAMED_OPDS:
        return f"{angka(len(names))} perangkat daerah terkait"
    if len(names) == 1:
        return names[0]
    comma = "," if len(names) > 2 else ""
    return f"{', '.join(names[:-1])}{comma} dan {names[-1]}"


def _copies(facts: Facts) -> list[str]:
    head = "Lurah" if facts.kind == "Kelurahan" else "Kepala Desa"
    return [
        "Bupati Bengkulu Selatan",
        "Wakil Bupati Bengkulu Selatan",
        "Kepala perangkat daerah yang bertugas",
        f"Camat {facts.visit.kecamatan}",
        f"{head} {facts.visit.desa}",
    ]
