"""Every field of every form, and every word of every address, gets what nobody expected: the answer is a page with words,
never the inside of the program, and what is stored can be shown again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.browser_client import ORIGIN, Browser
from tests.crawl import crawl, endpoint_of
from tests.story import Story
from tests.web.bad_input.forms import LEFT_ALONE, WRITERS, all_names, endpoint_of_post, form_on, forms_of, typed_names
from tests.web.bad_input.odd import IN_ADDRESSES, NUMBERS, TEXTS
from tests.world import CAST

pytestmark = pytest.mark.slow

FINE = {200, 302, 303, 400, 401, 403, 404, 409, 413, 422, 429}
INSIDE = re.compile(r"Traceback|sqlalchemy|psycopg|sqlite3|/site-packages/|<script>alert|onerror=alert\(1\)>\"|&lt;class")


@pytest.fixture(autouse=True)
def _as_in_production(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False


# Forms that a story of eight villages shows nobody, or that are sent elsewhere.
NOT_SHOWN = {
    "accounts.enable": "an account that is closed",
    "accounts.end_other_sessions": "a second session",
    "accounts.end_session": "a second session",
    "accounts.drop_factor": "a second factor",
    "accounts.renew_codes": "a second factor",
    "accounts.reset_factor": "a second factor",
    "accounts.send_code": "a second factor",
    "documents.draft": "a held visit without a report; its words are those of documents.send_wording",
    "documents.proof_file": "a random code; test_proof_page knows it",
    "accounts.sign_out_user": "somebody else's session",
    "opd.activate_employee": "somebody who left",
    "opd.activate_service": "a service that is no longer offered",
    "overview.close": "a report that was issued in earnest",
}


def test_no_form_is_left_out(app, story: Story, browser_as):
    """What the crawl finds is every writing address but those with a reason."""
    shown = {
        endpoint_of_post(browser_as("anonymous"), action) for who in WRITERS for _, action in forms_of(browser_as(who), story, who)
    }
    shown |= {endpoint_of_post(browser_as("clerk"), path) for path in LEFT_ALONE if not path.endswith("/")}
    real = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}

    left_out = sorted(real - shown - set(NOT_SHOWN))
    assert not left_out, "\n".join(left_out)


@pytest.mark.parametrize("who", WRITERS)
def test_every_form_takes_odd_text(story: Story, browser_as, who):
    browser = browser_as(who)
    faults, sent = [], 0
    for path, action in forms_of(browser, story, who):
        for names_of, values in ((typed_names, TEXTS), (all_names, NUMBERS)):
            left = list(values.items())
            while left and (shown := form_on(page := browser.get(path, check=False), action)) is not None:
                names, filled = names_of(shown), page.fields(shown)
                if not names:
                    break
                while left:
                    word, value = left.pop()
                    data = filled | {name: [value] for name in names}
                    with browser.client.post(action, data=data, headers={"Origin": ORIGIN}) as response:
                        sent += 1
                        faults += [f"{action} {word}: {fault}" for fault in wrong_with(response)]
                        if response.status_code != 422:  # something was stored: the form has another version now
                            break

    assert not faults, "\n" + "\n".join(faults)
    assert sent > 0


@pytest.mark.parametrize("who", ["planner", "op_a", "admin", "anonymous"])
def test_every_address_takes_odd_words(story: Story, browser_as, who):
    browser = browser_as(who)
    faults = []
    for path, names in sorted(asked_names(browser).items()):
        for word in IN_ADDRESSES:
            value = (TEXTS | NUMBERS)[word]
            with browser.client.get(path, query_string=dict.fromkeys(names, value)) as response:
                faults += [f"{path} {names} {word}: {fault}" for fault in wrong_with(response)]

    assert not faults, "\n" + "\n".join(faults)


def asked_names(browser: Browser) -> dict[str, set[str]]:
    """Names that addresses of links and searches carry, by path; one path per endpoint."""
    found: dict[str, set[str]] = {}
    paths: dict[str, str] = {}
    for each in crawl(browser):
        if not each.is_page:
            continue
        path = paths.setdefault(each.endpoint, urlsplit(each.path).path)
        names = found.setdefault(path, {"lanjut", "halaman", "bulan", "tahun", "opd", "dari", "next"})
        soup = BeautifulSoup(each.response.get_data(as_text=True), "html.parser")
        for form in soup.find_all("form", method=lambda method: (method or "get").lower() == "get"):
            if endpoint_of(browser.app, str(form.get("action") or each.path)) == each.endpoint:
                names.update(all_names(form))
    return found


def wrong_with(response) -> Iterator[str]:
    """What an answer to odd input must not be."""
    if response.status_code not in FINE:
        yield f"status {response.status_code}"
    if response.mimetype == "text/html":
        text = response.get_data(as_text=True)
        if hit := INSIDE.search(text):
            yield f"shows {text[max(0, hit.start() - 40) : hit.end() + 20]!r}"
        if "\x00" in text:
            yield "a null byte"


def test_what_was_stored_is_shown_to_everybody(story: Story, browser_as):
    """Odd but lawful text goes in; every page of every role still stands, and shows it as text."""
    clerk, planner = browser_as("clerk"), browser_as("planner")
    odd = "Warga 😀 <b>tebal</b> ${7*7} \"kutip\" 'satu' & \u202edesa"
    hub = f"/kunjungan/{story.visits['drafted']}/hasil"
    page = clerk.get(hub).submit({"kind": "problem", "text": odd}, action=f"{hub}/catatan")
    assert "Warga 😀 <b>tebal</b> ${7*7}" in page.text
    assert planner.get(hub).soup.find("b", string="tebal") is None
    for who in CAST:
        for found in crawl(browser_as(who), examples=1):
            assert found.response.status_code < 500 or found.path == "/siap", (who, found.path)
