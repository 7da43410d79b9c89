"""The page of one visit by Django, on the same database: what our page is measured against.

Django is installed for ``make bench`` alone. Whatever is in doubt is settled in its favour: models of the columns shown, a session
in a signed cookie, no translation, the map drawn once, our finished icons.
"""

from __future__ import annotations

import gc
import html
import importlib.util
import re
from typing import TYPE_CHECKING

from werkzeug.test import EnvironBuilder

from tests.bench.probe import Person, paired, watched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

PLANNER = "perencana"
KINDS = (("Django templates", "", 0.40), ("Django + Jinja2", "/jinja", 0.60))
"""Name, where its page lies before the address of ours, and the budget: CPU of our page ÷ CPU of that one."""


def report(app: Flask, password: str, visit_id: int, database: Path, rounds: int) -> None:
    """Print what our page of a visit costs beside Django's, the whole WSGI call, turn by turn."""
    url = f"/kunjungan/{visit_id}"
    print(f"\npage of one visit ÷ the same page by Django, whole WSGI call, CPU ({url})")
    if importlib.util.find_spec("django") is None:
        print("  left out: Django is not installed (tools/setup.sh bench)")
        return
    person = Person(app, PLANNER, password)
    with watched(app) as seen:
        _, body, _ = person.get(url)
    facts = _facts(seen.contexts[-1])
    _assert_shown("ours", body, facts)
    _set_up(app, database)
    cookie = _sign_in(PLANNER)
    for name, prefix, budget in KINDS:
        call, last = _caller(prefix + url, cookie)
        statements = _count_statements(call)
        _assert_shown(name, last[-1], facts)
        gc.collect()
        gc.freeze()  # or each would pay for the collector's walk through what the other one loaded
        ours, theirs = paired(person.call(url), call, rounds)
        gc.unfreeze()
        sizes = f"{len(body) / 1000:.0f} and {len(last[-1]) / 1000:.0f} kB, {len(seen.statements)} and {statements} statements"
        print(f"  {name:18}{ours / theirs:6.2f} (budget {budget:.2f})   {ours:.1f} and {theirs:.1f} ms, {sizes}")
        if _words(body) != _words(last[-1]):
            print("    the two pages no longer have the same words; all facts of the table stand in both")


def _facts(context: dict) -> set[str]:
    """Every OPD, service and person of the table of answers, and what else the page is opened for."""
    visit = context["visit"]
    facts = {visit.desa, visit.kecamatan, visit.venue, context["actor"].name, *(point["label"] for point in context["map"].points)}
    facts |= {line.text for line in context["history"]} | {step["label"] for step in context["steps"]}
    if context["light"]:
        facts |= {context["light"]["facts"], *(reason["text"] for reason in context["light"]["reasons"])}
    facts |= {paper.number for paper in context["papers"] if paper.number}
    for answer in context["answers"]:
        facts |= {answer.opd, answer.status.label, *(name for name, _, _ in answer.offers), *(name for name, _ in answer.staff)}
    return facts


def _assert_shown(name: str, body: bytes, facts: set[str]) -> None:
    text = html.unescape(body.decode())
    missing = sorted(fact for fact in facts if fact not in text)
    if missing:
        raise SystemExit(f"bench: the page of {name} does not show {len(missing)} of {len(facts)} facts: {missing[:5]}")


def _words(body: bytes) -> list[str]:
    """What a reader sees, word by word."""
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", body.decode(), flags=re.DOTALL)
    return html.unescape(bare).split()


def _set_up(app: Flask, database: Path) -> None:
    from django.utils.safestring import SafeString

    from intranet.web import nav
    from tests.bench.django_page import site

    with app.test_request_context():
        made = app.jinja_env.globals
        brand = app.jinja_env.get_template("components/brand.html").module
        fixed = {"critical_css": made["critical_css"](), "mark": brand.mark(34), "cloth": brand.cloth()}
    fixed = {name: SafeString(text) for name, text in fixed.items()} | {"htmx_config": made["htmx_config"]}
    addresses = app.extensions[nav.ADDRESSES]
    site.set_up(database, fixed, [(entry, addresses[entry.endpoint]) for entry in nav.entries(app)])


def _sign_in(username: str) -> str:
    """A session of this person, as Django's own login makes it; the cookie."""
    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.signed_cookies import SessionStore
    from django.middleware.csrf import CsrfViewMiddleware
    from django.test import RequestFactory

    from tests.bench.django_page.models import Account

    request = RequestFactory().get("/masuk")
    request.session = SessionStore()
    CsrfViewMiddleware(lambda _request: None).process_request(request)
    login(request, Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}; csrftoken={request.META['CSRF_COOKIE']}"


def _caller(url: str, cookie: str) -> tuple[Callable[[], int], list[bytes]]:
    """The bare WSGI call of an address as ``Person.call`` makes it, and a list that holds the latest answer."""
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    made = EnvironBuilder(path=url, headers=[("Cookie", cookie)])
    environ = made.get_environ()
    made.close()
    last: list[bytes] = [b""]

    def act() -> int:
        told: list[str] = []

        def start(status: str, *_rest: object) -> Callable[[bytes], object]:
            told.append(status)
            return lambda _data: None

        answer = application(dict(environ), start)
        try:
            last[0] = b"".join(answer)
        finally:
            answer.close()
        if told[0][:3] != "200":
            raise SystemExit(f"bench: Django answered {told[0]} at {url}")
        return len(last[0])

    act()
    return act, last


def _count_statements(call: Callable[[], int]) -> int:
    from django.db import connection

    seen: list[str] = []

    def note(execute, statement, parameters, many, context):
        seen.append(statement)
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(note):
        call()
    return len(seen)
