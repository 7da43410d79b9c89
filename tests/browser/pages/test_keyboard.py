"""The main pages by keyboard alone: the skip link first, everything reachable, the focus always seen, nothing that traps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.pages.looking import Eyes, Faults
from tests.demo_app import as_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAIN = {
    "operator": ("/beranda", "/konfirmasi"),
    "planner": ("/jadwal?tampilan=tabel", "/kesiapan", "/desa"),
    "clerk": ("/dokumen",),
}
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"
REACHABLE = """controls => [...document.querySelectorAll(controls)].filter(
  each => !each.disabled && each.tabIndex >= 0
  && each.checkVisibility({visibilityProperty: true}) && !each.closest('dialog:not([open])')
  && !(each.type === 'radio' && !each.checked)).length"""
FOCUSED = """() => { const each = document.activeElement; if (!each || each === document.body) return null;
  if (!each.dataset.seen) each.dataset.seen = String(++window.counted || (window.counted = 1));
  const style = getComputedStyle(each), box = each.getBoundingClientRect();
  const ringed = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  return {id: each.dataset.seen, what: each.outerHTML.slice(0, 90), ringed, inside: box.bottom > 0 && box.top < innerHeight,
    skip: each.classList.contains('skip')}; }"""
MOST = 400


def walk(page: Page) -> list[dict[str, object]]:
    """Press Tab until the page has been gone through."""
    steps: list[dict[str, object]] = []
    seen: set[object] = set()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        step = page.evaluate(FOCUSED)
        if step is None or step["id"] in seen:
            return steps
        seen.add(step["id"])
        steps.append(step)
    return steps


@pytest.mark.parametrize("role", MAIN)
def test_everything_is_reached_and_seen_by_keyboard(demo_app, demo_today, serve, browser, role):
    faults = Faults()
    eyes = Eyes(browser, serve(demo_app), 1280, as_person(demo_app, role), role, faults)
    for path in MAIN[role]:
        page = eyes.page
        page.goto(eyes.address + path)
        wanted = page.evaluate(REACHABLE, CONTROLS)
        steps = walk(page)
        if not steps or not steps[0]["skip"]:
            faults.add(path, "the skip link is not first")
        for step in steps:
            if not step["ringed"]:
                faults.add(path, f"focus is not seen on {step['what']}")
            if not step["inside"]:
                faults.add(path, f"focus is off the screen on {step['what']}")
        if len(steps) < min(wanted, MOST):
            faults.add(path, f"{len(steps)} of {wanted} are reached by Tab; the last one is {steps[-1]['what'] if steps else ''}")
        page.goto(eyes.address + path)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.id === 'isi'")
    eyes.close()

    assert not faults.words(), f"\n{faults.words()}"
