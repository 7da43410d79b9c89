"""security.md 9: nobody lists what is not theirs by trying numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from intranet.core import clock
from intranet.web import guesses
from tests.story import NOW, Story

pytestmark = pytest.mark.slow

TRIED = 500


def ask(browser, numbers, path: str = "/dokumen/{}") -> list[int]:
    found = []
    for number in numbers:
        with browser.client.get(path.format(number)) as response:
            found.append(response.status_code)
    return found


@pytest.mark.parametrize("path", ["/dokumen/{}", "/pegawai/{}"])
def test_five_hundred_numbers_show_only_the_own_and_end_at_the_limit(story: Story, browser_as, path):
    browser = browser_as("op_a")
    with capture_logs() as lines:
        found = ask(browser, range(1, TRIED + 1), path)

    assert set(found) == {200, 404, 429} if 200 in found else {404, 429}
    assert found.count(404) == guesses.LIMIT
    assert 429 in found[guesses.LIMIT :]
    told = [line for line in lines if line["event"] == "ids_counted"]
    assert len(told) == found.count(429)
    assert told[0]["user"] == story.world.people["op_a"].id
    assert told[0]["rule"].count("<int:") == 1


def test_the_wait_ends_by_itself_and_is_told(story: Story, browser_as):
    browser = browser_as("op_a")
    ask(browser, range(100_000, 100_000 + guesses.LIMIT))
    late = browser.get("/dokumen/999999", check=False)
    assert (late.status, guesses.WORDS in late.text) == (429, True)
    wait = int(late.response.headers["Retry-After"])
    assert 0 < wait <= guesses.WINDOW_SECONDS
    assert browser.get("/konfirmasi").status == 200
    assert ask(browser_as("op_b"), [999_999]) == [404]
    with clock.frozen(NOW + timedelta(seconds=wait)):
        assert ask(browser, [999_999]) == [404]
