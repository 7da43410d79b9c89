"""The life of a visit: the only writer of ``Visit.status``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from intranet.core import audit, clock, counters, versions
from intranet.core.errors import Forbidden, InvalidInput, InvalidTransition, NotFound
from intranet.core.text import clean
from intranet.extensions import db
from intranet.places.models import Desa
from intranet.visits import hooks, policy, queries
from intranet.visits.models import Visit
from intranet.visits.states import TRANSITIONS, VisitStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from intranet.core.actor import Actor

EVENTS = {
    VisitStatus.SCHEDULED: "visit_scheduled",
    VisitStatus.POSTPONED: "visit_postponed",
    VisitStatus.CANCELLED: "visit_cancelled",
    VisitStatus.HELD: "visit_held",
    VisitStatus.REPORTED: "visit_reported",
    VisitStatus.CLOSED: "visit_closed",
}
MAX_REASON = 1000
MIN_REASON = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One visit as a release wants it; both days count."""

    desa_id: int
    starts_on: date
    ends_on: date
    venue: str


@dataclass(frozen=True, slots=True)
class Result:
    """What publishing did. ``visit_ids`` names the visit of each desa in the release, whether it changed or not."""

    published: hooks.Published
    visit_ids: dict[int, int]


def publish(actor: Actor, *, year: int, lines: Iterable[Line], removed_reason: str, waiting: Collection[int] = ()) -> Result:
    """Make the visits of ``year`` equal to the lines of a release, and tell the rooms above what changed.

    A desa without a visit gets one; a scheduled or postponed visit takes the days and venue of its line; one without a
    line is cancelled with ``removed_reason``. What was held stays as it is, whether it has a line or not; so does what is
    postponed to a desa in ``waiting``, whose plan has no new date yet.

    Raises:
        Forbidden: the actor may not publish.
        InvalidInput: a line would change a visit that was already held, or two lines name the same desa.
    """
    if not policy.can_publish(actor):
        raise Forbidden("Hanya Sekda yang menerbitkan jadwal.")
    wanted: dict[int, Line] = {}
    for line in lines:
        if wanted.setdefault(line.desa_id, line) is not line:
            raise InvalidInput("desa", "Satu desa tercantum dua kali dalam jadwal ini.")
    existing = {
        visit.desa_id: visit
        for visit in db.session.scalars(
            select(Visit).where(Visit.year == year, Visit.status != VisitStatus.CANCELLED).order_by(Visit.id)
        )
    }
    created = [_create(year, line) for desa_id, line in wanted.items() if desa_id not in existing]
    db.session.add_all(created)
    db.session.flush()
    for visit in created:
        _transition(actor, visit, VisitStatus.SCHEDULED, after=_days(visit))
    moved, elsewhere = _apply(actor, existing, wanted)
    removed = [
        visit
        for desa_id, visit in existing.items()
        if desa_id not in wanted and _is_open(visit) and not (visit.status is VisitStatus.POSTPONED and desa_id in waiting)
    ]
    for visit in removed:
        _transition(actor, visit, VisitStatus.CANCELLED, reason=removed_reason)
    db.session.flush()
    published = hooks.Published(
        year=year,
        created=tuple(visit.id for visit in created),
        moved=tuple(visit.id for visit in moved),
        removed=tuple(visit.id for visit in removed),
        venue_changed=tuple(visit.id for visit in elsewhere),
    )
    counters.bump("schedule")
    counters.bump("board")
    hooks.tell_published(actor, published)
    kept = {desa_id: visit.id for desa_id, visit in existing.items() if desa_id in wanted}
    return Result(published, kept | {visit.desa_id: visit.id for visit in created})


def _create(year: int, line: Line) -> Visit:
    return Visit(year=year, desa_id=line.desa_id, starts_on=line.starts_on, ends_on=line.ends_on, venue=line.venue)


def _is_open(visit: Visit) -> bool:
    return visit.status in (VisitStatus.SCHEDULED, VisitStatus.POSTPONED)


def _days(visit: Visit) -> dict[str, str]:
    return {"mulai": visit.starts_on.isoformat(), "selesai": visit.ends_on.isoformat(), "tempat": visit.venue}


def _apply(actor: Actor, existing: dict[int, Visit], wanted: dict[int, Line]) -> tuple[list[Visit], list[Visit]]:
    """Give open visits the days and venues of their lines; returns those that moved and those with only a new venue."""
    moved: list[Visit] = []
    elsewhere: list[Visit] = []
    for desa_id, visit in existing.items():
        line = wanted.get(desa_id)
        if line is None:
            continue
        new_days = (visit.starts_on, visit.ends_on) != (line.starts_on, line.ends_on)
        came_back = visit.status is VisitStatus.POSTPONED
        if not (new_days or came_back or visit.venue != line.venue):
            continue
        if not _is_open(visit):
            raise InvalidInput("desa", "Kunjungan yang sudah terlaksana tidak dapat dipindahkan.")
        before = _days(visit)
        visit.starts_on, visit.ends_on, visit.venue = line.starts_on, line.ends_on, line.venue
        if came_back:
            _transition(actor, visit, VisitStatus.SCHEDULED, before=before, after=_days(visit))
        else:
            audit.record(actor, "visit_moved", subject=("visit", visit.id), before=before, after=_days(visit))
            counters.bump(f"visit:{visit.id}")
        (moved if new_days or came_back else elsewhere).append(visit)
    return moved, elsewhere


