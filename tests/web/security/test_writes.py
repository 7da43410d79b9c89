"""Writes that must not happen: without our token, from elsewhere, by who may not, on what is finished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.core import clock, files
from intranet.documents.models import Document
from intranet.extensions import db
from intranet.planning.models import Release, ReleasedVisit, YearPlan
from tests.browser_client import ORIGIN
from tests.dump import BOOKKEEPING, changed, dump
from tests.story import NOW, Story
from tests.web.security.addresses import path_of, rules
from tests.world import CAST

pytestmark = pytest.mark.slow

STRANGE = (
    ("no token", {}, {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}),
    ("a made-up token", {"csrf_token": "x" * 91}, {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}),
    ("another site", None, {"Origin": "https://jahat.example"}),
    ("a page of another site", None, {"Sec-Fetch-Site": "cross-site"}),
    ("htmx without token", {}, {"HX-Request": "true", "Origin": ORIGIN}),
)
WORDS = ("background", "basis", "purpose", "activities", "conclusion", "suggestion", "closing", "copies", "note", "text", "reason")
LAWFUL = dict.fromkeys(WORDS, "Diubah sesudah terbit, dengan alasan") | {"office": "sekda", "kind": "problem", "venue": "Lapangan"}
"""What the forms would take, so that nothing but the rule stands in the way."""
ANSWERS_OF_REFUSAL = {400, 401, 403, 404, 405, 409, 422}


def test_no_write_without_our_token_or_from_elsewhere(app, story: Story, browser_as):
    """security.md 14."""
    client = browser_as("admin")
    token = client.token()
    before = dump(app)
    taken = []
    for rule in rules(app, "POST"):
        path = path_of(app, rule, story)
        for name, data, headers in STRANGE:
            sent = {"csrf_token": token} if data is None else data
            with client.client.post(path, data=sent, headers=headers) as response:
                if response.status_code not in {400, 401, 403}:
                    taken.append(f"{path} with {name}: {response.status_code}")

    assert taken == []
    assert changed(before, dump(app)) == []


def test_issued_papers_and_releases_stand_whatever_anybody_sends(app, story: Story, browser_as):
    """security.md 12: every write of every role on a signed paper and an approved release; only a new version or a
    revocation with its reason may follow.
    """
    legal = {"documents.correct", "documents.revoke"}
    with app.app_context():
        kept = {paper: _frozen(story.papers[paper]) for paper in ("signed", "issued")}
        versions = {paper: db.session.get_one(Document, story.papers[paper]).version for paper in kept}
        releases = _releases()
    said = []
    for who in CAST:
        browser = browser_as(who)
        token = browser.token()
        for rule in rules(app, "POST"):
            if rule.endpoint in legal or not rule.arguments & {"document_id", "year", "visit_id"}:
                continue
            for paper in ("signed", "issued"):
                path = path_of(app, rule, story).replace(f"/dokumen/{story.papers['issued']}", f"/dokumen/{story.papers[paper]}")
                data = {"csrf_token": token, "version": versions[paper], **LAWFUL}
                with browser.client.post(path, data=data, headers={"Origin": ORIGIN}) as response:
                    if response.status_code >= 500:
                        said.append(f"{who} {path}: {response.status_code}")

    assert said == []
    with app.app_context():
        assert {paper: _frozen(story.papers[paper]) for paper in ("signed", "issued")} == kept
        assert _releases() == releases


def _frozen(document_id: int) -> tuple[object, ...]:
    db.session.rollback()
    row = db.session.get_one(Document, document_id)
    assert row.sha256 is not None
    stored = files.read(row.sha256)
    return (row.number, row.sha256, row.snapshot, row.status, row.dated_on, row.scan_sha256, row.edition, stored)


def _releases() -> list[tuple[object, ...]]:
    db.session.rollback()
    table, lines = Release.__table__, ReleasedVisit.__table__
    return [tuple(row) for name in (table, lines) for row in db.session.execute(name.select().order_by(name.c.id))]


def test_nobody_checks_the_own_work(app, story: Story, browser_as):
    """security.md 13: who submitted does not approve, who drafted does not review, whatever roles he holds."""
    from sqlalchemy.orm import Session

    from intranet.accounts.models import RoleGrant
    from intranet.accounts.states import Role
    from intranet.core.transaction import unguarded

    with app.app_context(), unguarded(), Session(db.engine) as session:
        for who in ("planner", "clerk"):
            for role in (Role.PLANNER, Role.SEKDA, Role.CLERK):
                if role is not CAST[who][2]:
                    session.add(RoleGrant(user_id=story.world.people[who].id, role=role, granted_at=clock.now()))
        session.commit()
    planner, clerk = browser_as("planner"), browser_as("clerk")
    planner.get("/jadwal/2027/susun").submit(button="Susun otomatis")
    page = planner.get("/jadwal/2027/susun")
    if page.soup.find("button", string=lambda words: words and "Ajukan" in words) is None:
        page = _change_a_line(planner)
    page.submit(button="Ajukan kepada Sekda")
    own = planner.get("/jadwal/2027/persetujuan")
    assert "Keputusan diambil pejabat lain" in own.text
    refused = planner.post("/jadwal/2027/persetujuan", {"version": _version(app, YearPlan, YearPlan.year == 2027)})
    assert refused.status in ANSWERS_OF_REFUSAL

    paper = f"/dokumen/{story.papers['drafted']}"
    shown = clerk.get(paper)
    assert "diperiksa orang lain" in shown.text
    assert "Nyatakan konsep benar" not in shown.text
    version = _version(app, Document, Document.id == story.papers["drafted"])
    assert clerk.post(f"{paper}/periksa", {"version": version}).status in ANSWERS_OF_REFUSAL
    assert "Konsep" in clerk.get(paper).text


def _version(app, model, which) -> int:
    with app.app_context():
        found = db.session.execute(select(model.version).where(which)).scalar_one()
        db.session.remove()
    return found


def _change_a_line(planner):
    page = planner.get("/jadwal/2027/susun?tampil=semat")
    page = planner.get("/jadwal/2027/susun")
    row = next(a for a in page.soup.select("main table a.btn[href]") if "Ubah" in a.get_text())
    planner.get(str(row["href"])).submit({"venue": "Lapangan desa"}, button="Simpan")
    return planner.get("/jadwal/2027/susun")


def test_what_matters_asks_for_the_password_again(app, story: Story, browser_as):
    """security.md 38: six minutes after the password was given, every such step asks and does nothing yet."""
    asking = [rule for rule in rules(app, "POST") if getattr(app.view_functions[rule.endpoint], "asks_fresh_password", False)]
    assert {rule.endpoint for rule in asking} >= {"planning.approve", "documents.issue", "documents.revoke", "accounts.grant"}
    browsers = {who: browser_as(who) for who in CAST}
    tokens = {who: browser.token() for who, browser in browsers.items()}
    with clock.frozen(NOW + timedelta(minutes=6)):
        before = dump(app)
        for rule in asking:
            path = path_of(app, rule, story)
            answers = {}
            for who, browser in browsers.items():
                data = {"csrf_token": tokens[who], "version": 1, "reason": "Alasan yang cukup panjang"}
                page = browser.post(path, data, token=False)
                answers[who] = page.heading if page.status != 403 else "403"
            assert "Pastikan ini Anda" in answers.values(), (path, answers)
            assert set(answers.values()) <= {"Pastikan ini Anda", "403"}, (path, answers)
        assert changed(before, dump(app)) == []


def test_a_withdrawn_role_is_refused_at_the_next_request(app, story: Story, browser_as):
    """security.md 11."""
    admin, operator = browser_as("admin"), browser_as("op_a")
    assert operator.get("/konfirmasi").status == 200

    page = admin.get(f"/pengguna/{story.world.people['op_a'].id}")
    page.submit(button="Cabut")

    assert operator.get("/konfirmasi").status == 403
    answer = f"/kunjungan/{story.visits['coming']}/konfirmasi"
    assert operator.post(answer, {"version": 1}).status == 403


def test_one_agency_cannot_reach_into_another(app, story: Story, browser_as):
    """security.md 4 and 5, as far as a second agency of the cast can try."""
    other, world = browser_as("op_b"), story.world
    coming, held = story.visits["coming"], story.visits["drafted"]
    before = dump(app, BOOKKEEPING)
    for path in (
        f"/kunjungan/{coming}/konfirmasi?opd={world.opds['a']}",
        f"/kunjungan/{coming}/konfirmasi/tidak-hadir?opd={world.opds['a']}",
        f"/kunjungan/{held}/hasil/{world.opds['a']}",
        f"/kunjungan/{held}/hasil/warga",
    ):
        assert other.get(path).status == 404, path
        assert other.post(path, {"version": 1, "reason": "Bukan OPD saya sama sekali"}).status in {403, 404, 409, 422}, path

    assert changed(before, dump(app, BOOKKEEPING)) == []
