"""The visits on the page of a desa: what comes, what was, and what fell away."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.participation.models import Participation
from intranet.participation.states import ParticipationStatus
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus


@pytest.fixture(autouse=True)
def _november(frozen_clock):
    del frozen_clock


@pytest.fixture
def put(save, world):
    """Store a visit to ``far`` that begins on this day; its id."""

    def store(starts_on: date, status: VisitStatus = VisitStatus.SCHEDULED, reason: str = "") -> int:
        visit = Visit(
            year=starts_on.year,
            desa_id=world.desa["far"],
            starts_on=starts_on,
            ends_on=starts_on.replace(day=starts_on.day + 1),
            venue="Balai desa",
            status=status,
            status_reason=reason,
        )
        save(visit)
        return visit.id

    return store


@pytest.fixture
def lines(browser_as, world):
    def look(who: str) -> list[str]:
        return browser_as(who).get(f"/desa/{world.desa['far']}").all(".panel-lines > li")

    return look


def test_a_visit_to_come_says_how_many_answered(put, save, world, lines, browser_as):
    visit_id = put(date(2027, 1, 12))
    save(
        Participation(
            visit_id=visit_id, opd_id=world.opds["a"], respond_by=date(2026, 12, 4), status=ParticipationStatus.CONFIRMED
        ),
        Participation(visit_id=visit_id, opd_id=world.opds["b"], respond_by=date(2026, 12, 4)),
    )
    assert lines("op_a") == ["Selasa–Rabu, 12–13 Januari 2027 Balai desa · 1 dari 2 OPD sudah menjawab Menunggu jawaban"]
    page = browser_as("op_a").get(f"/desa/{world.desa['far']}").follow("Selasa–Rabu, 12–13 Januari 2027")
    assert page.heading == "Lubuk Resam"


def test_what_was_leads_to_results_and_report(put, lines, browser_as, world):
    visit_id = put(date(2026, 3, 3), VisitStatus.REPORTED)
    days = "Selasa–Rabu, 3–4 Maret 2026"
    assert lines("planner") == [f"{days} Balai desa Hasil kunjungan {days} · Laporan kunjungan {days} Dilaporkan"]
    page = browser_as("planner").get(f"/desa/{world.desa['far']}")
    assert page.link("Laporan kunjungan") == f"/kunjungan/{visit_id}#berkas"
    assert page.follow("Hasil kunjungan").heading == "Hasil kunjungan Lubuk Resam"
    assert lines("carer") == ["Selasa–Rabu, 3–4 Maret 2026 Balai desa Dilaporkan"]


def test_the_latest_first_with_what_happened(put, lines):
    put(date(2024, 5, 6), VisitStatus.CANCELLED, "Musrenbang kecamatan")
    put(date(2025, 5, 6))
    put(date(2026, 12, 1), VisitStatus.POSTPONED, "Jembatan putus")
    assert [line.split(" Hasil")[0] for line in lines("planner")] == [
        "Menunggu tanggal baru Jembatan putus Ditunda",
        "Selasa–Rabu, 6–7 Mei 2025 Belum ditandai terlaksana",
        "Senin–Selasa, 6–7 Mei 2024 Musrenbang kecamatan Dibatalkan",
    ]


def test_a_desa_without_visits_and_a_drafted_one(put, lines, browser_as, world):
    put(date(2027, 2, 2), VisitStatus.DRAFTED)
    assert lines("planner") == []
    assert "Belum ada kunjungan dalam jadwal yang terbit." in browser_as("planner").get(f"/desa/{world.desa['far']}").text


def test_more_visits_cost_no_more_statements(put, browser_as, world, count_statements):
    put(date(2026, 12, 1))
    browser = browser_as("planner")
    url = f"/desa/{world.desa['far']}"
    browser.get(url)  # the map is drawn once per process
    few = count_statements(lambda: browser.get(url))
    for year in (2027, 2028, 2029):
        put(date(year, 2, 2))
    assert count_statements(lambda: browser.get(url)) == few
