"""The Sekda's decision in the browser."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intranet.core import clock
from intranet.core.actor import SYSTEM
from intranet.core.transaction import transaction
from intranet.planning import actions, queries
from intranet.visits import actions as visit_actions
from intranet.visits import hooks
from intranet.visits import queries as visit_queries
from tests.web.planning.conftest import YEAR, line_of, plan_version, submit_plan

URL = "/jadwal/2027/persetujuan"


@pytest.fixture
def second(app, published):
    """A submitted second release: one moved, one elsewhere, one taken out."""
    with app.app_context():
        moved, elsewhere, out = line_of("Lubuk Resam"), line_of("Nanti Agung"), line_of("Batu Lambang")
        with transaction():
            actions.change_line(
                SYSTEM, line_id=moved.id, version=moved.version, starts_on=date(2027, 2, 2), venue="Balai desa",
                pinned=True, why="Panen kopi",
            )  # fmt: skip
        with transaction():
            actions.change_line(
                SYSTEM, line_id=elsewhere.id, version=elsewhere.version, starts_on=elsewhere.starts_on, venue="SDN 3",
                pinned=False,
            )  # fmt: skip
        with transaction():
            actions.remove_line(SYSTEM, line_id=out.id, version=out.version)
        submit_plan()


def test_the_menu_leads_to_what_waits(browser_as, submitted) -> None:
    browser = browser_as("sekda")
    page = browser.get("/jadwal/persetujuan", follow=True)
    assert page.heading == "Usulan rilis 1, jadwal 2027"
    assert "Menunggu keputusan Anda" in page.text
    entry = next(item for item in page.soup.select(".nav a") if "Persetujuan" in item.get_text())
    assert entry.select_one(".count").get_text().startswith("1")


def test_nothing_waits(browser_as, drafted) -> None:
    page = browser_as("sekda").get("/jadwal/persetujuan")
    assert "Tidak ada usulan yang menunggu" in page.text


def test_approved_it_is_the_published_schedule(browser_as, submitted) -> None:
    browser = browser_as("sekda")
    form = browser.get(URL)
    page = form.submit({"decree_number": "188.45/12/2026", "note": "Sesuai rapat"}, action=URL)
    assert page.heading == "Rilis 1 jadwal 2027"
    assert page.toasts == ["Rilis 1 disetujui dan terbit."]
    assert "188.45/12/2026" in page.text
    again = form.submit({"decree_number": "188.45/12/2026", "note": "Sesuai rapat"}, action=URL)
    assert (again.heading, again.toasts) == ("Rilis 1 jadwal 2027", ["Rilis 1 sudah Anda setujui dan terbit."])
    assert "3 dari 3 desa punya tanggal" in browser_as("op_a").get("/jadwal").text
    with browser.client.application.app_context():
        assert len(queries.list_releases(SYSTEM, YEAR)) == 1
        assert len(visit_queries.list_year(SYSTEM, YEAR)) == 3


def test_the_diff_fits_one_screen(browser_as, second, monkeypatch) -> None:
    monkeypatch.setattr(hooks._ask, "hits", lambda ids: {each: hooks.Hit(9, 31) for each in ids})
    monkeypatch.setattr(hooks._ask, "hits_together", lambda ids: hooks.Hit(10, 72))
    page = browser_as("sekda").get(URL)
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select(".diff > li")]
    assert rows[0].startswith("Tempat Nanti Agung Kedurang Dulu Balai desa Menjadi SDN 3")
    assert rows[1].startswith("Pindah Lubuk Resam Kedurang Dulu 12–13 Jan Menjadi 2–3 Feb")
    assert "Panen kopi." in rows[1]
    assert rows[1].endswith("9 OPD, 31 petugas")
    assert rows[2].startswith("Batal Batu Lambang Manna Dulu 14–15 Jan Menjadi tidak dikunjungi")
    assert "OPD dan 72 petugas diberi tahu" in page.text
    assert "Setelah disetujui, 10 OPD diberi tahu. Rilis 1 tetap tersimpan." in page.text


def test_what_happened_to_a_postponed_visit_is_said_in_words(browser_as, published, app) -> None:
    """With a new date, with its old one again, and without any: this one the release leaves alone."""
    planner = browser_as("planner")
    with app.app_context():
        visits = {visit.desa: visit for visit in visit_queries.list_year(SYSTEM, YEAR)}
        for visit in visits.values():
            with transaction():
                visit_actions.postpone(SYSTEM, visit_id=visit.id, version=visit.version, reason="Jembatan putus")
        for desa, day, venue in (("Lubuk Resam", date(2027, 2, 2), "SDN 3"), ("Nanti Agung", date(2027, 1, 6), "Balai desa")):
            line = line_of(desa)
            with transaction():
                actions.change_line(
                    SYSTEM, line_id=line.id, version=line.version, starts_on=day, venue=venue, pinned=True, why="Jembatan pulih"
                )
    rows = planner.get(URL).all(".diff > li")
    assert [row.partition(" Terjauh")[0] for row in rows] == [
        "Pindah Nanti Agung Kedurang Ditunda dari 6–7 Jan 2027 Menjadi tetap 6–7 Jan",
        "Pindah Lubuk Resam Kedurang Ditunda dari 12–13 Jan 2027 Menjadi 2–3 Feb, SDN 3",
    ]
    assert "1 tanpa tanggal tidak ikut terbit, 1 di antaranya ditunda" in planner.get(URL).text
    bench = planner.get("/jadwal/2027/susun?tampil=belum")
    assert bench.all("#lines tbody th") == ["Batu Lambang Manna"]
    assert "Ditunda: Jembatan putus" in bench.text


def test_returned_with_a_reason(browser_as, second) -> None:
    sekda = browser_as("sekda")
    form = sekda.get(URL).follow("Kembalikan dengan alasan")
    empty = form.submit({"reason": " "}, action=f"{URL}/kembalikan")
    assert (empty.status, empty.error_of("reason")) == (422, "Wajib diisi.")
    short = form.submit({"reason": "no"}, action=f"{URL}/kembalikan")
    assert "agar perencana tahu" in short.error_of("reason")
    done = form.submit({"reason": "Dahulukan Kedurang <script>"}, action=f"{URL}/kembalikan")
    assert done.toasts == ["Rencana dikembalikan. Perencana membaca alasannya."]
    again = form.submit({"reason": "Dahulukan Kedurang <script>"}, action=f"{URL}/kembalikan")
    assert again.toasts == ["Rencana ini sudah Anda kembalikan."]
    page = browser_as("planner").get("/jadwal/2027/susun")
    assert "Dikembalikan oleh Sukarni Idrus" in page.text
    assert "Dahulukan Kedurang <script>" in page.text


def test_a_stale_decision_is_told(browser_as, second, app) -> None:
    browser = browser_as("sekda")
    old, back = browser.get(URL), browser.get(f"{URL}/kembalikan")
    with app.app_context():
        version = plan_version()
        with transaction():
            actions.send_back(SYSTEM, year=YEAR, version=version, reason="Keliru satu tanggal")
        submit_plan()
    stale = old.submit({"decree_number": "188"}, action=URL)
    assert stale.status == 409
    assert "diubah oleh Sistem" in stale.text
    assert stale.one("[name=decree_number]")["value"] == "188"
    kept = back.submit({"reason": "Alasan saya"}, action=f"{URL}/kembalikan")
    assert (kept.status, "Alasan saya" in kept.html) == (409, True)


def test_another_number_for_the_same_approval_is_told(browser_as, submitted) -> None:
    browser = browser_as("sekda")
    form = browser.get(URL)
    form.submit({"decree_number": "188.45/12/2026"}, action=URL)
    late = form.submit({"decree_number": "188.45/13/2026", "note": "Nomor yang benar"}, action=URL)
    assert late.status == 409
    assert "diubah oleh Sukarni Idrus" in late.text
    assert "Menunggu Sekda Menjadi Disetujui" in late.text
    assert (
        late.one("#isian")
        .parent.get_text(" ", strip=True)
        .startswith("Isian Anda belum tersimpan Nomor keputusan 188.45/13/2026 Catatan rilis Nomor yang benar")
    )
    assert "Isian Anda masih ada di bawah" not in late.text
    assert "188.45/12/2026" in browser.get("/jadwal/2027/rilis/1").text


def test_another_reason_for_the_same_return_is_told(browser_as, second) -> None:
    browser = browser_as("sekda")
    form = browser.get(f"{URL}/kembalikan")
    form.submit({"reason": "Dahulukan Kedurang"}, action=f"{URL}/kembalikan")
    late = form.submit({"reason": "Tambahkan Pino Raya"}, action=f"{URL}/kembalikan")
    assert late.status == 409
    assert "diubah oleh Sukarni Idrus" in late.text
    assert "Isian Anda belum tersimpan Alasan Tambahkan Pino Raya" in late.text
    assert "Dahulukan Kedurang" in browser_as("planner").get("/jadwal/2027/susun").text


def test_nothing_to_return_is_said_before_anything_is_typed(browser_as, published) -> None:
    page = browser_as("sekda").get(f"{URL}/kembalikan")
    assert "Tidak ada usulan yang menunggu" in page.text
    assert not page.soup.select("main form")


def test_the_planner_reads_and_does_not_decide(browser_as, second) -> None:
    browser = browser_as("planner")
    page = browser.get(URL)
    assert page.heading == "Usulan rilis 2, jadwal 2027"
    assert not page.soup.select("main form")
    assert browser.post(URL, {"version": "1"}).status == 403


@pytest.mark.parametrize("who", ["admin", "clerk", "regent", "op_a", "head_a", "carer"])
def test_nobody_else_sees_the_proposal(browser_as, second, who: str) -> None:
    page = browser_as(who).get(URL, check=False)
    assert page.status == 403
    assert "Lubuk Resam" not in page.html


def test_nothing_changed_since_the_release(browser_as, published) -> None:
    page = browser_as("sekda").get(URL)
    assert page.heading == "Jadwal 2027 tanpa usulan"
    assert "Tidak ada perubahan" in page.text


def test_an_approval_asks_for_the_password_again_after_a_while(browser_as, submitted, app) -> None:
    browser = browser_as("sekda")
    form = browser.get(URL)
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        asked = form.submit(action=URL)
    assert asked.status == 401
    assert asked.soup.select_one("input[type=password]") is not None
    with app.app_context():
        assert queries.list_releases(SYSTEM, YEAR) == ()


def test_a_postponed_visit_alone_is_no_proposal_but_work_for_the_planner(browser_as, published, app) -> None:
    with app.app_context():
        visit = visit_queries.get_visit(SYSTEM, line_of("Lubuk Resam").visit_id)
        with transaction():
            visit_actions.postpone(SYSTEM, visit_id=visit.id, version=visit.version, reason="Jembatan putus")
    assert "1 kunjungan yang ditunda menunggu tanggal baru." in browser_as("sekda").get(URL).text
    planner = browser_as("planner")
    assert planner.get(URL).follow("Beri tanggal baru").all("#lines tbody th") == ["Lubuk Resam Kedurang"]
    notice = planner.get("/jadwal/2027/susun").one(".notice.wait")
    assert "Lubuk Resam , semula Selasa–Rabu, 12–13 Januari 2027" in " ".join(notice.get_text(" ").split())
    assert "kunjungannya tetap ditunda" in planner.get(str(notice.a["href"])).text


def test_a_proposal_that_lost_its_only_change_can_be_returned(browser_as, published, app) -> None:
    with app.app_context():
        line = line_of("Lubuk Resam")
        with transaction():
            actions.change_line(
                SYSTEM, line_id=line.id, version=line.version, starts_on=date(2027, 2, 2), venue="Balai desa", pinned=True
            )
        submit_plan()
    browser = browser_as("sekda")
    read = browser.get(URL)
    with app.app_context():
        visit = visit_queries.get_visit(SYSTEM, line.visit_id)
        with transaction():
            visit_actions.postpone(SYSTEM, visit_id=visit.id, version=visit.version, reason="Jembatan putus")
    late = read.submit({"decree_number": "188.45/12/2027"}, action=URL)
    assert late.status == 409
    assert "Lubuk Resam, ditunda" in late.text
    assert "188.45/12/2027" in late.text
    assert late.follow("Kembalikan dengan alasan").submit({"reason": "Kunjungannya ditunda"}).toasts == [
        "Rencana dikembalikan. Perencana membaca alasannya."
    ]
