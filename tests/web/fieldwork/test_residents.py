"""Residents, hours and conclusion: what belongs to the visit as a whole."""

from __future__ import annotations

import pytest

from intranet.core.transaction import unguarded
from intranet.extensions import db
from intranet.fieldwork.models import VisitRecord, WalkIn

FILLED = {
    "evening_residents": "96",
    "evening_from": "17:00",
    "evening_until": "21:30",
    "service_from": "08:15",
    "service_until": "13:00",
    "tally_female_adult": "40",
    "tally_male_elder": "12",
    "conclusion": "Pelayanan berjalan lancar.",
}


@pytest.fixture
def url(day) -> str:
    return f"/kunjungan/{day.id}/hasil/warga"


def send(page, values):
    return page.submit(values, button="Simpan warga")


def figures(page) -> dict[str, str]:
    return dict(zip(page.all(".nums dt"), page.all(".nums dd"), strict=True))


def test_tally_and_hours_are_stored_and_shown(app, day, browser_as, url):
    clerk = browser_as("clerk")
    stored = send(clerk.get(url), FILLED)
    assert stored.toasts == ["Data warga dan simpulan tersimpan."]
    assert {"warga dilayani": "52", "warga pada dialog malam": "96"}.items() <= figures(stored).items()
    assert "08.15–13.00 WIB" in stored.text
    assert "Pelayanan berjalan lancar." in stored.text
    rows = stored.all("section[aria-labelledby=warga] tbody tr")
    assert rows == ["0–17 tahun 0 0", "18–59 tahun 40 0", "60 tahun ke atas 0 12"]
    with app.app_context(), unguarded():
        assert db.session.query(WalkIn).count() == 6
    again = clerk.get(url)
    assert again.one("[name=tally_female_adult]")["value"] == "40"
    assert again.one("[name=service_from]")["value"] in {"08:15", "08.15"}


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [("evening_from", "evening_until", "evening_until"), ("service_from", "service_until", "service_until")],
)
@pytest.mark.parametrize("until", ["07:00", "08:00"])
def test_end_before_start_is_refused_beside_its_field(day, browser_as, url, start, end, field, until):
    refused = send(browser_as("clerk").get(url), FILLED | {start: "08:00", end: until})
    assert refused.status == 422
    assert refused.error_of(field) == "Jam selesai harus setelah jam mulai (08.00)."
    assert refused.one("[name=conclusion]").get_text().strip() == FILLED["conclusion"]
    assert refused.one("[name=tally_female_adult]")["value"] == "40"


@pytest.mark.parametrize("hour", ["25:00", "8", "pagi", "", "08:61"])
def test_odd_hours_are_refused(day, browser_as, url, hour):
    refused = send(browser_as("clerk").get(url), FILLED | {"service_from": hour})
    assert refused.status == 422
    assert refused.error_of("service_from")


@pytest.mark.parametrize("number", ["-1", "100001", "banyak", "1.5"])
def test_odd_counts_are_refused(day, browser_as, url, number):
    refused = send(browser_as("clerk").get(url), FILLED | {"tally_female_adult": number})
    assert refused.status == 422
    assert refused.error_of("tally_female_adult")
    assert refused.one("[name=tally_female_adult]")["value"] == number


def test_the_evening_must_be_counted(day, browser_as, url):
    refused = send(browser_as("clerk").get(url), FILLED | {"evening_residents": ""})
    assert refused.status == 422
    assert refused.error_of("evening_residents")


def test_both_began_with_an_empty_form(app, day, world, browser_as, url):
    """Version 0 against a record that somebody else made meanwhile."""
    slow, fast = browser_as("clerk"), browser_as("clerk")
    opened = slow.get(url)
    send(fast.get(url), FILLED | {"evening_residents": "50"})
    clash = send(opened, FILLED)
    assert clash.status == 409
    assert "sudah diubah oleh Lenda Marsita" in clash.text
    assert clash.one("[name=evening_residents]")["value"] == "96"
    assert send(clash, {}).toasts == ["Data warga dan simpulan tersimpan."]
    with app.app_context(), unguarded():
        assert db.session.query(VisitRecord).one().evening_residents == 96


def test_the_second_saver_is_told_what_changed(day, browser_as, url):
    slow, fast = browser_as("clerk"), browser_as("clerk")
    send(fast.get(url), FILLED)
    opened = slow.get(url)
    send(fast.get(url), {"evening_residents": "70"})
    clash = send(opened, {"conclusion": "Ada kendala listrik."})
    assert clash.status == 409
    assert "Warga pada dialog" in clash.text
    assert clash.all(".changes ins") == ["Menjadi 70"]
    assert "Ada kendala listrik." in clash.one("[name=conclusion]").get_text()


def test_same_form_twice_is_harmless(day, browser_as, url):
    opened = browser_as("clerk").get(url)
    assert send(opened, FILLED).toasts == send(opened, FILLED).toasts == ["Data warga dan simpulan tersimpan."]


@pytest.mark.parametrize(
    ("who", "status"),
    [("op_a", 404), ("planner", 403), ("sekda", 403), ("regent", 403), ("head_a", 403), ("admin", 403), ("carer", 403)],
)
def test_it_is_written_by_who_writes_for_all(day, browser_as, url, who, status):
    browser = browser_as(who)
    assert browser.get(url).status == status
    assert browser.post(url, FILLED).status == status
