"""A realistic report, made up: twelve OPDs, forty services, forty-one people, six photos."""

# ruff: noqa: E501 - data reads best in rows
from __future__ import annotations

import hashlib
import io
import random
from datetime import date
from functools import cache

from PIL import Image, ImageDraw

from intranet.documents.snapshot import (
    Aspiration,
    Attendee,
    Letterhead,
    Participant,
    Photo,
    Remark,
    ServiceLine,
    Signer,
    Verification,
    VisitFacts,
    VisitReport,
    WalkIn,
)

CODE = "K3VD9QMXW7TZR4CPHBFNYCAGJEWX"
URL = f"https://intranet.bengkuluselatan.example/verifikasi/{CODE}"
SERVICES = {
    "Dinas Kependudukan dan Pencatatan Sipil": (
        "Perekaman KTP-el", "Pencetakan KTP-el", "Kartu Keluarga", "Akta kelahiran", "Akta kematian", "Kartu Identitas Anak",
        "Aktivasi Identitas Kependudukan Digital",
    ),
    "Dinas Kesehatan": ("Pemeriksaan dan pengobatan ringan", "Imunisasi", "Pemeriksaan ibu hamil", "Pemeriksaan gula darah dan tekanan darah"),
    "Dinas Sosial": ("Pemeriksaan data DTSEN", "Usulan PBI-JK", "Bantuan alat bagi penyandang disabilitas"),
    "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu": ("Nomor Induk Berusaha melalui OSS", "Konsultasi perizinan"),
    "Dinas Pengendalian Penduduk, Keluarga Berencana, Pemberdayaan Perempuan dan Perlindungan Anak": (
        "Pelayanan KB dan implan", "Konseling keluarga", "Pengaduan kekerasan",
    ),
    "Dinas Perumahan dan Kawasan Permukiman": ("Pendataan rumah tidak layak huni", "Usulan sambungan air bersih"),
    "Badan Pendapatan Daerah": ("Pembayaran PBB-P2", "Pemutakhiran data objek pajak"),
    "Dinas Ketenagakerjaan": ("Kartu AK-1", "Informasi pelatihan kerja"),
    "Dinas Perpustakaan": ("Perpustakaan keliling", "Mendongeng untuk anak"),
    "Dinas Pertanian": ("Konsultasi bibit dan pupuk", "Pemeriksaan kesehatan ternak", "Vaksinasi ternak", "Pendaftaran kelompok tani"),
    "Dinas Pendidikan dan Kebudayaan": ("Pendataan anak putus sekolah", "Pengurusan Kartu Indonesia Pintar", "Legalisasi ijazah"),
    "Dinas Perikanan": ("Konsultasi budi daya air tawar", "Kartu Pelaku Usaha Kelautan dan Perikanan", "Bantuan benih ikan", "Pendataan pembudi daya",
                        "Uji kualitas air", "Pelatihan olahan ikan"),
}  # fmt: skip
FIRST = (
    "Deki",
    "Rita",
    "Hendra",
    "Yulia",
    "Arman",
    "Sinta",
    "Fikri",
    "Nurul",
    "Bambang",
    "Lestari",
    "Zulkifli",
    "Meri",
    "Andika",
    "Wati",
)
LAST = ("Saputra", "Anggraini", "Jaya", "Puspita", "Gunawan", "Marlina", "Pratama", "Hidayah", "Effendi", "Oktavia", "Rahman")


@cache
def picture(seed: int) -> bytes:
    """A photo-like JPEG of 1600 x 1200 pixels, always the same for a seed."""
    image = Image.new("RGB", (1600, 1200), (180 + seed * 7, 205, 225 - seed * 9))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 700, 1600, 1200), fill=(96, 130 + seed * 6, 84))
    draw.polygon([(200, 720), (760, 300 + seed * 20), (1320, 720)], fill=(150, 84, 60))
    draw.rectangle((360, 720, 1160, 1040), fill=(236, 226, 205))
    for window in range(4):
        draw.rectangle((420 + window * 190, 800, 540 + window * 190, 920), fill=(92, 104, 120))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


PICTURES = {name_of(picture(seed)): picture(seed) for seed in range(6)}


def files(sha256: str) -> bytes:
    """The file store of these tests."""
    return PICTURES[sha256]


