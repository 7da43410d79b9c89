"""An OPD answers one visit: staff, services, clashes, conflicts and refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser_client import Browser, Page
from tests.web.participation.conftest import January
from tests.world import World

BrowserAs = Callable[[str], Browser]


def _fill(world: World, *people: str, quota: str = "20") -> dict[str, str]:
    fields = {f"service_{world.services['ktp']}": "y", f"quota_{world.services['ktp']}": quota}
    return fields | {f"staff_{world.employees[name]}": "y" for name in people}


def _send(page: Page, values: dict[str, str], **more: object) -> Page:
    return page.submit(values, button="Simpan jawaban", **more)  # type: ignore[arg-type]


def test_answer_is_stored_and_shown_again(world: World, january: January, browser_as: BrowserAs) -> None:
    operator = browser_as("op_a")
    url = f"/kunjungan/{january.first}/konfirmasi"
    stored = _send(operator.get(url), _fill(world, "a1", "a2"))
    assert stored.heading == "Konfirmasi Januari 2027"
    assert stored.toasts == ["Jawaban untuk Lubuk Resam tersimpan."]
    assert "2 petugas, 1 layanan" in stored.text
    again = operator.get(url)
    ticked = {box["name"] for box in again.soup.select("input[type=checkbox][checked]")}
    assert ticked == {
        f"service_{world.services['ktp']}",
        f"staff_{world.employees['a1']}",
        f"staff_{world.employees['a2']}",
    }
    assert again.one(f"[name=quota_{world.services['ktp']}]")["value"] == "20"


@pytest.mark.parametrize("quota", ["-1", "0", "1000000", "banyak", "", "1e3", "٣"])
def test_quota_out_of_bounds_is_refused_beside_its_field(world: World, january: January, browser_as: BrowserAs, quota: str) -> None:
    operator = browser_as("op_a")
    page = _send(operator.get(f"/kunjungan/{january.first}/konfirmasi"), _fill(world, "a1", quota=quota))
    assert page.status == 422
    name = f"quota_{world.services['ktp']}"
    assert page.error_of(name)
    assert page.one(f"[name={name}]").get("value", "") == quota
    assert "0 dari 2 sudah dijawab" in operator.get("/konfirmasi").text


def test_nobody_chosen_is_refused(world: World, january: January, browser_as: BrowserAs) -> None:
    page = _send(browser_as("op_a").get(f"/kunjungan/{january.first}/konfirmasi"), _fill(world))
    assert page.status == 422
    assert "Pilih paling sedikit satu petugas." in page.text


def test_person_on_another_trip_is_refused_and_explained(world: World, january: January, browser_as: BrowserAs) -> None:
    operator = browser_as("op_a")
    _send(operator.get(f"/kunjungan/{january.first}/konfirmasi"), _fill(world, "a1"))
    page = operator.get(f"/kunjungan/{january.second}/konfirmasi")
    assert "Mely Oktarina: Lubuk Resam bersama Disdukcapil" in page.text
    refused = _send(page, _fill(world, "a1"))
    assert refused.status == 422
    assert "Sudah bertugas di Lubuk Resam bersama Disdukcapil" in refused.text
    offered = refused.all("button[name=ganti]")
    assert offered == ["Arman Suhadi menggantikan Mely Oktarina", "Wirda Ningsih menggantikan Mely Oktarina"]


def test_substitute_takes_the_place_with_one_press(world: World, january: January, browser_as: BrowserAs) -> None:
    operator = browser_as("op_a")
    _send(operator.get(f"/kunjungan/{january.first}/konfirmasi"), _fill(world, "a1"))
    swapped = operator.get(f"/kunjungan/{january.second}/konfirmasi").submit(button="Arman Suhadi")
    assert swapped.status == 200
    ticked = {box["name"] for box in swapped.soup.select("input[name^=staff_][checked]")}
    assert ticked == {f"staff_{world.employees['a2']}"}
    stored = _send(swapped, {})
    assert stored.toasts == ["Jawaban untuk Batu Lambang tersimpan."]


def test_foreign_staff_and_services_are_refused(world: World, january: January, browser_as: BrowserAs) -> None:
    operator = browser_as("op_a")
    form = operator.get(f"/kunjungan/{january.first}/konfirmasi").form(button="Simpan jawaban")
    values = operator.page.fields(form) | {  # type: ignore[union-attr]
        f"staff_{world.employees['b1']}": "y",
        f"function_{world.employees['b1']}": "x",
        f"service_{world.services['periksa']}": "y",
        f"quota_{world.services['periksa']}": "5",
    }
    page = operator.post(f"/kunjungan/{january.first}/konfirmasi", values)
    assert page.status == 422
    assert "Pilih paling sedikit satu petugas." in page.text
    assert "0 dari 2 sudah dijawab" in operator.get("/konfirmasi").text


def test_answer_of_another_opd_does_not_exist(january: January, world: World, browser_as: BrowserAs) -> None:
    operator = browser_as("op_a")
    for path in ("konfirmasi", "konfirmasi/tidak-hadir"):
        assert operator.get(f"/kunjungan/{january.first}/{path}?opd={world.opds['b']}").status == 404
    refused = operator.post(f"/kunjungan/{january.first}/konfirmasi?opd={world.opds['b']}", _fill(world, "b1"))
    assert refused.status == 404
    assert operator.get("/kunjungan/9999/konfirmasi").status == 404


def test_roles_without_an_opd_cannot_answer(january: January, browser_as: BrowserAs) -> None:
    for who in ("planner", "sekda", "clerk", "regent", "admin", "carer"):
        assert browser_as(who).get(f"/kunjungan/{january.first}/konfirmasi").status == 403, who


def test_second_saver_is_told_what_changed_and_keeps_his_form(world: World, january: January, browser_as: BrowserAs) -> None:
    url = f"/kunjungan/{january.first}/konfirmasi"
    slow, fast = browser_as("op_a"), browser_as("head_a")
    opened = slow.get(url)
    _send(fast.get(url), _fill(world, "a2", quota="7"))
    clash = _send(opened, _fill(world, "a1", "a3", quota="33"))
    assert clash.status == 409
    assert "sudah diubah oleh Hermansyah Bakri" in clash.text
    assert "Arman Suhadi" in " ".join(clash.all(".changes ins"))
    assert clash.one(f"[name=quota_{world.services['ktp']}]")["value"] == "33"
    saved = _send(clash, {})
    assert saved.toasts == ["Jawaban untuk Lubuk Resam tersimpan."]
    assert "2 petugas" in saved.text


def test_same_answer_twice_is_stored_once(world: World, january: January, browser_as: BrowserAs) -> None:
    operator = browser_as("op_a")
    opened = operator.get(f"/kunjungan/{january.first}/konfirmasi")
    first = _send(opened, _fill(world, "a1"))
    second = _send(opened, _fill(world, "a1"))
    assert first.toasts == second.toasts == ["Jawaban untuk Lubuk Resam tersimpan."]
    assert second.all(f"#jawaban-{january.participation['first', 'a']} .tag") == ["Hadir"]


def test_decline_needs_a_reason_and_frees_the_people(world: World, january: January, browser_as: BrowserAs) -> None:
    operator = browser_as("op_a")
    _send(operator.get(f"/kunjungan/{january.first}/konfirmasi"), _fill(world, "a1"))
    decline = operator.get(f"/kunjungan/{january.first}/konfirmasi/tidak-hadir")
    refused = decline.submit({"reason": "  "}, button="tidak hadir")
    assert refused.status == 422
    assert refused.error_of("reason")
    told = decline.submit({"reason": "Alat rekam sedang diperbaiki."}, button="tidak hadir")
    assert told.toasts == ["Tersimpan: tidak hadir di Lubuk Resam."]
    assert "Alat rekam sedang diperbaiki." in told.text
    free = _send(operator.get(f"/kunjungan/{january.second}/konfirmasi"), _fill(world, "a1"))
    assert free.toasts == ["Jawaban untuk Batu Lambang tersimpan."]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "🌺 siap", "a\x00b", "{ { 7*7 } }", "${7*7}"])
def test_odd_text_is_kept_as_text(world: World, january: January, browser_as: BrowserAs, text: str) -> None:
    operator = browser_as("op_a")
    url = f"/kunjungan/{january.first}/konfirmasi"
    stored = _send(operator.get(url), _fill(world, "a1") | {"note": text})
    assert stored.status == 200
    assert operator.get(url).one("[name=note]").get_text().strip() == text.replace("\x00", "")
