"""A report is made of what was recorded, and signed by who holds the office on that day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from intranet.accounts.roles import ROLE_PERMISSIONS
from intranet.core import clock, files, settings_store
from intranet.core.actor import SYSTEM, Actor, Grant
from intranet.core.errors import InvalidInput, InvalidTransition, NotFound
from intranet.core.transaction import transaction
from intranet.documents import compose, letterhead, pdf
from intranet.documents.letterhead import LETTERHEAD
from intranet.documents.signature_block import DocumentClass, signature_block
from intranet.documents.snapshot import Aspiration, Participant, Remark, ServiceLine, from_json, to_json
from intranet.fieldwork.models import Attendance, Photo, ServiceResult, VisitRecord, WalkIn
from intranet.fieldwork.models import Remark as RemarkRow
from intranet.fieldwork.states import AgeGroup, Presence, RemarkKind, Sex
from intranet.opd.models import Employee, Official, Opd
from intranet.opd.states import EmployeeKind, Office, OfficialStatus, OpdKind
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment
from intranet.participation.states import ParticipationStatus
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

NOW = datetime(2027, 1, 11, 2, 0, tzinfo=UTC)
CODE = "k3Vd9QmXw7TzR2aLpB5nYc"
OPD_A = "Dinas Kependudukan dan Pencatatan Sipil"


@pytest.fixture(autouse=True)
def _january():
    with clock.frozen(NOW):
        yield


def person(world, who: str) -> Actor:
    found = world.people[who]
    grant = Grant(found.role.value, ROLE_PERMISSIONS[found.role], opd_id=found.opd_id)
    return Actor(id=found.id, name=found.name, username=found.username, grants=(grant,))


def sekda(**changes: object) -> Official:
    values = {
        "office": Office.SEKDA, "name": "Arsyad Malianto", "front_title": "Drs.", "back_title": "M.Si.",
        "nip": "197001011995031001", "rank": "IV/d", "status": OfficialStatus.DEFINITIVE, "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    return Official(**(values | changes))


@pytest.fixture
def visit_id(world, save) -> int:
    """A held visit: one OPD came with two people, one stayed away, a guest did not answer."""
    visit = Visit(
        year=2027, desa_id=world.desa["far"], starts_on=date(2027, 1, 5), ends_on=date(2027, 1, 6), venue="Balai Desa Lubuk Resam",
        status=VisitStatus.HELD,
    )  # fmt: skip
    guest = Opd(code="bpjs", name="BPJS Kesehatan", short_name="BPJS", kind=OpdKind.COMPANY)
    titled = Employee(
        opd_id=world.opds["a"], internal_no="P-a9", nip="198502022010011009", name="Rahmat Hidayat", front_title="H.",
        back_title="S.Kom.", kind=EmployeeKind.PNS, position="Kepala Bidang",
    )  # fmt: skip
    save(visit, guest, titled)
    coming = Participation(
        visit_id=visit.id, opd_id=world.opds["a"], status=ParticipationStatus.CONFIRMED, respond_by=date(2026, 12, 20)
    )
    away = Participation(
        visit_id=visit.id, opd_id=world.opds["b"], status=ParticipationStatus.DECLINED, respond_by=date(2026, 12, 20),
        decline_reason="Kendaraan dipakai di posko longsor",
    )  # fmt: skip
    silent = Participation(visit_id=visit.id, opd_id=guest.id, respond_by=date(2026, 12, 20))
    save(coming, away, silent)
    save(
        StaffAssignment(participation_id=coming.id, employee_id=world.employees["a1"], function="Petugas loket"),
        StaffAssignment(participation_id=coming.id, employee_id=titled.id, function="Koordinator"),
        ServiceOffer(participation_id=coming.id, service_id=world.services["ktp"], quota=25),
        Attendance(visit_id=visit.id, opd_id=world.opds["a"], employee_id=titled.id, presence=Presence.PRESENT),
        ServiceResult(
            visit_id=visit.id, opd_id=world.opds["a"], service_id=world.services["ktp"], served=31, finished=28, carried_over=3,
            note="Alat rekam rusak pukul 11.00",
        ),
        VisitRecord(visit_id=visit.id, evening_residents=96, updated_at=NOW),
        WalkIn(visit_id=visit.id, sex=Sex.FEMALE, age_group=AgeGroup.ADULT, count=40),
        RemarkRow(
            visit_id=visit.id, kind=RemarkKind.ASPIRATION, text="Jalan usaha tani rusak", opd_id=world.opds["b"], created_at=NOW
        ),
        RemarkRow(visit_id=visit.id, kind=RemarkKind.PROBLEM, text="Listrik padam", created_at=NOW),
        RemarkRow(visit_id=visit.id, kind=RemarkKind.SUGGESTION, text="Bawa genset", created_at=NOW),
        Photo(visit_id=visit.id, sha256="ab" * 32, caption="Loket", width=1600, height=1200, size_bytes=1, uploaded_at=NOW),
    )  # fmt: skip
    return visit.id


def report(actor: Actor, visit_id: int, **more: object):
    return compose.visit_report(actor, visit_id, compose.default_wording(actor, visit_id), code=CODE, **more)


class TestFacts:
    def test_it_tells_what_was_recorded(self, session, world, save, visit_id) -> None:
        save(sekda())
        found = report(person(world, "clerk"), visit_id)
        assert found.subject == "Pelaksanaan Buji’an Dusun di Desa Lubuk Resam, Kecamatan Kedurang"
        assert found.participants == (
            Participant(opd=OPD_A, status="Hadir", staff=2, present=1),
            Participant(
                opd="Dinas Kesehatan", status="Tidak hadir", staff=0, attends=False, note="Kendaraan dipakai di posko longsor"
            ),
            Participant(opd="BPJS Kesehatan", status="Tidak menjawab", staff=0, attends=False, external=True),
        )
        assert found.services == (
            ServiceLine(
                opd=OPD_A, service="Perekaman KTP-el", unit="orang", expected=25, served=31, finished=28, carried_over=3,
                note="Alat rekam rusak pukul 11.00",
            ),
        )  # fmt: skip
        assert sum(row.count for row in found.walk_ins) == 40
        assert found.aspirations == (Aspiration(text="Jalan usaha tani rusak", opd="Dinas Kesehatan"),)
        assert found.problems == (Remark(text="Listrik padam"),)
        assert found.suggestions == (Remark(text="Bawa genset"),)
        assert [(each.name, each.presence) for each in found.attendance] == [
            ("Mely Oktarina", "Belum dicatat"),
            ("H. Rahmat Hidayat, S.Kom.", "Hadir"),
        ]
        assert found.visit.distance == "25,2 km garis lurus dari Manna"
        assert (found.visit.evening_residents, found.visit.code) == (96, "17.01.05.2001")

    def test_no_identity_number_of_staff_is_in_it(self, session, world, save, visit_id) -> None:
        save(sekda())
        text = to_json(report(person(world, "clerk"), visit_id))
        assert "198502022010011009" not in text
        assert "197001011995031001" in text

    def test_it_survives_the_store(self, session, world, save, visit_id) -> None:
        save(sekda())
        found = report(person(world, "clerk"), visit_id, edition=2, correction_reason="Jumlah layanan salah")
        assert from_json(to_json(found)) == found

    def test_words_come_back_as_they_were_written(self, session, world, save, visit_id) -> None:
        save(sekda())
        clerk = person(world, "clerk")
        wording = replace(compose.default_wording(clerk, visit_id), basis="- Satu\n\n• Dua", closing="Demikian.")
        back = compose.wording_of(compose.visit_report(clerk, visit_id, wording, code=CODE))
        assert (back.basis, back.closing, back.office) == ("Satu\nDua", "Demikian.", "sekda")

    def test_only_for_who_may_read_results(self, session, world, save, visit_id) -> None:
        save(sekda())
        with pytest.raises(NotFound):
            report(person(world, "carer"), visit_id)

    def test_an_empty_visit_has_a_report_too(self, session, world, save) -> None:
        save(sekda())
        bare = Visit(
            year=2027, desa_id=world.desa["near"], starts_on=date(2027, 1, 7), ends_on=date(2027, 1, 7), venue="Balai",
            status=VisitStatus.HELD,
        )  # fmt: skip
        save(bare)
        found = report(person(world, "clerk"), bare.id)
        assert (found.services, found.walk_ins, found.photos) == ((), (), ())
        assert found.suggestion


class TestWords:
    def test_the_usual_words_are_filled_from_the_facts(self, session, world, visit_id) -> None:
        words = compose.default_wording(person(world, "clerk"), visit_id)
        assert "Selasa–Rabu, 5–6 Januari 2027" in words.background
        evening, service = words.activities.splitlines()
        assert evening == "Dialog warga pada hari Selasa, 5 Januari 2027, pukul 17.00 sampai 21.30 WIB, dihadiri 96 warga."
        assert service.startswith("Layanan di tempat pada hari Rabu, 6 Januari 2027, pukul 08.00 sampai 13.00 WIB")
        assert service.endswith("oleh 1 perangkat daerah dengan 1 petugas, didatangi 40 warga.")
        assert "31 layanan diberikan; 28 di antaranya (90 %) selesai di tempat dan 3 dilanjutkan" in words.conclusion
        assert words.suggestion.splitlines() == [
            f"{OPD_A} menyelesaikan layanan yang dilanjutkan dan mengabarkan hasilnya kepada warga.",
            "Dinas Kesehatan menindaklanjuti aspirasi warga sesuai kewenangannya.",
        ]
        assert "Kepala Desa Lubuk Resam" in words.copies


class TestSigner:
    def test_of_several_the_one_in_office_today(self, session, world, save, visit_id) -> None:
        save(
            sekda(name="Terdahulu", valid_until=date(2027, 1, 10)),
            sekda(name="Mulyadi Rahman", status=OfficialStatus.PLH, valid_from=date(2027, 1, 11)),
            sekda(name="Kemudian", valid_from=date(2027, 2, 1)),
        )
        found = report(person(world, "clerk"), visit_id)
        assert compose.signer_name(found) == "Mulyadi Rahman"
        assert compose.signer_office(found) == "Plh. Sekretaris Daerah"

    def test_a_definitive_one_signs_with_titles_and_rank(self, session, world, save, visit_id) -> None:
        save(sekda())
        found = report(person(world, "clerk"), visit_id)
        assert compose.signer_name(found) == "Drs. Arsyad Malianto, M.Si."
        assert found.signer.rank == "Pembina Utama Madya (IV/d)"

    def test_nobody_gets_a_copy_of_his_own_letter(self, session, world, save, visit_id) -> None:
        save(sekda(), sekda(office=Office.BUPATI, name="Rahman Effendi", nip=None, rank=""))
        clerk = person(world, "clerk")
        words = compose.default_wording(clerk, visit_id)
        by_office = {
            office: compose.visit_report(clerk, visit_id, replace(words, office=office), code=CODE)
            for office in ("sekda", "bupati")
        }
        assert by_office["sekda"].receivers[0] == "Bupati Bengkulu Selatan"
        assert by_office["bupati"].receivers[0] == "Wakil Bupati Bengkulu Selatan"
        assert compose.wording_of(by_office["bupati"]).copies == words.copies
        printed = compose.issued(by_office["bupati"], number="1", dated_on=date(2027, 1, 11), anchor="")
        assert printed.copies == by_office["bupati"].receivers

    @pytest.mark.parametrize("office", ["bupati", "opd_head", "x"])
    def test_nobody_in_office_is_said_beside_the_field(self, session, world, save, visit_id, office) -> None:
        save(sekda())
        clerk = person(world, "clerk")
        wording = replace(compose.default_wording(clerk, visit_id), office=office)
        with pytest.raises(InvalidInput) as refused:
            compose.visit_report(clerk, visit_id, wording, code=CODE)
        assert refused.value.field == "office"


class TestHead:
    def of(self, world, visit_id, office: str):
        clerk = person(world, "clerk")
        wording = replace(compose.default_wording(clerk, visit_id), office=office)
        return compose.visit_report(clerk, visit_id, wording, code=CODE)

    def put(self, **changes: object) -> None:
        with transaction():
            settings_store.put(SYSTEM, LETTERHEAD, letterhead.load() | changes)

    def test_the_sekda_writes_under_the_arms_of_the_regency(self, session, world, save, visit_id) -> None:
        save(sekda())
        self.put(arms_sha256="ab" * 32, emblem_sha256="cd" * 32)
        head = self.of(world, visit_id, "sekda").letterhead
        assert (head.unit, head.emblem, head.arms_sha256, head.emblem_sha256) == ("SEKRETARIAT DAERAH", False, "ab" * 32, "")
        assert head.address

    @pytest.mark.parametrize("status", [OfficialStatus.DEFINITIVE, OfficialStatus.PLT])
    def test_the_regent_writes_under_the_emblem_of_the_state(self, session, world, save, visit_id, status) -> None:
        save(sekda(), sekda(office=Office.BUPATI, name="Rahman Effendi", back_title="S.E.", nip=None, rank="", status=status))
        self.put(arms_sha256="ab" * 32, emblem_sha256="cd" * 32)
        found = self.of(world, visit_id, "bupati")
        head = found.letterhead
        assert (head.unit, head.emblem, head.arms_sha256, head.emblem_sha256) == (
            "BUPATI BENGKULU SELATAN",
            True,
            "",
            "cd" * 32,
        )
        assert (head.address, head.post_code, head.phone, head.web, head.email) == ("", "", "", "", "")
        assert from_json(to_json(found)) == found

    @pytest.mark.parametrize("printed", [True, False])
    def test_rank_and_nip_of_the_sekda_are_a_setting(self, session, world, save, visit_id, printed) -> None:
        save(sekda())
        self.put(sekda_nip=printed)
        signer = self.of(world, visit_id, "sekda").signer
        assert signer.prints_nip is printed
        assert bool(signature_block(DocumentClass.LETTER, signer).below) is printed

    def test_a_snapshot_from_before_the_emblem_is_read(self, session, world, save, visit_id) -> None:
        save(sekda())
        data = json.loads(to_json(self.of(world, visit_id, "sekda")))
        del data["letterhead"]["emblem"], data["letterhead"]["emblem_sha256"]
        assert from_json(json.dumps(data)).letterhead.emblem is False


class TestIssued:
    def test_it_gets_number_date_and_anchor(self, session, world, save, visit_id) -> None:
        save(sekda())
        draft = report(person(world, "clerk"), visit_id)
        assert (draft.number, compose.dated_on(draft)) == ("", None)
        done = compose.issued(draft, number="400.10.2/1/SETDA/2027", dated_on=date(2027, 1, 12), anchor="7:abc")
        assert (done.number, done.dated_on, done.anchor) == ("400.10.2/1/SETDA/2027", date(2027, 1, 12), "7:abc")

    def test_what_was_composed_can_be_printed(self, session, world, save, visit_id) -> None:
        save(sekda())
        draft = replace(report(person(world, "clerk"), visit_id), photos=())
        done = compose.issued(draft, number="400.10.2/1/SETDA/2027", dated_on=date(2027, 1, 12), anchor=f"7:{'ab' * 32}")
        printed = pdf.render(done, files.read)
        assert pdf.count_pages(printed) >= 3
        assert pdf.render_limited(done, files.read) == printed

    def test_not_when_the_office_changed_hands_meanwhile(self, session, world, save, visit_id) -> None:
        save(sekda(valid_until=date(2027, 1, 31)), sekda(name="Mulyadi Rahman", valid_from=date(2027, 2, 1)))
        draft = report(person(world, "clerk"), visit_id)
        with pytest.raises(InvalidTransition, match="berubah"):
            compose.issued(draft, number="1", dated_on=date(2027, 2, 1), anchor="")

    def test_not_when_nobody_holds_the_office_any_more(self, session, world, save, visit_id) -> None:
        save(sekda(valid_until=date(2027, 1, 31)))
        draft = report(person(world, "clerk"), visit_id)
        with pytest.raises(InvalidTransition, match="Belum ada"):
            compose.issued(draft, number="1", dated_on=date(2027, 2, 1), anchor="")


def test_the_address_in_the_qr_is_the_set_one(app) -> None:
    with app.test_request_context("/", headers={"Host": "jahat.example", "X-Forwarded-Host": "jahat.example"}):
        assert compose.proof_url(CODE) == f"http://localhost/verifikasi/{CODE}"


def test_statements_do_not_grow_with_the_visit(session, world, save, visit_id, count_statements) -> None:
    save(sekda())
    clerk = person(world, "clerk")
    few = count_statements(lambda: report(clerk, visit_id))
    save(*(RemarkRow(visit_id=visit_id, kind=RemarkKind.PROBLEM, text=f"Kendala {n}", created_at=NOW) for n in range(30)))
    assert count_statements(lambda: report(clerk, visit_id)) <= few