def sekda(**changes: object) -> Signer:
    return Signer(**{
        "kind": "sekda", "office": "Sekretaris Daerah", "name": "Drs. Arsyad Malianto, M.Si.", "plain_name": "Arsyad Malianto",
        "rank": "Pembina Utama Madya (IV/d)", "nip": "197001011995031001", "prints_nip": True, **changes,
    })  # fmt: skip


def regent(**changes: object) -> Signer:
    """The regent, who holds the office for good."""
    parts: dict[str, object] = {
        "kind": "bupati",
        "office": "Bupati Bengkulu Selatan",
        "name": "H. Rahman Effendi, S.E., M.M.",
        "plain_name": "Rahman Effendi",
    }
    return Signer(**(parts | changes))


def regent_head(**changes: object) -> Letterhead:
    """The head of the regent's papers."""
    parts: dict[str, object] = {
        "government": "PEMERINTAH KABUPATEN BENGKULU SELATAN",
        "unit": "BUPATI BENGKULU SELATAN",
        "emblem": True,
    }
    return Letterhead(**(parts | changes))


def _services() -> tuple[ServiceLine, ...]:
    dice = random.Random(7)
    lines = []
    for opd, names in SERVICES.items():
        for name in names:
            served = dice.randint(2, 80)
            carried = dice.choice((0, 0, 0, 0, dice.randint(1, min(9, served))))
            note = (
                dice.choice(("Surat keterangan dari desa belum ada", "Perlu pemeriksaan lanjutan", "Menunggu penetapan"))
                if carried
                else ""
            )
            lines.append(
                ServiceLine(
                    opd=opd, service=name, expected=max(1, served + dice.randint(-9, 9)), served=served,
                    finished=served - carried, carried_over=carried, note=note,
                )
            )  # fmt: skip
    return tuple(lines)


def _people() -> tuple[Attendee, ...]:
    dice = random.Random(11)
    people = []
    for number, opd in enumerate(SERVICES):
        for seat in range(3 + (number < 5)):
            present = dice.random() > 0.08
            people.append(
                Attendee(
                    name=f"{dice.choice(FIRST)} {dice.choice(LAST)}", opd=opd, position=("Kepala Bidang", "Analis", "Pranata Komputer", "Pengadministrasi")[seat],
                    function=("Koordinator", "Petugas loket", "Operator", "Pendamping")[seat], presence="Hadir" if present else "Izin",
                    present=present, note="" if present else "Sakit",
                )
            )  # fmt: skip
    return tuple(people)


