"""One visit: live, by role, and what is done to it as a whole."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.core import audit
from intranet.core.transaction import unguarded
from intranet.documents.states import DocumentStatus
from intranet.extensions import db
from intranet.participation.models import Participation
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus
from tests.web.overview.conftest import visit
from tests.web.overview.test_home import paper


def status_of(app, visit_id: int) -> VisitStatus:
    with app.app_context():
        return db.session.get(Visit, visit_id).status


def labels(page) -> list[str]:
    return page.all("main .head a.btn, main .head button")


def test_says_where_when_who_and_what(year, browser_as):
    page = browser_as("planner").get(year.path("soon"))

    assert page.heading == "Lubuk Resam"
    assert "Kecamatan Kedurang · Selasa–Rabu, 1–2 Desember 2026 · kunjungan ke-2 dari 2" in page.text
    assert "Perekaman KTP-el (40 orang)" in page.text
    assert "Arman Suhadi" in page.text
    assert "1 dari 2 sudah menjawab" in page.text


def test_light_says_what_is_missing_and_whose_turn(year, browser_as):
    page = browser_as("sekda").get(year.path("soon"))

    assert page.one("#kesiapan h2").get_text() == "Belum siap"
    assert "Dinkes belum menjawab Terlambat 24 hari · Giliran: operator Dinkes" in page.text


def test_operator_gets_the_button_of_the_own_agency(year, browser_as):
    late, answered = browser_as("op_b").get(year.path("soon")), browser_as("op_a").get(year.path("soon"))

    assert "Jawab kunjungan ini" in labels(late)
    assert "Giliran Anda" in late.text
    assert labels(answered) == ["Ubah jawaban"]
    assert answered.all("table.roster tbody tr")[0].startswith("Disdukcapil OPD Anda")


def test_names_are_for_who_works_on_visits(year, browser_as):
    assert "Arman Suhadi" not in browser_as("carer").get(year.path("soon")).text
    assert "Arman Suhadi" in browser_as("op_b").get(year.path("soon")).text


def test_many_silent_in_time_share_a_line(world, year, save, browser_as):
    from intranet.opd.models import Opd
    from intranet.opd.states import OpdKind

    more = [Opd(code=f"x{n}", name=f"Dinas {n}", short_name=f"Dinas {n}", kind=OpdKind.DINAS) for n in range(3)]
    save(*more)
    save(*(Participation(visit_id=year.visits["january"], opd_id=opd.id, respond_by=date(2026, 12, 4)) for opd in more))

    page = browser_as("planner").get(year.path("january"))

    assert "5 OPD belum menjawab, batasnya 4 Des 2026" in page.text
    assert len(page.soup.select("#kesiapan .why li")) == 1


def test_results_and_papers_of_a_held_visit(world, year, save, browser_as):
    save(paper(world, year, DocumentStatus.ISSUED))
    page = browser_as("planner").get(year.path("held"))

    assert "36 warga" not in page.text
    assert "90 % selesai di tempat" in page.text
    assert "400.10.2/1/SETDA/2026" in page.text
    assert "kesiapan" not in {str(tag.get("id")) for tag in page.soup.find_all("section")}


def test_the_map_follows_its_neighbours(app, world, year, save, browser_as):
    other = visit(world.desa["farther"], date(2026, 12, 8), date(2026, 12, 9))
    save(other)
    browser = browser_as("planner")
    before = browser.get(year.path("soon")).all("#sekitar title, figure.map title")
    with app.app_context(), unguarded():
        db.session.get(Visit, other.id).starts_on = date(2026, 12, 10)
        db.session.get(Visit, other.id).ends_on = date(2026, 12, 11)
        db.session.commit()
    after = browser.get(year.path("soon")).all("#sekitar title, figure.map title")
    assert [each for each in before if "terjadwal 8 Des" in each]
    assert [each for each in after if "terjadwal 10 Des" in each]
    assert not [each for each in after if "terjadwal 8 Des" in each]


def test_drafts_are_not_for_everybody(world, year, save, browser_as):
    save(paper(world, year, DocumentStatus.DRAFTED))

    assert "Konsep laporan" in browser_as("clerk").get(year.path("held")).text
    assert "Konsep laporan" not in browser_as("op_a").get(year.path("held")).text


def test_a_quiet_poll_costs_one_statement_and_brings_nothing(year, browser_as, statements):
    browser = browser_as("op_a")
    page = browser.get(year.path("soon"))
    mark = page.one("#kunjungan")["data-etag"]
    with statements() as asked:
        poll = browser.get(year.path("soon"), htmx="kunjungan", headers={"If-None-Match": f'W/"{mark}"', "X-Poll": "1"})

    assert poll.status == 204
    assert poll.html == ""
    assert len(asked) == 2  # session and counter


def test_a_poll_after_a_change_brings_the_block(year, browser_as):
    browser = browser_as("op_a")
    mark = browser.get(year.path("soon")).one("#kunjungan")["data-etag"]
    planner = browser_as("planner")
    planner.get(f"{year.path('soon')}/tunda").submit({"reason": "Jembatan putus diterjang banjir"})

    poll = browser.get(year.path("soon"), htmx="kunjungan", headers={"If-None-Match": f'W/"{mark}"'})

    assert poll.status == 200
    assert not poll.is_whole
    assert "Kunjungan ini ditunda" in poll.text
    assert poll.response.headers["ETag"] != f'W/"{mark}"'


def test_what_is_not_there_is_not_unchanged(browser_as, year):
    assert browser_as("planner").get("/kunjungan/99999", headers={"If-None-Match": "*"}).status == 404


def test_statements_do_not_grow(world, year, save, browser_as, statements):
    browser = browser_as("carer")
    browser.get(year.path("soon"))
    with statements() as few:
        browser.get(year.path("january"))
    save(visit(world.desa["near"], date(2027, 2, 2), date(2027, 2, 3)))
    with statements() as many:
        browser.get(year.path("soon"))

    assert len(few) == len(many)
    assert len(many) <= 7  # six and the session


# --- postpone, cancel, close ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "status"), [("tunda", VisitStatus.POSTPONED), ("batal", VisitStatus.CANCELLED)])
def test_planner_changes_a_visit_without_script(app, year, browser_as, kind, status):
    planner = browser_as("planner")
    page = planner.get(year.path("soon"))
    assert page.all(f'a[href="{year.path("soon")}/{kind}"]')

    form = planner.get(f"{year.path('soon')}/{kind}")
    assert "1 OPD dan 1 petugas terkena" in form.text
    after = form.submit({"reason": "Jalan tertutup longsor sejak kemarin"})

    assert after.url == year.path("soon")
    assert "Jalan tertutup longsor sejak kemarin" in after.text
    assert status_of(app, year.visits["soon"]) is status
    with app.app_context():
        assert audit.changes_since(("visit", year.visits["soon"]))[0].after["alasan"] == "Jalan tertutup longsor sejak kemarin"


def test_dialogs_hold_the_same_forms(year, browser_as):
    page = browser_as("planner").get(year.path("soon"))

    after = page.submit({"reason": "Bertepatan dengan rapat paripurna"}, action=f"{year.path('soon')}/tunda")

    assert after.toasts == ["Kunjungan ke Lubuk Resam ditunda. Beri tanggal baru pada rencana, lalu ajukan."]


def test_a_reason_is_wanted_and_kept(year, browser_as):
    form = browser_as("planner").get(f"{year.path('soon')}/batal")

    empty, short = form.submit({"reason": " "}), form.submit({"reason": "abc"})

    assert empty.status == short.status == 422
    assert empty.error_of("reason") == "Wajib diisi."
    assert "paling sedikit 5 huruf" in short.error_of("reason")
    assert short.one("#reason").get_text().strip() == "abc"


def test_two_planners_at_once(app, year, browser_as):
    first, second = browser_as("planner"), browser_as("planner")
    form = second.get(f"{year.path('soon')}/batal")
    first.get(f"{year.path('soon')}/tunda").submit({"reason": "Jembatan putus diterjang banjir"})

    clash = form.submit({"reason": "Desa sudah dikunjungi provinsi"})

    assert clash.status == 409
    assert "sudah diubah oleh Yudi Hartawan" in clash.text
    assert "Desa sudah dikunjungi provinsi" in clash.html
    assert clash.submit().status == 200
    assert status_of(app, year.visits["soon"]) is VisitStatus.CANCELLED


def test_pressed_twice_changes_once(year, browser_as):
    form = browser_as("planner").get(f"{year.path('soon')}/tunda")
    form.submit({"reason": "Jembatan putus diterjang banjir"})
    again = form.submit({"reason": "Jembatan putus diterjang banjir"})

    assert "ditunda." in again.toasts[0]
    assert browser_as("planner").get(f"{year.path('soon')}/tunda").text.count("berstatus Ditunda") == 1
    other = form.submit({"reason": "Jembatan selesai diperbaiki"})
    assert other.status == 409
    assert "Jembatan selesai diperbaiki" in other.text


@pytest.mark.parametrize("who", ["sekda", "clerk", "op_a", "regent", "admin", "carer"])
def test_others_do_not_change_visits(year, browser_as, who):
    browser = browser_as(who)

    assert "Tunda" not in labels(browser.get(year.path("soon")))
    assert browser.get(f"{year.path('soon')}/tunda").status == 403
    assert browser.post(f"{year.path('soon')}/batal", {"reason": "Tidak berwenang", "version": "1"}).status == 403


def test_closing_needs_a_report_and_the_right(app, world, year, save, browser_as):
    reported = visit(world.desa["far"], date(2026, 3, 3), date(2026, 3, 4), VisitStatus.REPORTED, year=2025)
    save(reported)
    path = f"/kunjungan/{reported.id}"

    assert browser_as("op_a").post(f"{path}/selesai").status == 403
    assert browser_as("planner").post(f"{year.path('held')}/selesai").status == 409
    page = browser_as("planner").get(path)
    after = page.submit(button="Tutup kunjungan")

    assert after.toasts == ["Kunjungan selesai dan ditutup."]
    assert status_of(app, reported.id) is VisitStatus.CLOSED
    assert browser_as("planner").post(f"{path}/selesai").status == 200


def test_drafted_and_unknown_visits_do_not_exist(world, year, save, browser_as):
    hidden = visit(world.desa["far"], date(2028, 3, 7), date(2028, 3, 8), VisitStatus.DRAFTED)
    save(hidden)

    assert browser_as("planner").get(f"/kunjungan/{hidden.id}").status == 404
    assert browser_as("planner").get("/kunjungan/999999").status == 404
