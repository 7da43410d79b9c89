"""Writes to agencies, staff, services and officials: who may, what is refused, what is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from intranet.core import audit
from intranet.core.actor import SYSTEM, Actor, Grant
from intranet.core.errors import Conflict, DuplicateValue, Forbidden, InvalidInput, NotFound
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.opd import actions, queries, staff_index
from intranet.opd.actions import Contact, EmployeeFacts, OfficialFacts, OpdFacts, ServiceFacts
from intranet.opd.models import EmployeeWord, Opd, Service
from intranet.opd.queries import StaffFilter
from intranet.opd.states import EmployeeKind, NeedCategory, Office, OfficialStatus, OpdKind

pytestmark = pytest.mark.usefixtures("frozen_clock")
NIP = "19850517 201001 2 007"
DINAS = OpdFacts("Dinas Contoh", "Contoh", OpdKind.DINAS, None, "CTH", "", "", True, True, None, None)
KTP = ServiceFacts("Cetak KTP", "KK\n\n KTP lama \nKK", "keping", 5, NeedCategory.ADMINISTRATION)
SEKDA = OfficialFacts(
    Office.SEKDA, None, "Sukarni", "", "M.Si.", "", "IV/d", OfficialStatus.DEFINITIVE, date(2024, 1, 1), None
)  # fmt: skip


def operator(opd_id):
    permissions = frozenset({Permission.OPD_EDIT, Permission.STAFF_EDIT, Permission.STAFF_READ})
    return Actor(7, "Operator", "op", (Grant("operator", permissions, opd_id=opd_id),))


def person(world, **changes):
    facts = EmployeeFacts(
        world.opds["a"], EmployeeKind.PNS, NIP, "Siti Aisyah", "", "S.Sos.", "III/c", "Analis", "", None
    )  # fmt: skip
    return replace(facts, **changes)


def add(facts, actor=SYSTEM):
    with transaction():
        return actions.add_employee(actor, facts=facts)


def found(text, actor=SYSTEM):
    page, _ = queries.list_staff(actor, StaffFilter(search=text))
    return [row.name for row in page.rows]


# --- staff ---


def test_an_employee_is_stored_bare_and_shown_in_groups(session, world):
    row = queries.get_employee(SYSTEM, add(person(world)))
    assert row.nip == "198505172010012007"
    assert row.number == "19850517 201001 2 007"
    assert row.full_name == "Siti Aisyah, S.Sos."
    assert row.internal_no.startswith("P")


def test_a_honorer_gets_a_number_of_ours(session, world):
    key = add(person(world, kind=EmployeeKind.HONORER, nip="", rank=""))
    assert queries.get_employee(SYSTEM, key).number == f"H{key:06}"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nip": "1985051720100120079"}, "nip"),
        ({"nip": ""}, "nip"),
        ({"nip": "198505172010212007"}, "nip"),
        ({"kind": EmployeeKind.HONORER, "rank": ""}, "nip"),
        ({"rank": "IX"}, "rank"),
        ({"home_desa_id": 10**6}, "home_desa_id"),
    ],
)
def test_nonsense_is_refused_beside_its_field(session, world, wrong, field):
    with pytest.raises(InvalidInput) as caught:
        add(person(world, **wrong))
    assert caught.value.field == field


def test_one_nip_is_one_person(session, world):
    add(person(world))
    with pytest.raises(DuplicateValue) as caught:
        add(person(world, name="Orang Lain"))
    assert caught.value.constraint == "uq_employee_nip"


def test_operators_reach_their_own_staff_only(session, world):
    own, other = operator(world.opds["b"]), world.employees["a1"]
    with pytest.raises(NotFound):
        add(person(world), actor=own)
    with pytest.raises(NotFound), transaction():
        actions.set_employee_active(own, employee_id=other, active=False)
    with pytest.raises(NotFound):
        queries.get_employee(own, other)
    with pytest.raises(NotFound), transaction():
        actions.edit_employee(own, employee_id=other, version=1, facts=person(world))
    with pytest.raises(NotFound), transaction():  # nor carry their own person off to another OPD
        actions.edit_employee(own, employee_id=world.employees["b1"], version=1, facts=person(world))
    assert queries.list_staff(Actor(8, "Orang", "orang"), StaffFilter())[0].rows == ()


def test_a_stale_form_is_told(session, world):
    key = add(person(world))
    with transaction():
        actions.edit_employee(SYSTEM, employee_id=key, version=2, facts=person(world, position="Verifikator"))
    with pytest.raises(Conflict), transaction():
        actions.edit_employee(SYSTEM, employee_id=key, version=2, facts=person(world, position="Analis muda"))
    assert audit.changes_since(("employee", key))[0].after == {"jabatan": "Verifikator"}


def test_people_are_found_by_the_beginning_of_words(session, world):
    with transaction():
        staff_index.rebuild()
    key = add(person(world))
    assert found("ais sit") == ["Siti Aisyah"]
    assert found("ANAL") == ["Siti Aisyah"]
    assert found("isyah") == []
    assert found("%") == []
    assert found("deki") == ["Deki Saputra"]
    assert found("deki", operator(world.opds["a"])) == []
    with transaction():
        actions.edit_employee(SYSTEM, employee_id=key, version=2, facts=person(world, name="Siti Fatimah"))
    assert found("aisyah") == []
    assert found("fatimah") == ["Siti Fatimah"]


def test_the_index_can_be_rebuilt(session, world):
    with transaction():
        first = staff_index.rebuild()
    with transaction():
        assert staff_index.rebuild() == first
    assert session.scalar(select(func.count()).select_from(EmployeeWord)) == first > 0


def test_deactivating_twice_is_told_once(session, world):
    for _ in range(2):
        with transaction():
            actions.set_employee_active(SYSTEM, employee_id=world.employees["a1"], active=False)
    assert len(audit.changes_since(("employee", world.employees["a1"]))) == 1
    assert [choice.name for choice in queries.list_staff_choices(world.opds["a"])] == ["Arman Suhadi", "Wirda Ningsih"]


# --- agencies ---


def test_a_new_name_keeps_the_old_one(session, world):
    with transaction():
        key = actions.add_opd(SYSTEM, code="contoh", facts=DINAS)
    with transaction():
        actions.edit_opd(SYSTEM, opd_id=key, version=1, facts=replace(DINAS, name="Dinas Contoh dan Teladan"))
    page = queries.get_opd(SYSTEM, key)
    assert page.name == "Dinas Contoh dan Teladan"
    assert page.former == (("Dinas Contoh", date(2026, 11, 22)),)


@pytest.mark.parametrize("code", ["", "Dinas", "1x", "a b", "a--b", "a/../b", "é"])
def test_a_code_is_fit_for_sign_in_names(session, world, code):
    with pytest.raises(InvalidInput) as caught, transaction():
        actions.add_opd(SYSTEM, code=code, facts=DINAS)
    assert caught.value.field == "code"


def test_a_code_is_used_once(session, world):
    with pytest.raises(DuplicateValue), transaction():
        actions.add_opd(SYSTEM, code="dinkes", facts=DINAS)


def test_the_office_of_a_kecamatan_names_it(session, world):
    with pytest.raises(InvalidInput), transaction():
        actions.add_opd(SYSTEM, code="kec-x", facts=replace(DINAS, kind=OpdKind.KECAMATAN))
    with pytest.raises(InvalidInput), transaction():
        actions.add_opd(SYSTEM, code="contoh", facts=replace(DINAS, kecamatan_id=world.kecamatan["manna"]))


def test_an_operator_changes_the_contact_of_the_own_agency(session, world):
    own = operator(world.opds["a"])
    with transaction():
        actions.edit_contact(own, opd_id=world.opds["a"], version=1, contact=Contact("Jalan Contoh 1", "0739-21"))
    with pytest.raises(NotFound), transaction():
        actions.edit_contact(own, opd_id=world.opds["b"], version=1, contact=Contact("", ""))
    with pytest.raises(Forbidden), transaction():
        actions.edit_opd(own, opd_id=world.opds["a"], version=2, facts=DINAS)
    assert queries.get_opd(own, world.opds["a"]).address == "Jalan Contoh 1"


def test_agencies_by_date(session, world, save):
    save(Opd(code="lama", name="Dinas Lama", short_name="Lama", kind=OpdKind.DINAS, active_until=date(2025, 12, 31)))
    assert [row.code for row in queries.list_opds(active_on=date(2026, 1, 1))] == ["dinkes", "disdukcapil"]
    assert "lama" in [row.code for row in queries.list_opds(active_on=date(2025, 6, 1))]
    assert "Lama" in queries.opd_names().values()
    assert queries.find_opd("lama").name == "Dinas Lama"
    assert queries.find_opd("tidak-ada") is None


def test_the_defaults_come_in_once(session, world):
    with transaction():
        first = actions.import_defaults(SYSTEM)
    assert first.opds == 54  # two of them stand in the world already, with services of their own
    assert session.scalar(select(func.count()).select_from(Service).where(Service.opd_id == world.opds["a"])) == 2
    with transaction():
        again = actions.import_defaults(SYSTEM)
    assert (again.opds, again.services) == (0, 0)


# --- services ---


def test_papers_are_one_a_line_each_once(session, world):
    with transaction():
        actions.add_service(operator(world.opds["a"]), opd_id=world.opds["a"], facts=KTP)
    row = next(row for row in queries.list_services(world.opds["a"]) if row.name == "Cetak KTP")
    assert row.papers == "KK\nKTP lama"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 10**6}, "minutes"),
        ({"papers": "x" * 200}, "papers"),
        ({"papers": "\n".join(map(str, range(20)))}, "papers"),
    ],
)
def test_a_service_out_of_bounds(session, world, wrong, field):
    with pytest.raises(InvalidInput) as caught, transaction():
        actions.add_service(SYSTEM, opd_id=world.opds["a"], facts=replace(KTP, **wrong))
    assert caught.value.field == field


def test_services_of_others_are_out_of_reach(session, world):
    own = operator(world.opds["b"])
    with pytest.raises(NotFound), transaction():
        actions.add_service(own, opd_id=world.opds["a"], facts=KTP)
    with pytest.raises(NotFound), transaction():
        actions.edit_service(own, service_id=world.services["ktp"], version=1, facts=KTP)
    with pytest.raises(NotFound), transaction():
        actions.set_service_active(own, service_id=world.services["ktp"], active=False)


# --- officials ---


def official(facts):
    with transaction():
        return actions.add_official(SYSTEM, facts=facts)


def test_who_holds_an_office_on_a_day(session, world):
    official(replace(SEKDA, valid_until=date(2026, 6, 30)))
    official(replace(SEKDA, name="Penjabat", status=OfficialStatus.PJ, valid_from=date(2026, 7, 1), valid_until=date(2026, 9, 30)))
    official(replace(SEKDA, name="Pengganti", valid_from=date(2026, 10, 1)))
    official(
        replace(SEKDA, name="Pelaksana", status=OfficialStatus.PLH, valid_from=date(2026, 11, 20), valid_until=date(2026, 11, 24))
    )

    def holder(day):
        row = queries.official_in_force(Office.SEKDA, day)
        return row.name if row else None

    assert holder(date(2023, 12, 31)) is None
    assert holder(date(2024, 1, 1)) == holder(date(2026, 6, 30)) == "Sukarni"
    assert holder(date(2026, 7, 1)) == "Penjabat"
    assert holder(date(2026, 10, 1)) == "Pengganti"
    assert holder(date(2026, 11, 23)) == "Pelaksana"
    assert holder(date(2026, 11, 25)) == "Pengganti"


def test_two_may_not_hold_one_office_for_good(session, world):
    key = official(SEKDA)
    with pytest.raises(InvalidInput) as caught:
        official(replace(SEKDA, name="Lain", valid_from=date(2026, 1, 1)))
    assert "Sukarni" in caught.value.message
    with pytest.raises(InvalidInput):
        official(replace(SEKDA, name="Lain", valid_from=date(2020, 1, 1)))
    official(replace(SEKDA, name="Dahulu", valid_from=date(2020, 1, 1), valid_until=date(2023, 12, 31)))
    official(replace(SEKDA, office=Office.BUPATI, name="Bupati"))
    with transaction():
        actions.edit_official(SYSTEM, official_id=key, version=1, facts=replace(SEKDA, valid_until=date(2025, 12, 31)))
    official(replace(SEKDA, name="Lain", valid_from=date(2026, 1, 1)))


def test_heads_are_of_one_agency_each(session, world):
    head = replace(SEKDA, office=Office.OPD_HEAD, opd_id=world.opds["a"])
    official(head)
    official(replace(head, opd_id=world.opds["b"], name="Kepala Dinkes"))
    assert queries.official_in_force(Office.OPD_HEAD, date(2026, 1, 1), world.opds["b"]).name == "Kepala Dinkes"
    assert queries.get_opd(SYSTEM, world.opds["a"]).head.full_name == "Sukarni, M.Si."


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"valid_until": date(2023, 1, 1)}, "valid_until"),
        ({"office": Office.OPD_HEAD}, "opd_id"),
        ({"opd_id": 1}, "opd_id"),
        ({"nip": "123"}, "nip"),
        ({"rank": "X/z"}, "rank"),
    ],
)
def test_an_official_in_disorder(session, world, wrong, field):
    with pytest.raises(InvalidInput) as caught:
        official(replace(SEKDA, **wrong))
    assert caught.value.field == field


def test_officials_are_recorded_by_the_administrator_alone(session, world):
    with pytest.raises(Forbidden), transaction():
        actions.add_official(operator(world.opds["a"]), facts=SEKDA)
    with pytest.raises(Forbidden):
        queries.list_officials(operator(world.opds["a"]))
