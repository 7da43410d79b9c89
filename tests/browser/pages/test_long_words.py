"""A word without an end, typed where people type: it breaks instead of pushing the page wider than the screen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intranet.extensions import db
from intranet.fieldwork.models import Remark
from tests.browser.pages.looking import WIDE, Eyes, Faults
from tests.demo_app import as_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What a person typed stands in these, alone or behind other words.
LENGTHEN = """() => {
  const found = [...document.querySelectorAll('.time li, .talk p, .talk b, .sticky .btn, .tbl .free')];
  for (const each of found) each.append('W'.repeat(160));
  return found.length;
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_an_endless_word_stays_on_the_screen(demo_app, demo_today, serve, browser, width):
    with demo_app.app_context():
        noted = db.session.scalars(select(Remark.visit_id).order_by(Remark.visit_id.desc())).first()
        db.session.remove()
    eyes = Eyes(browser, serve(demo_app), width, as_person(demo_app, "planner"), "planner", Faults())
    for path in (f"/kunjungan/{noted}", f"/kunjungan/{noted}/hasil", "/jadwal/2027/susun"):
        eyes.page.goto(eyes.address + path)
        assert eyes.page.evaluate(LENGTHEN) > 0, path
        assert eyes.page.evaluate(WIDE, width) == "", path
    eyes.close()
