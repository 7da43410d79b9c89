"""Forms of the visit day. Roster and services are handed in; each person and service has its own fields, named by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intranet.fieldwork.states import AgeGroup, Presence, RemarkKind, Sex
from intranet.web.forms import (
    AreaField,
    BaseForm,
    ChoiceField,
    ClockField,
    NumberField,
    RadioChoiceField,
    TextField,
    UploadField,
    VersionField,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from intranet.fieldwork.rows import CountRow, RecordRow, RosterRow, WalkInRow

MOST_COUNT = 100_000
MOST_UNITS = 5_000
NOTE_LIMIT = 200


class HeldForm(BaseForm):
    """Say that the visit took place."""

    version = VersionField()


class RemoveForm(BaseForm):
    """Take a remark or photo away. Carries nothing but the token."""


class OpdResultForm(BaseForm):
    """Attendance and counts of one OPD; ``opd_result_form`` adds the fields."""

    seen = TextField("Keadaan", limit=32)

    def attendance(self) -> dict[int, tuple[Presence, str]]:
        """Employee id -> presence and note, of everybody who was marked."""
        found: dict[int, tuple[Presence, str]] = {}
        for name, field in self._fields.items():
            if name.startswith("presence_") and field.data:
                key = name.removeprefix("presence_")
                found[int(key)] = (Presence.of(field.data), self._fields[f"note_{key}"].data or "")
        return found

    def counts(self) -> dict[int, tuple[int, int, str]]:
        """Service id -> served, finished on the spot, note, of every service that was counted."""
        found: dict[int, tuple[int, int, str]] = {}
        for name, field in self._fields.items():
            if name.startswith("served_") and field.data is not None:
                key = name.removeprefix("served_")
                finished = self._fields[f"finished_{key}"].data
                found[int(key)] = (
                    field.data,
                    field.data if finished is None else finished,
                    self._fields[f"remark_{key}"].data or "",
                )
        return found

    def validate(self, extra_validators: Any = None) -> bool:
        """Finished needs served, and cannot be more."""
        super().validate(extra_validators)
        for name, field in self._fields.items():
            if name.startswith("finished_") and field.data is not None and not field.errors:
                served = self._fields[f"served_{name.removeprefix('finished_')}"]
                if served.data is None and not served.errors:
                    served.errors = ["Isi juga jumlah yang dilayani."]
                elif served.data is not None and field.data > served.data:
                    field.errors = [f"Paling banyak {served.data}, sebanyak yang dilayani."]
        return not any(field.errors for field in self)


def opd_result_form(roster: Iterable[RosterRow], counts: Iterable[CountRow], seen: str) -> OpdResultForm:
    """The form for one OPD at one visit; unsent, it stands as the results do."""
    fields: dict[str, Any] = {}
    for person in roster:
        fields[f"presence_{person.employee_id}"] = RadioChoiceField(
            f"Kehadiran {person.name}", choices=Presence.choices(), required=False, default=person.presence
        )
        fields[f"note_{person.employee_id}"] = TextField(f"Keterangan {person.name}", limit=NOTE_LIMIT, default=person.note)
    for row in counts:
        fields[f"served_{row.service_id}"] = NumberField(f"Dilayani, {row.service}", highest=MOST_UNITS, default=row.served)
        fields[f"finished_{row.service_id}"] = NumberField(
            f"Selesai di tempat, {row.service}", highest=MOST_UNITS, default=row.finished
        )
        fields[f"remark_{row.service_id}"] = TextField(f"Catatan {row.service}", limit=NOTE_LIMIT, default=row.note)
    form: OpdResultForm = type("OpdResultFormOfVisit", (OpdResultForm,), fields)(data={"seen": seen})
    return form


class VisitResultForm(BaseForm):
    """Residents, hours and conclusion; ``visit_result_form`` adds the tally."""

    version = VersionField()
    evening_residents = NumberField("Warga yang hadir pada dialog malam", required=True, highest=MOST_COUNT)
    evening_from = ClockField("Dialog mulai", required=True)
    evening_until = ClockField("Dialog selesai", required=True)
    service_from = ClockField("Layanan mulai", required=True)
    service_until = ClockField("Layanan selesai", required=True)
    conclusion = AreaField(
        "Simpulan", description="Dua atau tiga kalimat untuk laporan: apa yang tercapai, apa yang perlu dilanjutkan."
    )

    def hours(self) -> dict[str, str]:
        """The four hours as "HH.MM"."""
        names = ("evening_from", "evening_until", "service_from", "service_until")
        return {name: (self._fields[name].data or "").replace(":", ".") for name in names}

    def tally(self) -> dict[tuple[Sex, AgeGroup], int]:
        """Residents by sex and age group; an empty cell counts as none."""
        return {(sex, age): self._fields[f"tally_{sex}_{age}"].data or 0 for sex in Sex for age in AgeGroup}


def visit_result_form(record: RecordRow, walk_ins: Sequence[WalkInRow]) -> VisitResultForm:
    """The form for the visit as a whole; unsent, it stands as the results do."""
    fields = {
        f"tally_{row.sex}_{row.age_group}": NumberField(
            f"{row.sex.label}, {row.age_group.label}", highest=MOST_COUNT, default=row.count
        )
        for row in walk_ins
    }
    form: VisitResultForm = type("VisitResultFormOfVisit", (VisitResultForm,), fields)(
        data={
            "version": record.version,
            "evening_residents": record.evening_residents if record.version else None,
            "evening_from": record.evening_from,
            "evening_until": record.evening_until,
            "service_from": record.service_from,
            "service_until": record.service_until,
            "conclusion": record.conclusion,
        }
    )
    return form


class RemarkForm(BaseForm):
    """A wish, problem or suggestion."""

    kind = ChoiceField("Jenis", choices=RemarkKind.choices())
    text = AreaField("Isi catatan", required=True, limit=2000, shortest=5, description="Jangan tulis NIK atau nama warga.")
    opd_id = ChoiceField("Ditujukan kepada OPD", required=False, numbers=True, empty="Tidak ditujukan")


class PhotoForm(BaseForm):
    """A photo and what it shows."""

    photo = UploadField("Foto kegiatan", required=True, accept="image/jpeg,image/png,image/webp")
    caption = TextField("Keterangan foto", required=True, limit=200, shortest=3, description="Apa yang terlihat, tanpa nama warga.")
