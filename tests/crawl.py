"""Every page that a person can come to: each address without variables, and examples of those with variables, found by
following links as the person would.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.test import TestResponse

from tests.browser_client import Browser

EXAMPLES = 2
"""Addresses of the same kind that are opened per person: one could be the lucky one."""
LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)')
SKIP = ("/static/", "/metrics")


@dataclass(frozen=True)
class Visited:
    """An address that was asked, and what came."""

    path: str
    endpoint: str
    response: TestResponse

    @property
    def is_page(self) -> bool:
        """True for a page to look at, not a file or a redirect."""
        return self.response.status_code == 200 and self.response.mimetype == "text/html"


def endpoint_of(app: Flask, path: str) -> str | None:
    """Endpoint that answers a GET of this path, None when none does."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(path).path, method="GET")
    except (HTTPException, MethodNotAllowed):
        return None
    return str(endpoint)


def plain_paths(app: Flask) -> list[str]:
    """All GET addresses without variables."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule not in SKIP
    )


def crawl(browser: Browser, *, start: tuple[str, ...] = (), examples: int = EXAMPLES) -> Iterator[Visited]:
    """Ask every address without variables, then follow links; of the addresses of one kind only some.

    Args:
        browser: of the person.
        start: addresses that are asked in any case.
        examples: how many addresses of one kind.
    """
    app = browser.app
    waiting = deque([*start, *plain_paths(app)])
    asked: set[str] = set()
    counts: dict[object, int] = {}
    while waiting:
        path = waiting.popleft().replace("&amp;", "&")
        endpoint = endpoint_of(app, path)
        kind = (endpoint, frozenset(name for name, _ in parse_qsl(urlsplit(path).query)), _view(path))
        enough = counts.get(kind, 0) >= examples and path not in start
        if path in asked or endpoint is None or path.startswith(SKIP) or enough:
            continue
        asked.add(path)
        counts[kind] = counts.get(kind, 0) + 1
        response = browser.client.get(path)
        text = response.get_data(as_text=response.mimetype == "text/html")
        yield Visited(path, endpoint, response)
        response.close()
        if isinstance(text, str):
            waiting.extend(LINK.findall(text))
        elif response.status_code in {301, 302, 303} and response.headers["Location"].startswith("/"):
            waiting.append(response.headers["Location"])


def _view(path: str) -> str:
    """Views and states that are named in the address are kinds of their own."""
    query = dict(parse_qsl(urlsplit(path).query))
    return query.get("tampilan", "")
