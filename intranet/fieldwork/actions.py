"""Writing down what happened at a visit: attendance and counts per OPD, residents, remarks and photos.

Open from the first day of the visit until it is closed. What was issued as a report stays as issued: a later change shows
in a new version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from intranet.core import audit, clock, counters, files, versions
from intranet.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from intranet.extensions import db
from intranet.fieldwork import policy, queries
from intranet.fieldwork.models import Attendance, Photo, Remark, ServiceResult, VisitRecord, WalkIn
from intranet.opd.models import Opd
from intranet.visits import queries as visits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intranet.core.actor import Actor
    from intranet.fieldwork.photos import CleanPhoto
    from intranet.fieldwork.states import AgeGroup, Presence, RemarkKind, Sex
    from intranet.visits.queries import VisitRow

MOST_PHOTOS = 12
MOST_REMARKS = 200
CLOSED = "Hasil kunjungan ini belum dibuka atau sudah ditutup, atau bukan wewenang Anda."


def _visit(actor: Actor, visit_id: int) -> VisitRow:
    return visits.get_visit(actor, visit_id)


def _tell(visit_id: int) -> None:
    counters.bump(f"visit:{visit_id}")


def record_opd(
    actor: Actor,
    *,
    visit_id: int,
    opd_id: int,
    seen: str,
    attendance: Mapping[int, tuple[Presence, str]],
    counts: Mapping[int, tuple[int, int, str]],
) -> None:
    """Write attendance (employee id -> presence, note) and counts (service id -> served, finished, note) of one OPD.

    ``seen`` is ``queries.fingerprint`` of what the form showed. The same results sent twice change nothing the second time.

    Raises:
        NotFound, Forbidden: no such visit; not this person's OPD, or results are closed.
        Conflict: somebody else wrote results of this OPD meanwhile.
        InvalidInput: people or services that are not on the roster, or more finished than served.
    """
    visit = _visit(actor, visit_id)
    if not policy.can_record_opd(actor, visit, opd_id, clock.today()):
        raise Forbidden(CLOSED)
    roster = {row.employee_id: row for row in queries.list_roster(visit_id, opd_id)}
    offers = {row.service_id: row for row in queries.list_counts(visit_id, opd_id)}
    if set(attendance) - set(roster) or set(counts) - set(offers):
        raise InvalidInput(None, "Daftar petugas atau layanan sudah berubah. Muat ulang halaman, lalu isi lagi.")
    for service_id, (served, finished, _) in counts.items():
        if finished > served:
            raise InvalidInput(f"finished_{service_id}", f"Paling banyak {served}, sebanyak yang dilayani.")
    now_there = {row.employee_id: (row.presence, row.note) for row in roster.values() if row.presence}
    now_counted = {row.service_id: (row.served, row.finished, row.note) for row in offers.values() if row.served is not None}
    if (now_there, now_counted) == (dict(attendance), dict(counts)):
        return
    if seen != queries.fingerprint(visit_id, opd_id):
        raise Conflict("visit_opd", _subject(visit_id, opd_id))
    _replace_opd(visit_id, opd_id, attendance, counts)
    names = {row.employee_id: row.name for row in roster.values()}
    audit.record(
        actor,
        "results_recorded",
        subject=("visit_opd", _subject(visit_id, opd_id)),
        before=_told(now_there, now_counted, names, offers),
        after=_told(attendance, counts, names, offers),
    )
    _tell(visit_id)


def _subject(visit_id: int, opd_id: int) -> int:
    """One number for a visit and an OPD, for the audit trail."""
    return visit_id * 100_000 + opd_id


def _told(attendance: Mapping, counts: Mapping, names: Mapping, offers: Mapping) -> dict[str, object]:  # type: ignore[type-arg]
    return {
        "hadir": sorted(names[key] for key, value in attendance.items() if value[0] == "present"),
        "tidak_hadir": sorted(names[key] for key, value in attendance.items() if value[0] != "present"),
        "layanan": [f"{offers[key].service}: {value[0]} dilayani, {value[1]} selesai" for key, value in sorted(counts.items())],
    }


def _replace_opd(
    visit_id: int,
    opd_id: int,
    attendance: Mapping[int, tuple[Presence, str]],
    counts: Mapping[int, tuple[int, int, str]],
) -> None:
    db.session.execute(delete(Attendance).where(Attendance.visit_id == visit_id, Attendance.opd_id == opd_id))
    db.session.execute(delete(ServiceResult).where(ServiceResult.visit_id == visit_id, ServiceResult.opd_id == opd_id))
    db.session.add_all(
        [
            Attendance(visit_id=visit_id, opd_id=opd_id, employee_id=employee_id, presence=presence, note=note)
            for employee_id, (presence, note) in attendance.items()
        ]
    )
    db.session.add_all(
        [
            ServiceResult(
                visit_id=visit_id,
                opd_id=opd_id,
                service_id=service_id,
                served=served,
                finished=finished,
                carried_over=served - finished,
                note=note,
            )
            for service_id, (served, finished, note) in counts.items()
        ]
    )
    db.session.flush()


def record_visit(
    actor: Actor,
    *,
    visit_id: int,
    version: int,
    evening_residents: int,
    hours: Mapping[str, str],
    conclusion: str,
    walk_ins: Mapping[tuple[Sex, AgeGroup], int],
) -> None:
    """Write what belongs to the visit as a whole. ``hours``: evening_from, evening_until, service_from, service_until as "HH.MM".

    Raises:
        NotFound, Forbidden: as in ``record_opd``.
        Conflict: somebody else wrote it meanwhile.
        InvalidInput: an end before its start.
    """
    visit = _visit(actor, visit_id)
    if not policy.can_record_visit(actor, visit, clock.today()):
        raise Forbidden(CLOSED)
    for start, end in (("evening_from", "evening_until"), ("service_from", "service_until")):
        if hours[end] <= hours[start]:
            raise InvalidInput(end, f"Jam selesai harus setelah jam mulai ({hours[start]}).")
    before = queries.get_record(visit_id)
    tally = {(row.sex, row.age_group): row.count for row in queries.list_walk_ins(visit_id)}
    values = {"evening_residents": evening_residents, **hours, "conclusion": conclusion}
    if before.version and all(getattr(before, name) == value for name, value in values.items()) and tally == dict(walk_ins):
        return
    record = db.session.scalar(select(VisitRecord).where(VisitRecord.visit_id == visit_id))
    if record is None:
        if version:
            raise Conflict("visit_record", None)
        record = VisitRecord(visit_id=visit_id, updated_at=clock.now())
        db.session.add(record)
    else:
        versions.expect(record, version)
    for name, value in values.items():
        setattr(record, name, value)
    record.updated_at = clock.now()
    db.session.execute(delete(WalkIn).where(WalkIn.visit_id == visit_id))
    db.session.add_all([WalkIn(visit_id=visit_id, sex=sex, age_group=age, count=n) for (sex, age), n in walk_ins.items()])
    db.session.flush()
    audit.record(
        actor,
        "visit_results_recorded",
        subject=("visit_record", record.id),
        before={name: getattr(before, name) for name in values} | {"warga_dilayani": sum(tally.values())},
        after=values | {"warga_dilayani": sum(walk_ins.values())},
    )
    _tell(visit_id)


def add_remark(actor: Actor, *, visit_id: int, kind: RemarkKind, text: str, opd_id: int | None) -> int:
    """Write down a wish, problem or suggestion; the same sentence for the same OPD stays one. Returns its id.

    Raises:
        NotFound, Forbidden: as in ``record_opd``.
        InvalidInput: no such OPD, or far too many remarks.
    """
    visit = _visit(actor, visit_id)
    if not policy.can_add(actor, visit, clock.today()):
        raise Forbidden(CLOSED)
    if opd_id is not None and db.session.get(Opd, opd_id) is None:
        raise InvalidInput("opd_id", "Pilih OPD dari daftar.")
    alike = (Remark.visit_id == visit_id, Remark.kind == kind, Remark.text == text, Remark.opd_id.is_not_distinct_from(opd_id))
    same = db.session.scalar(select(Remark.id).where(*alike).limit(1))
    if same is not None:
        return same
    if (db.session.scalar(select(func.count()).where(Remark.visit_id == visit_id)) or 0) >= MOST_REMARKS:
        raise InvalidInput("text", f"Paling banyak {MOST_REMARKS} catatan untuk satu kunjungan. Gabungkan yang serupa.")
    remark = Remark(visit_id=visit_id, kind=kind, text=text, opd_id=opd_id, created_by_id=actor.id, created_at=clock.now())
    db.session.add(remark)
    db.session.flush()
    audit.record(actor, "remark_added", subject=("visit", visit_id), after={"jenis": kind.label, "isi": text})
    _tell(visit_id)
    return remark.id


def remove_remark(actor: Actor, *, visit_id: int, remark_id: int) -> None:
    """Take a remark away: its author, or who writes for the whole visit.

    Raises:
        NotFound, Forbidden.
    """
    visit = _visit(actor, visit_id)
    remark = db.session.scalar(select(Remark).where(Remark.id == remark_id, Remark.visit_id == visit_id))
    if remark is None:
        raise NotFound("Catatan ini sudah tidak ada.")
    today = clock.today()
    own = remark.created_by_id == actor.id and policy.can_add(actor, visit, today)
    if not (own or policy.can_record_visit(actor, visit, today)):
        raise Forbidden(CLOSED)
    audit.record(actor, "remark_removed", subject=("visit", visit_id), before={"jenis": remark.kind.label, "isi": remark.text})
    db.session.delete(remark)
    db.session.flush()
    _tell(visit_id)


def add_photo(actor: Actor, *, visit_id: int, photo: CleanPhoto, caption: str) -> int:
    """Keep a photo that ``photos.clean_photo`` made; the same photo twice stays one. Returns its id.

    Raises:
        NotFound, Forbidden: as in ``record_opd``.
        InvalidInput: enough photos already, or this one is there with another caption.
        StorageFull: no space left.
    """
    visit = _visit(actor, visit_id)
    if not policy.can_add(actor, visit, clock.today()):
        raise Forbidden(CLOSED)
    digest = files.store(photo.data)
    same = db.session.scalar(select(Photo).where(Photo.visit_id == visit_id, Photo.sha256 == digest).limit(1))
    if same is not None and same.caption == caption:
        return same.id
    if same is not None:
        raise InvalidInput("photo", f"Foto ini sudah ada dengan keterangan “{same.caption}”. Hapus yang lama untuk menggantinya.")
    if (db.session.scalar(select(func.count()).where(Photo.visit_id == visit_id)) or 0) >= MOST_PHOTOS:
        raise InvalidInput("photo", f"Sudah ada {MOST_PHOTOS} foto. Hapus satu dahulu.")
    row = Photo(
        visit_id=visit_id,
        sha256=digest,
        caption=caption,
        width=photo.width,
        height=photo.height,
        size_bytes=len(photo.data),
        uploaded_by_id=actor.id,
        uploaded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "photo_added", subject=("visit", visit_id), after={"keterangan": caption, "sha256": digest})
    _tell(visit_id)
    return row.id


def remove_photo(actor: Actor, *, visit_id: int, photo_id: int) -> None:
    """Take a photo off the visit: who uploaded it, or who writes for the whole visit. Issued reports keep theirs.

    Raises:
        NotFound, Forbidden.
    """
    visit = _visit(actor, visit_id)
    row = db.session.scalar(select(Photo).where(Photo.id == photo_id, Photo.visit_id == visit_id))
    if row is None:
        raise NotFound("Foto ini sudah tidak ada.")
    today = clock.today()
    own = row.uploaded_by_id == actor.id and policy.can_add(actor, visit, today)
    if not (own or policy.can_record_visit(actor, visit, today)):
        raise Forbidden(CLOSED)
    audit.record(actor, "photo_removed", subject=("visit", visit_id), before={"keterangan": row.caption, "sha256": row.sha256})
    db.session.delete(row)
    db.session.flush()
    _tell(visit_id)
