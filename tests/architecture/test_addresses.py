"""Addresses, menu and headers: what the outside leans on."""

from __future__ import annotations

import re

from intranet.factory import FEATURES
from intranet.web import access, headers, nav
from intranet.web.assets import ROOT

ENGLISH = re.compile(
    r"/(?:visits?|schedule|login|logout|users?|documents?|search|settings|new|edit|delete|list|show|home|dashboard|help|report|reports)(?:/|$)"
)
MACHINES = frozenset({"/metrics"})
# Pages that are reached from another page, not from the menu, are found by their parent entry's ``under``.
FIXED = (
    "/masuk", "/keluar", "/beranda", "/jadwal", "/konfirmasi", "/kunjungan/<int:visit_id>", "/kunjungan/<int:visit_id>/konfirmasi",
    "/kesiapan", "/dokumen", "/dokumen/<int:document_id>/pdf", "/verifikasi/<code>", "/dasbor", "/opd", "/pegawai", "/layanan",
    "/desa", "/pengguna", "/audit", "/sehat", "/siap",
)  # fmt: skip


def shapes(app) -> dict[str, str]:
    return {re.sub(r"<[^>]+>", "<>", rule.rule): rule.endpoint for rule in app.url_map.iter_rules()}


def test_addresses_are_indonesian_kebab_case(app):
    bad = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule not in MACHINES
        and (not re.fullmatch(r"(?:/(?:[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)?|<[^>]+>))+|/", rule.rule) or ENGLISH.search(rule.rule))
    ]
    assert bad == []


def test_fixed_addresses_stand(app):
    """design.md 5: links in letters and checks from outside lean on them."""
    known = shapes(app)
    assert [path for path in FIXED if re.sub(r"<[^>]+>", "<>", path) not in known] == []


def test_no_address_carries_personal_numbers(app):
    """security.md 62."""
    assert [rule.rule for rule in app.url_map.iter_rules() if re.search(r"nik|nip|kk_", rule.rule)] == []


def test_menu_leads_only_where_the_person_may_go(app):
    wrong = [
        entry.endpoint
        for entry in nav.entries(app)
        if (mark := access.access_of(app, entry.endpoint)) is None or mark.permission != entry.permission
    ]
    assert wrong == [], "permission of the menu differs from that of the page"


def test_menu_covers_every_top_page(app):
    """A page without variables, open to readers, is in the menu or stands under one of its entries."""
    entries = nav.entries(app)
    named = {entry.endpoint for entry in entries} | {each for entry in entries for each in entry.under}
    named.add("accounts.own")  # the name in the head leads there
    lost = []
    for rule in app.url_map.iter_rules():
        mark = access.access_of(app, rule.endpoint)
        if mark is None or mark.public or rule.arguments or "GET" not in (rule.methods or ()) or rule.rule.count("/") > 1:
            continue
        if rule.endpoint not in named and not any(rule.endpoint.startswith(each) for each in named if each.endswith(".")):
            lost.append(f"{rule.rule} ({rule.endpoint})")
    assert lost == []


def test_policy_is_the_pinned_one(app):
    with app.test_request_context():
        policy = headers.content_security_policy()
    assert re.sub(r"'sha256-[^']+'", "'sha256-…'", policy) == (
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-…'; img-src 'self' data:; font-src 'self';"
        " connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )


def test_every_room_with_routes_is_open(app):
    """The factory leaves a room that cannot be imported out of a demo; that must never be the finished product."""
    rooms = [name for name in FEATURES if list((ROOT / "intranet" / name).glob("routes*"))]
    assert [name for name in rooms if name not in app.blueprints] == []
