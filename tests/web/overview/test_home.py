"""The starting page: what is mine to do, by when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from intranet.accounts.models import RoleGrant
from intranet.accounts.states import Role
from intranet.core.jobs import Job, JobStatus
from intranet.documents.models import Document
from intranet.documents.states import DocumentKind, DocumentStatus
from intranet.opd.models import Employee
from intranet.planning.models import PlanLine, YearPlan
from intranet.planning.states import PlanStatus
from tests.web.overview.conftest import visit
from tests.world import CAST

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
ROLES = list(CAST)


def tasks(page) -> list[str]:
    return page.all(".todo li")


def filled(page) -> list[str]:
    return page.all("main .main-act")


def test_door_leads_in(stranger, browser_as):
    assert stranger.get("/").response.headers["Location"] == "/masuk"
    assert browser_as("clerk").get("/").response.headers["Location"] == "/beranda"


@pytest.mark.parametrize("who", ROLES)
def test_everybody_finds_a_page_with_at_most_one_filled_button(year, browser_as, who):
    page = browser_as(who).get("/beranda")

    assert page.status == 200
    assert page.heading.startswith("Selamat pagi, ")
    assert len(filled(page)) <= 1


@pytest.mark.parametrize("who", ROLES)
def test_nothing_to_do_says_so(world, browser_as, frozen_clock, who):
    page = browser_as(who).get("/beranda")

    assert page.status == 200
    assert page.all(".empty") or who == "admin"  # the three villages of the world have no road km


def test_operator_answers_and_fills_in(year, browser_as):
    page = browser_as("op_b").get("/beranda")

    assert "1 Kunjungan belum dijawab Desember 2026 · 1 lewat batas jawab · dapat disamakan" in tasks(page)
    assert any("Januari 2027 · jawab paling lambat Jumat, 4 Desember 2026 (11 hari lagi)" in task for task in tasks(page))
    assert any("Hasil kunjungan belum lengkap Batu Lambang" in task for task in tasks(page))
    assert page.link("Jawab 1 kunjungan") == "/konfirmasi?bulan=2026-12"


def test_operator_sees_only_own_agency(year, browser_as):
    page = browser_as("op_a").get("/beranda")

    assert not any("Hasil kunjungan belum lengkap" in task for task in tasks(page))
    assert len(tasks(page)) == 1
    assert "Lubuk Resam" in page.text
    assert "1 petugas, 1 layanan" in page.text


def test_far_months_share_a_line(world, year, save, browser_as):
    from intranet.participation.models import Participation

    later = visit(world.desa["near"], date(2027, 4, 6), date(2027, 4, 7))
    save(later)
    save(Participation(visit_id=later.id, opd_id=world.opds["a"], respond_by=date(2027, 2, 26)))

    found = tasks(browser_as("op_a").get("/beranda"))

    assert found[-1].startswith("1 Boleh dijawab lebih awal April 2027")


def test_head_of_an_agency_sees_load_and_silence(year, browser_as):
    page = browser_as("head_a").get("/beranda")

    assert "Kunjungan belum dijawab operator Anda" in page.text
    assert "Beban petugas" in page.text
    assert "Arman Suhadi 1 kunjungan" in page.text


def test_planner_sees_who_is_silent_and_what_is_red(year, browser_as):
    page = browser_as("planner").get("/beranda")

    assert "Dinkes 2 kunjungan lewat 24 hari" in page.text
    assert any("Kunjungan dua pekan ini belum siap Lubuk Resam" in task and "Dinkes belum menjawab" in task for task in tasks(page))
    assert any("OPD lewat batas jawab Dinkes" in task for task in tasks(page))
    assert "Belum siap" in page.text


def test_planner_is_told_of_a_returned_plan_and_of_visits_left_over(world, year, save, browser_as):
    save(
        YearPlan(
            year=2027,
            status=PlanStatus.RETURNED,
            starts_on=date(2027, 1, 4),
            ends_on=date(2027, 12, 17),
            weekdays=[1, 3],
            visits_per_week=3,
            return_reason="Ramadan belum dikosongkan",
        ),
        visit(world.desa["farther"], date(2026, 11, 10), date(2026, 11, 11)),
    )
    page = browser_as("planner").get("/beranda")

    assert any("dikembalikan Sekda Alasan: Ramadan belum dikosongkan" in task for task in tasks(page))
    assert any("Kunjungan belum ditandai terlaksana Nanti Agung" in task for task in tasks(page))


def test_sekda_decides_and_reviews(world, year, save, browser_as):
    plan = YearPlan(
        year=2027,
        status=PlanStatus.SUBMITTED,
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 12, 17),
        weekdays=[1],
        visits_per_week=1,
        submitted_by_id=world.people["planner"].id,
        submitted_at=NOON,
    )
    save(plan)
    save(PlanLine(plan_id=plan.id, desa_id=world.desa["far"], rank=1, reason="Terjauh", starts_on=date(2027, 1, 5)))
    save(paper(world, year, DocumentStatus.DRAFTED))

    page = browser_as("sekda").get("/beranda")

    assert any("Jadwal 2027 menunggu persetujuan 1 desa" in task for task in tasks(page))
    assert any("Konsep laporan menunggu diperiksa Batu Lambang" in task for task in tasks(page))


def paper(world, year, status: DocumentStatus) -> Document:
    numbered = status is DocumentStatus.ISSUED
    return Document(
        kind=DocumentKind.VISIT_REPORT,
        subject="Laporan kunjungan Batu Lambang",
        visit_id=year.visits["held"],
        status=status,
        verification_code=f"kode-{status.value}-cukup-panjang",
        snapshot="{}",
        drafted_by_id=world.people["clerk"].id,
        drafted_at=NOON,
        number="400.10.2/1/SETDA/2026" if numbered else None,
        sha256="0" * 64 if numbered else None,
    )


def test_clerk_reports_issues_and_files(world, year, save, browser_as):
    clerk = browser_as("clerk")
    assert any("Hasil kunjungan belum lengkap Batu Lambang" in task for task in tasks(clerk.get("/beranda")))

    save(paper(world, year, DocumentStatus.REVIEWED), paper(world, year, DocumentStatus.ISSUED))
    found = tasks(clerk.get("/beranda"))

    assert any("Laporan siap diterbitkan" in task for task in found)
    assert any("menunggu pindaian bertanda tangan" in task for task in found)
    assert not any("Konsep laporan menunggu diperiksa" in task for task in found)


def test_regent_reads_figures_and_results(year, browser_as):
    page = browser_as("regent").get("/beranda")

    assert "1 / 3 desa dikunjungi 2026" in page.text.replace("desa dikunjungi 2026 1 / 3", "1 / 3 desa dikunjungi 2026")
    assert "31 warga, 40 layanan, 90 % selesai di tempat" in page.text
    assert not filled(page)


def test_admin_keeps_the_house(world, save, browser_as, frozen_clock):
    save(Job(kind="documents.render", payload={}, key=None, not_before=NOON, created_at=NOON, status=JobStatus.FAILED))
    page = browser_as("admin").get("/beranda")

    assert any("Pekerjaan latar gagal" in task for task in tasks(page))
    assert any("Desa tanpa jarak jalan" in task for task in tasks(page))
    assert "belum pernah diperiksa" in page.text
    assert page.all('main a[href="/bantuan/admin#pekerjaan-gagal"]')


def test_carer_sees_what_comes_to_the_own_kecamatan(app, world, year, browser_as):
    from sqlalchemy.orm import Session

    from intranet.core.transaction import unguarded
    from intranet.extensions import db

    with app.app_context(), unguarded(), Session(db.engine) as own:
        own.get(Employee, world.employees["a1"]).home_desa_id = world.desa["far"]
        own.commit()
    page = browser_as("carer").get("/beranda")

    assert "Kunjungan di Kecamatan Kedurang" in page.text
    assert "Lubuk Resam" in page.text
    assert "Daftar keluarga" in page.text


def test_two_roles_are_joined(world, year, save, browser_as):
    save(RoleGrant(user_id=world.people["op_a"].id, role=Role.CLERK, granted_at=NOON))
    page = browser_as("op_a").get("/beranda")

    assert any("Kunjungan belum dijawab" in task for task in tasks(page))
    assert any("Hasil kunjungan belum lengkap" in task for task in tasks(page))
    assert len(filled(page)) == 1


@pytest.mark.parametrize("who", ROLES)
def test_statements_stay_few_however_much_there_is(world, year, save, browser_as, statements, who):
    browser = browser_as(who)
    browser.get("/beranda")
    with statements() as one:
        browser.get("/beranda")
    for month in (2, 3):
        save(visit(world.desa["near"], date(2027, month, 2), date(2027, month, 3), year=2027 + month))
    with statements() as three:
        browser.get("/beranda")

    assert len(three) == len(one)
    assert len(one) <= 9  # with the session and the counts of the menu
