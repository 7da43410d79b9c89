"""What is typed on the pages of planning. Choices are handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intranet.planning.actions import RuleChoice
from intranet.planning.panels import ALL_DAYS
from intranet.visits.states import VisitStatus
from intranet.web.forms import (
    AreaField,
    BaseForm,
    ChecklistField,
    ChoiceField,
    DateField,
    NumberField,
    TextField,
    TickField,
    VersionField,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

STATUSES = tuple((status.value, status.label) for status in VisitStatus if status is not VisitStatus.DRAFTED)
CONSTRAINTS = {
    "uq_year_plan_year": (None, "Rencana untuk tahun ini sudah ada. Muat ulang halaman ini untuk membukanya."),
    "uq_plan_line_plan_id_desa_id": ("desa_id", "Desa ini sudah ada dalam rencana tahun ini. Pilih desa lain."),
}


class RulesForm(BaseForm):
    """Window, weekdays and pace of a year."""

    starts_on = DateField("Mulai", required=True)
    ends_on = DateField("Sampai", required=True)
    weekdays = ChecklistField(
        "Hari mulai kunjungan", required=True, numbers=True, choices=list(enumerate(ALL_DAYS)), description=""
    )
    visits_per_week = NumberField("Kunjungan seminggu", required=True, lowest=1, highest=5)
    days_per_visit = NumberField("Hari per kunjungan", required=True, lowest=1, highest=5)
    note = AreaField("Catatan untuk Sekda", limit=1000)
    version = VersionField()

    def choice(self) -> RuleChoice:
        """What was chosen, for the action."""
        return RuleChoice(
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            weekdays=tuple(self.weekdays.data or ()),
            visits_per_week=self.visits_per_week.data,
            days_per_visit=self.days_per_visit.data,
            note=self.note.data or "",
        )


class LineForm(BaseForm):
    """Date, venue and pin of one desa."""

    starts_on = DateField("Hari pertama")
    venue = TextField("Tempat", required=True, limit=160)
    why = TextField("Alasan perubahan", limit=160)
    pinned = TickField("Sematkan tanggal ini, jangan diubah oleh Susun otomatis")
    version = VersionField()


class _AnyDesaField(ChoiceField):
    """A desa that is not on offer is told by the action, which knows why."""

    def pre_validate(self, form: Any) -> None:
        """Nothing to check here."""
        del form


class AddForm(BaseForm):
    """A desa to take in."""

    desa_id = _AnyDesaField("Desa", numbers=True, empty="Pilih desa")

    def __init__(self, *args: Any, desa: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desa_id.offer(desa)


class VersionForm(BaseForm):
    """A button alone."""

    version = VersionField()


class SubmitForm(BaseForm):
    """The step to the Sekda."""

    note = AreaField("Pesan untuk Sekda", limit=1000)
    version = VersionField()


class ApproveForm(BaseForm):
    """The approval."""

    decree_number = TextField("Nomor keputusan", limit=80)
    note = AreaField("Catatan rilis", limit=1000)
    version = VersionField()


class ReturnForm(BaseForm):
    """The way back to the planner."""

    reason = AreaField("Alasan", required=True, limit=1000)
    version = VersionField()


class _FilterForm(BaseForm):
    """A search in the address; nothing is written, so there is no token."""

    class Meta(BaseForm.Meta):
        """Without token."""

        csrf = False


class ScheduleFilter(_FilterForm):
    """What to show of the published schedule."""

    cari = TextField("Cari desa", limit=80)
    kecamatan = ChoiceField("Kecamatan", required=False, numbers=True, empty="Semua kecamatan")
    status = ChoiceField("Status", required=False, empty="Semua status", choices=STATUSES)


class WorkFilter(_FilterForm):
    """What to show of the working copy."""

    cari = TextField("Cari desa", limit=80)
    kecamatan = ChoiceField("Kecamatan", required=False, numbers=True, empty="Semua kecamatan")
    tampil = ChoiceField(
        "Tampilkan",
        required=False,
        empty="Semua desa",
        choices=(
            ("belum", "Belum bertanggal"),
            ("berubah", "Berubah sejak rilis terakhir"),
            ("masalah", "Perlu diperbaiki"),
            ("semat", "Tanggal disematkan"),
        ),
    )
