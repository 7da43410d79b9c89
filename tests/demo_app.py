"""The demo at its smallest, as an application with a database of its own: for tests that look at every page as every
role. They only read, so one demo does for all of a worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from intranet import create_app
from intranet.accounts.states import Role
from intranet.config import Settings
from intranet.core import clock
from intranet.core.transaction import unguarded
from intranet.demo import seed, sizes
from intranet.extensions import db
from tests.browser_client import Browser
from tests.conftest import FROZEN_AT, _know_all_tables
from tests.world import Person

DEMO_PASSWORD = "Besurek-Rafflesia-Manna-1701"
PEOPLE = {
    "admin": "admin",
    "planner": "perencana",
    "sekda": "sekda",
    "clerk": "tu",
    "regent": "bupati",
    "operator": "op.disdukcapil",
    "head": "kepala.dinkes",
    "carer": "asn.1",
}


@pytest.fixture(scope="session")
def demo_app(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small demo as it was made on Monday 23 November 2026, with papers in every state. For reading only."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    own = replace(settings, database_url=f"sqlite:///{path}", demo=True, demo_password=DEMO_PASSWORD)
    app = create_app(own)
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a broken page is one fault among the others, with its trace in the log
    _know_all_tables(Path(app.root_path))
    sizes.SIZES["pages"] = replace(sizes.SIZES["small"], name="pages", reports=4)
    with clock.frozen(FROZEN_AT), app.app_context():
        with unguarded():
            db.create_all()
        assert seed.run(own, "pages").made
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def demo_today() -> Iterator[None]:
    """The day on which the demo was made."""
    with clock.frozen(FROZEN_AT):
        yield


def as_person(app: Flask, role: str) -> Browser:
    """A browser of somebody of the demo; ``anonymous`` is not signed in."""
    browser = Browser(app)
    if role != "anonymous":
        browser.sign_in(Person(0, PEOPLE[role], "", Role.ADMIN, None, password=DEMO_PASSWORD))
    return browser
