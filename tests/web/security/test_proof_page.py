"""The public proof: open to everybody, and tells nothing beyond the paper (security.md 44)."""

from __future__ import annotations

import math
import re
import secrets
from datetime import timedelta

from intranet.core import clock
from intranet.documents import queries
from intranet.documents.codes import ALPHABET, new_code
from intranet.documents.routes.proof import PER_MINUTE
from tests.story import NOW, Story

ASKED = 240
"""Of the 10,000 as requests; the others go straight to what the request asks, for it is the same question."""


def test_none_of_ten_thousand_random_codes_is_known(app, story: Story, stranger):
    codes = [new_code() if at % 2 else secrets.token_urlsafe(16) for at in range(10_000)]
    with app.app_context():
        assert [code for code in codes[ASKED:] if queries.find_public(code) is not None] == []
    states = []
    for minute in range(ASKED // PER_MINUTE):
        with clock.frozen(NOW + timedelta(minutes=minute)):
            asked = codes[minute * PER_MINUTE : (minute + 1) * PER_MINUTE]
            states += [stranger.client.get(f"/verifikasi/{code}").status_code for code in asked]
    assert states == [404] * ASKED


def test_an_unknown_code_is_not_found_and_says_so(app, story: Story, stranger):
    page = stranger.get(f"/verifikasi/{secrets.token_urlsafe(16)}")

    assert page.status == 404
    assert "Dokumen tidak dikenal" in page.text


def test_codes_are_long_enough_to_guess_never(story: Story):
    for code in story.codes.values():
        assert re.fullmatch(f"[{ALPHABET}]{{28}}", code)
    assert 28 * math.log2(len(ALPHABET)) > 128


def test_it_tells_what_the_paper_tells_and_no_more(story: Story, stranger):
    page = stranger.get(f"/verifikasi/{story.codes['signed']}")

    assert page.status == 200
    assert "sudah ditandatangani" in page.text
    assert "400.10.2/1/SETDA/2027" in page.text
    assert not re.search(r"(?<!\w)\d{16}(?!\w)|(?<!\w)\d{18}(?!\w)", page.text)
    for name in ("Mely Oktarina", "Sinta Rahayu", "Lenda Marsita", "Yudi Hartawan"):
        assert name not in page.html


def test_a_draft_has_no_proof_yet(story: Story, stranger):
    assert stranger.get(f"/verifikasi/{story.codes['drafted']}").status == 404


def test_the_sixty_first_request_in_a_minute_waits(story: Story, stranger, browser_as):
    path = f"/verifikasi/{story.codes['issued']}"
    states = [stranger.client.get(path).status_code for _ in range(62)]

    assert states[:60] == [200] * 60
    assert states[60:] == [429, 429]
    late = stranger.get(path)
    assert late.status == 429
    assert int(late.response.headers["Retry-After"]) <= 60
    assert stranger.get("/masuk").status == 200
