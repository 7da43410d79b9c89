"""The written matrix is the real one: each cell is a request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.architecture.access_matrix import ACCESS, ROLES, VALUES
from tests.browser_client import ORIGIN
from tests.world import World

DISGUISES = ({"HX-Request": "true", "HX-Target": "results"}, {"HX-Boosted": "true"}, {"Accept": "application/json"})
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MARKER = -1


def _rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule.endpoint}", rule


def _path(app: Flask, rule: Rule, world: World) -> str:
    values = {}
    for name in rule.arguments:
        number = type(rule._converters[name]).__name__ == "IdConverter"
        values[name] = VALUES[name](world) if name in VALUES else (1 if number else "tidak-ada")
    with app.test_request_context():
        built = rule.build(values)
    assert built is not None
    return str(built[1])


def test_matrix_names_exactly_the_endpoints(app):
    real = {key for key, _ in _rules(app)}

    assert sorted(real - set(ACCESS)) == [], "endpoints without a row in tests/architecture/access_matrix.py"
    assert sorted(set(ACCESS) - real) == [], "rows without an endpoint"


def _turn(pair: tuple[str, Rule]) -> tuple[bool, bool, str]:
    """Reading first; signing out last of all, because the roles ask one after the other with the same browser."""
    key = pair[0]
    return not key.startswith("GET"), key == "POST accounts.sign_out", key


@pytest.mark.slow
def test_matrix_equals_reality(app, world, browser_as):
    browsers = {role: browser_as(role) for role in ROLES}
    tokens = {role: _token(browsers[role]) for role in ROLES}
    differences = []
    for key, rule in sorted(_rules(app), key=_turn):
        if key not in ACCESS:
            continue
        method = key.split()[0]
        path = _path(app, rule, world)
        for role in ROLES:
            expected = ACCESS[key][role]
            if expected == MARKER:
                expected = 302 if method == "GET" else 401
            got = _ask(browsers[role].client, method, path, tokens[role])
            if got != expected:
                differences.append(f"{key} ({path}) as {role}: {got}, not {expected}")
    assert differences == []


def _token(browser) -> str:
    page = browser.get("/alamat-untuk-tanda", check=False)
    found = page.soup.select_one('[name="csrf_token"]')
    return str(found["value"]) if found else ""


def _ask(client, method: str, path: str, token: str) -> int:
    data = None if method == "GET" else {"csrf_token": token}
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
    with client.open(path, method=method, data=data, headers=headers) as response:
        return response.status_code


def test_stranger_is_refused_everywhere_by_every_method(app, world):
    """security.md 1 and 6: all rules, all methods, all disguises."""
    client = app.test_client()
    served = []
    for key, rule in _rules(app):
        cells = ACCESS.get(key, {})
        if cells.get("anonymous") != MARKER:
            continue
        path = _path(app, rule, world)
        for method in METHODS:
            for headers in ({}, *DISGUISES):
                with client.open(path, method=method, headers=headers) as response:
                    public_sibling = response.status_code == 405 and method not in (rule.methods or ())
                    if response.status_code not in {302, 401, 403, 404} and not public_sibling:
                        served.append(f"{method} {path} {headers}: {response.status_code}")
    assert served == []


def test_refused_roles_stay_refused_in_any_disguise(app, world, browser_as):
    """security.md 6: a header of htmx opens nothing."""
    opened = []
    for role in ROLES[1:]:
        client = browser_as(role).client
        for key, rule in _rules(app):
            if not key.startswith("GET") or ACCESS.get(key, {}).get(role) != 403:
                continue
            for headers in DISGUISES:
                with client.get(_path(app, rule, world), headers=headers) as response:
                    if response.status_code != 403:
                        opened.append(f"{key} as {role} {headers}: {response.status_code}")
    assert opened == []


def test_every_write_needs_a_token_of_ours(app, world, browser_as):
    """security.md 14: each write without token and with a foreign origin."""
    client = browser_as("admin").client
    taken = []
    for key, rule in _rules(app):
        method = key.split()[0]
        if method == "GET":
            continue
        path = _path(app, rule, world)
        for headers in ({}, {"Origin": "https://jahat.example"}, {"Sec-Fetch-Site": "cross-site"}):
            with client.open(path, method=method, data={}, headers=headers) as response:
                if response.status_code not in {400, 401, 403}:
                    taken.append(f"{key} {headers}: {response.status_code}")
    assert taken == []
