"""Makes a Laporan Kunjungan of what was recorded and of the words that people wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from intranet.core import clock
from intranet.core.errors import InvalidInput, InvalidTransition
from intranet.documents import letterhead
from intranet.documents.phrases import PROGRAMME, place_of, usual_wording, way_to
from intranet.documents.signature_block import STATUS_WORDS, DocumentClass, signature_block
from intranet.documents.snapshot import (
    Aspiration,
    Attendee,
    Letterhead,
    Paper,
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
from intranet.documents.sources import Facts, find_holder, load_facts
from intranet.documents.wording import Wording, lines, wording_from
from intranet.fieldwork.states import Presence, RemarkKind
from intranet.opd.states import Office
from intranet.participation.states import COMING, ParticipationStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from intranet.config import Settings
    from intranet.core.actor import Actor
    from intranet.participation.rows import AnswerRow

__all__ = [
    "Wording",
    "configure",
    "dated_on",
    "default_wording",
    "issued",
    "proof_url",
    "signer_name",
    "signer_office",
    "subject_of",
    "visit_report",
    "wording_from",
    "wording_of",
]

OFFICES = {Office.SEKDA: "Sekretaris Daerah", Office.BUPATI: "Bupati Bengkulu Selatan"}
UNKNOWN_PRESENCE = "Belum dicatat"
LONGEST_SUBJECT = 300

_base_url = ""


def configure(settings: Settings) -> None:
    """Take the address that QR codes lead to from the settings; never from a request."""
    global _base_url  # noqa: PLW0603 - one installation per process
    _base_url = settings.base_url.rstrip("/")


def proof_url(code: str) -> str:
    """The whole address where anybody checks the document of this code."""
    if not _base_url:
        raise RuntimeError("compose.configure() was not called")
    return f"{_base_url}/verifikasi/{code}"


def default_wording(actor: Actor, visit_id: int) -> Wording:
    """The usual words of a report, filled from what was recorded; people change them as they like.

    Raises:
        NotFound: no such visit, or this person may not read its results.
    """
    return usual_wording(load_facts(actor, visit_id))


def visit_report(
    actor: Actor, visit_id: int, wording: Wording, *, code: str, edition: int = 1, correction_reason: str = ""
) -> VisitReport:
    """The report of a visit as its results stand now, without number and date.

    Args:
        code: the random code of the document, which its QR holds.

    Raises:
        NotFound: no such visit, or this person may not read its results.
        InvalidInput: on ``office``: an office that signs no reports, or that nobody holds today.
    """
    facts = load_facts(actor, visit_id)
    head = letterhead.load()
    return VisitReport(
        subject=_subject(facts),
        programme=PROGRAMME,
        letterhead=_letterhead(head, wording.office),
        visit=_visit(facts),
        signer=_signer(wording.office, clock.today(), prints_nip=bool(head["sekda_nip"])),
        verification=Verification(code=code, url=proof_url(code)),
        place=str(head["place"]),
        edition=edition,
        correction_reason=correction_reason,
        paper=Paper(size=str(head["paper"])),
        background=wording.background,
        basis=lines(wording.basis),
        purpose=wording.purpose,
        activities=lines(wording.activities),
        participants=_participants(facts),
        services=_services(facts),
        walk_ins=_walk_ins(facts),
        aspirations=tuple(
            Aspiration(text=row.text, opd=facts.opd(row.opd_id))
            for row in facts.results.remarks
            if row.kind is RemarkKind.ASPIRATION
        ),
        problems=_remarks(facts, RemarkKind.PROBLEM),
        suggestions=_remarks(facts, RemarkKind.SUGGESTION),
        conclusion=wording.conclusion,
        suggestion=wording.suggestion,
        closing=wording.closing,
        attendance=_attendance(facts),
        photos=tuple(
            Photo(sha256=row.sha256, caption=row.caption, width=row.width, height=row.height) for row in facts.results.photos
        ),
        copies=lines(wording.copies),
    )


def issued(report: VisitReport, *, number: str, dated_on: date, anchor: str) -> VisitReport:
    """The report as it is issued: with number, date, and the end of the audit trail at that moment.

    Raises:
        InvalidTransition: the office changed hands since the draft was written; it has to be saved and reviewed again.
    """
    office = report.signer.kind
    try:
        now = _signer(office, dated_on, prints_nip=report.signer.prints_nip)
    except InvalidInput as error:
        raise InvalidTransition(error.message) from error
    if now != report.signer:
        raise InvalidTransition(
            "Pejabat penanda tangan berubah sejak konsep disimpan. Kembalikan konsep, simpan sekali lagi, lalu periksa kembali."
        )
    return replace(report, number=number, dated_on=dated_on, anchor=anchor, copies=report.receivers)


def wording_of(report: VisitReport) -> Wording:
    """The words that people wrote, back from a report."""
    return Wording(
        office=report.signer.kind,
        background=report.background,
        basis="\n".join(report.basis),
        purpose=report.purpose,
        activities="\n".join(report.activities),
        conclusion=report.conclusion,
        suggestion=report.suggestion,
        closing=report.closing,
        copies="\n".join(report.copies),
    )


def subject_of(report: VisitReport) -> str:
    """What the report is about, as the register shows it."""
    return report.subject


def dated_on(report: VisitReport) -> date | None:
    """The day on the paper; None before it is issued."""
    return report.dated_on


def signer_name(report: VisitReport) -> str:
    """The signer's name as it stands on the paper."""
    return signature_block(DocumentClass.LETTER, report.signer).name


