"""Each page as each role at both widths: axe, no sideways scroll, nothing that the policy refuses, no foreign host,
nothing in the browser's storage.

Every page is asked as every role; a window opens it when its content, or the frame around it, is built like none that
was looked at before.
"""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from intranet.documents.models import Document
from intranet.extensions import db
from intranet.visits.models import Visit
from tests.browser.pages.looking import Eyes, Faults
from tests.browser.pages.shape import shapes
from tests.crawl import crawl
from tests.demo_app import PEOPLE, as_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROLES = ("anonymous", *PEOPLE)
MISSING = "/alamat-yang-tidak-ada"
FORBIDDEN = {"admin": "/konfirmasi", "operator": "/pengguna", "carer": "/jadwal/susun"}
NO_WORKER = "/siap"  # says 503 beside the tests, where no worker runs


def addresses_of_states(app) -> tuple[str, ...]:
    """A visit and a paper of each state that the demo holds."""
    with app.app_context():
        visits = db.session.execute(select(func.max(Visit.id)).group_by(Visit.status)).scalars().all()
        papers = db.session.execute(select(func.max(Document.id)).group_by(Document.status)).scalars().all()
        db.session.remove()
    return (*(f"/kunjungan/{each}" for each in visits), *(f"/dokumen/{each}" for each in papers))


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_faulty_for_anybody(demo_app, demo_today, serve, browser, width):
    address = serve(demo_app)
    faults, known = Faults(), set()
    pages: Counter[str] = Counter()
    start = addresses_of_states(demo_app)
    for role in ROLES:
        client = as_person(demo_app, role)
        eyes = Eyes(browser, address, width, client, role, faults)
        for found in crawl(client, start=start, examples=1):
            if found.response.status_code >= 500 and found.path != NO_WORKER:
                faults.add(f"{role} {found.path}", f"status {found.response.status_code}")
            if found.is_page:
                pages[role] += 1
                built = set(shapes(found.response.get_data(as_text=True)))
                if not built <= known:
                    known |= built
                    eyes.look(found.path)
        eyes.look(FORBIDDEN.get(role, MISSING))
        assert role == "anonymous" or client.get("/beranda").status == 200, f"{role} was signed out on the way"
        eyes.close()

    assert all(pages[role] > 5 for role in PEOPLE), pages
    assert not faults.words(), f"at {width} px:\n{faults.words()}"
