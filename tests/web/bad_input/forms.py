"""Every writing form that people come to, and its fields."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from tests.browser_client import Browser, Page
from tests.crawl import crawl
from tests.story import Story

LEFT_ALONE = ("/masuk", "/keluar", "/akun/kata-sandi", "/akun/pastikan", "/verifikasi/")
"""They count tries, end sessions or carry a random code: tests of their own."""
WRITTEN = {"text", "search", "tel", "email", "url", "textarea", "time", "date", "number", "password"}
WRITERS = ("admin", "planner", "sekda", "clerk", "op_a")
"""Between them they see every form; the rest of the cast sees the same ones."""


_known: dict[str, list[tuple[str, str]]] = {}


def forms_of(browser: Browser, story: Story, who: str) -> list[tuple[str, str]]:
    """Where this person finds which writing form: address of the page and of the form, each kind of form once.

    A story is the same each time, ids included, so it is searched once per person and worker.
    """
    if who not in _known:
        _known[who] = list(_search(browser, story))
    return _known[who]


def _search(browser: Browser, story: Story) -> Iterator[tuple[str, str]]:
    seen = set()
    for found in crawl(browser, start=story.pages, examples=1):
        if not found.is_page:
            continue
        for form in BeautifulSoup(found.response.get_data(as_text=True), "html.parser").find_all("form", method="post"):
            for action in actions_of(form):
                endpoint = endpoint_of_post(browser, action)
                if endpoint not in seen and not urlsplit(action).path.startswith(LEFT_ALONE):
                    seen.add(endpoint)
                    yield found.path, action


def actions_of(form: Tag) -> list[str]:
    """Where the buttons of a form send it."""
    return [str(form.get("action")), *(str(each["formaction"]) for each in form.find_all(attrs={"formaction": True}))]


def endpoint_of_post(browser: Browser, action: str) -> str:
    """Endpoint that a form posts to."""
    endpoint, _ = browser.app.url_map.bind("localhost").match(urlsplit(action).path, method="POST")
    return str(endpoint)


def form_on(page: Page, action: str) -> Tag | None:
    """The form with this address, None when the page no longer has it."""
    return next((form for form in page.soup.find_all("form", method="post") if action in actions_of(form)), None)


def typed_names(form: Tag) -> list[str]:
    """Names of the fields that are typed into."""
    return [
        str(each["name"])
        for each in form.find_all(["input", "textarea"])
        if each.get("name") and (each.name == "textarea" or str(each.get("type", "text")) in WRITTEN)
    ]


def all_names(form: Tag) -> list[str]:
    """Names of all fields but the token."""
    return [
        str(each["name"]) for each in form.find_all(["input", "textarea", "select"]) if each.get("name") not in {None, "csrf_token"}
    ]
