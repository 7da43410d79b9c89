"""First paint and load over a bad line: real Chromium, cold cache, real gunicorn, 400 kbit/s, 2 s latency, CPU 4 times slower.

Chromium holds each answer back by the latency and feeds it at the rate. On plain http to this machine the setting-up of connections
(TCP, TLS, DNS) costs nothing, so a first visit outside costs up to three latencies more than what is printed; one latency is thus
the least that any page can take. Times are those of the browser, from the start of the navigation.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask

from tests.bench import load
from tests.bench.probe import Person
from tests.chromium import FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LATENCY_MS = 2000
BYTES_PER_S = 400_000 // 8
SLOWER_CPU = 4
ROUNDS = 3
PAINT_BUDGET = 1.25
LOAD_BUDGET_S = 5.0
WAIT_MS = 60_000
TIMES = """() => {
  const page = performance.getEntriesByType('navigation')[0];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const files = performance.getEntriesByType('resource');
  if (!paint || !page.loadEventEnd) return null;
  const all = [page, ...files];
  return JSON.stringify({
    paint_ms: paint.startTime, load_ms: page.loadEventEnd,
    without_font_ms: Math.max(...all.filter((each) => !each.name.endsWith('.woff2')).map((each) => each.responseEnd)),
    bytes: all.reduce((sum, each) => sum + each.transferSize, 0),
    requests: all.length, blocking: files.filter((each) => each.renderBlockingStatus === 'blocking').length,
  });
}"""


@dataclass(frozen=True)
class Visit:
    """What one cold opening of a page took."""

    paint_ms: float
    load_ms: float
    without_font_ms: float
    bytes: int
    requests: int
    blocking: int


def _open(browser: Browser, base: str, path: str, cookie: str) -> Visit:
    """Open a page in a new profile, which has neither cache nor connection."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID", timezone_id="Asia/Jakarta")
    try:
        if cookie:
            context.add_cookies([{"name": "session", "value": cookie, "url": base}])
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        rate: dict[str, Any] = {"downloadThroughput": BYTES_PER_S, "uploadThroughput": BYTES_PER_S}
        line.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **rate})
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
        answer = page.goto(base + path, wait_until="load", timeout=WAIT_MS)
        if answer is None or answer.status >= 300 or not page.url.endswith(path):
            raise SystemExit(f"bench: {path} answered {answer and answer.status} and led to {page.url}")
        told = page.wait_for_function(TIMES, timeout=WAIT_MS).json_value()
    finally:
        context.close()
    visit = Visit(**json.loads(told))
    if visit.paint_ms < LATENCY_MS:
        raise SystemExit(f"bench: {path} was painted after {visit.paint_ms:.0f} ms, the line was not slowed down")
    return visit


def _line(path: str, visits: list[Visit]) -> str:
    paint = statistics.median(visit.paint_ms for visit in visits) / LATENCY_MS
    loaded = statistics.median(visit.load_ms for visit in visits) / 1000
    unlettered = statistics.median(visit.without_font_ms for visit in visits) / 1000
    last = visits[-1]
    return (
        f"  {path:14} first paint / latency {paint:5.2f} (budget {PAINT_BUDGET}),"
        f" load {loaded:5.2f} s (budget {LOAD_BUDGET_S:.0f}), all but the font {unlettered:5.2f} s;\n"
        f"  {'':14} {last.requests} requests, {last.blocking} hold the paint up, {last.bytes / 1000:.1f} kB"
    )


def run(app: Flask, environ: dict[str, str], password: str) -> str:
    """A table of two pages, medians of a few cold openings."""
    from playwright.sync_api import sync_playwright

    kept = Person(app, "op.disdukcapil", password).client.get_cookie("session")
    known = [os.environ.get("CHROMIUM"), *map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))]
    path = next((each for each in known if each), None)
    lines = [f"slow line: {BYTES_PER_S * 8 // 1000} kbit/s, {LATENCY_MS / 1000:.0f} s latency, CPU 4 times slower, cold cache"]
    with load.serving(environ) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=FLAGS, executable_path=path)
        for url, cookie in (("/masuk", ""), ("/konfirmasi", kept.value if kept else "")):
            lines.append(_line(url, [_open(browser, f"http://127.0.0.1:{port}", url, cookie) for _ in range(ROUNDS)]))
        browser.close()
    return "\n".join(lines)
