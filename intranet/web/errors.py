"""Every refusal as a page, or for htmx as a note over the page: what happened in plain words, and what to do.

Never a trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from flask import current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from intranet.core import logs
from intranet.core.database_errors import translated
from intranet.core.errors import Busy, DomainError
from intranet.web import access, guesses, held, origin
from intranet.web.fragments import is_htmx

if TYPE_CHECKING:
    from flask import Flask, Response

log = structlog.get_logger(__name__)

NETWORK_CODES = 400


@dataclass(frozen=True, slots=True)
class Wording:
    """What a status says when the error itself brings no words: title, text, and what to do now."""

    title: str
    text: str
    mend: str


WORDING = {
    400: Wording(
        "Permintaan tidak terbaca",
        "Browser mengirim permintaan yang tidak lengkap.",
        "Kembali ke halaman sebelumnya, muat ulang, lalu coba lagi.",
    ),
    401: Wording("Silakan masuk", "Sesi Anda sudah berakhir.", "Masuk lagi untuk melanjutkan."),
    403: Wording(
        "Halaman ini bukan untuk peran Anda",
        "Anda tidak berwenang melakukan tindakan ini.",
        "Bila tugas Anda memerlukannya, minta admin menambahkan peran itu.",
    ),
    404: Wording(
        "Halaman tidak ditemukan",
        "Alamatnya keliru, datanya sudah dihapus, atau data itu bukan milik unit Anda.",
        "Periksa alamatnya, atau cari lewat menu.",
    ),
    405: Wording(
        "Cara membuka halaman ini keliru",
        "Halaman ini hanya menerima kiriman formulir.",
        "Buka lewat menu, lalu tekan tombol di halamannya.",
    ),
    409: Wording(
        "Data sudah berubah",
        "Data ini berubah sejak Anda membukanya, jadi langkah ini belum dijalankan.",
        "Kembali ke halaman sebelumnya, muat ulang, lalu lihat keadaan terakhir.",
    ),
    413: Wording(
        "Kiriman terlalu besar",
        "Berkas atau isian melebihi batas {limit}.",
        "Perkecil berkasnya, atau kirim dalam beberapa bagian.",
    ),
    414: Wording("Alamat terlalu panjang", "Alamat yang dibuka terlalu panjang.", "Buka halamannya lewat menu."),
    415: Wording(
        "Jenis berkas tidak diterima",
        "Isi berkas ini tidak dapat dibaca.",
        "Kirim jenis berkas yang disebut di formulir.",
    ),
    422: Wording(
        "Isian belum benar",
        "Ada isian yang belum dapat diterima.",
        "Kembali ke formulir, perbaiki isian yang ditandai, lalu kirim lagi.",
    ),
    429: Wording("Terlalu banyak percobaan", "Terlalu banyak permintaan dalam waktu singkat.", "Tunggu sebentar, lalu coba lagi."),
    500: Wording(
        "Ada kesalahan di pihak kami",
        "Permintaan Anda belum dijalankan dan tidak ada yang tersimpan setengah.",
        "Coba sekali lagi. Bila terulang, sampaikan kode di bawah ini kepada admin.",
    ),
    503: Wording(
        "Sistem sedang sibuk",
        "Sistem belum dapat menjawab saat ini.",
        "Tunggu sebentar, lalu muat ulang halaman ini.",
    ),
    507: Wording(
        "Ruang penyimpanan penuh",
        "Perubahan belum dapat disimpan karena ruang penyimpanan server penuh. Membaca data tetap bisa.",
        "Sampaikan kepada admin, lalu coba lagi.",
    ),
}
ACTIONS_KEEPING = frozenset({400, 409, 503, 507})
GONE = 404
LAST_RESORT = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><main><h1>{title}</h1><p>{text}</p><p>{mend}</p><p>Kode: {code}</p></main></body></html>"
)


def error_page(status: int, text: str | None = None, *, mend: str | None = None, title: str | None = None) -> Response:
    """A whole page, or for htmx a note over the page, about a refusal.

    Args:
        status: HTTP status.
        text: what happened; the usual sentence of the status when None.
        mend: what to do now; the usual sentence when None, nothing more when "".
        title: heading.
    """
    usual = WORDING.get(status) or (WORDING[500] if status >= 500 else WORDING[NETWORK_CODES])
    limit = f"{current_app.config['SETTINGS'].max_body_bytes // (1024 * 1024)} MB"
    words = Wording(title or usual.title, text or usual.text.format(limit=limit), usual.mend if mend is None else mend)
    _settle_actor()
    if is_htmx():
        return _note(status, words)
    return _whole_page(status, words)


def _settle_actor() -> None:
    """Show the menu of who is signed in, unless finding out is itself what fails; count nothing."""
    try:
        access.find_actor()
    except (DomainError, SQLAlchemyError, OSError):
        g.actor = None
    g.plain_page = True


def _note(status: int, words: Wording) -> Response:
    body = render_template("errors/note.html", status=status, words=words, code=logs.request_id() or "-" if status == 500 else "")
    response = make_response(body, status)
    response.headers["HX-Retarget"] = "#toasts"
    response.headers["HX-Reswap"] = "beforeend"
    return response


def _whole_page(status: int, words: Wording) -> Response:
    kept = _kept_form() if status in ACTIONS_KEEPING else None
    typed = _typed_words() if status == GONE else ""
    code = logs.request_id() or "-" if status >= 500 else ""
    try:
        back = access.form_page()
        body = render_template("errors/page.html", words=words, code=code, kept=kept, typed=typed, back=back)
    except Exception:
        log.exception("error_page_failed", status=status)
        body = LAST_RESORT.format(title=words.title, text=words.text, mend=words.mend, code=logs.request_id() or "-")
    return make_response(body, status)


def _kept_form() -> held.Held | None:
    """What the person sent, to send once more; only when it surely came from a page of ours."""
    if request.method in access.SAFE_METHODS or g.get("actor") is None or not origin.is_own(request):
        return None
    return held.unpack(held.pack(request, user_id=g.actor.id))


def _typed_words() -> str:
    """The sentences of a form for something that is gone: sending them again is no use, taking them along is."""
    kept = _kept_form()
    return "\n\n".join(value.strip() for _, value in kept.fields if len(value.split()) > 1) if kept else ""


def _on_domain_error(error: DomainError) -> Response:
    error = guesses.counted(error)
    mend = None if error.status in {403, 404} else ""  # the other messages say themselves what to do
    response = error_page(error.status, error.message, mend=mend)
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _on_database_error(error: SQLAlchemyError | OSError) -> Response:
    refusal = translated(error)
    if not isinstance(refusal, DomainError) or refusal.status < 500:
        raise error
    log.warning("unavailable", reason=type(refusal).__name__, error=type(error).__name__)
    if isinstance(refusal, Busy) and request.method in access.SAFE_METHODS:
        return _with_retry(error_page(503), refusal.retry_after)
    return _on_domain_error(refusal)


def _with_retry(response: Response, seconds: int) -> Response:
    response.headers["Retry-After"] = str(seconds)
    return response


def _on_csrf_error(error: CSRFError) -> Response:
    del error
    return error_page(
        400,
        "Halaman ini terlalu lama terbuka atau Anda masuk lagi di tab lain, jadi kirimannya belum dijalankan.",
        title="Kiriman belum dijalankan",
        mend="Kirim sekali lagi dari halaman ini, atau muat ulang halaman sebelumnya lalu isi kembali.",
    )


def _on_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None:
        return make_response(error.get_response())
    if 300 <= status < 400:
        return make_response(error.get_response())
    response = error_page(status)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _on_unexpected(error: HTTPException) -> Response:
    original = getattr(error, "original_exception", None)
    if original is not None:
        g.failure = type(original).__name__
    return error_page(500)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(DomainError, _on_domain_error)
    app.register_error_handler(SQLAlchemyError, _on_database_error)
    app.register_error_handler(OSError, _on_database_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(500, _on_unexpected)
