"""Forms of documents: the words of a report, reasons, the signed scan, and the public check of a file."""

from __future__ import annotations

from intranet.documents.states import DocumentStatus
from intranet.opd.states import Office
from intranet.web.forms import AreaField, BaseForm, ChoiceField, TextField, UploadField, VersionField

SIGNERS = ((Office.SEKDA.value, Office.SEKDA.label), (Office.BUPATI.value, Office.BUPATI.label))
LONG = 6000


class WordingForm(BaseForm):
    """The words of a Laporan Kunjungan; numbers and names come from what was recorded."""

    version = VersionField()
    office = ChoiceField("Penanda tangan", choices=SIGNERS, empty=None)
    background = AreaField("Umum dan latar belakang", required=True, limit=LONG)
    basis = AreaField("Landasan hukum", required=True, limit=LONG, description="Satu landasan per baris.")
    purpose = AreaField("Maksud dan tujuan", required=True, limit=LONG)
    activities = AreaField("Kegiatan yang dilaksanakan", required=True, limit=LONG, description="Satu kegiatan per baris.")
    conclusion = AreaField("Simpulan", required=True, limit=LONG)
    suggestion = AreaField("Saran", required=True, limit=LONG)
    closing = AreaField("Penutup", required=True, limit=LONG)
    copies = AreaField("Tembusan", limit=1000, description="Satu penerima per baris. Penanda tangan sendiri tidak ikut tercetak.")


class StepForm(BaseForm):
    """A step that needs no words: reviewed, issued."""

    version = VersionField()


class ReasonForm(BaseForm):
    """A step that needs a reason: sent back, corrected, revoked."""

    version = VersionField()
    reason = AreaField("Alasan", required=True, limit=500, shortest=10)


class ScanForm(BaseForm):
    """The paper as it was signed."""

    version = VersionField()
    scan = UploadField("Hasil pindai bertanda tangan", required=True, accept="application/pdf,image/jpeg,image/png")


class FilterForm(BaseForm):
    """The filter of the register (GET)."""

    class Meta(BaseForm.Meta):
        """Nothing is changed, so no token."""

        csrf = False

    cari = TextField("Cari", limit=120, description="Nomor, perihal, desa, atau penanda tangan")
    status = ChoiceField("Keadaan", required=False, empty="Semua", choices=[(s.value, s.label) for s in DocumentStatus])
    tahun = ChoiceField("Tahun", required=False, empty="Semua")


class CheckForm(BaseForm):
    """A file that somebody holds, to be compared with what was issued."""

    berkas = UploadField("Berkas yang ingin diperiksa", required=True, accept="application/pdf,image/jpeg,image/png")


class CodeForm(BaseForm):
    """A verification code typed by hand (GET)."""

    class Meta(BaseForm.Meta):
        """Nothing is changed, so no token."""

        csrf = False

    kode = TextField("Kode verifikasi", required=True, limit=200)
