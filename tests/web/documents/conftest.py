"""A visit that took place, and its report as far as a test needs it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from intranet.visits.states import VisitStatus
from tests.browser_client import Browser, Page
from tests.visit_day import VisitDay, make_visit_day


@pytest.fixture
def day(world, save, frozen_clock) -> VisitDay:
    """The visit took place."""
    del frozen_clock
    return make_visit_day(save, world, VisitStatus.HELD)


def begin(clerk: Browser, visit_id: int) -> Page:
    """The page of a draft with the usual words."""
    words = clerk.post(f"/kunjungan/{visit_id}/laporan")
    return words.submit(button="Simpan konsep")


def issue(clerk: Browser, url: str) -> Page:
    """Press the button; the password was given just now."""
    return clerk.get(url).submit(button="Terbitkan dengan nomor")


@pytest.fixture
def clerk(browser_as) -> Browser:
    return browser_as("clerk")


@pytest.fixture
def drafted(day, clerk) -> str:
    """Address of a draft."""
    return begin(clerk, day.id).url


@pytest.fixture
def reviewed(drafted, browser_as) -> str:
    browser_as("planner").get(drafted).submit(button="Nyatakan konsep benar")
    return drafted


@pytest.fixture
def issued(reviewed, clerk) -> str:
    """Address of an issued report, 400.10.2/1/SETDA/2026."""
    issue(clerk, reviewed)
    return reviewed


@pytest.fixture
def proof(issued, clerk) -> str:
    """Where the QR of the issued report leads."""
    return clerk.get(issued).link("Halaman pemeriksaan")


@pytest.fixture
def correct(clerk, browser_as) -> Callable[[str], str]:
    """Issue a correction of the report at an address; answers with the address of the new version."""

    def run(url: str) -> str:
        words = clerk.get(url).submit({"reason": "Jumlah layanan keliru dicatat."}, button="Buat versi perbaikan")
        new = words.submit(button="Simpan konsep").url
        browser_as("sekda").get(new).submit(button="Nyatakan konsep benar")
        issue(clerk, new)
        return new

    return run
