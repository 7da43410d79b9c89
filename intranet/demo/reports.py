"""The Laporan Kunjungan of the visits that were held: drafted, reviewed, issued, signed by hand, the visit closed.

All of it goes through the documents room. Only printing is taken out of its hands: two processes print while the rest of the
past is played, each paper with the number that it will have taken by then.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from sqlalchemy import select

from intranet.core import audit, clock, files
from intranet.demo.moments import at, refresh, workday
from intranet.documents import actions, compose, numbers, pdf, typesetting
from intranet.documents.models import Document
from intranet.documents.snapshot import from_json
from intranet.documents.states import DocumentKind
from intranet.extensions import db
from intranet.visits import actions as visits

if TYPE_CHECKING:
    from concurrent.futures import Future

    from intranet.demo.stage import Stage

DRAFTED, REVIEWED, ISSUED, SIGNED, CLOSED = 4, 6, 8, 11, 14
CORRECTED = 3
"""Which report is corrected by a second edition."""
CORRECTION = "Jumlah warga yang dilayani pada tabel layanan salah ketik dan telah diperbaiki."
SCAN_LIMIT = 15 * 1024 * 1024
PAGE = (827, 1169)
INK = (34, 48, 110)


@dataclass(slots=True)
class _OnPress:
    """A paper that is being printed, and the number that it will get."""

    document: int
    version: int
    prepared: actions.Prepared
    printed: Future[bytes]


def expect(stage: Stage, visit_id: int, ends_on: date) -> None:
    """A report will be written about the visit, as far as today allows."""
    shop = stage.shop
    if shop.begun >= stage.size.reports:
        return
    shop.begun += 1
    number = shop.begun
    stage.moments.add(at(workday(ends_on + timedelta(DRAFTED)), 9, 40), lambda: _draft(stage, visit_id, ends_on, number))


def _draft(stage: Stage, visit_id: int, ends_on: date, number: int) -> None:
    refresh()
    wording = compose.default_wording(stage.clerk, visit_id)
    document_id = actions.draft_report(stage.clerk, visit_id=visit_id, wording=wording)
    stage.moments.add(
        at(workday(ends_on + timedelta(REVIEWED)), 13, 20), lambda: _review(stage, document_id, visit_id, ends_on, number)
    )


def _review(stage: Stage, document_id: int, visit_id: int, ends_on: date, number: int) -> None:
    reviewer = stage.sekda if number % 3 == 0 else stage.planner
    actions.review(reviewer, document_id=document_id, version=_version(document_id))
    issued_on = workday(ends_on + timedelta(ISSUED))
    when = at(issued_on, 14, 10)
    if when >= stage.moments.now:
        return
    paper = _print(stage, document_id, issued_on)
    stage.moments.add(when, lambda: _issue(stage, paper))
    stage.moments.add(at(workday(ends_on + timedelta(SIGNED)), 10, 30), lambda: _sign(stage, document_id))
    stage.moments.add(at(workday(ends_on + timedelta(CLOSED)), 15, 0), lambda: _close(stage, visit_id))
    if number == CORRECTED:
        corrected = workday(ends_on + timedelta(SIGNED + 2))
        stage.moments.add(at(corrected, 9, 10), lambda: _correct(stage, document_id, visit_id, corrected - timedelta(DRAFTED)))


def _correct(stage: Stage, document_id: int, visit_id: int, from_day: date) -> None:
    refresh()
    newer = actions.correct(stage.clerk, document_id=document_id, version=_version(document_id), reason=CORRECTION)
    stage.moments.add(at(workday(from_day + timedelta(REVIEWED)), 13, 50), lambda: _review(stage, newer, visit_id, from_day, 1))


def _version(document_id: int) -> int:
    refresh()
    return db.session.execute(select(Document.version).where(Document.id == document_id)).scalar_one()


def _print(stage: Stage, document_id: int, on: date) -> _OnPress:
    refresh()
    document = db.session.get_one(Document, document_id)
    taken = None
    if document.number is None:
        taken = numbers.next_number(DocumentKind.VISIT_REPORT, on.year, skip=stage.shop.reserved[on.year])
        stage.shop.reserved[on.year] += 1
    number = document.number or (taken.text if taken else "")
    report = compose.issued(from_json(document.snapshot), number=number, dated_on=on, anchor=audit.anchor().text)
    prepared = actions.Prepared(document.id, document.version, taken, number, report, b"", 0)
    return _OnPress(
        document.id, document.version, prepared, stage.shop.submit(typesetting.report_job(report, files.read, draft=False))
    )


def _issue(stage: Stage, paper: _OnPress) -> None:
    refresh()
    printed = paper.printed.result()
    if paper.prepared.taken is not None:
        stage.shop.reserved[clock.today().year] -= 1
    actions.issue(stage.clerk, prepared=replace(paper.prepared, pdf=printed, pages=pdf.count_pages(printed)))


def _sign(stage: Stage, document_id: int) -> None:
    version = _version(document_id)
    number = db.session.execute(select(Document.number).where(Document.id == document_id)).scalar_one()
    scan = draw_scan(f"Nomor {number}", stage.rng.randint(0, 9999))
    actions.sign(stage.clerk, document_id=document_id, version=version, scan=scan, limit_bytes=SCAN_LIMIT)


def _close(stage: Stage, visit_id: int) -> None:
    refresh()
    visits.close(stage.planner, visit_id=visit_id)


def draw_scan(text: str, turn: int) -> bytes:
    """A grey page with a signature of nobody, as JPEG: it stands for the scan of a paper signed by hand."""
    page = Image.new("RGB", PAGE, (244, 242, 236))
    pen = ImageDraw.Draw(page)
    pen.text((90, 84), text, fill=(60, 60, 60), font_size=24)
    pen.text((90, 118), "Pindaian contoh untuk demo", fill=(60, 60, 60), font_size=24)
    for line in range(24):
        pen.line([(90, 170 + line * 28), (737 - (line * 37 + turn) % 160, 170 + line * 28)], fill=(176, 174, 170), width=5)
    points = [(520 + step * 9, 960 + ((step * 53 + turn) % 61) - 30) for step in range(18)]
    pen.line(points, fill=INK, width=4, joint="curve")
    out = io.BytesIO()
    page.save(out, "JPEG", quality=70)
    return out.getvalue()
