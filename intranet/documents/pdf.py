"""Prints reports: in this process for bulk work and tests, or in a child process under limits, which is what issuing uses.

Printing takes about half a second and never happens inside a transaction.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from intranet.core.errors import Busy, DomainError
from intranet.documents import press, typesetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from intranet.documents.snapshot import VisitReport

SECONDS = 60
MEMORY_BYTES = 512 * 1024 * 1024
AT_ONCE = 2  # per process of the application
PATIENCE_S = 15
PASSED_ON = ("PATH", "HOME", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
_OBJECTS = re.compile(rb"<</Type /ObjStm[^>]*/Length (\d+)[^>]*>>\s*stream\r?\n")
_PAGE_COUNT = re.compile(rb"<</Type /Pages\b.*?/Count (\d+)", re.DOTALL)
_presses = threading.BoundedSemaphore(AT_ONCE)
log = structlog.get_logger(__name__)


class RenderError(DomainError):
    """The paper could not be printed; ``reason`` is for the log: ``time``, ``memory`` or the kind of the engine's error."""

    status = 422
    default = "Dokumen tidak dapat dicetak. Persingkat isinya atau kurangi fotonya, lalu coba lagi."

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()


def render(report: VisitReport, files: Callable[[str], bytes]) -> bytes:
    """The PDF of an issued report in this process: PDF/A-3a and PDF/UA-1, its data inside, the same bytes every time.

    Args:
        files: gives the bytes of a stored picture by its SHA-256.

    Raises:
        RenderError: it has no number or date yet, or the engine failed.
        NotFound: from ``files``.
    """
    _need_number(report)
    return _print(typesetting.report_job(report, files, draft=False))


def render_draft(report: VisitReport, files: Callable[[str], bytes]) -> bytes:
    """A print for review: "KONSEP" on every page, no QR, no number unless it has one. Raises as ``render``."""
    return _print(typesetting.report_job(report, files, draft=True))


def render_limited(report: VisitReport, files: Callable[[str], bytes], *, seconds: int = SECONDS) -> bytes:
    """As ``render``, byte for byte, in a child process that may use so many seconds and 512 MB.

    Raises:
        RenderError: also when a limit was reached; nothing goes on in the background then.
        Busy: all presses are at work.
        NotFound: from ``files``.
    """
    _need_number(report)
    return _print_limited(typesetting.report_job(report, files, draft=False), seconds)


def render_draft_limited(report: VisitReport, files: Callable[[str], bytes], *, seconds: int = SECONDS) -> bytes:
    """As ``render_draft`` within the limits of ``render_limited``."""
    return _print_limited(typesetting.report_job(report, files, draft=True), seconds)


def count_pages(printed: bytes) -> int:
    """How many pages a PDF of ours has (not for files from elsewhere).

    Raises:
        ValueError: it is none of ours.
    """
    for found in _OBJECTS.finditer(printed):
        count = _PAGE_COUNT.search(zlib.decompress(printed[found.end() : found.end() + int(found[1])]))
        if count is not None:
            return int(count[1])
    count = _PAGE_COUNT.search(printed)
    if count is None:
        raise ValueError("no PDF of ours")
    return int(count[1])


def _need_number(report: VisitReport) -> None:
    if not report.number or report.dated_on is None:
        raise RenderError("unnumbered")


def _print(job: press.Job) -> bytes:
    try:
        return press.print_pdf(job)
    except Exception as error:
        raise _failed(type(error).__name__) from error


def _print_limited(job: press.Job, seconds: int) -> bytes:
    if not _presses.acquire(timeout=PATIENCE_S):
        raise Busy("Pencetak sedang penuh. Tunggu sebentar, lalu coba sekali lagi.")
    try:
        return _print_in_child(job, seconds)
    finally:
        _presses.release()


def _print_in_child(job: press.Job, seconds: int) -> bytes:
    with tempfile.TemporaryDirectory(prefix="intranet-press-") as folder:  # gone also when the child was killed
        return _run_child(job, seconds, folder)


def _run_child(job: press.Job, seconds: int, folder: str) -> bytes:
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own file, nothing from outside in the command
            [sys.executable, "-I", "-X", "utf8", str(Path(press.__file__))],
            input=press.pack(job, cpu_seconds=seconds, memory_bytes=MEMORY_BYTES),
            capture_output=True,
            timeout=seconds,
            check=False,
            env=environment | {"TMPDIR": folder, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise _failed("time") from error
    if done.returncode == 0:
        return done.stdout
    raise _failed(_reason(done.returncode, done.stderr))


def _reason(code: int, told: bytes) -> str:
    if code < 0:
        return "time" if -code in (9, 24) else f"signal {-code}"  # SIGKILL and SIGXCPU: the limit of CPU seconds
    kind = told.decode(errors="replace").strip().splitlines()
    last = kind[-1][:80] if kind else f"exit {code}"
    return "memory" if "MemoryError" in last else last


def _failed(reason: str) -> RenderError:
    log.warning("print_failed", reason=reason)
    return RenderError(reason)
