"""One report as we print it (typesetting included) against bare WeasyPrint on the same HTML."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from intranet.core import files
from intranet.documents import pdf, press, typesetting
from intranet.documents.models import Document
from intranet.documents.snapshot import from_json
from intranet.extensions import db


def _ms(act: Callable[[], Any], rounds: int = 7) -> float:
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        act()
        times.append((time.process_time() - begun) * 1000)
    return statistics.median(times[1:])


def compare(app: Flask) -> tuple[float, int, float, float]:
    """Ratio, pages, milliseconds of ours, milliseconds of bare WeasyPrint; for the longest report issued."""
    from weasyprint import CSS, HTML

    with app.app_context():
        query = select(Document.snapshot).where(Document.sha256.is_not(None)).order_by(func.length(Document.snapshot).desc())
        report = from_json(db.session.scalars(query.limit(1)).one())
        job = typesetting.report_job(report, files.read, draft=False)
        style = press._style(job.css, press._fonts(job.files))
        fetcher = press._closed_fetcher(job.files)

        def bare() -> bytes:
            page = CSS(string=job.page_css, url_fetcher=fetcher, font_config=style.font_config)
            html = HTML(string=job.html, base_url=press.SCHEME, url_fetcher=fetcher)
            printed: bytes = html.write_pdf(
                stylesheets=[style.css, page],
                font_config=style.font_config,
                pdf_variant=press.VARIANT,
                pdf_tags=True,
                pdf_identifier=bytes.fromhex(job.identifier),
                optimize_images=True,
                dpi=press.PICTURE_DPI,
                jpeg_quality=press.JPEG_QUALITY,
            )
            return printed

        ours = _ms(lambda: press.print_pdf(typesetting.report_job(report, files.read, draft=False)))
        theirs = _ms(bare)
        pages = pdf.count_pages(press.print_pdf(job))
    return ours / theirs, pages, ours, theirs
