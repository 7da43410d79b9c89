"""A Laporan Kunjungan as a page for the press: template, style, fonts, arms or emblem, photos and QR, every text fit for print."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from intranet.documents.figures import figures_of
from intranet.documents.glyphs import fitted
from intranet.documents.press import Job
from intranet.documents.signature_block import DocumentClass, signature_block
from intranet.documents.snapshot import to_json
from intranet.web import assets, filters

if TYPE_CHECKING:
    from collections.abc import Callable

    from intranet.documents.snapshot import Letterhead, Paper, VisitReport

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
PAPER = ROOT / "static" / "pdf"
STYLE = PAPER / "letter.css"
PLACEHOLDERS = ("arms", "emblem")
REPORT = "pdf/visit_report.html"
CUTS = ("arimo-400-normal", "arimo-400-italic", "arimo-700-normal", "arimo-700-italic")
PAPERS = {"A4": "210mm 297mm", "F4": "215mm 330mm"}
DAY = "T00:00:00+00:00"  # the day of the letter is the only time a print knows, so that it is the same at any hour
LONG_UNIT = 28
CODE_GROUP = 4


def report_job(report: VisitReport, files: Callable[[str], bytes], *, draft: bool) -> Job:
    """The job that prints a report.

    Args:
        files: gives the bytes of a stored picture by its SHA-256.
        draft: "KONSEP" on every page, no QR, neither PDF/A nor data file.
    """
    names = picture_names(report)
    pictures = {name: files(sha256) for sha256, name in names.items()}
    pictures |= {name: (PAPER / f"{name}.svg").read_bytes() for name in PLACEHOLDERS}
    if not draft:
        pictures["qr"] = qr_code(report.verification.url)
    return Job(
        html=_environment().get_template(REPORT).render(_context(report, names, draft=draft)),
        css=STYLE.read_text(),
        page_css=_page_css(report.paper),
        files=pictures | fonts(),
        identifier="" if draft else hashlib.sha256(f"{report.number}#{report.edition}".encode()).hexdigest()[:32],
        attached="" if draft else to_json(report),
        dated=f"{report.dated_on}{DAY}" if report.dated_on else "",
    )


def picture_names(report: VisitReport) -> dict[str, str]:
    """A short name on the page for each stored picture, by its SHA-256."""
    return {sha256: f"gambar-{number}" for number, sha256 in enumerate(report.file_names, start=1)}


def _context(report: VisitReport, names: dict[str, str], *, draft: bool) -> dict[str, Any]:
    return {
        "report": report,
        "draft": draft,
        "figures": figures_of(report),
        "block": signature_block(DocumentClass.LETTER, report.signer),
        "contacts": contacts(report.letterhead),
        "subject_lines": subject_lines(report.subject, report.visit.kind),
        "long_unit": len(report.letterhead.unit) > LONG_UNIT,
        "pictures": names,
        # ours, from the settings: set as it is, so that it can be copied from the paper
        "page_address": escape(report.verification.url.removesuffix(report.verification.code).rstrip("/").partition("://")[2]),
        "code": grouped(report.verification.code),
    }


def _page_css(paper: Paper) -> str:
    margins = f"{paper.top:d}mm {paper.right:d}mm {paper.bottom:d}mm {paper.left:d}mm"
    return f"@page {{ size: {PAPERS[paper.size]}; margin: {margins} }} @page :first {{ margin-top: 12mm }}"


@lru_cache(maxsize=1)
def fonts() -> dict[str, bytes]:
    """The cuts of our papers, from the built assets, else from the packages they are built from.

    Raises:
        AssetsMissing: neither is there.
    """
    return {f"{cut}.woff2": _font_path(cut).read_bytes() for cut in CUTS}


def _font_path(cut: str) -> Path:
    try:
        return assets.font_path(cut)
    except (assets.AssetsMissing, KeyError):
        source = assets.MODULES / assets.FOREIGN[f"fonts/{cut}.woff2"]
        if not source.exists():
            raise
        return source


def qr_code(url: str) -> bytes:
    """A QR as PNG, with its quiet zone, readable when a quarter of it is dirty."""
    import segno  # noqa: PLC0415 - only where something is printed

    out = io.BytesIO()
    segno.make_qr(url, error="m").save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def contacts(head: Letterhead) -> tuple[str, ...]:
    """The ways to reach the office, each in words; what is empty is left out."""
    named = (("Telepon", head.phone), ("Laman", head.web), ("Pos-el", head.email))
    return tuple(f"{name} {value}" for name, value in named if value)


def subject_lines(subject: str, kind: str) -> list[str]:
    """A subject on two lines, the place on the second, so that no word of it stands alone."""
    before, found, after = subject.partition(f" di {kind} ")
    return [before, f"di {kind} {after}"] if found else [subject]


def grouped(code: str) -> str:
    """A code in groups of four, so that a person can type it."""
    return " ".join(code[at : at + CODE_GROUP] for at in range(0, len(code), CODE_GROUP))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text; empty lines are dropped."""
    return [line for line in text.split("\n") if line.strip()]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    regular = fonts()[f"{CUTS[0]}.woff2"]

    def fit(value: Any) -> Any:
        """Every expression of a template passes here, before it is escaped."""
        if isinstance(value, Markup) or not isinstance(value, str):
            return value
        return fitted(value, regular)

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=fit,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({each.__name__: each for each in filters.FILTERS})
    environment.globals["paragraphs"] = paragraphs
    return environment
