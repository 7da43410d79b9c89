"""The blueprint that the pages of documents share."""

from __future__ import annotations

from flask import Blueprint

from intranet.documents import compose

bp = Blueprint("documents", __name__)
bp.record(lambda state: compose.configure(state.app.config["SETTINGS"]))

LABELS = {
    "office": "Penanda tangan",
    "background": "Latar belakang",
    "basis": "Landasan hukum",
    "purpose": "Maksud dan tujuan",
    "activities": "Kegiatan",
    "conclusion": "Simpulan",
    "suggestion": "Saran",
    "closing": "Penutup",
    "copies": "Tembusan",
    "status": "Keadaan",
    "alasan": "Alasan",
}
"""Words for the names of values in the audit trail."""
