"""Every address as every role: what each answer carries, what it never carries, and that asking changed nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.crawl import Visited, crawl
from tests.dump import changed, dump
from tests.world import CAST, PASSWORD

pytestmark = pytest.mark.slow

ROLES = ("anonymous", *CAST)
PINNED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'")
NIK = re.compile(r"(?<![0-9a-zA-Z.:_-])[0-9]{16}(?![0-9a-zA-Z.:_-])")
INSIDE = re.compile(rb"Traceback|sqlalchemy|werkzeug|/site-packages/")
FOREIGN = re.compile(rb'(?:src|href|action|poster|data)\s*=\s*"(?:https?:)?//', re.IGNORECASE)
SHOWN_INLINE = {"text/html", "text/plain", "image/jpeg", "image/png", "image/svg+xml", "application/json"}
NO_WORKER = "/siap"


def protection(found: Visited, _role: str) -> Iterator[str]:
    """security.md 20, 24."""
    headers = found.response.headers
    for name, value in PINNED.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)!r}"
    policy = headers.get("Content-Security-Policy", "")
    if "unsafe" in policy or any(part not in policy for part in POLICY):
        yield f"policy {policy!r}"
    if {"Server", "X-Powered-By"} & set(headers.keys()):
        yield "a banner of the server"


def nothing_stored(found: Visited, role: str) -> Iterator[str]:
    """security.md 23, 26."""
    if role != "anonymous" and found.response.headers.get("Cache-Control") != "no-store":
        yield f"Cache-Control {found.response.headers.get('Cache-Control')!r} for somebody signed in"
    if "HX-Request" not in found.response.headers.get("Vary", ""):
        yield "Vary without HX-Request"


def own_files_only(found: Visited, _role: str) -> Iterator[str]:
    """security.md 25."""
    if found.response.mimetype == "text/html" and FOREIGN.search(found.response.get_data()):
        yield "names a foreign host"


def files_are_attachments(found: Visited, _role: str) -> Iterator[str]:
    """security.md 47."""
    response = found.response
    if response.status_code != 200 or response.mimetype in SHOWN_INLINE - {"image/svg+xml"}:
        return
    said = response.headers.get("Content-Disposition", "")
    if not said.startswith("attachment; filename="):
        yield f"{response.mimetype} served with disposition {said!r}"


def no_personal_numbers(found: Visited, _role: str) -> Iterator[str]:
    """security.md 44, 61, 62: no NIK in pages and addresses, no password anywhere."""
    if NIK.search(found.path):
        yield "16 digits in the address"
    if found.response.mimetype in {"text/html", "application/json", "text/plain"}:
        text = found.response.get_data(as_text=True)
        if hit := NIK.search(text):
            yield f"16 digits in the page: …{text[max(0, hit.start() - 30) : hit.start()]}"
        if PASSWORD in text or "$argon2" in text:
            yield "a password or its hash"


def nothing_of_the_inside(found: Visited, _role: str) -> Iterator[str]:
    """security.md 49."""
    if found.response.status_code >= 500 and found.path != NO_WORKER:
        yield f"status {found.response.status_code}"
    if found.response.mimetype == "text/html" and re.search(
        rb"Traceback|sqlalchemy|werkzeug|/site-packages/", found.response.get_data()
    ):
        yield "the inside of the program"


RULES = (protection, nothing_stored, own_files_only, files_are_attachments, no_personal_numbers, nothing_of_the_inside)


def test_every_answer_keeps_the_rules_and_changes_nothing(app, story, browser_as):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browsers = {role: browser_as(role) for role in ROLES}
    before = dump(app)
    faults, asked = [], 0
    for role in ROLES:
        for found in crawl(browsers[role], start=story.pages):
            asked += 1
            faults += [f"{role} {found.path}: {fault}" for rule in RULES for fault in rule(found, role)]

    assert faults == []
    assert changed(before, dump(app)) == []
    assert asked > 300
