"""What can go wrong in words that a person may read. The web layer turns each into a page or a fragment with its
status.
"""

from __future__ import annotations


class DomainError(Exception):
    """A refusal with a plain Indonesian message. Subclasses carry the HTTP status that fits."""

    status = 400
    default = "Permintaan tidak dapat diproses."

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.default
        super().__init__(self.message)


class NotFound(DomainError):
    """The thing does not exist, or this person may not know that it does."""

    status = 404
    default = "Data yang Anda cari tidak ditemukan."


class Forbidden(DomainError):
    """The person may see the thing but not do this."""

    status = 403
    default = "Anda tidak berwenang melakukan tindakan ini."


class InvalidInput(DomainError):
    """One field holds something that cannot be taken; ``field`` is the name on the form, None for the form as a
    whole.
    """

    status = 422
    default = "Isian belum benar."

    def __init__(self, field: str | None, message: str | None = None) -> None:
        self.field = field
        super().__init__(message)


class InvalidTransition(DomainError):
    """The state of the thing does not allow the step."""

    status = 409
    default = "Langkah ini tidak dapat dilakukan pada keadaan data saat ini. Muat ulang halaman untuk melihatnya."


class Conflict(DomainError):
    """Somebody else changed the thing since the form was opened.

    ``subject`` is what ``audit.changes_since`` takes; ``seen_version`` is the version on the form (None when unknown).
    """

    status = 409
    default = "Data ini sudah diubah orang lain sejak Anda membukanya. Isian Anda belum disimpan."

    def __init__(
        self, subject_kind: str, subject_id: int | None, seen_version: int | None = None, message: str | None = None
    ) -> None:
        self.subject_kind = subject_kind
        self.subject_id = subject_id
        self.seen_version = seen_version
        super().__init__(message)

    @property
    def subject(self) -> tuple[str, int | None]:
        """Kind and id, as audit events name them."""
        return self.subject_kind, self.subject_id


class DuplicateValue(DomainError):
    """The database refused a value; ``constraint`` is the name of the rule (uq_, ck_, fk_, nn_; the same on both
    engines).

    SQLite does not tell which foreign key failed: the name is then plain ``fk``.
    """

    status = 422

    def __init__(self, constraint: str, message: str | None = None) -> None:
        self.constraint = constraint
        super().__init__(message or _duplicate_message(constraint))


def _duplicate_message(constraint: str) -> str:
    kind = constraint.partition("_")[0]
    if kind == "fk":
        return "Data ini masih dipakai di tempat lain, atau data yang dirujuknya sudah tidak ada."
    if kind == "nn":
        return "Ada isian wajib yang masih kosong."
    if kind == "ck":
        return "Nilai yang diisi berada di luar batas yang diperbolehkan."
    return "Data yang sama sudah ada."


class Busy(DomainError):
    """The database did not answer in time; nothing was stored. ``retry_after`` in seconds."""

    status = 503
    default = "Sistem sedang sibuk, sehingga perubahan Anda belum tersimpan. Tunggu sebentar, lalu kirim sekali lagi."
    retry_after = 3


class StorageFull(DomainError):
    """No disk space is left; nothing was stored, reading goes on."""

    status = 507
    default = "Ruang penyimpanan server penuh; perubahan Anda belum tersimpan. Hubungi admin, lalu kirim sekali lagi."


class TooMany(DomainError):
    """Too many requests; ``retry_after`` in seconds."""

    status = 429
    default = "Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi."

    def __init__(self, message: str | None = None, retry_after: int = 60) -> None:
        self.retry_after = retry_after
        super().__init__(message)
