"""The inbox of an OPD and the board of who watches over all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.browser_client import Browser
from tests.web.participation.conftest import Invite, January
from tests.world import World

BrowserAs = Callable[[str], Browser]


def _answer(operator: Browser, visit_id: int, world: World, person: str) -> None:
    operator.get(f"/kunjungan/{visit_id}/konfirmasi").submit(
        {
            f"staff_{world.employees[person]}": "y",
            f"service_{world.services['ktp']}": "y",
            f"quota_{world.services['ktp']}": "20",
        },
        button="Simpan jawaban",
    )


def test_inbox_names_the_deadline_and_what_waits(january: January, browser_as: BrowserAs) -> None:
    del january
    page = browser_as("op_a").get("/konfirmasi")
    assert page.heading == "Konfirmasi Januari 2027"
    assert "Jawab paling lambat Jumat, 4 Desember 2026 (11 hari lagi)" in page.text
    assert page.all(".work h3") == ["Lubuk Resam", "Batu Lambang"]
    assert "0 dari 2 sudah dijawab" in page.text


def test_last_answer_is_offered_and_taken_with_one_tap(world: World, january: January, browser_as: BrowserAs) -> None:
    operator = browser_as("op_b")
    operator.get(f"/kunjungan/{january.first}/konfirmasi").submit({f"staff_{world.employees['b1']}": "y"}, button="Simpan jawaban")
    clashing = operator.get("/konfirmasi")
    assert "Deki Saputra bentrok, pilih pengganti" in clashing.text
    assert clashing.all("form button.tint") == []


def test_one_tap_by_htmx_answers_the_row_and_the_counter(
    world: World, january: January, browser_as: BrowserAs, invite: Invite
) -> None:
    part = invite("farther", date(2027, 1, 20), "a").parts["a"]
    operator = browser_as("op_a")
    _answer(operator, january.first, world, "a1")
    page = operator.get("/konfirmasi")
    row = page.submit(button="Hadir, tim sama", htmx=f"jawaban-{part}")
    assert row.status == 200
    assert not row.is_whole
    assert "Hadir" in row.all(f"#jawaban-{part} .tag")
    assert "2 dari 3 sudah dijawab" in row.text
    assert len(row.response.data) < 3000
    assert "2 dari 3 sudah dijawab" in operator.get("/konfirmasi").text


def test_one_tap_without_script_works_the_same(world: World, january: January, browser_as: BrowserAs, invite: Invite) -> None:
    invite("farther", date(2027, 1, 20), "a")
    operator = browser_as("op_a")
    _answer(operator, january.first, world, "a1")
    taken = operator.get("/konfirmasi").submit(button="Hadir, tim sama")
    assert taken.toasts == ["Jawaban untuk Nanti Agung tersimpan."]
    assert taken.heading == "Konfirmasi Januari 2027"


def test_one_tap_pressed_twice_says_that_it_is_so(world: World, january: January, browser_as: BrowserAs, invite: Invite) -> None:
    invite("farther", date(2027, 1, 20), "a")
    operator = browser_as("op_a")
    _answer(operator, january.first, world, "a1")
    opened = operator.get("/konfirmasi")
    opened.submit(button="Hadir, tim sama")
    again = opened.submit(button="Hadir, tim sama")
    assert again.toasts == ["Jawaban untuk Nanti Agung sudah tersimpan."]
    assert again.heading == "Konfirmasi Januari 2027"


def test_one_tap_never_replaces_what_a_colleague_answered_meanwhile(
    world: World, january: January, browser_as: BrowserAs, invite: Invite
) -> None:
    """The inbox stood open while somebody else of the OPD declined with a reason."""
    later = invite("farther", date(2027, 1, 20), "a")
    operator = browser_as("op_a")
    _answer(operator, january.first, world, "a1")
    opened = operator.get("/konfirmasi")
    url = f"/kunjungan/{later.visit}/konfirmasi"
    operator.get(f"{url}/tidak-hadir").submit({"reason": "Semua petugas di Mukomuko"}, button="Simpan")
    told = opened.submit(button="Hadir, tim sama")
    assert "Nanti Agung sudah dijawab “Tidak hadir” oleh" in told.toasts[0]
    assert told.url.startswith(url)
    assert "Jawaban sekarang: tidak hadir Semua petugas di Mukomuko" in told.text


def test_a_month_is_answered_at_once_but_never_with_a_clash(
    world: World, january: January, browser_as: BrowserAs, invite: Invite
) -> None:
    invite("farther", date(2027, 1, 19), "a", days=1)
    operator = browser_as("op_a")
    _answer(operator, january.first, world, "a1")
    done = operator.post("/konfirmasi/samakan?bulan=2027-01")
    assert done.toasts == ["Jawaban untuk 1 kunjungan tersimpan. 1 lagi perlu dijawab sendiri."]
    assert "Mely Oktarina bentrok, pilih pengganti" in done.text


def test_inbox_costs_the_same_with_more_rows(
    world: World, january: January, browser_as: BrowserAs, invite: Invite, count_statements: Callable[..., int]
) -> None:
    operator = browser_as("op_a")
    _answer(operator, january.first, world, "a1")
    with_one = count_statements(lambda: operator.get("/konfirmasi"))
    invite("farther", date(2027, 1, 25), "a")
    assert count_statements(lambda: operator.get("/konfirmasi")) == with_one


def test_board_shows_every_opd_and_who_is_silent(world: World, january: January, browser_as: BrowserAs) -> None:
    _answer(browser_as("op_a"), january.first, world, "a1")
    page = browser_as("planner").get("/kesiapan")
    assert page.heading == "Kesiapan Januari 2027"
    assert page.all(".board tbody th") == ["Dinkes", "Disdukcapil"]
    assert page.all(".board tbody tr:first-child .tip") == ["Lubuk Resam: menunggu", "Batu Lambang: menunggu"]
    assert page.all(".board tbody tr:last-child .tip") == ["Lubuk Resam: hadir", "Batu Lambang: menunggu"]


def test_board_poll_sends_nothing_when_nothing_changed(world: World, january: January, browser_as: BrowserAs) -> None:
    planner = browser_as("planner")
    etag = planner.get("/kesiapan?bulan=2027-01", htmx="papan").response.headers["ETag"]
    same = planner.get("/kesiapan?bulan=2027-01", htmx="papan", headers={"If-None-Match": etag})
    assert (same.status, same.response.data) == (204, b"")
    _answer(browser_as("op_a"), january.first, world, "a1")
    new = planner.get("/kesiapan?bulan=2027-01", htmx="papan", headers={"If-None-Match": etag})
    assert new.status == 200
    assert "Lubuk Resam: hadir" in new.text


def test_board_is_for_who_watches_over_all(january: January, browser_as: BrowserAs) -> None:
    del january
    for who in ("op_a", "head_a", "carer", "admin"):
        assert browser_as(who).get("/kesiapan").status == 403, who
