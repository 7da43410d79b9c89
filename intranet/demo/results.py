"""What happened at the visits that were held: who was there, whom they served, what residents said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from intranet.core import audit, clock, counters
from intranet.demo import reports, sketches
from intranet.demo.moments import at, refresh
from intranet.extensions import db
from intranet.fieldwork import actions
from intranet.fieldwork.models import Attendance, ServiceResult
from intranet.fieldwork.photos import clean_photo
from intranet.fieldwork.states import AgeGroup, Presence, RemarkKind, Sex
from intranet.opd.models import Employee, Opd, Service
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment
from intranet.participation.states import COMING
from intranet.places.models import Desa
from intranet.visits import actions as visits
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from intranet.demo.stage import Stage

FRESH_DAYS = 5
PHOTO_LIMIT = 5 * 1024 * 1024
ASPIRATIONS: tuple[tuple[str, str], ...] = (
    ("Warga mengusulkan perbaikan jalan usaha tani sepanjang 1,2 kilometer menuju kebun karet dan kopi.", "pupr"),
    ("Saluran irigasi di persawahan sebelah timur dangkal; warga meminta pengerukan sebelum musim tanam.", "pupr"),
    ("Warga meminta jembatan gantung menuju ladang diperiksa karena papannya mulai lapuk.", "pupr"),
    ("Kelompok tani berharap bantuan benih padi dan pupuk bersubsidi datang sebelum masa tanam.", "pertanian"),
    ("Peternak meminta vaksinasi sapi dan kambing dilakukan dua kali setahun.", "pertanian"),
    ("Beberapa rumah milik lansia tidak layak huni dan belum pernah didata.", "perkim"),
    ("Sumur warga kering pada musim kemarau; warga mengusulkan sambungan air bersih.", "perkim"),
    ("Tiga anak putus sekolah karena biaya; orang tuanya meminta bantuan Kartu Indonesia Pintar.", "dikbud"),
    ("Guru di sekolah dasar desa ini kurang; warga meminta tambahan guru kelas.", "dikbud"),
    ("Warga lanjut usia meminta perekaman KTP-el di rumah karena sulit berjalan.", "disdukcapil"),
    ("Banyak warga belum memiliki akta kelahiran anak; mohon layanan serupa setiap enam bulan.", "disdukcapil"),
    ("Jadwal posyandu bertabrakan dengan hari pasar; warga meminta jadwalnya diatur ulang.", "dinkes"),
    ("Ibu hamil meminta pemeriksaan USG di puskesmas pembantu setiap bulan.", "dinkes"),
    ("Warga meminta pendataan ulang penerima bantuan sosial agar tepat sasaran.", "dinsos"),
    ("Pelaku usaha kecil meminta pelatihan pengemasan kopi dan gula aren.", "perindagkop"),
    ("Sinyal telepon lemah di dua dusun; warga meminta menara penguat.", "kominfo"),
    ("Warga meminta lampu jalan di simpang masuk desa.", "dishub"),
    ("Perangkat desa meminta pendampingan laporan keuangan desa.", "dpmd"),
)
PROBLEMS: tuple[tuple[str, str], ...] = (
    ("Listrik padam satu setengah jam; perekaman KTP-el dilanjutkan dengan genset.", "disdukcapil"),
    ("Blangko KTP-el habis pukul 11.30; sisa berkas dicetak di kantor dan diantar lewat desa.", "disdukcapil"),
    ("Jaringan internet lemah, sehingga pendaftaran NIB tertunda untuk beberapa pemohon.", "dpmptsp"),
    ("Ruang pemeriksaan terlalu sempit sehingga antrean memanjang sampai halaman.", "dinkes"),
    ("Hujan deras membuat sebagian warga dusun terjauh tidak dapat datang.", ""),
    ("Persediaan obat hipertensi tidak cukup untuk semua pasien.", "dinkes"),
)
SUGGESTIONS: tuple[str, ...] = (
    "Pengumuman layanan sebaiknya dibacakan di masjid tiga hari sebelum kunjungan.",
    "Loket kependudukan sebaiknya dibuka pukul 07.30 karena paling ramai.",
    "Sediakan kursi dan tenda tambahan untuk lansia.",
    "Daftar berkas yang perlu dibawa sebaiknya ditempel di balai desa seminggu sebelumnya.",
    "Petugas pencatat antrean ditambah satu orang.",
)
LATE = ("Terlambat karena jalan licin.", "", "", "")
AWAY = ("Sakit.", "Tugas lain dari kepala dinas.", "Izin keluarga.", "Kendaraan rusak di jalan.")
CARRIED = ("Berkas belum lengkap.", "Diselesaikan di kantor, diantar lewat desa.", "Menunggu jaringan.", "")


def expect(stage: Stage, visit_id: int, ends_on: date) -> None:
    """The visit will be held if it still ends on that day."""
    stage.moments.add(at(ends_on, 14, 30), lambda: _hold(stage, visit_id))


def _hold(stage: Stage, visit_id: int) -> None:
    visit = db.session.execute(
        select(Visit.status, Visit.ends_on, Desa.name).join(Desa, Desa.id == Visit.desa_id).where(Visit.id == visit_id)
    ).one()
    today = clock.today()
    if visit.status is not VisitStatus.SCHEDULED or visit.ends_on != today or today >= stage.today:
        return
    refresh()
    visits.mark_held(stage.clerk, visit_id=visit_id)
    fresh = today > stage.today - timedelta(FRESH_DAYS)
    begun = at(today, 15, 10)
    served = _record_opds(stage, visit_id, share=0.6 if fresh else 1.0)
    with clock.frozen(begun + timedelta(hours=1, minutes=20)):
        _remarks(stage, visit_id)
        if stage.photographed < stage.size.photographed and stage.chance(0.35):
            _photos(stage, visit_id, visit.name)
    if not fresh:
        with clock.frozen(begun + timedelta(hours=2)):
            _record_visit(stage, visit_id, visit.name, served)
        reports.expect(stage, visit_id, today)
    stage.held.append(visit_id)


def _record_opds(stage: Stage, visit_id: int, share: float) -> int:
    """Attendance and counts of the OPDs that came (or of a share of them); returns how many were served."""
    staff = _by_opd(
        select(Participation.opd_id, Employee.id, Employee.name)
        .join(StaffAssignment, StaffAssignment.participation_id == Participation.id)
        .join(Employee, Employee.id == StaffAssignment.employee_id)
        .where(Participation.visit_id == visit_id, Participation.status.in_(COMING))
        .order_by(Participation.opd_id, StaffAssignment.id)
    )
    offers = _by_opd(
        select(Participation.opd_id, Service.id, Service.name, ServiceOffer.quota)
        .join(ServiceOffer, ServiceOffer.participation_id == Participation.id)
        .join(Service, Service.id == ServiceOffer.service_id)
        .where(Participation.visit_id == visit_id, Participation.status.in_(COMING))
        .order_by(Participation.opd_id, ServiceOffer.id)
    )
    codes = dict(db.session.execute(select(Opd.id, Opd.code)).all())
    there: list[dict[str, Any]] = []
    counted: list[dict[str, Any]] = []
    now = clock.now()
    for number, (opd_id, people) in enumerate(staff.items()):
        if not stage.chance(share):
            continue
        own = [_presence(stage, visit_id, opd_id, employee_id) for employee_id, _ in people]
        counts = [_count(stage, visit_id, opd_id, service_id, quota) for service_id, _, quota in offers.get(opd_id, [])]
        names = dict(people)
        services = {service_id: name for service_id, name, _ in offers.get(opd_id, [])}
        with clock.frozen(now + timedelta(minutes=5 + 3 * number)):
            audit.record(
                stage.agencies[codes[opd_id]].speaker,
                "results_recorded",
                ("visit_opd", visit_id * 100_000 + opd_id),
                {"hadir": [], "tidak_hadir": [], "layanan": []},
                _told(own, counts, names, services),
            )
        there += own
        counted += counts
    if there:
        db.session.execute(insert(Attendance), there)
    if counted:
        db.session.execute(insert(ServiceResult), counted)
    counters.bump(f"visit:{visit_id}")
    return sum(row["served"] for row in counted)


def _by_opd(query: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for opd_id, *values in db.session.execute(query):
        found.setdefault(opd_id, []).append(tuple(values))
    return found


def _presence(stage: Stage, visit_id: int, opd_id: int, employee_id: int) -> dict[str, Any]:
    luck = stage.rng.random()
    presence = Presence.PRESENT if luck < 0.93 else Presence.EXCUSED if luck < 0.975 else Presence.ABSENT
    note = stage.rng.choice(AWAY) if presence is not Presence.PRESENT else stage.rng.choice(LATE) if luck < 0.05 else ""
    return {"visit_id": visit_id, "opd_id": opd_id, "employee_id": employee_id, "presence": presence, "note": note}


def _count(stage: Stage, visit_id: int, opd_id: int, service_id: int, quota: int) -> dict[str, Any]:
    served = round(quota * stage.rng.uniform(0.35, 1.05))
    finished = served if stage.chance(0.55) else round(served * stage.rng.uniform(0.6, 0.97))
    return {
        "visit_id": visit_id,
        "opd_id": opd_id,
        "service_id": service_id,
        "served": served,
        "finished": finished,
        "carried_over": served - finished,
        "note": stage.rng.choice(CARRIED) if finished < served else "",
    }


def _told(
    there: list[dict[str, Any]], counts: list[dict[str, Any]], names: dict[int, str], services: dict[int, str]
) -> dict[str, Any]:
    return {
        "hadir": sorted(names[row["employee_id"]] for row in there if row["presence"] is Presence.PRESENT),
        "tidak_hadir": sorted(names[row["employee_id"]] for row in there if row["presence"] is not Presence.PRESENT),
        "layanan": [f"{services[row['service_id']]}: {row['served']} dilayani, {row['finished']} selesai" for row in counts],
    }


def _remarks(stage: Stage, visit_id: int) -> None:
    said = [(RemarkKind.ASPIRATION, *pair) for pair in stage.rng.sample(ASPIRATIONS, stage.rng.randint(2, 4))]
    said += [(RemarkKind.PROBLEM, *pair) for pair in stage.rng.sample(PROBLEMS, stage.rng.randint(0, 2))]
    said += [(RemarkKind.SUGGESTION, text, "") for text in stage.rng.sample(SUGGESTIONS, 1)]
    for kind, text, code in said:
        agency = stage.agencies.get(code)
        actions.add_remark(stage.clerk, visit_id=visit_id, kind=kind, text=text, opd_id=agency.id if agency else None)


def _photos(stage: Stage, visit_id: int, desa: str) -> None:
    stage.photographed += 1
    for number, (caption, picture) in enumerate(sketches.draw(stage.rng, desa)):
        photo = clean_photo(picture, PHOTO_LIMIT)
        with clock.frozen(clock.now() + timedelta(minutes=number)):
            actions.add_photo(stage.clerk, visit_id=visit_id, photo=photo, caption=caption)


def _record_visit(stage: Stage, visit_id: int, desa: str, served: int) -> None:
    rng = stage.rng
    came = max(20, round(served * rng.uniform(0.5, 0.7)))
    shares = {
        (Sex.FEMALE, AgeGroup.CHILD): 0.09,
        (Sex.MALE, AgeGroup.CHILD): 0.08,
        (Sex.FEMALE, AgeGroup.ADULT): 0.37,
        (Sex.MALE, AgeGroup.ADULT): 0.27,
        (Sex.FEMALE, AgeGroup.ELDER): 0.1,
        (Sex.MALE, AgeGroup.ELDER): 0.09,
    }
    walk_ins = {key: round(came * share * rng.uniform(0.8, 1.2)) for key, share in shares.items()}
    evening = rng.randint(45, 160)
    conclusion = (
        f"Kunjungan di Desa {desa} berjalan tertib. Dialog malam dihadiri {evening} warga dan layanan hari kedua diberikan kepada"
        f" {sum(walk_ins.values())} warga dengan {served} layanan. Berkas yang belum selesai dilanjutkan oleh OPD terkait, dan"
        " aspirasi warga diteruskan untuk ditindaklanjuti."
    )
    actions.record_visit(
        stage.clerk,
        visit_id=visit_id,
        version=0,
        evening_residents=evening,
        hours={
            "evening_from": "17.00",
            "evening_until": rng.choice(("21.00", "21.30", "21.45")),
            "service_from": "08.00",
            "service_until": rng.choice(("12.30", "13.00", "13.30")),
        },
        conclusion=conclusion,
        walk_ins=walk_ins,
    )