def _transition(
    actor: Actor,
    visit: Visit,
    to: VisitStatus,
    *,
    reason: str = "",
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    """The single writer of ``Visit.status``: checks the table of transitions, writes, and leaves the audit event."""
    was = visit.status
    if to not in TRANSITIONS[was]:
        raise InvalidTransition(f"Kunjungan ini berstatus {was.label}, sehingga tidak dapat menjadi {to.label}.")
    visit.status, visit.status_reason, visit.status_at = to, reason, clock.now()
    changed = {"status": to.label, **(after or {})}
    if reason:
        changed["alasan"] = reason
    audit.record(actor, EVENTS[to], subject=("visit", visit.id), before={"status": was.label, **(before or {})}, after=changed)
    counters.bump(f"visit:{visit.id}")


def _load(actor: Actor, visit_id: int) -> Visit:
    visit = db.session.scalar(select(Visit).where(Visit.id == visit_id, queries.visible_to(actor)))
    if visit is None:
        raise NotFound("Kunjungan ini tidak ditemukan.")
    return visit


def _change(actor: Actor, visit: Visit, to: VisitStatus, reason: str = "") -> None:
    """A change of state outside a release, with all that follows from it."""
    was = visit.status
    _transition(actor, visit, to, reason=reason)
    db.session.flush()
    counters.bump("schedule")
    counters.bump("board")
    hooks.tell_changed(actor, hooks.Changed(visit.id, was, to, reason))


def _reason(text: str) -> str:
    reason = clean(text, lines=True)
    if len(reason) < MIN_REASON:
        raise InvalidInput("reason", "Tulis alasannya, paling sedikit 5 huruf; OPD dan desa membacanya.")
    if len(reason) > MAX_REASON:
        raise InvalidInput("reason", f"Alasan paling panjang {MAX_REASON} huruf. Sekarang {len(reason)}.")
    return reason


def _pressed_again(actor: Actor, visit: Visit, version: int, to: VisitStatus, reason: str) -> bool:
    """True when this very form led to this state: same person, same reason, and nothing happened since."""
    if (visit.status, visit.status_reason, visit.version) != (to, clean(reason, lines=True), version + 1):
        return False
    done = audit.changes_since(("visit", visit.id), limit=1)
    return bool(done) and done[0].actor_id == actor.id


def postpone(actor: Actor, *, visit_id: int, version: int, reason: str) -> None:
    """Take a scheduled visit off its days; a later release gives it new ones.

    Pressed twice by the same person with the same reason, the second press changes nothing.

    Raises:
        NotFound, Forbidden, Conflict (stale ``version``), InvalidInput (``reason``), InvalidTransition.
    """
    visit = _load(actor, visit_id)
    if not policy.can_manage(actor):
        raise Forbidden("Hanya perencana yang dapat menunda kunjungan.")
    if _pressed_again(actor, visit, version, VisitStatus.POSTPONED, reason):
        return
    versions.expect(visit, version)
    _change(actor, visit, VisitStatus.POSTPONED, _reason(reason))


def cancel(actor: Actor, *, visit_id: int, version: int, reason: str) -> None:
    """Cancel a scheduled or postponed visit for good. Raises as :func:`postpone`."""
    visit = _load(actor, visit_id)
    if not policy.can_manage(actor):
        raise Forbidden("Hanya perencana yang dapat membatalkan kunjungan.")
    if _pressed_again(actor, visit, version, VisitStatus.CANCELLED, reason):
        return
    versions.expect(visit, version)
    _change(actor, visit, VisitStatus.CANCELLED, _reason(reason))


def mark_held(actor: Actor, *, visit_id: int, version: int | None = None) -> bool:
    """Say that a visit took place, from its first day on; False when that was said before.

    The desa's last visit becomes the visit's first day.

    Raises:
        NotFound, Forbidden, Conflict (stale ``version``, unless None), InvalidTransition (too early, or not scheduled).
    """
    visit = _load(actor, visit_id)
    if not policy.may_mark_held(actor):
        raise Forbidden("Hanya perencana atau petugas TU yang dapat menandai kunjungan terlaksana.")
    if visit.status in queries.TOOK_PLACE:
        return False
    if version is not None:
        versions.expect(visit, version)
    if clock.today() < visit.starts_on:
        raise InvalidTransition(
            "Kunjungan ini belum dimulai. Tandai terlaksana mulai hari pertamanya; bila tanggalnya berubah, ubah jadwalnya dahulu."
        )
    _change(actor, visit, VisitStatus.HELD)
    # Past the version of the desa on purpose: a form open there must not fail because a visit was held.
    earlier = or_(Desa.last_visited_on.is_(None), Desa.last_visited_on < visit.starts_on)
    db.session.execute(update(Desa).where(Desa.id == visit.desa_id, earlier).values(last_visited_on=visit.starts_on))
    return True


def mark_reported(actor: Actor, *, visit_id: int) -> bool:
    """Say that the report of a held visit was issued; False when one was issued before.

    Raises:
        NotFound, Forbidden, InvalidTransition.
    """
    visit = _load(actor, visit_id)
    if not policy.may_mark_reported(actor):
        raise Forbidden("Hanya petugas yang menerbitkan laporan yang dapat menandai kunjungan dilaporkan.")
    if visit.status in (VisitStatus.REPORTED, VisitStatus.CLOSED):
        return False
    _change(actor, visit, VisitStatus.REPORTED)
    return True


def close(actor: Actor, *, visit_id: int) -> bool:
    """Close a reported visit; False when it is closed already. Raises NotFound, Forbidden, InvalidTransition."""
    visit = _load(actor, visit_id)
    if not policy.may_close(actor):
        raise Forbidden("Anda tidak berwenang menutup kunjungan.")
    if visit.status is VisitStatus.CLOSED:
        return False
    _change(actor, visit, VisitStatus.CLOSED)
    return True
