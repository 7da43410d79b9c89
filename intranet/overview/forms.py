"""Forms of this room: a reason for postponing or cancelling, and the settings of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from intranet.overview.preferences import PAPERS, Preferences
from intranet.web.forms import AreaField, BaseForm, ChoiceField, NumberField, TextField, TickField, UploadField, VersionField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intranet.documents.letterhead import Head

REASON_LIMIT = 1000
REASON_HINT = "Dibaca OPD dan desa. Paling sedikit 5 huruf."


class ChangeForm(BaseForm):
    """Postpone or cancel a visit."""

    version = VersionField()
    reason = AreaField("Alasan", required=True, limit=REASON_LIMIT, description=REASON_HINT)


LETTER_FIELDS = ("government", "unit", "address", "post_code", "phone", "web", "email", "place", "paper")


class PreferencesForm(BaseForm):
    """Letterhead, days and contact; the patterns of numbers are added for each kind of paper."""

    seen = HiddenField()
    government = TextField("Nama pemerintah daerah", required=True, limit=80, description="Baris pertama kop, huruf besar.")
    unit = TextField("Nama unit", required=True, limit=80, description="Baris kedua kop, huruf besar.")
    address = TextField("Alamat", limit=160)
    post_code = TextField("Kode pos", limit=5)
    phone = TextField("Telepon", limit=40)
    web = TextField("Laman", limit=80)
    email = TextField("Surel", limit=80)
    arms = UploadField("Lambang daerah", accept="image/png,image/jpeg")
    drop_arms = TickField("Hapus lambang yang tersimpan")
    emblem = UploadField("Lambang negara", accept="image/png,image/jpeg")
    drop_emblem = TickField("Hapus lambang negara yang tersimpan")
    sekda_nip = TickField(
        "Cetak pangkat dan NIP Sekretaris Daerah",
        description="Hanya bagi Sekda definitif; Plt., Plh., dan Pj. selalu tanpa keduanya. NIP diambil dari data pejabat.",
    )
    place = TextField("Tempat penandatanganan", required=True, limit=40, description="Dicetak di atas tanggal surat.")
    paper = ChoiceField("Ukuran kertas", choices=[(paper, paper) for paper in PAPERS], empty=None)
    lead_days = NumberField(
        "Batas jawab sebelum bulan kunjungan",
        required=True,
        lowest=7,
        highest=90,
        description="Dalam hari. Jatuh pada hari Jumat terakhir sebelumnya; berlaku untuk rilis berikutnya.",
    )
    privacy_contact = AreaField("Kontak pelindungan data pribadi", required=True, limit=500)

    def validate_post_code(self, field: Any) -> None:
        """Five digits or nothing."""
        if field.data and not (len(field.data) == 5 and field.data.isascii() and field.data.isdigit()):
            raise ValidationError("Kode pos terdiri atas 5 angka.")

    def letterhead(self, *, arms_sha256: str, emblem_sha256: str) -> Head:
        """The head of papers as it was typed."""
        typed: Head = {name: str(self._fields[name].data or "") for name in LETTER_FIELDS}
        return typed | {"arms_sha256": arms_sha256, "emblem_sha256": emblem_sha256, "sekda_nip": bool(self.sekda_nip.data)}

    def registers(self, now: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        """The patterns of numbers as they were typed."""
        return {
            kind: rule | {part: str(self._fields[f"{part}-{kind}"].data or "") for part in ("pattern", "kode", "unit")}
            for kind, rule in now.items()
        }


def preferences_form(kinds: Iterable[tuple[str, str]], now: Preferences | None = None) -> PreferencesForm:
    """The form with three fields per kind of paper (value, label); filled with ``now`` when it was not sent."""
    fields: dict[str, Any] = {}
    kinds = list(kinds)
    for kind, label in kinds:
        fields[f"kode-{kind}"] = TextField(f"Kode klasifikasi {label}", required=True, limit=20)
        fields[f"unit-{kind}"] = TextField(f"Unit {label}", required=True, limit=20)
        fields[f"pattern-{kind}"] = TextField(f"Pola nomor {label}", required=True, limit=60)
    form_class = type("PatternedPreferencesForm", (PreferencesForm,), fields)
    if now is None:
        form: PreferencesForm = form_class()
        return form
    data = {"seen": now.fingerprint, "lead_days": now.lead_days, "privacy_contact": now.privacy_contact, **now.letterhead}
    for kind, _ in kinds:
        data |= {f"{part}-{kind}": now.registers[kind][part] for part in ("kode", "unit", "pattern")}
    filled: PreferencesForm = form_class(formdata=None, data=data)
    return filled
