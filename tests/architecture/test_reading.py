"""Opening pages changes nothing (security.md 15) and asks the database no more often when there is more to show."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from intranet.core.base import Base
from intranet.extensions import db
from tests.architecture.access_matrix import ROLES

# What reading may leave behind: the touch of a session, who looked at what, counted requests.
BOOKKEEPING = {"user_session", "access_event", "rate_window", "sign_in_attempt", "job_worker"}
MOST_PAGES = 400
# Pages that make a file or cost much; they are read by their own tests.
SKIPPED = re.compile(r"^/(?:keluar|static/|gaya|metrics)")


def _dump(app) -> dict[str, list[tuple[Any, ...]]]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in BOOKKEEPING
        }


def _crawl(browser) -> set[str]:
    seen: set[str] = set()
    waiting = ["/", "/beranda"]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop()
        if path in seen or SKIPPED.match(path):
            continue
        seen.add(path)
        page = browser.get(path, follow=True)
        assert page.status < 500, path
        if not page.is_whole:
            continue
        for found in page.soup.find_all("a", href=True):
            link = str(found["href"]).split("#")[0]
            if link.startswith("/") and link not in seen:
                waiting.append(link)
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_reading_writes_nothing(app, world, browser_as, role):
    browser = browser_as(role)
    before = _dump(app)
    first = _crawl(browser)
    _crawl(browser)

    assert len(first) > 1
    assert _dump(app) == before
