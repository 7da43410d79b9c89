"""After signing out on a shared computer nothing of a person is left: not by Back, not in the browser's storage."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages.looking import STORED, Eyes, Faults
from tests.demo_app import as_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_back_shows_nothing_after_sign_out(demo_app, demo_today, serve, browser):
    """security.md 22."""
    faults = Faults()
    eyes = Eyes(browser, serve(demo_app), 1280, as_person(demo_app, "operator"), "operator", faults)
    page = eyes.page
    page.goto(eyes.address + "/pegawai")
    name = page.locator("main table th[scope=row]").first.inner_text().split("\n")[0]
    page.get_by_label("Cari").first.fill(name[:4])
    page.keyboard.press("Enter")
    page.wait_for_url("**/pegawai?*")
    expect(page.locator("main")).to_contain_text(name)
    assert page.evaluate(STORED) == "[]"

    page.get_by_role("button", name="Keluar").first.click()
    page.wait_for_url("**/masuk")
    for _ in range(2):
        page.go_back()
        expect(page.locator("h1")).to_have_text("Masuk")
        assert name not in page.content()
    assert page.evaluate(STORED) == "[]"
    eyes.close()

    assert not faults.words(), f"\n{faults.words()}"
