"""Attendance and counts of one agency."""

from __future__ import annotations

import pytest

from intranet.core.transaction import unguarded
from intranet.extensions import db
from intranet.fieldwork.models import Attendance, ServiceResult
from intranet.opd.models import Employee, Opd
from intranet.opd.states import EmployeeKind, OpdKind
from intranet.participation.models import Participation, StaffAssignment


def filled(world, *, served="31", finished="28") -> dict[str, str]:
    return {
        f"presence_{world.employees['a1']}": "present",
        f"presence_{world.employees['a2']}": "absent",
        f"note_{world.employees['a2']}": "Sakit",
        f"served_{world.services['ktp']}": served,
        f"finished_{world.services['ktp']}": finished,
        f"remark_{world.services['ktp']}": "Alat rekam rusak",
    }


def send(page, values):
    return page.submit(values, button="Simpan hasil")


@pytest.fixture
def url(day, world) -> str:
    return f"/kunjungan/{day.id}/hasil/{world.opds['a']}"


def test_results_are_stored_and_shown_again(day, world, browser_as, url):
    operator = browser_as("op_a")
    stored = send(operator.get(url), filled(world))
    assert stored.toasts == ["Hasil Disdukcapil tersimpan."]
    assert stored.heading == "Hasil kunjungan Lubuk Resam"
    row = [text for text in stored.all("section[aria-labelledby=per-opd] tbody tr") if "Disdukcapil" in text]
    assert row == ["Disdukcapil 1 dari 2 1 dari 2 31 Belum lengkap"]
    again = operator.get(url)
    marked = {(box["name"], box["value"]) for box in again.soup.select("input[type=radio][checked]")}
    assert marked == {(f"presence_{world.employees['a1']}", "present"), (f"presence_{world.employees['a2']}", "absent")}
    assert again.one(f"[name=note_{world.employees['a2']}]")["value"] == "Sakit"
    assert again.one(f"[name=served_{world.services['ktp']}]")["value"] == "31"
    assert again.one(f"[name=finished_{world.services['ktp']}]")["value"] == "28"


def test_complete_when_all_are_marked_and_counted(day, world, browser_as, url):
    done = send(browser_as("op_a").get(url), filled(world) | {f"served_{world.services['kia']}": "0"})
    assert "Disdukcapil 1 dari 2 2 dari 2 31 Lengkap" in done.all("section[aria-labelledby=per-opd] tbody tr")


def test_finished_left_empty_means_all(app, day, world, browser_as, url):
    send(browser_as("op_a").get(url), filled(world, served="9", finished=""))
    with app.app_context(), unguarded():
        row = db.session.query(ServiceResult).one()
        assert (row.served, row.finished, row.carried_over) == (9, 9, 0)


def test_more_finished_than_served_is_refused_beside_its_field(day, world, browser_as, url):
    refused = send(browser_as("op_a").get(url), filled(world, served="3", finished="4"))
    assert refused.status == 422
    name = f"finished_{world.services['ktp']}"
    assert refused.error_of(name) == "Paling banyak 3, sebanyak yang dilayani."
    assert refused.one(f"[name={name}]")["value"] == "4"
    assert refused.one(f"[name=note_{world.employees['a2']}]")["value"] == "Sakit"


def test_finished_without_served_is_refused(day, world, browser_as, url):
    refused = send(browser_as("op_a").get(url), filled(world, served="", finished="4"))
    assert refused.status == 422
    assert refused.error_of(f"served_{world.services['ktp']}") == "Isi juga jumlah yang dilayani."


@pytest.mark.parametrize("number", ["-1", "1000000", "1e3", "tiga", "٣", "1.5", "5001"])
def test_odd_numbers_are_refused(day, world, browser_as, url, number):
    refused = send(browser_as("op_a").get(url), filled(world, served=number, finished=""))
    assert refused.status == 422
    name = f"served_{world.services['ktp']}"
    assert refused.error_of(name)
    assert refused.one(f"[name={name}]")["value"] == number


def test_odd_presence_is_refused(day, world, browser_as, url):
    operator = browser_as("op_a")
    page = operator.get(url)
    values = page.fields(page.form(button="Simpan hasil")) | {f"presence_{world.employees['a1']}": "sakti"}
    assert operator.post(url, values).status == 422


