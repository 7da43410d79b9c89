"""Forms of desa, days off and periods without visits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from intranet.places.states import BlockedKind, DesaKind, HolidayKind, WetSeasonAccess
from intranet.web.forms import (
    AreaField,
    BaseForm,
    ChoiceField,
    DateField,
    DecimalField,
    NumberField,
    RadioChoiceField,
    TextField,
    VersionField,
)

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2060, 12, 31)


class DesaFilterForm(BaseForm):
    """The filter of the list (GET)."""

    class Meta(BaseForm.Meta):
        """Nothing is changed, so no token."""

        csrf = False

    cari = TextField("Cari desa", limit=80, render_kw={"type": "search"})
    kecamatan = ChoiceField("Kecamatan", required=False, numbers=True, empty="Semua")
    jenis = ChoiceField("Jenis", required=False, empty="Semua", choices=DesaKind.choices())
    akses = ChoiceField("Musim hujan", required=False, empty="Semua", choices=WetSeasonAccess.choices())
    kurang = ChoiceField(
        "Data yang kurang",
        required=False,
        empty="Semua",
        choices=[
            ("jarak", "Jarak jalan"),
            ("waktu", "Waktu tempuh"),
            ("titik", "Titik kantor desa"),
            ("akses", "Akses musim hujan"),
        ],
    )


class DesaForm(BaseForm):
    """What is known about a desa."""

    version = VersionField()
    road_km = DecimalField("Jarak jalan dari Manna (km)", places=1, highest=Decimal(300))
    travel_minutes = NumberField("Waktu tempuh sekali jalan (menit)", lowest=1, highest=1440)
    wet_season_access = RadioChoiceField("Jalan saat musim hujan", choices=WetSeasonAccess.choices())
    office_lat = DecimalField(
        "Lintang kantor desa", places=6, lowest=Decimal(-90), highest=Decimal(180), render_kw={"inputmode": "text"}
    )
    office_lon = DecimalField(
        "Bujur kantor desa", places=6, lowest=Decimal(-90), highest=Decimal(180), render_kw={"inputmode": "text"}
    )
    last_visited_on = DateField("Kunjungan terakhir", earliest=FIRST_DAY)
    note = AreaField("Catatan", limit=1000)


class HolidayForm(BaseForm):
    """A day off."""

    version = VersionField()
    on = DateField("Tanggal", required=True, earliest=FIRST_DAY, latest=LAST_DAY)
    name = TextField("Nama", required=True, limit=160)
    kind = RadioChoiceField("Jenis", choices=HolidayKind.choices())
    source = TextField("Dasar", limit=160)


class DecreeForm(BaseForm):
    """Load the days of a year."""

    year = NumberField("Tahun", required=True, lowest=2024, highest=2040)


class PeriodForm(BaseForm):
    """Days without visits."""

    version = VersionField()
    kind = RadioChoiceField("Sebab", choices=BlockedKind.choices())
    name = TextField("Nama", required=True, limit=160)
    starts_on = DateField("Mulai", required=True, earliest=FIRST_DAY, latest=LAST_DAY)
    ends_on = DateField("Sampai dengan", required=True, earliest=FIRST_DAY, latest=LAST_DAY)
    scope = ChoiceField("Berlaku di", required=False, empty="Seluruh kabupaten")
    note = AreaField("Catatan", limit=500)
