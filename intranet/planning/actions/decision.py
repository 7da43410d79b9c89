"""From the working copy to the published schedule: submitted, approved as a release, or returned with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from intranet.core import audit, clock, counters, versions
from intranet.core.errors import Forbidden, InvalidInput, InvalidTransition
from intranet.core.text import clean
from intranet.extensions import db
from intranet.planning import policy, queries
from intranet.planning.actions.rules import load_plan, refuse_others
from intranet.planning.models import Release, ReleasedVisit, YearPlan
from intranet.planning.states import TRANSITIONS, PlanStatus
from intranet.visits import actions as visit_actions

if TYPE_CHECKING:
    from intranet.core.actor import Actor
    from intranet.planning.queries import Line, WorkingCopy

MOST_NOTE = 1000
MOST_DECREE = 80
LEAST_REASON = 5
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Approved:
    """The number of the release; ``already`` when an earlier press of the same form made it."""

    number: int
    already: bool = False


def _transition(actor: Actor, plan: YearPlan, to: PlanStatus, event: str, **after: object) -> None:
    """The single writer of ``YearPlan.status``."""
    was = plan.status
    if to not in TRANSITIONS[was]:
        raise InvalidTransition(f"Rencana {plan.year} berstatus “{was.label}”, sehingga langkah ini tidak dapat dilakukan.")
    plan.status = to
    audit.record(actor, event, subject=("year_plan", plan.id), before={"status": was.label}, after={"status": to.label, **after})
    counters.bump("planning")


def submit(actor: Actor, *, year: int, version: int, note: str = "") -> bool:
    """Hand the working copy to the Sekda; it is locked until the decision. False when this very form did so before.

    Raises:
        NotFound, Forbidden, InvalidTransition, InvalidInput (nothing to release, or dates that cannot stand),
        Conflict: somebody else was faster, the form is older, or its message is another one than the Sekda reads.
    """
    refuse_others(actor)
    plan = load_plan(year)
    text = clean(note, lines=True)
    own = plan.status is PlanStatus.SUBMITTED and policy.is_own(actor, plan)
    if own and _pressed_again(plan, version) and plan.note == text:
        return False
    versions.expect(plan, version)
    if plan.status is PlanStatus.SUBMITTED:
        raise InvalidTransition("Rencana ini sudah menunggu keputusan Sekda, sehingga tidak dapat diajukan lagi.")
    copy = queries.get_working_copy(actor, year)
    _refuse_unfit(copy)
    if copy.diff.empty:
        raise InvalidInput(None, "Tidak ada perubahan terhadap rilis terakhir, sehingga tidak ada yang perlu disetujui.")
    if len(text) > MOST_NOTE:
        raise InvalidInput("note", f"Catatan paling panjang {MOST_NOTE} huruf. Sekarang {len(text)}.")
    plan.note, plan.return_reason, plan.returned_by_id = text, "", None
    plan.submitted_by_id, plan.submitted_at = actor.id, clock.now()
    _transition(actor, plan, PlanStatus.SUBMITTED, "plan_submitted", perubahan=copy.diff.total, catatan=text)
    return True


def _pressed_again(plan: YearPlan, version: int) -> bool:
    """True when the step that the form led to is the last thing that happened: it raised the version by one."""
    return plan.version == version + 1


def _refuse_unfit(copy: WorkingCopy) -> None:
    if not copy.dated:
        raise InvalidInput(None, "Belum ada desa yang bertanggal. Tekan Susun otomatis, atau isi tanggalnya satu per satu.")
    bad = copy.problems
    if bad:
        named = "; ".join(f"{line.desa} {line.problem}" for line in bad[:MOST_NAMED])
        more = f" dan {len(bad) - MOST_NAMED} lainnya" if len(bad) > MOST_NAMED else ""
        raise InvalidInput(None, f"{len(bad)} tanggal perlu diperbaiki dahulu: {named}{more}.")


def approve(actor: Actor, *, year: int, version: int, decree_number: str = "", note: str = "") -> Approved:
    """Make the submitted working copy the next release and the published schedule.

    Pressed twice by the same person with the same words, the second press gives the same release and changes nothing.

    Raises:
        NotFound, Forbidden (not the one to decide, or the one who submitted), InvalidTransition,
        InvalidInput (``decree_number``, ``note``, or dates that can no longer stand),
        Conflict: somebody else was faster, the form is older, or the release has other words than the form.
    """
    plan = _load_to_decide(actor, year)
    decree, told = clean(decree_number), clean(note, lines=True)
    if plan.status is PlanStatus.APPROVED and _pressed_again(plan, version):
        made = _own_release(actor, plan, decree, told)
        if made is not None:
            return Approved(made, already=True)
    versions.expect(plan, version)
    if len(decree) > MOST_DECREE:
        raise InvalidInput("decree_number", f"Nomor keputusan paling panjang {MOST_DECREE} huruf. Sekarang {len(decree)}.")
    if len(told) > MOST_NOTE:
        raise InvalidInput("note", f"Catatan paling panjang {MOST_NOTE} huruf. Sekarang {len(told)}.")
    copy = queries.get_working_copy(actor, year)
    _refuse_unfit(copy)
    if copy.diff.empty:
        raise InvalidInput(None, "Usulan ini tidak lagi mengubah jadwal yang terbit. Kembalikan kepada perencana.")
    release = Release(
        plan_id=plan.id,
        number=(db.session.scalar(select(func.max(Release.number)).where(Release.plan_id == plan.id)) or 0) + 1,
        note=told,
        decree_number=decree,
        approved_by_id=actor.id,
        approved_by_name=actor.name,
        approved_at=clock.now(),
    )
    db.session.add(release)
    _transition(actor, plan, PlanStatus.APPROVED, "plan_approved", rilis=release.number, nomor_keputusan=decree)
    db.session.flush()
    _publish(actor, release, copy)
    return Approved(release.number)


def _load_to_decide(actor: Actor, year: int) -> YearPlan:
    if not policy.may_decide(actor):
        raise Forbidden("Hanya Sekda yang memutuskan jadwal.")
    plan = load_plan(year)
    if plan.status is PlanStatus.SUBMITTED and policy.is_own(actor, plan):
        raise Forbidden("Yang mengajukan rencana tidak dapat memutuskannya sendiri. Minta pejabat lain memutuskannya.")
    return plan


def _own_release(actor: Actor, plan: YearPlan, decree: str, note: str) -> int | None:
    """The number of the last release when this person made it with these words."""
    last = db.session.scalar(select(Release).where(Release.plan_id == plan.id).order_by(Release.number.desc()).limit(1))
    if last is None or last.approved_by_id != actor.id or (last.decree_number, last.note) != (decree, note):
        return None
    return last.number


def _publish(actor: Actor, release: Release, copy: WorkingCopy) -> None:
    dated = [line for line in copy.lines if line.starts_on is not None]
    result = visit_actions.publish(
        actor,
        year=copy.plan.year,
        lines=[_wanted(line) for line in dated],
        waiting={line.desa_id for line in copy.lines if line.starts_on is None},
        removed_reason=f"Dikeluarkan dari jadwal pada rilis {release.number}.",
    )
    db.session.execute(
        insert(ReleasedVisit),
        [
            {
                "release_id": release.id,
                "desa_id": line.desa_id,
                "visit_id": result.visit_ids[line.desa_id],
                "starts_on": line.starts_on,
                "days": line.days,
                "venue": line.venue,
                "reason": line.reason,
            }
            for line in dated
        ],
    )


def _wanted(line: Line) -> visit_actions.Line:
    if line.starts_on is None or line.ends_on is None:
        raise ValueError("a line without a date is not released")
    return visit_actions.Line(line.desa_id, line.starts_on, line.ends_on, line.venue)


def send_back(actor: Actor, *, year: int, version: int, reason: str) -> bool:
    """Return a submitted plan to the planner, who reads the reason. False when this very form did so before.

    Raises:
        NotFound, Forbidden, InvalidTransition, InvalidInput (``reason``),
        Conflict: somebody else was faster, the form is older, or the planner reads another reason.
    """
    plan = _load_to_decide(actor, year)
    text = clean(reason, lines=True)
    own = plan.status is PlanStatus.RETURNED and plan.returned_by_id == actor.id
    if own and _pressed_again(plan, version) and plan.return_reason == text:
        return False
    versions.expect(plan, version)
    if not LEAST_REASON <= len(text) <= MOST_NOTE:
        raise InvalidInput(
            "reason", f"Tulis alasannya, {LEAST_REASON} sampai {MOST_NOTE} huruf, agar perencana tahu apa yang harus diperbaiki."
        )
    plan.return_reason, plan.returned_by_id = text, actor.id
    _transition(actor, plan, PlanStatus.RETURNED, "plan_returned", alasan=text)
    return True
