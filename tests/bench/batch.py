"""Many different reports, printed as issuing prints them (a child process each, under limits): two at a time against one."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from intranet.core import files
from intranet.documents import pdf
from intranet.documents.models import Document
from intranet.documents.snapshot import VisitReport, from_json
from intranet.extensions import db

REPORTS = 12
ORDER = (1, 2, 2, 1)  # a drift of the machine meets both


def _print_all(app: Flask, reports: list[VisitReport], workers: int) -> float:
    """Wall seconds; a thread here only waits for its child process."""

    def one(report: VisitReport) -> bool:
        with app.app_context():
            return pdf.render_limited(report, files.read).startswith(b"%PDF-")

    begun = time.monotonic()
    with ThreadPoolExecutor(workers) as presses:
        if not all(presses.map(one, reports)):
            raise SystemExit("bench: a report was not printed")
    return time.monotonic() - begun


def run(app: Flask) -> str:
    """One line: two workers ÷ one."""
    with app.app_context():
        query = select(Document.snapshot).where(Document.sha256.is_not(None)).order_by(Document.id).limit(REPORTS)
        reports = [from_json(snapshot) for snapshot in db.session.scalars(query)]
    if len(reports) < REPORTS:
        raise SystemExit(f"bench: only {len(reports)} reports are issued, {REPORTS} are needed")
    took: dict[int, list[float]] = {1: [], 2: []}
    _print_all(app, reports[:2], 2)
    for workers in ORDER:
        took[workers].append(_print_all(app, reports, workers))
    one, two = min(took[1]), min(took[2])
    return (
        f"{REPORTS} reports, a child process each, {os.cpu_count()} cores: one worker {one:.1f} s, two {two:.1f} s\n"
        f"  ratio {two / one:.2f} (budget 0.55); 142 of them with two: {two / REPORTS * 142:.0f} s"
    )
