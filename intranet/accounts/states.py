"""The roles, and how a session ends."""

from __future__ import annotations

from intranet.core.status import LabelledEnum


class Role(LabelledEnum):
    """What a person is in this product; a grant gives it for the whole regency, one OPD, kecamatan or desa."""

    ADMIN = "admin", "Administrator"
    PLANNER = "planner", "Perencana"
    SEKDA = "sekda", "Sekretaris Daerah"
    CLERK = "clerk", "Petugas tata usaha"
    REGENT = "regent", "Bupati"
    OPERATOR = "operator", "Operator"
    OPD_HEAD = "opd_head", "Kepala perangkat daerah"
    CARER = "carer", "Pendamping"


class SessionEnd(LabelledEnum):
    """Why a session no longer counts."""

    SIGNED_OUT = "signed_out", "Keluar"
    ENDED_BY_OWNER = "ended_by_owner", "Diakhiri dari perangkat lain"
    PASSWORD_CHANGED = "password_changed", "Kata sandi diganti"
    DISABLED = "disabled", "Akun dinonaktifkan"
    RESET = "reset", "Akun disetel ulang"
