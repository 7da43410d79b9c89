"""A pair of eyes on pages: what axe, the policy, the storage and the width of the screen say about each of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from tests.browser_client import Browser as Client

AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"
COOKIE_HOST = "127.0.0.1"
WIDE = """width => {
  if (document.documentElement.scrollWidth <= width) return '';
  const out = [...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > width + 0.5
    && getComputedStyle(e).position !== 'fixed');
  return document.documentElement.scrollWidth + ' px' + (out ? ', first: ' + out.outerHTML.slice(0, 120) : '');
}"""
STORED = "() => JSON.stringify([...Object.entries(localStorage), ...Object.entries(sessionStorage)])"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """tags => axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values: tags}}).then(found =>
  found.violations.map(each => each.id + ' (' + each.help + '): ' + each.nodes.slice(0, 3).map(node =>
    node.target.join(' ') + ' ' + (node.any[0] ? node.any[0].message : '')).join(' | ')))"""


class Faults:
    """What is wrong, each thing once with the pages and people that it was seen by."""

    def __init__(self) -> None:
        self._seen: dict[str, list[str]] = defaultdict(list)

    def add(self, where: str, what: str) -> None:
        """Note a fault."""
        self._seen[re.sub(r"\\s+", " ", what)].append(where)

    def words(self) -> str:
        """All of it, for a person."""
        return "\n".join(
            f"- {what}\n    on {', '.join(places[:4])}{f' and {len(places) - 4} more' if len(places) > 4 else ''}"
            for what, places in sorted(self._seen.items())
        )


class Eyes:
    """A browser window of one person at one width.

    Args:
        browser: Chromium.
        address: of the server.
        width: of the screen in CSS pixels.
        client: in which the person is signed in; the window gets the same cookie.
        role: for messages.
        faults: where faults are noted.
    """

    def __init__(self, browser: Browser, address: str, width: int, client: Client, role: str, faults: Faults) -> None:
        self.address, self.width, self.role, self.faults = address, width, role, faults
        self.size: ViewportSize = {"width": width, "height": 800 if width > 600 else 740}
        self.context: BrowserContext = browser.new_context(
            viewport=self.size,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
            bypass_csp=False,
        )
        self.context.add_cookies(_cookies(client))
        self.page: Page = self.context.new_page()
        self.where = ""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._fault(f"script error: {error}"))
        self.page.on("request", self._watch)

    def _fault(self, what: str) -> None:
        self.faults.add(f"{self.role} {self.width} {self.where}", what)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "the server responded with a status of 4" not in message.text:
            self._fault(f"console: {message.text[:300]}")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self._fault(f"asked a foreign host: {request.url}")

    def look(self, path: str) -> None:
        """Open a page and note what is wrong with it."""
        self.where = path
        self.page.goto(self.address + path, wait_until="load")
        too_wide = self.page.evaluate(WIDE, self.width)
        if too_wide:
            self._fault(f"sideways scroll: {too_wide}")
        stored = self.page.evaluate(STORED)
        if stored != "[]":
            self._fault(f"browser storage: {stored[:200]}")
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": self.width, "height": height})  # no bar lies over the middle of the page
        for violation in self._axe():
            self._fault(f"axe: {violation}")
        self.page.set_viewport_size(self.size)

    def _axe(self) -> Iterable[Any]:
        # By the debugger's own channel: the policy of the page stays in force, and would rightly refuse a script element.
        self.page.evaluate(AXE.read_text() + "; 0")
        found: list[Any] = self.page.evaluate(RUN_AXE, TAGS)
        return found

    def close(self) -> None:
        """Shut the window."""
        self.context.close()


def _cookies(client: Client) -> list[Any]:
    found = client.client.get_cookie("session")
    return [] if found is None else [{"name": "session", "value": found.value, "domain": COOKIE_HOST, "path": "/"}]
