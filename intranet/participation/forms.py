"""The forms of an answer. Services and people are handed in; each has its own fields, named by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intranet.web.forms import AreaField, BaseForm, NumberField, TextField, TickField, VersionField

if TYPE_CHECKING:
    from intranet.participation.rows import AnswerPage

HIGHEST_QUOTA = 2000
FUNCTION_LIMIT = 80


class RepeatForm(BaseForm):
    """One tap: the last answer again. Carries nothing but the token."""


class DeclineForm(BaseForm):
    """Why an OPD cannot come."""

    version = VersionField()
    reason = AreaField("Alasan tidak hadir", required=True, limit=500)


class AnswerForm(BaseForm):
    """Who comes and with what; ``answer_form`` adds the fields of one visit."""

    version = VersionField()
    note = AreaField(
        "Catatan untuk Sekretariat Daerah",
        limit=1000,
        description="Misalnya alat yang perlu disiapkan desa. Jangan tulis NIK.",
        render_kw={"rows": 3},
    )

    def chosen_services(self) -> dict[int, int]:
        """Service id -> quota of the ticked services; a quota that could not be read is left out (its field has the error)."""
        found: dict[int, int] = {}
        for name, field in self._fields.items():
            if name.startswith("service_") and field.data:
                quota = self._fields[f"quota_{name.removeprefix('service_')}"].data
                if quota is not None:
                    found[int(name.removeprefix("service_"))] = quota
        return found

    def chosen_staff(self) -> dict[int, str]:
        """Employee id -> function of the ticked people."""
        return {
            int(name.removeprefix("staff_")): self._fields[f"function_{name.removeprefix('staff_')}"].data or ""
            for name, field in self._fields.items()
            if name.startswith("staff_") and field.data
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """A ticked service needs a quota; an unticked one's is not read."""
        super().validate(extra_validators)
        for name, field in self._fields.items():
            if not name.startswith("service_"):
                continue
            quota = self._fields[f"quota_{name.removeprefix('service_')}"]
            if field.data and quota.data is None and not quota.errors:
                quota.errors = [f"Isi dengan angka 1 sampai {HIGHEST_QUOTA}."]
            elif not field.data and quota.errors:
                quota.errors = []
        return not any(field.errors for field in self)

    def swap(self, leaving: int, coming: int, function: str) -> None:
        """Untick one colleague and tick another in the same function."""
        for employee_id, ticked in ((leaving, False), (coming, True)):
            box = self._fields.get(f"staff_{employee_id}")
            if box is not None:
                box.data = ticked
        if f"function_{coming}" in self._fields:
            self._fields[f"function_{coming}"].data = function


def answer_form(view: AnswerPage) -> AnswerForm:
    """The form for one visit; unsent, it stands as the last answer did."""
    fields: dict[str, Any] = {}
    for service in view.services:
        fields[f"service_{service.service_id}"] = TickField(service.name, default=service.service_id in view.chosen_offers)
        fields[f"quota_{service.service_id}"] = NumberField(
            f"Kuota {service.name}", lowest=1, highest=HIGHEST_QUOTA, default=view.chosen_offers.get(service.service_id)
        )
    for person in view.staff:
        ticked = person.employee_id in view.chosen_staff
        fields[f"staff_{person.employee_id}"] = TickField(person.name, default=ticked)
        fields[f"function_{person.employee_id}"] = TextField(
            f"Tugas {person.name}",
            limit=FUNCTION_LIMIT,
            default=view.chosen_staff.get(person.employee_id) or person.usual_function or person.position[:FUNCTION_LIMIT],
        )
    form: AnswerForm = type("AnswerFormOfVisit", (AnswerForm,), fields)(data={"version": view.row.version, "note": view.row.note})
    return form
