"""What the page of a desa tells of its visits: those to come with their answers so far, those that were with their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intranet.core import clock
from intranet.core.permissions import Permission
from intranet.places import panels
from intranet.places.panels import Line, Panel
from intranet.visits import hooks, policy, queries
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor
    from intranet.visits.queries import VisitRow

MOST = 12
REPORTED = (VisitStatus.REPORTED, VisitStatus.CLOSED)
NONE_YET = "Belum ada kunjungan dalam jadwal yang terbit."


def register() -> None:
    """Stand on the page of each desa. Called once, by the factory."""
    panels.add_desa_panel("visits", visits_of)


def visits_of(actor: Actor, desa_id: int) -> Panel | None:
    """The last visits of a desa, the latest date first. Three statements at most."""
    if not policy.can_see(actor):
        return None
    today = clock.today()
    found = queries.list_of_desa(actor, desa_id, limit=MOST)
    coming = [visit.id for visit in found if visit.status is VisitStatus.SCHEDULED and visit.ends_on >= today]
    ready, answers = hooks.readiness(coming), hooks.progress(coming)
    lines = []
    for visit in found:
        if visit.id in coming:
            mark = ready.get(visit.id, visit.status)
            lines.append(_line(visit, mark, _answers(visit, answers.get(visit.id))))
        else:
            lines.append(_other(actor, visit, today))
    return Panel("Kunjungan", tuple(lines), empty=NONE_YET, order=10)


def _line(visit: VisitRow, mark: Any, detail: str, links: tuple[tuple[str, str], ...] = ()) -> Line:
    return Line(
        days=(visit.starts_on, visit.ends_on),
        detail=detail,
        url=f"/kunjungan/{visit.id}",
        word=mark.label,
        tone=mark.tone,
        icon=mark.icon,
        links=links,
    )


def _answers(visit: VisitRow, answers: hooks.Progress | None) -> str:
    if answers is None or not answers.asked:
        return visit.venue
    return f"{visit.venue} · {answers.given} dari {answers.asked} OPD sudah menjawab"


def _other(actor: Actor, visit: VisitRow, today: date) -> Line:
    """A visit that is over, or that will not be on its days."""
    if visit.status is VisitStatus.POSTPONED:
        url, status = f"/kunjungan/{visit.id}", visit.status
        return Line("Menunggu tanggal baru", visit.status_reason, url, word=status.label, tone=status.tone, icon=status.icon)
    if visit.status is VisitStatus.CANCELLED:
        return _line(visit, visit.status, visit.status_reason)
    links = []
    if actor.can(Permission.FIELDWORK_READ):
        links.append((f"/kunjungan/{visit.id}/hasil", "Hasil"))
    if visit.status in REPORTED and actor.can(Permission.DOCUMENTS_READ):
        links.append((f"/kunjungan/{visit.id}#berkas", "Laporan"))
    late = policy.is_overdue(visit.status, visit.ends_on, today)
    return _line(visit, visit.status, "Belum ditandai terlaksana" if late else visit.venue, tuple(links))
