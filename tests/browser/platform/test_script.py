"""What our script adds in a real browser, and that the policy lets every page live."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.lab import live_state, seen

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def at(lab, serve, page: Page):
    """The page of a signed-in person; whatever the browser complains about fails the test."""
    lab.person()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    address = serve(lab.app)
    page.goto(f"{address}/lab/langsung")
    page.wait_for_function("window.htmx !== undefined")
    yield page
    assert complaints == []


def waited(page: Page, condition) -> None:
    for _ in range(60):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never happened")


def test_invalid_form_by_htmx_keeps_what_was_typed_and_moves_the_focus(at):
    at.get_by_label("Nama").fill("   ")
    at.get_by_role("button", name="Simpan").click()

    summary = at.locator("[data-focus]")
    expect(summary).to_contain_text("Wajib diisi")
    expect(summary).to_be_focused()
    expect(at.locator("h1")).to_have_text("Langsung")


def test_double_click_sends_once(at):
    live_state["delay"] = 0.4
    at.get_by_label("Nama").fill("Lubuk Resam")
    at.get_by_role("button", name="Simpan").dblclick()

    at.wait_for_url("**/lab/halaman")
    expect(at.locator(".toast")).to_contain_text("Tersimpan.")
    assert live_state["posts"] == 1
    assert seen == [{"name": "Lubuk Resam", "jawab": "ya"}]


def test_poll_costs_nothing_while_nothing_changes_and_shows_what_did(at):
    waited(at, lambda: live_state["unchanged"] >= 3)
    assert live_state["sent"] == 1

    live_state["number"] = 2
    expect(at.locator("#number")).to_have_text("2")
    sent = live_state["sent"]
    at.wait_for_timeout(600)
    assert live_state["sent"] == sent


def test_poll_never_swaps_what_holds_the_focus(at):
    at.locator("#typed").fill("sedang ditulis")
    live_state["number"] = 3
    at.wait_for_timeout(600)

    expect(at.locator("#typed")).to_have_value("sedang ditulis")
    at.get_by_label("Nama").focus()
    expect(at.locator("#number")).to_have_text("3")


def test_answer_that_came_while_typing_is_shown_afterwards(at):
    live_state.update(number=4, hold=0.3)
    waited(at, lambda: live_state["held"] > 0)
    at.locator("#typed").focus()
    waited(at, lambda: live_state["sent"] > 1)
    live_state["hold"] = 0
    expect(at.locator("#number")).to_have_text("1")

    at.get_by_label("Nama").focus()
    expect(at.locator("#number")).to_have_text("4")


def test_lost_connection_is_told_beside_the_button_and_nothing_is_lost(at, context):
    at.get_by_label("Nama").fill("Lubuk Resam")
    context.set_offline(True)
    at.get_by_role("button", name="Simpan").click()

    expect(at.get_by_role("alert")).to_contain_text("Sambungan terputus")
    expect(at.get_by_label("Nama")).to_have_value("Lubuk Resam")
    context.set_offline(False)
    at.get_by_role("button", name="Simpan").click()
    at.wait_for_url("**/lab/halaman")


def test_ended_session_brings_the_sign_in_page_with_the_form_in_it(at, lab):
    at.get_by_label("Nama").fill("Lubuk Resam")
    lab.actor = None
    at.get_by_role("button", name="Simpan").click()

    expect(at.locator("h1")).to_have_text("Masuk")
    lab.person()
    at.locator("main").get_by_role("button", name="Masuk").click()
    expect(at.locator("main")).to_contain_text("Isian Anda masih ada")
    at.get_by_role("button", name="Kirim sekali lagi").click()
    at.wait_for_url("**/lab/halaman")
    assert seen == [{"name": "Lubuk Resam", "jawab": "ya"}]


def test_poll_of_an_ended_session_leaves_the_page_alone(at, lab):
    at.get_by_label("Nama").fill("belum selesai")
    lab.actor = None

    expect(at.locator("#toasts")).to_contain_text("Sesi Anda sudah berakhir")
    expect(at.get_by_label("Nama")).to_have_value("belum selesai")
    assert at.url.endswith("/lab/langsung")


def test_dialog_opens_and_closes(at):
    at.get_by_role("button", name="Buka").click()
    expect(at.get_by_role("dialog")).to_be_visible()
    at.get_by_role("button", name="Tutup").click()
    expect(at.get_by_role("dialog")).to_be_hidden()


def test_nothing_is_kept_in_the_browsers_storage(at):
    at.get_by_label("Nama").fill("Lubuk Resam")
    at.get_by_role("button", name="Simpan").click()
    at.wait_for_url("**/lab/halaman")

    kept = at.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert "Lubuk" not in kept
    assert "html" not in kept.lower()


def test_plain_form_sends_once_without_htmx(lab, serve, browser):
    lab.person()
    live_state["delay"] = 0.4
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{serve(lab.app)}/lab/langsung")
    page.get_by_label("Nama").fill("Lubuk Resam")
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_url("**/lab/halaman")

    assert seen == [{"name": "Lubuk Resam", "jawab": "ya"}]
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path", ["/tidak-ada", "/lab/susun", "/lab/galat/langkah", "/lab/galat/sibuk", "/lab/galat/penuh", "/lab/galat/program"]
)
def test_error_pages_fit_the_screen(lab, serve, page, path, width):
    lab.app.config["PROPAGATE_EXCEPTIONS"] = False
    lab.person()
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(serve(lab.app) + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("main h1")).to_be_visible()
