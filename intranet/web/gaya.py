"""The page /gaya of the demo: every component once, with made-up content, so that a change of the style is seen in one place."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app

from intranet.core.errors import InvalidInput, NotFound
from intranet.core.paging import Page
from intranet.core.status import StatusEnum
from intranet.web import filters
from intranet.web.access import public
from intranet.web.conflicts import Changed, Clash
from intranet.web.forms import (
    AreaField,
    BaseForm,
    ChecklistField,
    ChoiceField,
    DateField,
    NumberField,
    PassphraseField,
    RadioChoiceField,
    TextField,
    TickField,
    UploadField,
)
from intranet.web.fragments import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

bp = Blueprint("gaya", __name__)

FIRST = date(2027, 1, 4)
NOW = datetime(2026, 11, 20, 1, 14, tzinfo=UTC)
VILLAGES = (
    "Batu Ampar", "Sukarami", "Rantau Sialang", "Lubuk Resam", "Air Tenam", "Kayu Ajaran", "Tanjung Aur II", "Lubuk Tapi",
    "Sukamaju", "Nanti Agung", "Pino Baru", "Karang Agung",
)  # fmt: skip
OFFICES = ("Dinas Pertanian", "Disdukcapil", "DPMD", "Dinas Perikanan", "Dinas Kesehatan", "DPMPTSP")


class Answer(StatusEnum):
    """Sample of a state."""

    COMING = "coming", "Hadir", "ok", "check"
    CHANGED = "changed", "Diubah", "mine", "swap"
    WAITING = "waiting", "Menunggu", "wait", "clock"
    URGENT = "urgent", "Mendesak", "bad", "diamond"
    AWAY = "away", "Tidak hadir", "off", "cross"
    ISSUED = "issued", "Terbit", "info", "info"


KINDS = (
    Answer.URGENT, Answer.WAITING, Answer.COMING, Answer.COMING, Answer.CHANGED, Answer.COMING, Answer.AWAY,
)  # fmt: skip
SILENT = (Answer.URGENT, Answer.WAITING)


class SampleForm(BaseForm):
    """One field of each kind."""

    name = TextField("Nama layanan", required=True, limit=40)
    quota = NumberField("Kuota", required=True, lowest=1, highest=200, description="Perkiraan: 14 warga")
    starts_on = DateField("Tanggal mulai", description="Hari kerja, bukan hari libur")
    kecamatan = ChoiceField("Kecamatan", choices=[("kedurang", "Kedurang"), ("pino", "Pino Raya")])
    shape = RadioChoiceField("Bentuk kunjungan", choices=[("dua", "Dua hari dengan dialog malam"), ("satu", "Satu hari")])
    days = ChecklistField("Hari kunjungan", choices=[("2", "Selasa"), ("3", "Rabu"), ("4", "Kamis")])
    note = AreaField("Catatan", description="Jangan tulis NIK.")
    secret = PassphraseField("Kata sandi", required=False, render_kw={"autocomplete": "new-password"})
    agreed = TickField("Saya sudah membaca catatan kerahasiaan")
    photo = UploadField("Foto kegiatan", description="JPG, paling besar 5 MB. Lokasi pada foto dihapus.", accept="image/jpeg")


@bp.get("/gaya")
@public
def show() -> ResponseReturnValue:
    """The page; hidden outside the demo."""
    if not current_app.config["SETTINGS"].demo:
        raise NotFound
    form, broken = SampleForm(formdata=None), SampleForm(formdata=None, prefix="galat")
    broken.apply(InvalidInput("name", "Wajib diisi."))
    broken.apply(InvalidInput("quota", "Isi dengan angka 1 sampai 200. Perkiraan: 14."))
    broken.apply(InvalidInput("shape", "Pilih salah satu."))
    return page(
        "gaya.html",
        form=form,
        broken=broken,
        sought=SampleForm(formdata=None, prefix="cari"),
        states=list(Answer),
        board=_board(),
        weeks=list(_weeks()),
        months=_months(),
        region=_region(),
        listed=Page(rows=(), next="selanjutnya", previous="sebelumnya"),
        clash=Clash("Hendra Jaya", NOW, (Changed("Petugas", "3 orang", "2 orang"), Changed("Kuota", "", "30"))),
        now=NOW,
        first=FIRST,
    )


def _board() -> dict[str, Any]:
    columns = [{"name": name, "date": FIRST + timedelta(days=2 * n), "url": "#papan"} for n, name in enumerate(VILLAGES)]
    states = [[_answer(n, m) for m in range(len(columns))] for n in range(len(OFFICES))]
    rows = []
    for office, line in zip(OFFICES, states, strict=True):
        missing = sum(state in SILENT for state in line)
        cells = [state and {"status": state, "url": "#papan"} for state in line]
        rows.append({"name": office, "url": None, "cells": cells, "missing": missing, "tone": "bad" if missing else "ok"})
    totals = [sum(line[m] in SILENT for line in states) for m in range(len(columns))]
    return {"columns": columns, "rows": rows, "totals": totals}


def _answer(office: int, visit: int) -> Answer | None:
    if (office * visit) % 11 == 5:
        return None
    return KINDS[(office * office + visit) % len(KINDS)] if office < len(OFFICES) - 2 else Answer.COMING


def _weeks() -> Iterator[list[dict[str, Any]]]:
    for week in range(4):
        days = []
        for weekday in range(5):
            day = FIRST + timedelta(days=7 * week + weekday)
            events = []
            if weekday in {1, 2}:
                state = list(Answer)[(week + weekday) % 4]
                events.append(
                    {
                        "url": "#kalender",
                        "tone": state.tone,
                        "icon": state.icon,
                        "title": VILLAGES[2 * week + weekday],
                        "detail": "Kedurang",
                        "word": state.label.lower(),
                    }
                )
            days.append({"date": day, "note": "Isra Mikraj" if day.day == 8 else "", "outside": False, "events": events})
        yield days


def _months() -> list[dict[str, Any]]:
    counts = (12, 1, 9, 14, 11, 15, 16, 14, 15, 14, 13, 8)
    return [
        {"label": label, "count": count, "url": "#tahun", "current": n == 0, "note": "puasa" if n == 1 else ""}
        for n, (label, count) in enumerate(zip(filters.SHORT_MONTHS, counts, strict=True))
    ]


def _region() -> dict[str, Any]:
    tones = ("ok", "mine", "wait", "bad", "info", "off")
    points = []
    for n in range(60):
        radius, angle = 8 + 2.2 * n, 2.4 * n
        points.append(
            {
                "x": 190 + radius * math.cos(angle),
                "y": 160 + 0.8 * radius * math.sin(angle),
                "tone": tones[n % 6],
                "label": f"{VILLAGES[n % 12]}, contoh {n + 1}",
                "url": "#peta",
            }
        )
    hulls = (
        "M60 150 Q90 40 190 50 T330 120 Q350 190 280 250 T110 260 Q50 220 60 150z",
        "M190 50 Q260 60 250 140 T190 170 Q150 120 190 50z",
    )
    key = [
        {"tone": tone, "label": label, "count": 10}
        for tone, label in zip(
            tones, ("Terlaksana", "Terjadwal", "Bulan ini", "Terhambat", "Dilaporkan", "Belum bertanggal"), strict=True
        )
    ]
    return {
        "points": points,
        "hulls": hulls,
        "names": [{"x": 225, "y": 84, "text": "Ulu Manna"}, {"x": 120, "y": 210, "text": "Manna"}],
        "key": key,
        "inset": {"x": 150, "y": 130, "width": 80, "height": 60, "label": "Sekitar Manna, diperbesar"},
    }
