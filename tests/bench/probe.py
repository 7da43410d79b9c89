"""Measuring one page against its floor, both without a server and without compression.

Page: the WSGI call with a ready environ, drained. Floor: what nobody can leave out who shows the same: the page's own SELECTs
with the same values on the bare driver, every row fetched and put under its first column (grouping), and the page's own values
rendered by bare Jinja with autoescape: plain loops in ``bare/*.html`` within the head, menu and foot of the very page, which
stand there as finished text. The floor knows no sessions, rights, CSRF tokens, headers, routing, ORM types or macros; the
statements of session and menu are in it.
"""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask
from markupsafe import Markup
from sqlalchemy import event
from werkzeug.test import Client, EnvironBuilder

from intranet.extensions import db

BARE = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent / "bare"), autoescape=True)
Statement = tuple[str, Any]


@dataclass
class Seen:
    """What one request did."""

    statements: list[Statement] = field(default_factory=list)
    contexts: list[dict[str, Any]] = field(default_factory=list)
    status: int = 0
    body: bytes = b""


@contextmanager
def watched(app: Flask) -> Iterator[Seen]:
    """Note the statements and template values of the requests made meanwhile."""
    seen = Seen()
    render = app.jinja_env.template_class.render

    def note(_conn: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        seen.statements.append((statement, parameters))

    def keep(self: jinja2.Template, *args: Any, **kwargs: Any) -> str:
        seen.contexts.append(dict(*args, **kwargs))
        return render(self, *args, **kwargs)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    app.jinja_env.template_class.render = keep  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        app.jinja_env.template_class.render = render  # type: ignore[method-assign]
        event.remove(engine, "before_cursor_execute", note)


class Person:
    """A signed-in browser without a browser."""

    def __init__(self, app: Flask, username: str, password: str) -> None:
        self.app = app
        self.client = Client(app)
        token = self._token("/masuk")
        answer = self.client.post(
            "/masuk",
            data={"username": username, "password": password, "csrf_token": token},
            headers={"Origin": "http://localhost"},
        )
        if answer.status_code != 303:
            raise SystemExit(f"bench: {username} could not sign in ({answer.status_code})")

    def _token(self, url: str) -> str:
        text = self.client.get(url).get_data(as_text=True)
        return text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]

    def get(self, url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Open an address; a benchmark that gets an error looks fast, so anything but 2xx and 3xx stops."""
        answer = self.client.get(url, headers=headers)
        if answer.status_code >= 400:
            raise SystemExit(f"bench: {url} answered {answer.status_code}")
        return answer.status_code, answer.get_data(), dict(answer.headers)

    def call(self, url: str, **headers: str) -> Callable[[], int]:
        """The bare WSGI call of an address, with what the browser brings along made once; gives the bytes of the answer."""
        self.get(url, **headers)  # the cookie settles
        made = EnvironBuilder(path=url, headers=list(headers.items()))
        environ = made.get_environ()
        made.close()
        self.client._add_cookies_to_wsgi(environ)

        def act() -> int:
            told: list[str] = []

            def start(status: str, *_rest: object) -> Callable[[bytes], object]:
                told.append(status)
                return lambda _data: None

            answer = self.app(dict(environ), start)
            try:
                length = sum(map(len, answer))
            finally:
                answer.close()  # type: ignore[attr-defined]
            if told[0][:1] not in "23":
                raise SystemExit(f"bench: {url} answered {told[0]}")
            return length

        return act

    def post(self, url: str, data: dict[str, str], page: str, **headers: str) -> tuple[int, bytes]:
        """Send a form that stands on ``page``."""
        token = self._token(page)
        sent = {"Origin": "http://localhost", **headers}
        answer = self.client.post(url, data={**data, "csrf_token": token}, headers=sent)
        if answer.status_code >= 400:
            raise SystemExit(f"bench: {url} answered {answer.status_code}")
        return answer.status_code, answer.get_data()


@dataclass(frozen=True)
class Measured:
    """CPU milliseconds of page and floor (medians), their ratios, statements, bytes of the answer as compressed.

    CPU time is that of this process: a database that is a server adds its own on the wall alone.
    """

    name: str
    page_ms: float
    floor_ms: float
    statements: int
    gzip_bytes: int
    bare: bool
    wall_ratio: float

    @property
    def ratio(self) -> float:
        """Page ÷ floor."""
        return self.page_ms / self.floor_ms if self.floor_ms else 0.0


def _times(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of one call: CPU of this process, and on the wall."""
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


@dataclass(frozen=True)
class Medians:
    """Milliseconds of two things, by CPU and on the wall."""

    cpu: tuple[float, float]
    wall: tuple[float, float]


def compared(first: Callable[[], object], second: Callable[[], object], rounds: int) -> Medians:
    """Two things measured turn by turn, so that a drift of the machine meets both."""
    first()
    second()
    times = [(_times(first), _times(second)) for _ in range(rounds)]
    cpu, wall = (
        (statistics.median(one[clock] for one, _ in times), statistics.median(other[clock] for _, other in times))
        for clock in (0, 1)
    )
    return Medians(cpu, wall)


def paired(first: Callable[[], object], second: Callable[[], object], rounds: int) -> tuple[float, float]:
    """CPU medians of two things measured turn by turn."""
    return compared(first, second, rounds).cpu


def measure(person: Person, name: str, url: str, bare: str | None, rounds: int) -> Measured:
    """One page at one address against its floor."""
    person.get(url)
    with watched(person.app) as seen:
        _, body, _ = person.get(url)
    context = seen.contexts[-1]
    reads = [statement for statement in seen.statements if statement[0].lstrip()[:6].upper() in {"SELECT", "WITH R"}]
    template = BARE.get_template(bare) if bare else None
    before, rest = body.decode().split('<main class="', 1)
    after = rest.rsplit("</main>", 1)[1]
    context |= {"chrome_before": Markup(before), "chrome_after": Markup(after)}
    with person.app.app_context():
        raw = db.engine.raw_connection()
        cursor = raw.cursor()

        def floor() -> None:
            for statement, parameters in reads:
                groups: dict[Any, list[Any]] = {}
                for row in cursor.execute(statement, parameters).fetchall():
                    groups.setdefault(row[0], []).append(row)
            if template is not None:
                template.render(context)

        found = compared(person.call(url), floor, rounds)
        raw.close()
    wall = found.wall[0] / found.wall[1]
    return Measured(name, *found.cpu, len(seen.statements), len(gzip.compress(body, 6)), template is not None, wall)