def signer_office(report: VisitReport) -> str:
    """The signer's office in words: ``Plt. Sekretaris Daerah``."""
    return f"{STATUS_WORDS[report.signer.status]} {report.signer.office}".strip()


def _subject(facts: Facts) -> str:
    return f"Pelaksanaan {PROGRAMME} di {place_of(facts)}, Kecamatan {facts.visit.kecamatan}"[:LONGEST_SUBJECT]


def _letterhead(head: letterhead.Head, office: str) -> Letterhead:
    """The head of the office that signs: the regent's bears the emblem of the state and the name of the office, no more."""
    if office == Office.BUPATI.value:
        unit, emblem = OFFICES[Office.BUPATI].upper(), str(head["emblem_sha256"])
        return Letterhead(government=str(head["government"]), unit=unit, emblem=True, emblem_sha256=emblem)
    names = ("government", "unit", "address", "post_code", "phone", "web", "email", "arms_sha256")
    lines: dict[str, Any] = {name: str(head[name]) for name in names}
    return Letterhead(**lines)


def _signer(office: str, on: date, *, prints_nip: bool) -> Signer:
    known = next((each for each in OFFICES if each.value == office), None)
    if known is None:
        raise InvalidInput("office", "Pilih pejabat penanda tangan.")
    holder = find_holder(known, on)
    if holder is None:
        raise InvalidInput(
            "office",
            f"Belum ada {OFFICES[known]} yang tercatat menjabat pada hari ini. Pilih pejabat lain, atau lengkapi data pejabat.",
        )
    return Signer(
        kind=known.value,
        office=OFFICES[known],
        name=holder.name,
        plain_name=holder.plain_name,
        status=holder.status,
        rank=holder.rank,
        nip=holder.nip,
        prints_nip=prints_nip,
    )


def _visit(facts: Facts) -> VisitFacts:
    visit, record, release = facts.visit, facts.results.record, facts.release
    return VisitFacts(
        desa=visit.desa,
        kecamatan=visit.kecamatan,
        code=facts.code,
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
        kind=facts.kind,
        venue=visit.venue,
        distance=way_to(visit),
        schedule_year=visit.year,
        release=release.number if release else 0,
        evening_from=record.evening_from,
        evening_until=record.evening_until,
        evening_residents=record.evening_residents,
        service_from=record.service_from,
        service_until=record.service_until,
    )


def _answer_words(row: AnswerRow) -> tuple[str, str]:
    if row.status in COMING:
        return "Hadir", ""
    if row.status is ParticipationStatus.DECLINED:
        return "Tidak hadir", row.decline_reason
    return "Tidak menjawab", ""


def _participants(facts: Facts) -> tuple[Participant, ...]:
    """Those who came first, then those who did not, each by name, the regency's own before guests."""
    found = []
    for row in facts.answers:
        status, note = _answer_words(row)
        people = [each for each in facts.results.roster if each.opd_id == row.opd_id]
        name = facts.opds[row.opd_id]
        found.append(
            Participant(
                opd=name.name,
                status=status,
                staff=len(people),
                present=sum(1 for each in people if each.presence is Presence.PRESENT),
                attends=row.status in COMING,
                external=name.guest,
                note=note,
            )
        )
    return tuple(sorted(found, key=lambda each: (not each.attends, each.external, each.opd)))


def _services(facts: Facts) -> tuple[ServiceLine, ...]:
    rows = [
        ServiceLine(
            opd=facts.opd(row.opd_id),
            service=row.service,
            unit=row.unit,
            expected=row.quota,
            served=row.served,
            finished=row.finished,
            carried_over=row.carried_over,
            note=row.note,
        )
        for row in facts.results.counts
    ]
    return tuple(sorted(rows, key=_by_opd(facts)))


def _by_opd(facts: Facts) -> Callable[[ServiceLine | Attendee], tuple[bool, str]]:
    """Sorts by OPD as in the list of participants; what came in order stays in order."""
    guests = {each.name for each in facts.opds.values() if each.guest}
    return lambda each: (each.opd in guests, each.opd)


def _walk_ins(facts: Facts) -> tuple[WalkIn, ...]:
    if not facts.results.residents_served:
        return ()
    return tuple(WalkIn(sex=row.sex.label, age_group=row.age_group.label, count=row.count) for row in facts.results.walk_ins)


def _remarks(facts: Facts, kind: RemarkKind) -> tuple[Remark, ...]:
    return tuple(Remark(text=row.text, opd=facts.opd(row.opd_id)) for row in facts.results.remarks if row.kind is kind)


def _attendance(facts: Facts) -> tuple[Attendee, ...]:
    people = [
        Attendee(
            name=facts.names.get(row.employee_id, row.name),
            opd=facts.opd(row.opd_id),
            position=row.position,
            function=row.function,
            presence=row.presence.label if row.presence else UNKNOWN_PRESENCE,
            present=row.presence is Presence.PRESENT,
            note=row.note,
        )
        for row in facts.results.roster
    ]
    return tuple(sorted(people, key=_by_opd(facts)))
