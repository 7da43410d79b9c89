"""Forms of agencies, staff, services and officials."""

from __future__ import annotations

from intranet.opd import ranks
from intranet.opd.states import EmployeeKind, NeedCategory, Office, OfficialStatus, OpdKind
from intranet.web.forms import (
    AreaField,
    BaseForm,
    ChoiceField,
    DateField,
    DigitsField,
    NumberField,
    RadioChoiceField,
    TextField,
    TickField,
    VersionField,
)


class FilterForm(BaseForm):
    """A filter in the address (GET): nothing is changed, so no token."""

    class Meta(BaseForm.Meta):
        """No token."""

        csrf = False

    cari = TextField("Cari", limit=80, render_kw={"type": "search"})


class OpdFilterForm(FilterForm):
    """The filter of the agencies."""

    jenis = ChoiceField("Jenis", required=False, empty="Semua", choices=OpdKind.choices())
    keadaan = ChoiceField(
        "Keadaan",
        required=False,
        empty="Yang ada sekarang",
        choices=[("unconfirmed", "Nama belum dipastikan"), ("ended", "Sudah berakhir"), ("all", "Semua")],
    )


class StaffFilterForm(FilterForm):
    """The filter of the staff."""

    opd = ChoiceField("OPD", required=False, numbers=True, empty="Semua")
    jenis = ChoiceField("Jenis", required=False, empty="Semua", choices=EmployeeKind.choices())
    keadaan = ChoiceField("Keadaan", required=False, empty="Aktif", choices=[("ended", "Nonaktif"), ("all", "Semua")])


class ServiceFilterForm(FilterForm):
    """The filter of the services."""

    opd = ChoiceField("OPD", required=False, numbers=True, empty="Semua")
    kelompok = ChoiceField("Kelompok masalah", required=False, empty="Semua", choices=NeedCategory.choices())
    keadaan = ChoiceField("Keadaan", required=False, empty="Aktif", choices=[("ended", "Nonaktif"), ("all", "Semua")])


class ContactForm(BaseForm):
    """What an agency's own people may change."""

    version = VersionField()
    address = AreaField("Alamat", limit=300)
    phone = TextField("Telepon", limit=40, render_kw={"inputmode": "tel"})


class OpdForm(ContactForm):
    """An agency."""

    name = TextField("Nama lengkap", required=True, limit=160)
    short_name = TextField("Nama pendek", required=True, limit=60)
    kind = ChoiceField("Jenis", choices=OpdKind.choices())
    kecamatan_id = ChoiceField("Kecamatan", required=False, numbers=True, empty="Bukan kantor kecamatan")
    letter_code = TextField("Kode surat", limit=40)
    required = TickField("Selalu diundang ke setiap kunjungan")
    confirmed = TickField("Nama sudah dicocokkan dengan peraturan daerah")
    active_from = DateField("Ada sejak")
    active_until = DateField("Berakhir pada")


class NewOpdForm(OpdForm):
    """A new agency with its code."""

    code = TextField("Kode", required=True, limit=32, render_kw={"autocapitalize": "none", "spellcheck": "false"})


class EmployeeForm(BaseForm):
    """An employee."""

    version = VersionField()
    opd_id = ChoiceField("OPD", numbers=True)
    kind = RadioChoiceField("Jenis", choices=EmployeeKind.choices())
    nip = DigitsField("NIP", limit=60, render_kw={"autocomplete": "off"})
    name = TextField("Nama tanpa gelar", required=True, limit=120)
    front_title = TextField("Gelar depan", limit=40)
    back_title = TextField("Gelar belakang", limit=60)
    rank = ChoiceField("Pangkat atau golongan", required=False, empty=None, choices=ranks.choices())
    position = TextField("Jabatan", required=True, limit=120)
    usual_function = TextField("Tugas yang biasa saat kunjungan", limit=80)
    home_desa_id = ChoiceField("Desa tempat tinggal", required=False, numbers=True, empty="Belum dicatat")


class ServiceForm(BaseForm):
    """A service."""

    version = VersionField()
    opd_id = ChoiceField("OPD", numbers=True)
    name = TextField("Nama layanan", required=True, limit=120)
    category = ChoiceField("Kelompok masalah", choices=NeedCategory.choices())
    papers = AreaField("Berkas yang dibawa warga", limit=2000)
    unit = TextField("Satuan hitung", required=True, limit=40)
    minutes = NumberField("Lama untuk satu satuan (menit)", required=True, lowest=1, highest=480)


class OfficialForm(BaseForm):
    """Who holds an office."""

    version = VersionField()
    office = ChoiceField("Jabatan", choices=Office.choices())
    opd_id = ChoiceField("OPD yang dikepalai", required=False, numbers=True, empty="Tidak mengepalai OPD")
    status = RadioChoiceField("Status", choices=OfficialStatus.choices())
    name = TextField("Nama tanpa gelar", required=True, limit=120)
    front_title = TextField("Gelar depan", limit=40)
    back_title = TextField("Gelar belakang", limit=60)
    nip = DigitsField("NIP", limit=60, render_kw={"autocomplete": "off"})
    rank = ChoiceField("Pangkat atau golongan", required=False, empty=None, choices=ranks.choices())
    valid_from = DateField("Mulai", required=True)
    valid_until = DateField("Sampai dengan")