def test_only_the_own_opd(day, world, browser_as):
    operator = browser_as("op_a")
    foreign = f"/kunjungan/{day.id}/hasil/{world.opds['b']}"
    assert operator.get(foreign).status == 404
    assert operator.post(foreign, {f"served_{world.services['periksa']}": "3"}).status == 404
    assert operator.get(f"/kunjungan/{day.id}/hasil/9999").status == 404
    assert browser_as("clerk").get(foreign).status == 200


def test_an_opd_that_did_not_come_has_no_form(day, browser_as, save):
    absent = Opd(code="pmd", name="Dinas Pemberdayaan Masyarakat", short_name="Dinas PMD", kind=OpdKind.DINAS)
    save(absent)
    assert browser_as("clerk").get(f"/kunjungan/{day.id}/hasil/{absent.id}").status == 404


def test_people_and_services_of_others_are_not_taken(app, day, world, browser_as, url):
    operator = browser_as("op_a")
    page = operator.get(url)
    values = page.fields(page.form(button="Simpan hasil")) | {
        f"presence_{world.employees['b1']}": "present",
        f"served_{world.services['periksa']}": "50",
    }
    assert operator.post(url, values).status == 200
    with app.app_context(), unguarded():
        assert db.session.query(Attendance).count() == 0
        assert db.session.query(ServiceResult).count() == 0


@pytest.mark.parametrize("who", ["planner", "sekda", "regent", "head_a", "admin", "carer"])
def test_who_does_not_record_is_refused(day, browser_as, url, who):
    browser = browser_as(who)
    assert browser.get(url).status == 403
    assert browser.post(url).status == 403


def test_same_results_twice_are_stored_once(app, day, world, browser_as, url):
    opened = browser_as("op_a").get(url)
    first, second = send(opened, filled(world)), send(opened, filled(world))
    assert first.toasts == second.toasts == ["Hasil Disdukcapil tersimpan."]
    with app.app_context(), unguarded():
        assert db.session.query(Attendance).count() == 2
        assert db.session.query(ServiceResult).count() == 1


def test_the_second_saver_is_told_and_keeps_his_form(day, world, browser_as, url):
    slow, fast = browser_as("op_a"), browser_as("clerk")
    opened = slow.get(url)
    send(fast.get(url), filled(world, served="20", finished="20"))
    clash = send(opened, filled(world, served="31"))
    assert clash.status == 409
    assert "sudah diubah oleh Lenda Marsita" in clash.text
    assert "Perekaman KTP-el: 20 dilayani, 20 selesai" in " ".join(clash.all(".changes ins"))
    assert clash.one(f"[name=served_{world.services['ktp']}]")["value"] == "31"
    assert clash.one(f"[name=note_{world.employees['a2']}]")["value"] == "Sakit"
    saved = send(clash, {})
    assert saved.toasts == ["Hasil Disdukcapil tersimpan."]
    assert slow.get(url).one(f"[name=served_{world.services['ktp']}]")["value"] == "31"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "🌺 baik", "a\x00b", "{ { 7*7 } }"])
def test_odd_text_is_kept_as_text(day, world, browser_as, url, text):
    operator = browser_as("op_a")
    stored = send(operator.get(url), filled(world) | {f"note_{world.employees['a1']}": text})
    assert stored.status == 200
    assert operator.get(url).one(f"[name=note_{world.employees['a1']}]")["value"] == text.replace("\x00", "")


def test_a_long_note_is_refused_beside_its_field(day, world, browser_as, url):
    refused = send(browser_as("op_a").get(url), filled(world) | {f"note_{world.employees['a1']}": "x" * 201})
    assert refused.status == 422
    assert "200" in refused.text


def test_the_form_costs_the_same_for_many_people(day, world, browser_as, save, count_statements, url):
    operator = browser_as("op_a")
    few = count_statements(lambda: operator.get(url))
    people = [
        Employee(
            opd_id=world.opds["a"], internal_no=f"P-x{n}", nip=None, name=f"Petugas {n}", kind=EmployeeKind.HONORER, position="Staf"
        )
        for n in range(20)
    ]
    save(*people)
    with operator.app.app_context(), unguarded():
        part = db.session.query(Participation).filter_by(visit_id=day.id, opd_id=world.opds["a"]).one().id
    save(*(StaffAssignment(participation_id=part, employee_id=each.id) for each in people))
    assert count_statements(lambda: operator.get(url)) == few
