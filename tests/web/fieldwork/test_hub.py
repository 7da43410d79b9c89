"""The hub of a visit's results: who sees what, and saying that the visit took place."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from intranet.core import clock
from intranet.core.transaction import unguarded
from intranet.extensions import db
from intranet.fieldwork.models import Remark
from intranet.fieldwork.states import RemarkKind
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus
from tests.conftest import FROZEN_AT


def put(app, visit_id: int, status: VisitStatus) -> None:
    with app.app_context(), unguarded():
        db.session.get_one(Visit, visit_id).status = status
        db.session.commit()


@pytest.mark.parametrize(
    ("who", "opds", "whole", "adds", "holds"),
    [
        ("clerk", ["Dinkes", "Disdukcapil"], True, True, True),
        ("planner", [], False, False, True),
        ("sekda", [], False, False, False),
        ("regent", [], False, False, False),
        ("head_a", [], False, False, False),
        ("op_a", ["Disdukcapil"], False, True, False),
        ("op_b", ["Dinkes"], False, True, False),
    ],
)
def test_each_role_is_offered_what_it_may_do(day, browser_as, who, opds, whole, adds, holds):
    page = browser_as(who).get(f"/kunjungan/{day.id}/hasil")
    assert page.status == 200
    assert page.heading == "Hasil kunjungan Lubuk Resam"
    shown = page.all("section[aria-labelledby=per-opd] tbody th")
    assert shown == (["Disdukcapil", "Dinkes"] if who == "op_a" else ["Dinkes", "Disdukcapil"])
    assert ("Isi hasil" in page.text) is who.startswith("op_")
    assert page.all("section[aria-labelledby=per-opd] tbody a") == opds
    assert bool(page.soup.select(f'a[href="/kunjungan/{day.id}/hasil/warga"]')) is whole
    assert bool(page.soup.select("[name=text]")) is adds
    assert bool(page.soup.select("[name=photo]")) is adds
    assert ("Tandai terlaksana" in page.text) is holds


@pytest.mark.parametrize("who", ["admin", "carer"])
def test_roles_without_results_are_refused(day, browser_as, who):
    assert browser_as(who).get(f"/kunjungan/{day.id}/hasil").status == 403


def test_no_such_visit(day, browser_as):
    clerk = browser_as("clerk")
    assert clerk.get("/kunjungan/9999/hasil").status == 404
    assert clerk.get("/kunjungan/99999999999999999999/hasil").status == 404


def test_before_its_first_day_nothing_can_be_written(day, world, browser_as):
    clerk = browser_as("clerk")
    page = clerk.get(f"/kunjungan/{day.later}/hasil")
    assert "Hasil diisi mulai Senin, 30 November 2026" in page.text
    assert page.all("section[aria-labelledby=per-opd] tbody a") == []
    assert "Tandai terlaksana" not in page.text
    for path in (f"hasil/{world.opds['a']}", "hasil/warga"):
        assert clerk.get(f"/kunjungan/{day.later}/{path}").status == 404
        assert clerk.post(f"/kunjungan/{day.later}/{path}").status == 404
    refused = clerk.post(f"/kunjungan/{day.later}/hasil/catatan", {"kind": "problem", "text": "Listrik padam", "opd_id": ""})
    assert refused.status == 403


@pytest.mark.parametrize("who", ["clerk", "planner"])
def test_held_is_said_once(day, browser_as, who):
    opened = browser_as(who).get(f"/kunjungan/{day.id}/hasil")
    said = opened.submit(button="Tandai terlaksana")
    assert said.toasts == ["Kunjungan ditandai terlaksana."]
    assert "Terlaksana" in said.all(".head .tag")
    assert "Tandai terlaksana" not in said.text
    again = opened.submit(button="Tandai terlaksana")
    assert again.toasts == ["Kunjungan ini sudah ditandai terlaksana."]


def test_held_is_refused_before_the_first_day(day, browser_as):
    refused = browser_as("clerk").post(f"/kunjungan/{day.later}/terlaksana", {"version": "1"})
    assert refused.status == 409
    assert "Kunjungan ini belum dimulai" in refused.text


def test_held_may_be_said_weeks_later_but_never_of_a_cancelled_visit(app, day, browser_as):
    with clock.frozen(FROZEN_AT + timedelta(days=40)):
        said = browser_as("clerk").get(f"/kunjungan/{day.id}/hasil").submit(button="Tandai terlaksana")
        assert said.toasts == ["Kunjungan ditandai terlaksana."]
        put(app, day.later, VisitStatus.CANCELLED)
        clerk = browser_as("clerk")
        assert "Tandai terlaksana" not in clerk.get(f"/kunjungan/{day.later}/hasil").text
        assert clerk.post(f"/kunjungan/{day.later}/terlaksana", {"version": "1"}).status == 409


@pytest.mark.parametrize("who", ["op_a", "head_a", "sekda", "regent", "carer", "admin"])
def test_held_is_not_for_others(day, browser_as, who):
    assert browser_as(who).post(f"/kunjungan/{day.id}/terlaksana", {"version": "1"}).status == 403


def test_a_stale_press_of_held_is_told(app, day, browser_as):
    opened = browser_as("clerk").get(f"/kunjungan/{day.id}/hasil")
    with app.app_context(), unguarded():
        db.session.get_one(Visit, day.id).venue = "Masjid"
        db.session.commit()
    assert opened.submit(button="Tandai terlaksana").status == 409


def test_after_the_visit_is_closed_results_are_read_only(app, day, world, browser_as):
    put(app, day.id, VisitStatus.CLOSED)
    clerk = browser_as("clerk")
    page = clerk.get(f"/kunjungan/{day.id}/hasil")
    assert "Hasil kunjungan ini sudah ditutup" in page.text
    assert page.all("main form") == []
    for path in (f"hasil/{world.opds['a']}", "hasil/warga"):
        assert clerk.post(f"/kunjungan/{day.id}/{path}").status == 404
    refused = clerk.post(f"/kunjungan/{day.id}/hasil/catatan", {"kind": "problem", "text": "Listrik padam", "opd_id": ""})
    assert refused.status == 403


def test_the_hub_costs_the_same_with_more_in_it(day, browser_as, save, count_statements):
    clerk = browser_as("clerk")
    few = count_statements(lambda: clerk.get(f"/kunjungan/{day.id}/hasil"))
    at = datetime(2026, 11, 23, 3, 0, tzinfo=clock.WIB)
    save(*(Remark(visit_id=day.id, kind=RemarkKind.PROBLEM, text=f"Kendala {n}", created_at=at) for n in range(30)))
    many = count_statements(lambda: clerk.get(f"/kunjungan/{day.id}/hasil"))
    assert many == few
    assert many <= 12


def test_a_visit_that_changed_meanwhile_is_not_marked_unseen(app, day, browser_as):
    clerk, planner = browser_as("clerk"), browser_as("planner")
    opened = clerk.get(f"/kunjungan/{day.id}/hasil")
    planner.get(f"/kunjungan/{day.id}/tunda").submit({"reason": "Jembatan putus"}, action=f"/kunjungan/{day.id}/tunda")
    told = opened.submit(button="Tandai terlaksana")
    assert told.status == 409
    assert "Yudi Hartawan" in told.one("#bentrok h2").get_text()
    assert "Jembatan putus" in told.one("#bentrok").get_text()
    assert "Tandai terlaksana" not in told.text


def test_what_nobody_counted_yet_is_not_shown_as_nought(day, browser_as):
    shown = browser_as("clerk").get(f"/kunjungan/{day.id}/hasil").all(".nums > *")
    assert any("–" in each and "warga dilayani, belum diisi" in each for each in shown)
