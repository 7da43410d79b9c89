"""Forms of sign-in, the own account, and account administration."""

from __future__ import annotations

from intranet.accounts.states import Role
from intranet.web.forms import BaseForm, ChoiceField, DateField, PassphraseField, TextField, VersionField


class SignInForm(BaseForm):
    """Name and password; ``next`` and ``held`` travel along."""

    username = TextField(
        "Nama pengguna",
        description="Misalnya op.dinkes, atau NIP Anda",
        required=True,
        limit=64,
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PassphraseField("Kata sandi", render_kw={"autocomplete": "current-password"})


class CodeForm(BaseForm):
    """The second step of signing in."""

    code = TextField(
        "Kode",
        required=True,
        limit=20,
        description="Enam angka dari aplikasi autentikator, atau satu kode cadangan.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none"},
    )


class ConfirmForm(BaseForm):
    """It is really you: the password again."""

    password = PassphraseField("Kata sandi", render_kw={"autocomplete": "current-password"})


class ChangePasswordForm(BaseForm):
    """An own password."""

    current_password = PassphraseField("Kata sandi sekarang", render_kw={"autocomplete": "current-password"})
    new_password = PassphraseField("Kata sandi baru", render_kw={"autocomplete": "new-password"})
    repeat_password = PassphraseField("Ulangi kata sandi baru", render_kw={"autocomplete": "new-password"})


class EnrolForm(BaseForm):
    """The first code of a new authenticator."""

    code = TextField(
        "Kode yang tampil di aplikasi", required=True, limit=10, render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"}
    )


class UserFilter(BaseForm):
    """The filter of the list (GET)."""

    class Meta(BaseForm.Meta):
        """Nothing is changed, so no token."""

        csrf = False

    cari = TextField("Cari", limit=80, description="Nama atau nama pengguna")
    peran = ChoiceField("Peran", required=False, empty="Semua", choices=Role.choices())
    keadaan = ChoiceField(
        "Keadaan",
        required=False,
        empty="Semua",
        choices=[
            ("active", "Aktif"),
            ("disabled", "Nonaktif"),
            ("never", "Belum pernah masuk"),
            ("first", "Kata sandi pertama"),
            ("factor", "Tanpa faktor kedua"),
        ],
    )


class ScopeFields(BaseForm):
    """A role and the part of the regency that it holds for."""

    role = ChoiceField("Peran", choices=Role.choices())
    opd_id = ChoiceField("OPD", required=False, numbers=True, empty="Tidak dibatasi")
    kecamatan_id = ChoiceField("Kecamatan", required=False, numbers=True, empty="Tidak dibatasi")
    desa_id = ChoiceField("Desa", required=False, numbers=True, empty="Tidak dibatasi")


class NewUserForm(ScopeFields):
    """A new account with its first role."""

    username = TextField("Nama pengguna", required=True, limit=64, description="Huruf kecil, angka, titik, misalnya op.dinkes.")
    name = TextField("Nama lengkap", required=True, limit=120)
    nip = TextField("NIP atau nomor pegawai", limit=24, description="Menghubungkan akun dengan data pegawai.")


class EditUserForm(BaseForm):
    """Name and employee of an account."""

    version = VersionField()
    name = TextField("Nama lengkap", required=True, limit=120)
    nip = TextField("NIP atau nomor pegawai", limit=24, description="Menghubungkan akun dengan data pegawai.")


class AuditFilter(BaseForm):
    """The filter of the audit trail (GET)."""

    class Meta(BaseForm.Meta):
        """Nothing is changed, so no token."""

        csrf = False

    pelaku = TextField("Pelaku", limit=64, description="Nama atau nama pengguna")
    kejadian = ChoiceField("Kejadian", required=False, empty="Semua")
    jenis = ChoiceField("Mengenai", required=False, empty="Semua")
    nomor = TextField("Nomor", limit=64, description="Nomor datanya")
    dari = DateField("Dari tanggal")
    sampai = DateField("Sampai tanggal")