def visit_report(**changes: object) -> VisitReport:
    """The report, with some of its parts replaced."""
    people = _people()
    parts: dict[str, object] = {
        "subject": "Pelaksanaan Buji’an Dusun di Desa Batu Ampar, Kecamatan Kedurang",
        "programme": "Buji’an Dusun",
        "letterhead": Letterhead(
            government="PEMERINTAH KABUPATEN BENGKULU SELATAN", unit="SEKRETARIAT DAERAH",
            address="Jalan Raya Padang Panjang Nomor 1, Manna", post_code="38511", phone="(0739) 00000",
            web="setda.bengkuluselatan.example", email="setda@bengkuluselatan.example",
        ),
        "number": "400.10.2/118/SETDA/2027",
        "dated_on": date(2027, 1, 11),
        "visit": VisitFacts(
            desa="Batu Ampar", kecamatan="Kedurang", code="17.01.01.2007", starts_on=date(2027, 1, 6), ends_on=date(2027, 1, 7),
            venue="Balai Desa Batu Ampar", distance="34,4 km dari Manna, 75 menit perjalanan", schedule_year=2027, release=5,
            basis="Jadwal Buji’an Dusun Tahun 2027, rilis 5; Surat Tugas Nomor 094/1203/SETDA/2026", evening_residents=96,
        ),
        "signer": sekda(),
        "verification": Verification(code=CODE, url=URL),
        "background": "Buji’an Dusun adalah kegiatan Pemerintah Kabupaten Bengkulu Selatan untuk mendengar warga pada malam hari dan memberikan "
        "layanan di tempat pada hari berikutnya. Desa Batu Ampar dikunjungi pertama pada tahun 2027 karena letaknya terjauh dari ibu kota "
        "kabupaten.",
        "basis": (
            "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;",
            "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik;",
            "Jadwal Buji’an Dusun Tahun 2027 yang disetujui Sekretaris Daerah.",
        ),
        "purpose": "Mendekatkan layanan pemerintah kabupaten kepada warga desa yang jauh dari ibu kota, dan menghimpun aspirasi warga untuk "
        "ditindaklanjuti perangkat daerah.",
        "activities": (
            "Dialog warga, Rabu, 6 Januari 2027, pukul 17.00 sampai 21.30 WIB, dihadiri 96 warga.",
            "Layanan di tempat, Kamis, 7 Januari 2027, pukul 08.00 sampai 13.00 WIB.",
        ),
        "participants": (
            *(
                Participant(
                    opd=opd, status="Hadir", staff=sum(p.opd == opd for p in people), present=sum(p.opd == opd and p.present for p in people)
                )
                for opd in SERVICES
            ),
            Participant(opd="BPJS Kesehatan Cabang Manna", status="Hadir", staff=0, external=True),
            Participant(opd="Dinas Perhubungan", status="Tidak hadir", attends=False, staff=0, note="Kendaraan dipakai untuk pengamanan jalan longsor"),
        ),
        "services": _services(),
        "walk_ins": (
            WalkIn(sex="Perempuan", age_group="0–17 tahun", count=31), WalkIn(sex="Laki-laki", age_group="0–17 tahun", count=27),
            WalkIn(sex="Perempuan", age_group="18–59 tahun", count=68), WalkIn(sex="Laki-laki", age_group="18–59 tahun", count=54),
            WalkIn(sex="Perempuan", age_group="60 tahun ke atas", count=21), WalkIn(sex="Laki-laki", age_group="60 tahun ke atas", count=17),
        ),
        "aspirations": (
            Aspiration(text="Jalan usaha tani rusak sepanjang 1,2 km", opd="Dinas Pekerjaan Umum dan Penataan Ruang", follow_up="Survei dan rencana anggaran", due_on=date(2027, 3, 31)),
            Aspiration(text="Sumur bor balai desa tidak berfungsi", opd="Dinas Perumahan dan Kawasan Permukiman", follow_up="Perbaikan pompa", due_on=date(2027, 2, 28)),
            Aspiration(text="Bibit kopi belum diterima kelompok tani", opd="Dinas Pertanian", follow_up="Penyaluran 2.000 batang", due_on=date(2027, 4, 30)),
            Aspiration(text="Guru kelas 4 kosong sejak Agustus", opd="Dinas Pendidikan dan Kebudayaan", due_on=date(2027, 1, 22)),
        ),
        "problems": (
            Remark(text="Listrik padam pukul 09.10 sampai 09.40 WIB; pencetakan KTP-el tertunda.", opd="Dinas Kependudukan dan Pencatatan Sipil"),
            Remark(text="Tempat tunggu kurang teduh bagi warga lanjut usia."),
        ),
        "suggestions": (Remark(text="Bawa genset cadangan untuk alat cetak.", opd="Dinas Kependudukan dan Pencatatan Sipil"),),
        "conclusion": "Kunjungan terlaksana sesuai jadwal. Permintaan layanan kependudukan melebihi perkiraan, sedangkan layanan lain sesuai.",
        "suggestion": "Disarankan menambah satu alat rekam KTP-el untuk desa dengan perkiraan di atas 25 warga, dan memasang tenda di depan loket.",
        "closing": "Demikian laporan ini dibuat untuk dipergunakan sebagaimana mestinya.",
        "attendance": people,
        "photos": tuple(
            Photo(sha256=name_of(picture(seed)), caption=caption, width=1600, height=1200)
            for seed, caption in enumerate((
                "Dialog warga di balai desa, Rabu malam", "Loket KTP-el dan Kartu Keluarga", "Pemeriksaan kesehatan warga lanjut usia",
                "Perpustakaan keliling di halaman sekolah", "Konsultasi bibit kopi", "Warga menunggu giliran di tenda utama",
            ))
        ),
        "copies": ("Bupati Bengkulu Selatan;", "Wakil Bupati Bengkulu Selatan;", "Camat Kedurang;", "Kepala Desa Batu Ampar."),
        "anchor": "peristiwa 18204, sidik 9f2c41d07be3",
    }  # fmt: skip
    return VisitReport(**(parts | changes))
