"""What people type and hold never reaches a log line (security.md 61); a line is one line."""

from __future__ import annotations

import json
import logging

import pytest

from tests.browser_client import ORIGIN, Browser
from tests.story import Story
from tests.world import PASSWORD

NIP = "199001012015031011"
NIK = "1701012345678901"


@pytest.fixture
def told(app, capsys):
    """Everything that is logged in the end, as lines of JSON."""
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    capsys.readouterr()
    yield lambda: [line for line in capsys.readouterr().err.splitlines() if line]
    root.setLevel(before)


def test_nothing_that_was_typed_is_logged(app, story: Story, browser_as, told):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browser, guesser = browser_as("op_a"), Browser(app)
    guesser.get("/masuk").submit({"username": "op.dinkes", "password": "Salah-Sandi-Rahasia-9"}, action="/masuk")
    browser.get(f"/pegawai?cari={NIP}")
    browser.get(f"/verifikasi/{story.codes['issued']}")
    browser.get('/tidak-ada%0a%0d{"level":"palsu"}', check=False)
    browser.get(f"/tidak-ada/{NIK}", check=False)
    hub = f"/kunjungan/{story.visits['drafted']}/hasil"
    browser.post(f"{hub}/catatan", {"kind": "problem", "text": f"Ibu Siti, NIK {NIK}, sakit paru"})
    browser.client.post("/keluar", data={}, headers={"Origin": ORIGIN, "User-Agent": "baris\u2028baru"})
    cookie = browser.client.get_cookie("session")

    lines = told()

    assert lines
    for line in lines:
        json.loads(line)
    text = "\n".join(lines)
    secrets = (
        PASSWORD,
        "Salah-Sandi-Rahasia-9",
        NIP,
        NIK,
        story.codes["issued"],
        "sakit paru",
        "palsu",
        cookie.value if cookie else NIP,
    )
    for secret in secrets:
        assert secret not in text
