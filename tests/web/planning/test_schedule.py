"""The published schedule: four views, filters, releases, and what is shown while nothing is published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.core import clock
from intranet.core.actor import SYSTEM
from intranet.core.transaction import transaction
from intranet.planning import actions
from intranet.visits import actions as visit_actions
from tests.web.planning.conftest import YEAR, approve_plan, line_of, more_desa, submit_plan

VIEWS = ("papan", "kalender", "peta", "tabel")


def test_nothing_is_published_yet(browser_as, drafted) -> None:
    """A working copy is no schedule: the OPDs see none of it."""
    page = browser_as("op_a").get("/jadwal?tahun=2027")
    assert "Jadwal 2027 belum terbit" in page.text
    assert "Nanti Agung" not in page.html
    assert "Susun" not in page.all("main a")
    planner = browser_as("planner").get("/jadwal?tahun=2027")
    assert planner.link("Susun jadwal 2027") == "/jadwal/2027/susun"


def test_the_board_shows_month_closed_days_and_map(browser_as, published) -> None:
    page = browser_as("op_a").get("/jadwal")
    assert page.heading == "Jadwal 2027"
    assert "3 dari 3 desa punya tanggal" in page.text
    assert "disetujui Sistem 23 November 2026" in page.text
    assert page.all(".year a")[:2] == ["Jan 3", "Feb 0 ramadan"]
    events = page.soup.select(".cal .ev")
    assert [event.get_text(" ", strip=True).split(" , ")[0] for event in events] == [
        "Nanti Agung Kedurang",
        "Lubuk Resam Kedurang",
        "Batu Lambang Manna",
    ]
    red = page.one('.cal .red:has(time[datetime="2027-01-05"])')
    assert "Isra Mikraj" in red.get_text()
    assert "Ramadan" in page.text
    assert len(page.soup.select(".map svg .pt:has(title)")) == 3


def test_the_month_is_picked_in_the_strip(browser_as, published) -> None:
    browser = browser_as("op_a")
    page = browser.get(
        next(str(a["href"]) for a in browser.get("/jadwal").soup.select(".year a") if a.get_text().startswith("Mar"))
    )
    assert page.soup.select_one(".year [aria-current]").get_text().startswith("Mar")
    assert not page.soup.select(".cal .ev")
    assert "Maret 2027" in page.text


@pytest.mark.parametrize(
    "query", ["bulan=13", "bulan=0", "bulan=x", "tampilan=lain", "tahun=abc", "halaman=-1", "kecamatan=x&tampilan=tabel"]
)
def test_an_odd_address_still_gives_the_schedule(browser_as, published, query: str) -> None:
    assert browser_as("op_a").get(f"/jadwal?{query}").status == 200


def test_the_map_says_states_by_shape_and_word(browser_as, published, app) -> None:
    with app.app_context():
        visit_id = line_of("Nanti Agung").visit_id
        with transaction():
            visit_actions.postpone(SYSTEM, visit_id=visit_id, version=line_version(visit_id), reason="Jembatan putus")
    page = browser_as("regent").get("/jadwal?tampilan=peta")
    labels = page.all(".map svg .pt title")
    assert "Nanti Agung, Kedurang: ditunda" in labels
    assert "Lubuk Resam, Kedurang: terjadwal, 12–13 Jan" in labels
    shapes = {mark["d"] for mark in page.soup.select(".map > svg .pt")}
    assert len(shapes) == 2
    assert "Terjadwal 2" in " ".join(page.all(".key li"))
    assert page.link("Lihat tabel").startswith("/jadwal?tahun=2027&tampilan=tabel")


def line_version(visit_id: int) -> int:
    from intranet.visits import queries as visit_queries

    return visit_queries.get_visit(SYSTEM, visit_id).version


def test_the_table_is_filtered_and_sorted_in_the_address(browser_as, published, world) -> None:
    browser = browser_as("op_a")
    page = browser.get("/jadwal?tampilan=tabel")
    assert page.all("tbody th") == ["Nanti Agung", "Lubuk Resam", "Batu Lambang"]
    found = page.submit({"cari": "RESAM"}, action="/jadwal")
    assert (found.all("tbody th"), found.soup.select_one("#tabel").get_text()) == (["Lubuk Resam"], "1 kunjungan yang cocok")
    assert browser.get(f"/jadwal?tampilan=tabel&kecamatan={world.kecamatan['manna']}").all("tbody th") == ["Batu Lambang"]
    assert browser.get("/jadwal?tampilan=tabel&urut=desa").all("tbody th") == ["Batu Lambang", "Lubuk Resam", "Nanti Agung"]
    none = browser.get("/jadwal?tampilan=tabel&status=cancelled")
    assert "Tidak ada kunjungan yang cocok" in none.text


def test_the_region_alone_is_part_of_the_page(browser_as, published) -> None:
    browser = browser_as("op_a")
    whole = browser.get("/jadwal?tampilan=tabel&cari=resam")
    part = browser.get("/jadwal?tampilan=tabel&cari=resam", htmx="results")
    assert not part.is_whole
    assert part.html.strip() in whole.html


@pytest.mark.parametrize("view", VIEWS)
def test_statements_do_not_grow_with_the_desa(browser_as, published, world, save, count_statements, view: str) -> None:
    browser = browser_as("op_a")
    browser.get(f"/jadwal?tampilan={view}")
    few = count_statements(lambda: browser.get(f"/jadwal?tampilan={view}"))
    more_desa(world, save, 60)
    with_more = count_statements(lambda: browser.get(f"/jadwal?tampilan={view}"))
    assert with_more == few
    assert few <= 12


def test_a_long_table_has_pages(browser_as, app, world, save, closed_days) -> None:
    from tests.web.planning.conftest import RULES

    more_desa(world, save, 60)
    with app.app_context():
        with transaction():
            actions.create_plan(SYSTEM, year=YEAR, choice=RULES)
        with transaction():
            actions.draft(SYSTEM, year=YEAR)
        submit_plan()
        approve_plan()
    page = browser_as("op_a").get("/jadwal?tampilan=tabel")
    assert len(page.all("tbody tr")) == 40
    second = page.follow("Berikutnya")
    assert len(second.all("tbody tr")) == 23
    assert "Halaman 2 dari 2" in second.text


def test_releases_are_kept_as_they_were(browser_as, published, app) -> None:
    browser = browser_as("op_a")
    with app.app_context():
        line = line_of("Batu Lambang")
        with transaction():
            actions.remove_line(SYSTEM, line_id=line.id, version=line.version)
        submit_plan()
        assert approve_plan() == 2
    page = browser.get("/jadwal").follow("Semua rilis 2027")
    assert page.all("tbody th") == ["Rilis 2", "Rilis 1"]
    first = page.follow("Rilis 1")
    assert len(first.all("tbody tr")) == 3
    assert "Rilis ini sudah diganti" in first.text
    assert "Terjauh ke-1" in first.text
    assert len(browser.get("/jadwal/2027/rilis/2").all("tbody tr")) == 2
    assert browser.get("/jadwal/2027/rilis/3", check=False).status == 404
    assert browser.get("/jadwal/2030/rilis").status == 200


def test_what_was_not_marked_as_held_is_named(browser_as, published) -> None:
    with clock.frozen(clock.now().replace(year=2027, month=1, day=8)):
        page = browser_as("planner").get("/jadwal?tampilan=tabel")
        assert "Terlewat" in page.text


class TestUnchanged:
    """A second look costs one number; everything that the page shows makes it a new one."""

    URL = "/jadwal?tampilan=papan&bulan=1"

    @pytest.fixture
    def ask(self, browser_as, published):
        """The status of the page for who kept it; the first call keeps it."""
        kept: dict[str, str] = {}

        def look(who: str = "op_a", url: str = self.URL) -> int:
            found = browser_as(who).get(url, headers={"If-None-Match": kept.get("etag", "")})
            kept.setdefault("etag", found.response.headers["ETag"])
            return found.status

        assert look() == 200
        return look

    def test_the_same_page_is_not_sent_again(self, ask, browser_as, count_statements) -> None:
        assert ask() == 304
        browser = browser_as("op_a")
        whole = browser.get(self.URL)
        kept = {"If-None-Match": whole.response.headers["ETag"]}
        few = count_statements(lambda: browser.get(self.URL, headers=kept))
        assert few < count_statements(lambda: browser.get(self.URL))
        assert browser.get(self.URL, headers=kept).response.data == b""

    def test_another_person_month_or_day_is_another_page(self, ask) -> None:
        assert ask("planner") == 200
        assert ask("op_b") == 200
        assert ask(url="/jadwal?tampilan=papan&bulan=2") == 200
        assert ask(url="/jadwal?tampilan=kalender&bulan=1") == 200
        with clock.frozen(clock.now() + timedelta(days=1)):
            assert ask() == 200
        assert ask() == 304

    def test_a_postponed_visit_is_shown(self, ask, app, browser_as) -> None:
        planner = browser_as("planner")
        with app.app_context():
            visit_id = line_of("Nanti Agung").visit_id
        planner.get(f"/kunjungan/{visit_id}/tunda").submit({"reason": "Jembatan putus"}, action=f"/kunjungan/{visit_id}/tunda")
        assert ask() == 200

    def test_a_new_holiday_is_shown(self, ask, browser_as) -> None:
        browser_as("planner").get("/hari-libur/baru").submit({"on": "2027-01-12", "name": "Libur baru", "kind": "public"})
        assert ask() == 200

    def test_an_answer_of_an_agency_is_shown(self, ask, browser_as, app, world) -> None:
        with app.app_context():
            visit_id = line_of("Nanti Agung").visit_id
        url = f"/kunjungan/{visit_id}/konfirmasi/tidak-hadir"
        assert browser_as("op_b").get(url).submit({"reason": "Tidak ada dokter"}, action=url).toasts
        assert ask() == 200

    def test_a_message_is_not_lost_on_an_unchanged_page(self, ask, browser_as) -> None:
        browser = browser_as("op_a")
        kept = {"If-None-Match": browser.get(self.URL).response.headers["ETag"]}
        with browser.client.session_transaction() as kept_session:
            kept_session["_flashes"] = [("ok", "Tersimpan.")]
        assert browser.get(self.URL, headers=kept).toasts == ["Tersimpan."]
        assert browser.get(self.URL, headers=kept).status == 304
