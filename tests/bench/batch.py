"""Many different reports, printed as issuing prints them (a child process each, under limits): two at a time against one."""

from __future__ import annotations

import os
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from intranet.core import files
from intranet.documents import pdf
from intranet.documents.models import Document
from intranet.documents.snapshot import VisitReport, from_json
from intranet.extensions import db

REPORTS = 12
ORDER = (1, 2, 2, 1)  # a drift of the machine meets both


@dataclass(frozen=True)
class Took:
    """Seconds on the wall, and those of the CPU in the child processes: more of them with two workers means crowded cores."""

    wall: float
    cpu: float


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _print_all(app: Flask, reports: list[VisitReport], workers: int) -> Took:
    """Print them; a thread here only waits for its child process."""

    def one(report: VisitReport) -> bool:
        with app.app_context():
            return pdf.render_limited(report, files.read).startswith(b"%PDF-")

    begun, cpu = time.monotonic(), _children_cpu()
    with ThreadPoolExecutor(workers) as presses:
        if not all(presses.map(one, reports)):
            raise SystemExit("bench: a report was not printed")
    return Took(time.monotonic() - begun, _children_cpu() - cpu)


def run(app: Flask) -> str:
    """One line: two workers ÷ one."""
    with app.app_context():
        query = select(Document.snapshot).where(Document.sha256.is_not(None)).order_by(Document.id).limit(REPORTS)
        reports = [from_json(snapshot) for snapshot in db.session.scalars(query)]
    if len(reports) < REPORTS:
        raise SystemExit(f"bench: only {len(reports)} reports are issued, {REPORTS} are needed")
    took: dict[int, list[Took]] = {1: [], 2: []}
    _print_all(app, reports[:2], 2)
    for workers in ORDER:
        took[workers].append(_print_all(app, reports, workers))
    one, two = (min(took[workers], key=lambda each: each.wall) for workers in (1, 2))
    return (
        f"{REPORTS} reports, a child process each, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}:"
        f" one worker {one.wall:.1f} s (CPU {one.cpu:.1f}), two {two.wall:.1f} s (CPU {two.cpu:.1f})\n"
        f"  ratio {two.wall / one.wall:.2f} (budget 0.55); 142 of them with two: {two.wall / REPORTS * 142:.0f} s"
    )
