"""The working copy in the browser: open a year, draft, change lines, submit."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.core.actor import SYSTEM
from intranet.core.transaction import transaction
from intranet.planning import actions, queries
from tests.web.planning.conftest import YEAR, line_of, more_desa, plan_version

HOME = "/jadwal/2027/susun"


class TestOpening:
    def test_a_year_is_opened_and_drafted_in_one_click(self, browser_as, world, closed_days) -> None:
        browser = browser_as("planner")
        page = browser.get("/jadwal/susun", follow=True)
        assert page.heading == "Buat rencana 2027"
        page = page.submit({"weekdays": ["1", "2", "3"], "visits_per_week": "2"}, action=HOME)
        assert page.heading == "Susun jadwal 2027"
        assert "3 desa akan mendapat tanggal" in page.text
        page = page.submit(button="Susun otomatis")
        assert page.toasts == ["3 desa mendapat tanggal."]
        assert page.all("tbody th")[0].startswith("Nanti Agung")
        assert "Rabu–Kamis, 6–7 Januari 2027" in page.text
        assert "Rabu pertama yang kosong setelah libur Isra Mikraj" in page.text

    def test_what_cannot_be_is_told_and_kept(self, browser_as, world) -> None:
        page = browser_as("planner").get(HOME)
        page = page.submit({"starts_on": "2026-12-31", "visits_per_week": "99", "note": "Kata saya"}, action=HOME)
        assert page.status == 422
        assert "1 dan 5" in page.error_of("visits_per_week")
        page = page.submit({"visits_per_week": "3"}, action=HOME)
        assert "di luar tahun 2027" in page.error_of("starts_on")
        assert page.one("[name=note]").get_text().strip() == "Kata saya"
        assert page.one("[name=starts_on]")["value"] == "2026-12-31"

    def test_no_weekday_is_told(self, browser_as, world) -> None:
        page = browser_as("planner").get(HOME).submit({"weekdays": None}, action=HOME)
        assert page.status == 422
        assert "Pilih paling sedikit satu" in page.text

    def test_pressed_twice_there_is_one_plan(self, browser_as, world) -> None:
        browser = browser_as("planner")
        form = browser.get(HOME)
        form.submit(action=HOME)
        again = form.submit(action=HOME)
        assert again.status == 422
        assert "Rencana untuk tahun ini sudah ada" in again.text

    def test_a_year_too_short_says_what_would_help(self, browser_as, world, save, closed_days) -> None:
        more_desa(world, save, 20)
        page = browser_as("planner").get(HOME)
        page = page.submit({"ends_on": "2027-02-05", "visits_per_week": "1"}, action=HOME)
        assert "dari 23 desa akan mendapat tanggal" in page.text
        assert "Yang membuat lebih banyak desa muat" in page.text
        assert "2 kunjungan seminggu" in page.text

    @pytest.mark.parametrize("year", [1, 1999, 2150])
    def test_a_year_far_away_does_not_exist(self, browser_as, year: int) -> None:
        assert browser_as("planner").get(f"/jadwal/{year}/susun", check=False).status == 404

    def test_rules_are_changed_and_a_stale_form_is_told(self, browser_as, drafted) -> None:
        browser = browser_as("planner")
        form = browser.get(f"{HOME}/aturan")
        done = form.submit({"visits_per_week": "3"}, action=f"{HOME}/aturan")
        assert "3 kunjungan seminggu" in done.text
        stale = form.submit({"visits_per_week": "4"}, action=f"{HOME}/aturan")
        assert stale.status == 409
        assert "diubah oleh Yudi Hartawan" in stale.text
        assert stale.one("[name=visits_per_week]")["value"] == "4"
        assert "4 kunjungan seminggu" in stale.submit(action=f"{HOME}/aturan").text


class TestLines:
    def line_url(self, app, desa: str) -> str:
        with app.app_context():
            return f"{HOME}/baris/{line_of(desa).id}"

    def test_a_date_is_changed_on_a_page_without_script(self, browser_as, drafted, app) -> None:
        url = self.line_url(app, "Lubuk Resam")
        page = browser_as("planner").get(HOME).follow("Ubah Lubuk Resam")
        assert page.heading == "Lubuk Resam dalam rencana 2027"
        page = page.submit({"starts_on": "2027-02-02", "why": "Permintaan kepala desa", "pinned": "y"}, action=url)
        assert page.toasts == ["Lubuk Resam tersimpan dalam rancangan."]
        assert "Selasa–Rabu, 2–3 Februari 2027" in page.text
        assert "Permintaan kepala desa." in page.text
        assert "Disematkan" in page.text

    def test_in_a_dialog_the_form_is_part_of_the_page(self, browser_as, drafted, app) -> None:
        browser = browser_as("planner")
        url = self.line_url(app, "Lubuk Resam")
        opener = browser.get(HOME).one(f'a[hx-get^="{url}"]')
        assert opener["data-dialog"] == "ubah"
        whole, part = browser.get(url), browser.get(url, htmx="line_form")
        assert not part.is_whole
        token = whole.one(f'form[action="{url}"] [name=csrf_token]')["value"]
        own = part.one(f'form[action="{url}"] [name=csrf_token]')["value"]
        other_whole = [each["value"] for each in whole.soup.select("#line_form [name=csrf_token]")]
        other_part = [each["value"] for each in part.soup.select("[name=csrf_token]")]
        html = part.html
        for old, new in zip([own, *other_part], [token, *other_whole], strict=True):
            html = html.replace(old, new)
        assert html.strip() in whole.html
        refused = browser.post(url, {"starts_on": "2027-01-05", "venue": "Balai desa", "version": "1"}, htmx="line_form")
        assert (refused.status, refused.is_whole) == (422, False)
        assert "kena libur Isra Mikraj" in refused.error_of("starts_on")

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("2026-12-30", "di luar tahun 2027"),
            ("2027-01-05", "kena libur Isra Mikraj"),
            ("2027-01-06", "bersamaan dengan kunjungan ke Nanti Agung"),
            ("2027-01-09", "kena hari Sabtu"),
            ("2027-02-09", "kena Ramadan"),
            ("2027-02-30", "tidak ada di kalender"),
            ("besok", "Tulis tanggal seperti"),
        ],
    )
    def test_a_date_that_cannot_be_is_told_beside_the_field(self, browser_as, drafted, app, typed: str, words: str) -> None:
        url = self.line_url(app, "Lubuk Resam")
        page = browser_as("planner").get(url).submit({"starts_on": typed, "venue": "SDN 3"}, action=url)
        assert page.status == 422
        assert words in page.error_of("starts_on")
        assert page.one("[name=starts_on]")["value"] == typed
        assert page.one("[name=venue]")["value"] == "SDN 3"

    def test_a_free_date_on_offer_is_taken_with_one_press(self, browser_as, drafted, app) -> None:
        url = self.line_url(app, "Lubuk Resam")
        browser = browser_as("planner")
        page = browser.get(url).submit({"starts_on": "2027-01-06"}, action=url)
        offers = [button["value"] for button in page.soup.select("button[name=pilih]")]
        assert offers
        sent = {name: values[0] for name, values in page.fields(page.form(url)).items()}
        done = browser.post(url, sent | {"pilih": offers[0]})
        assert done.toasts == ["Lubuk Resam tersimpan dalam rancangan."]
        with app.app_context():
            assert line_of("Lubuk Resam").starts_on == date.fromisoformat(offers[0])

    def test_text_of_any_kind_is_harmless(self, browser_as, drafted, app) -> None:
        url = self.line_url(app, "Lubuk Resam")
        page = browser_as("planner").get(url)
        page = page.submit({"venue": "Balai \x00 <b>desa</b> 🙂 '; DROP", "why": "Sebab \u202e 🙂"}, action=url)
        assert page.status == 200
        assert "Balai <b>desa</b> 🙂 '; DROP" in page.text

    def test_a_venue_is_needed(self, browser_as, drafted, app) -> None:
        url = self.line_url(app, "Lubuk Resam")
        page = browser_as("planner").get(url).submit({"venue": " "}, action=url)
        assert (page.status, page.error_of("venue")) == (422, "Wajib diisi.")

    def test_a_stale_line_is_told_and_keeps_what_was_typed(self, browser_as, drafted, app) -> None:
        url = self.line_url(app, "Lubuk Resam")
        browser = browser_as("planner")
        first, second = browser.get(url), browser.get(url)
        first.submit({"venue": "SDN 3"}, action=url)
        stale = second.submit({"venue": "Masjid raya"}, action=url)
        assert stale.status == 409
        assert "diubah oleh Yudi Hartawan" in stale.text
        assert "Balai desa" in stale.text
        assert "SDN 3" in stale.text
        assert stale.one("[name=venue]")["value"] == "Masjid raya"
        assert "Masjid raya" in stale.submit(action=url).text

    def test_taken_out_and_put_back(self, browser_as, drafted, app, world) -> None:
        browser = browser_as("planner")
        page = browser.get(self.line_url(app, "Batu Lambang"))
        out = page.submit(button="Keluarkan")
        assert out.toasts == ["Desa dikeluarkan dari rencana."]
        assert "Batu Lambang" not in out.text
        again = page.submit(button="Keluarkan")
        assert again.toasts == ["Desa ini sudah tidak ada dalam rencana."]
        form = out.follow("Tambah desa")
        done = form.submit({"desa_id": str(world.desa["near"])}, button="Tambah desa")
        assert done.heading == "Batu Lambang dalam rencana 2027"

    def test_a_desa_twice_is_refused_and_explained(self, browser_as, drafted, app, world) -> None:
        browser = browser_as("planner")
        with app.app_context():
            line = line_of("Batu Lambang")
            with transaction():
                actions.remove_line(SYSTEM, line_id=line.id, version=line.version)
        browser.get(f"{HOME}/tambah")
        url = f"{HOME}/tambah"
        twice = browser.post(url, {"desa_id": str(world.desa["far"])})
        assert twice.status == 422
        assert "Desa ini sudah ada dalam rencana" in twice.error_of("desa_id")
        nowhere = browser.post(url, {"desa_id": "99999"})
        assert "Pilih desa dari daftar" in nowhere.error_of("desa_id")
        assert browser.post(url, {"desa_id": ""}).status == 422

    def test_all_that_are_missing_come_in_at_once(self, browser_as, drafted, world, save) -> None:
        more_desa(world, save, 5)
        page = browser_as("planner").get(f"{HOME}/tambah").submit({"semua": "ya"}, button="Tambah semua 5 desa")
        assert page.toasts == ["5 desa ditambahkan. Tekan Susun otomatis agar mendapat tanggal."]

    def test_a_line_of_another_year_is_not_found(self, browser_as, drafted, app) -> None:
        url = self.line_url(app, "Batu Lambang").replace("2027", "2028")
        assert browser_as("planner").get(url, check=False).status == 404

    def test_the_list_is_filtered(self, browser_as, drafted, app, world) -> None:
        browser = browser_as("planner")
        assert len(browser.get(f"{HOME}?cari=resam").all("tbody tr")) == 1
        assert len(browser.get(f"{HOME}?kecamatan={world.kecamatan['kedurang']}").all("tbody tr")) == 2
        assert len(browser.get(f"{HOME}?bulan=1").all("tbody tr")) == 3
        assert "Tidak ada desa yang cocok" in browser.get(f"{HOME}?bulan=7").text
        assert "Tidak ada desa yang cocok" in browser.get(f"{HOME}?tampil=belum").text
        part = browser.get(f"{HOME}?cari=resam", htmx="lines")
        assert not part.is_whole
        assert part.html.strip() in browser.get(f"{HOME}?cari=resam").html

    def test_back_to_the_list_as_it_was_and_never_elsewhere(self, browser_as, drafted, app) -> None:
        url = self.line_url(app, "Lubuk Resam")
        page = browser_as("planner").get(f"{url}?dari=https://jahat.example/")
        assert "jahat" not in page.link("Susun jadwal 2027")
        page = browser_as("planner").get(f"{HOME}?bulan=1").follow("Ubah Lubuk Resam")
        assert page.link("Batal").startswith(f"{HOME}?bulan=1")

    def test_statements_do_not_grow_with_the_lines(self, browser_as, drafted, app, world, save, count_statements) -> None:
        browser = browser_as("planner")
        browser.get(HOME)
        few = count_statements(lambda: browser.get(HOME))
        more_desa(world, save, 30)
        with app.app_context(), transaction():
            actions.add_missing_desa(SYSTEM, year=YEAR)
        assert count_statements(lambda: browser.get(HOME)) == few


class TestSubmitting:
    def test_it_is_locked_until_the_decision(self, browser_as, drafted, app) -> None:
        browser = browser_as("planner")
        form = browser.get(HOME)
        page = form.submit({"note": "Mohon diperiksa"}, button="Ajukan kepada Sekda")
        assert page.heading == "Usulan rilis 1, jadwal 2027"
        assert "Setujui" not in page.text
        again = form.submit({"note": "Mohon diperiksa"}, button="Ajukan kepada Sekda")
        assert again.heading == "Usulan rilis 1, jadwal 2027"
        assert again.toasts == ["Rencana ini sudah Anda ajukan."]
        home = browser.get(HOME)
        assert "terkunci" in home.text
        assert not home.soup.select("main form[method=post]")
        with app.app_context():
            line = line_of("Lubuk Resam")
        for url, data in (
            (f"{HOME}/otomatis", {}),
            (f"{HOME}/tambah", {"semua": "ya"}),
            (f"{HOME}/baris/{line.id}", {"venue": "SDN 3", "version": line.version, "starts_on": "2027-01-12"}),
            (f"{HOME}/baris/{line.id}/keluarkan", {"version": line.version}),
        ):
            refused = browser.post(url, data)
            assert refused.status == 409
            assert "terkunci" in refused.text

    def test_another_message_for_the_same_plan_is_told(self, browser_as, drafted) -> None:
        browser = browser_as("planner")
        form = browser.get(HOME)
        form.submit({"note": "Mohon diperiksa"}, button="Ajukan kepada Sekda")
        late = form.submit({"note": "Mohon tunda Kedurang"}, button="Ajukan kepada Sekda")
        assert late.status == 409
        assert "sudah diubah oleh Yudi Hartawan" in late.text
        assert "Catatan Dulu – Menjadi Mohon diperiksa" in late.text
        assert "Isian Anda belum tersimpan Pesan untuk Sekda Mohon tunda Kedurang" in late.text
        assert "Mohon tunda Kedurang" not in browser_as("sekda").get("/jadwal/2027/persetujuan").text

    def test_the_same_rules_twice_are_kept_once(self, browser_as, drafted) -> None:
        form = browser_as("planner").get(f"{HOME}/aturan")
        for _ in range(2):
            kept = form.submit({"visits_per_week": "3"}, action=f"{HOME}/aturan")
            assert kept.toasts == ["Aturan tersimpan. Tekan Susun otomatis agar tanggal mengikutinya."]
        other = form.submit({"visits_per_week": "4"}, action=f"{HOME}/aturan")
        assert other.status == 409
        assert other.one("[name=visits_per_week]")["value"] == "4"

    def test_a_plan_without_changes_is_not_submitted(self, browser_as, published) -> None:
        browser = browser_as("planner")
        page = browser.get(HOME)
        assert "Sama dengan rilis 1" in page.text
        assert "Ajukan" not in page.text
        with browser.client.application.app_context():
            version = plan_version()
        refused = browser.post(f"{HOME}/ajukan", {"version": version})
        assert refused.status == 422
        assert "Tidak ada perubahan" in refused.text

    def test_a_stale_page_is_told(self, browser_as, drafted) -> None:
        browser = browser_as("planner")
        old = browser.get(HOME)
        browser.get(f"{HOME}/aturan").submit({"visits_per_week": "3"}, action=f"{HOME}/aturan")
        stale = old.submit({"note": "Pesan saya"}, button="Ajukan kepada Sekda")
        assert stale.status == 409
        assert "Pesan saya" in stale.html
        with browser.client.application.app_context():
            assert queries.get_plan(SYSTEM, YEAR).status.value == "draft"
