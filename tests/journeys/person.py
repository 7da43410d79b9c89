"""A person at a screen: what is pressed, filled in and read, by the words on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.world import PASSWORD

Complaints = list[str]
PATIENCE = 30_000
"""Milliseconds; printing a paper takes seconds on a busy machine."""


class Person:
    """One person in a browser of the own.

    Args:
        browser: Chromium.
        address: of the server.
        username: sign-in name.
        complaints: where the browser's complaints are collected.
        context_args: of the browser context.
        script: whether JavaScript runs.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        username: str,
        complaints: Complaints,
        context_args: dict[str, Any],
        *,
        script: bool = True,
    ) -> None:
        self.address = address
        self.username = username
        self.complaints = complaints
        context = browser.new_context(**context_args, java_script_enabled=script, base_url=address)
        context.set_default_timeout(2 * PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("response", self._look_at)

    def _note(self, text: str) -> None:
        if "the server responded with a status of 4" not in text:  # the refusals that the journey looks for
            self.complaints.append(f"{self.username} on {self.page.url}: {text}")

    def _look_at(self, response: Response) -> None:
        if response.status >= 500:
            self._note(f"{response.status} from {response.url}")
        if not response.url.startswith((self.address, "data:", "blob:")):
            self._note(f"asked a foreign host: {response.url}")

    def sign_in(self) -> Person:
        """Sign in by the form, from the starting page."""
        self.page.context.clear_cookies()
        self.open("/beranda")
        self.fill("Nama pengguna", self.username)
        self.fill("Kata sandi", PASSWORD)
        self.press("Masuk")
        expect(self.page, f"{self.username} is inside").to_have_url(f"{self.address}/beranda", timeout=PATIENCE)
        return self

    def open(self, path: str) -> None:
        """Go to a path of the server."""
        self.page.goto(path)

    def find(self, role: str, name: str, within: str = "main") -> Locator:
        """The only element of this role whose name holds these words."""
        return self.page.locator(within).get_by_role(role, name=name)  # type: ignore[arg-type]

    def press(self, words: str, *, within: str = "main") -> None:
        """Press a button, and wait for the page that it leads to."""
        button = self.find("button", words, within)
        expect(button.first, f"{self.username} finds the button {words!r} on {self.page.url}").to_be_visible(timeout=PATIENCE)
        button.first.click()
        self.page.wait_for_load_state("load")

    def follow(self, words: str, *, within: str = "main") -> None:
        """Press a link."""
        link = self.find("link", words, within)
        expect(link.first, f"{self.username} finds the link {words!r} on {self.page.url}").to_be_visible(timeout=PATIENCE)
        link.first.click()
        self.page.wait_for_load_state("load")

    def fill(self, label: str, text: str | int, *, exact: bool = True) -> None:
        """Type into a field by its label; "(wajib)" and the like in it do not matter unless ``exact``."""
        found = self.page.locator("main").get_by_label(label, exact=exact)
        (found if found.count() == 1 else self.page.locator("main").get_by_label(label).first).fill(str(text))

    def tick(self, words: str) -> None:
        """Tick a box; one that stands in closed details is opened first."""
        box = self.page.locator("main").get_by_role("checkbox", name=words, include_hidden=True).first
        hiding = self.page.locator("details:not([open])", has=box)
        if hiding.count():
            hiding.first.locator("summary").click()
        box.check()

    def attach(self, label: str, file: Any) -> None:
        """Choose a file for an upload field."""
        self.page.locator("main input[type=file]").and_(self.page.get_by_label(label)).set_input_files(file)

    def sees(self, *words: str, within: str = "main") -> None:
        """All of these words stand on the page."""
        for each in words:
            expect(self.page.locator(within).first, f"{self.username} reads {each!r} on {self.page.url}").to_contain_text(
                each, ignore_case=True, timeout=PATIENCE
            )

    def is_told(self, words: str) -> None:
        """A toast says so."""
        expect(self.page.locator("#toasts"), f"{self.username} is told {words!r} on {self.page.url}").to_contain_text(
            words, timeout=PATIENCE
        )

    def confirm_it_is_me(self) -> None:
        """The password again, and what was typed goes on its way."""
        self.sees("Pastikan ini Anda")
        self.fill("Kata sandi", PASSWORD)
        self.press("Lanjutkan")
        self.sees("Isian Anda masih ada")
        self.press("Kirim sekali lagi")

    def download(self, press: Callable[[], object]) -> bytes:
        """What a press downloads."""
        with self.page.expect_download() as waiting:
            press()
        return waiting.value.path().read_bytes()

    def follow_download(self, words: str) -> None:
        """Press a link that downloads, which leads to no new page."""
        self.find("link", words).first.click()
