"""From a draft to a paper that nothing changes any more."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from intranet.core import audit, clock, files
from intranet.core.errors import Conflict, Forbidden, InvalidInput, InvalidTransition, NotFound
from intranet.core.transaction import transaction
from intranet.documents import actions, compose, queries
from intranet.documents.models import Document
from intranet.documents.snapshot import from_json
from intranet.documents.states import DocumentKind, DocumentStatus
from intranet.fieldwork import actions as fieldwork
from intranet.fieldwork.states import RemarkKind
from intranet.opd.models import Official
from intranet.visits import queries as visits
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus
from tests.db.documents.conftest import actor_of, draft

EVERYBODY = ("admin", "planner", "sekda", "clerk", "regent", "op_a", "head_a", "carer")
REASON = "Jumlah layanan keliru dicatat."
SCAN_LIMIT = 15 * 1024 * 1024


@pytest.fixture
def clerk(world):
    return actor_of(world, "clerk")


@pytest.fixture
def planner(world):
    return actor_of(world, "planner")


def load(session, document_id: int) -> Document:
    session.rollback()
    session.expire_all()
    return session.get_one(Document, document_id)


def review(actor, document_id: int, session) -> None:
    version = load(session, document_id).version
    with transaction():
        actions.review(actor, document_id=document_id, version=version)


def issue(actor, document_id: int) -> actions.Prepared:
    prepared = actions.prepare_issue(actor, document_id=document_id)
    with transaction():
        actions.issue(actor, prepared=prepared)
    return prepared


def scan(text: str = "satu") -> bytes:
    return b"%PDF-1.7\n% " + text.encode() + b"\n%%EOF\n"


def sign(actor, document_id: int, session, data: bytes | None = None) -> None:
    version = load(session, document_id).version
    with transaction():
        actions.sign(actor, document_id=document_id, version=version, scan=data or scan(), limit_bytes=SCAN_LIMIT)


@pytest.fixture
def reviewed(session, day, clerk, planner) -> int:
    document_id = draft(clerk, day.id)
    review(planner, document_id, session)
    return document_id


@pytest.fixture
def issued(reviewed, clerk) -> int:
    issue(clerk, reviewed)
    return reviewed


def another_held(world, save, first: date) -> Visit:
    """A second held visit of the year."""
    held = Visit(
        year=2026,
        desa_id=world.desa["farther"],
        starts_on=first,
        ends_on=first + timedelta(days=1),
        venue="Balai desa",
        status=VisitStatus.HELD,
    )
    save(held)
    return held


class TestDraft:
    def test_only_of_a_visit_that_took_place(self, session, day, clerk):
        with pytest.raises(InvalidTransition, match="setelah kunjungan ditandai terlaksana"):
            draft(clerk, day.later)

    def test_the_second_press_opens_the_same_draft(self, session, day, clerk):
        assert draft(clerk, day.id) == draft(clerk, day.id)

    @pytest.mark.parametrize("who", ["planner", "sekda", "regent", "op_a", "head_a", "admin"])
    def test_only_by_clerks(self, session, day, world, who):
        with pytest.raises((Forbidden, NotFound)):
            draft(actor_of(world, who), day.id)

    def test_not_while_a_report_is_in_force(self, session, day, issued, clerk):
        with pytest.raises(InvalidTransition, match="sudah terbit"):
            draft(clerk, day.id)

    def test_nobody_who_signs_is_said_beside_the_field(self, session, day, clerk):
        with transaction() as writing:
            writing.delete(writing.query(Official).one())
        with pytest.raises(InvalidInput) as refused:
            draft(clerk, day.id)
        assert refused.value.field == "office"

    def test_saving_takes_over_the_results_as_they_stand(self, session, day, clerk):
        document_id = draft(clerk, day.id)
        with transaction():
            fieldwork.add_remark(clerk, visit_id=day.id, kind=RemarkKind.PROBLEM, text="Listrik padam", opd_id=None)
        document = load(session, document_id)
        assert from_json(document.snapshot).problems == ()
        wording = compose.wording_of(from_json(document.snapshot))
        version = document.version
        with transaction():
            actions.edit(clerk, document_id=document_id, version=version, wording=wording)
        assert [each.text for each in from_json(load(session, document_id).snapshot).problems] == ["Listrik padam"]

    def test_the_second_saver_is_refused(self, session, day, clerk):
        document_id = draft(clerk, day.id)
        wording = compose.wording_of(from_json(load(session, document_id).snapshot))
        version = load(session, document_id).version
        with transaction():
            actions.edit(clerk, document_id=document_id, version=version, wording=replace(wording, closing="Satu."))
        with pytest.raises(Conflict), transaction():
            actions.edit(clerk, document_id=document_id, version=version, wording=replace(wording, closing="Dua."))
        with transaction():
            actions.edit(clerk, document_id=document_id, version=version, wording=replace(wording, closing="Satu."))


class TestDiscard:
    def discard(self, actor, document_id: int, session) -> None:
        version = load(session, document_id).version
        with transaction():
            actions.discard(actor, document_id=document_id, version=version)

    def test_it_is_gone_and_its_trail_stays(self, session, day, clerk):
        document_id = draft(clerk, day.id)
        self.discard(clerk, document_id, session)
        with pytest.raises(NotFound, match=f"sudah dibuang oleh {clerk.name}"):
            queries.get_document(clerk, document_id)
        with pytest.raises(NotFound, match="sudah dibuang"), transaction():
            actions.discard(clerk, document_id=document_id, version=1)
        told = audit.changes_since(("document", document_id))
        assert [each.event for each in told] == ["document_discarded", "document_drafted"]
        assert queries.list_documents(clerk)[1] == (0, False)

    def test_a_new_report_is_drafted_with_another_id_and_takes_the_first_number(self, session, day, clerk, planner):
        first = draft(clerk, day.id)
        self.discard(clerk, first, session)
        again = draft(clerk, day.id)
        assert again != first
        review(planner, again, session)
        assert issue(clerk, again).number == "400.10.2/1/SETDA/2026"

    def test_a_reviewed_one_is_sent_back_first(self, session, reviewed, clerk, planner):
        with pytest.raises(Forbidden, match="dikembalikan dahulu"):
            self.discard(clerk, reviewed, session)
        version = load(session, reviewed).version
        with transaction():
            actions.send_back(planner, document_id=reviewed, version=version, reason=REASON)
        self.discard(clerk, reviewed, session)
        with pytest.raises(NotFound):
            queries.get_document(planner, reviewed)

    def test_never_what_is_issued(self, session, issued, clerk):
        with pytest.raises(Forbidden):
            self.discard(clerk, issued, session)
        assert load(session, issued).status is DocumentStatus.ISSUED

    def test_a_stale_form_is_refused(self, session, reviewed, clerk):
        version = load(session, reviewed).version
        with pytest.raises(Conflict), transaction():
            actions.discard(clerk, document_id=reviewed, version=version - 1)

    @pytest.mark.parametrize("who", ["planner", "sekda", "regent", "op_a", "head_a", "admin", "carer"])
    def test_only_by_clerks(self, session, day, world, clerk, who):
        document_id = draft(clerk, day.id)
        with pytest.raises((Forbidden, NotFound)):
            self.discard(actor_of(world, who), document_id, session)
        assert load(session, document_id).status is DocumentStatus.DRAFTED

    def test_a_correction_leaves_the_paper_in_force_and_may_begin_anew(self, session, day, issued, clerk, planner):
        for reason in (REASON, "Nama desa keliru ditulis."):
            version = load(session, issued).version
            with transaction():
                new = actions.correct(clerk, document_id=issued, version=version, reason=reason)
            assert (load(session, new).edition, load(session, new).correction_reason) == (2, reason)
            self.discard(clerk, new, session)
            assert queries.find_current(day.id, DocumentKind.VISIT_REPORT) == issued
        events = [each.event for each in audit.changes_since(("document", issued), limit=2)]
        assert events == ["document_correction_discarded", "document_correction_drafted"]
        assert queries.list_editions(clerk, queries.get_document(clerk, issued).row)[0].id == issued


class TestReview:
    def test_never_by_who_drafted_it_whatever_roles_he_holds(self, session, day, world):
        both = actor_of(world, "clerk", "planner", "sekda")
        document_id = draft(both, day.id)
        with pytest.raises(Forbidden, match="tidak memeriksanya sendiri"):
            review(both, document_id, session)
        assert load(session, document_id).status is DocumentStatus.DRAFTED

    def test_not_by_the_drafter_after_the_words_were_changed_by_another(self, session, day, world):
        both, other = actor_of(world, "clerk", "planner"), actor_of(world, "sekda", "clerk")
        document_id = draft(both, day.id)
        document = load(session, document_id)
        wording = replace(compose.wording_of(from_json(document.snapshot)), closing="Lain.")
        version = document.version
        with transaction():
            actions.edit(other, document_id=document_id, version=version, wording=wording)
        with pytest.raises(Forbidden):
            review(both, document_id, session)

    def test_who_changed_the_words_does_not_review_them(self, session, day, world, clerk):
        other = actor_of(world, "sekda", "clerk")
        document_id = draft(clerk, day.id)
        document = load(session, document_id)
        wording = replace(compose.wording_of(from_json(document.snapshot)), closing="Lain.")
        version = document.version
        with transaction():
            actions.edit(other, document_id=document_id, version=version, wording=wording)
        with pytest.raises(Forbidden):
            review(other, document_id, session)

    @pytest.mark.parametrize("who", ["clerk", "regent", "op_a", "head_a", "admin", "carer"])
    def test_only_by_planner_and_sekda(self, session, day, world, clerk, who):
        document_id = draft(clerk, day.id)
        with pytest.raises((Forbidden, NotFound)):
            review(actor_of(world, who), document_id, session)

    def test_twice_is_once(self, session, reviewed, planner):
        review(planner, reviewed, session)
        assert len(audit.changes_since(("document", reviewed))) == 2

    def test_a_stale_form_is_refused(self, session, day, clerk, planner):
        document_id = draft(clerk, day.id)
        with pytest.raises(Conflict), transaction():
            actions.review(planner, document_id=document_id, version=99)

    def test_sent_back_with_a_reason_it_is_a_draft_again(self, session, reviewed, clerk, planner):
        version = load(session, reviewed).version
        with pytest.raises(InvalidInput), transaction():
            actions.send_back(planner, document_id=reviewed, version=version, reason="salah")
        with transaction():
            actions.send_back(planner, document_id=reviewed, version=version, reason=REASON)
        assert load(session, reviewed).status is DocumentStatus.DRAFTED
        assert audit.changes_since(("document", reviewed))[0].after["alasan"] == REASON
        with pytest.raises(Forbidden):
            actions.prepare_issue(clerk, document_id=reviewed)


class TestIssue:
    def test_the_paper_is_stored_under_its_hash_with_number_and_date(self, session, day, reviewed, clerk):
        prepared = issue(clerk, reviewed)
        document = load(session, reviewed)
        assert (document.number, document.edition) == ("400.10.2/1/SETDA/2026", 1)
        assert document.dated_on == date(2026, 11, 23)
        data = files.read(document.sha256)
        assert data == prepared.pdf
        assert hashlib.sha256(data).hexdigest() == document.sha256
        assert (document.size_bytes, document.pages) == (len(data), prepared.pages)
        assert visits.get_visit(clerk, day.id).status is VisitStatus.REPORTED

    def test_not_before_it_is_reviewed(self, session, day, clerk):
        with pytest.raises(Forbidden):
            actions.prepare_issue(clerk, document_id=draft(clerk, day.id))

    def test_twice_is_once(self, session, reviewed, clerk):
        prepared = issue(clerk, reviewed)
        with transaction():
            actions.issue(clerk, prepared=prepared)
        assert load(session, reviewed).sequence == 1

    def test_not_when_it_changed_since_it_was_printed(self, session, reviewed, clerk, planner):
        prepared = actions.prepare_issue(clerk, document_id=reviewed)
        version = load(session, reviewed).version
        with transaction():
            actions.send_back(planner, document_id=reviewed, version=version, reason=REASON)
        review(planner, reviewed, session)
        with pytest.raises(Conflict), transaction():
            actions.issue(clerk, prepared=prepared)
        assert load(session, reviewed).number is None

    def test_the_printed_number_was_taken_so_the_next_is_printed(self, session, world, day, save, reviewed, clerk, planner):
        held = another_held(world, save, date(2026, 11, 19))
        other = draft(clerk, held.id)
        review(planner, other, session)
        first, second = (actions.prepare_issue(clerk, document_id=each) for each in (reviewed, other))
        assert first.number == second.number
        with transaction():
            actions.issue(clerk, prepared=first)
        with pytest.raises(actions.NumberTaken), transaction():
            actions.issue(clerk, prepared=second)
        assert load(session, other).status is DocumentStatus.REVIEWED
        assert issue(clerk, other).number == "400.10.2/2/SETDA/2026"

    def test_a_new_year_begins_at_one(self, session, issued, world, save, clerk, planner):
        with clock.frozen(datetime(2027, 1, 4, 2, 0, tzinfo=UTC)):
            held = another_held(world, save, date(2026, 12, 29))
            document_id = draft(clerk, held.id)
            review(planner, document_id, session)
            assert issue(clerk, document_id).number == "400.10.2/1/SETDA/2027"


class TestFixed:
    def test_results_that_change_later_change_no_byte(self, session, day, issued, clerk):
        before = load(session, issued)
        kept = (before.sha256, before.snapshot, before.number, files.read(before.sha256))
        with transaction():
            fieldwork.add_remark(clerk, visit_id=day.id, kind=RemarkKind.PROBLEM, text="Listrik padam", opd_id=None)
        after = load(session, issued)
        assert (after.sha256, after.snapshot, after.number, files.read(after.sha256)) == kept

    @pytest.mark.parametrize("signed", [False, True])
    def test_no_role_writes_it_any_more(self, session, world, issued, clerk, signed):
        if signed:
            sign(clerk, issued, session)
        before = load(session, issued)
        version = before.version
        kept = (before.sha256, before.scan_sha256, before.snapshot, before.number, before.status)
        wording = replace(compose.wording_of(from_json(before.snapshot)), closing="Diubah diam-diam.")
        for actor in (*(actor_of(world, who) for who in EVERYBODY), actor_of(world, "admin", *EVERYBODY)):
            writes = (
                lambda a=actor: actions.edit(a, document_id=issued, version=version, wording=wording),
                lambda a=actor: actions.review(a, document_id=issued, version=version),
                lambda a=actor: actions.send_back(a, document_id=issued, version=version, reason=REASON),
                lambda a=actor: actions.sign(a, document_id=issued, version=99, scan=scan("dua"), limit_bytes=SCAN_LIMIT),
            )
            for write in writes:
                with pytest.raises((Forbidden, NotFound, Conflict)), transaction():
                    write()
            with pytest.raises((Forbidden, NotFound)):
                actions.prepare_issue(actor, document_id=issued)
        after = load(session, issued)
        assert (after.sha256, after.scan_sha256, after.snapshot, after.number, after.status) == kept


class TestSign:
    def test_the_scan_is_stored_beside_the_paper(self, session, issued, clerk):
        paper = load(session, issued).sha256
        sign(clerk, issued, session)
        document = load(session, issued)
        assert (document.status, document.sha256) == (DocumentStatus.SIGNED, paper)
        assert files.read(document.scan_sha256) == scan()

    def test_twice_is_once_and_another_scan_is_refused(self, session, issued, clerk):
        sign(clerk, issued, session)
        sign(clerk, issued, session)
        with pytest.raises(Forbidden):
            sign(clerk, issued, session, scan("dua"))

    def test_the_unsigned_file_itself_is_refused(self, session, issued, clerk):
        unsigned = files.read(load(session, issued).sha256)
        with pytest.raises(InvalidInput, match="belum ditandatangani"):
            sign(clerk, issued, session, unsigned)

    def test_the_file_of_another_document_is_refused(self, session, issued, clerk, save):
        load(session, issued)
        other = Document(
            kind=DocumentKind.VISIT_REPORT,
            subject="Lain",
            verification_code="x" * 22,
            snapshot="{}",
            status=DocumentStatus.SIGNED,
            number="1",
            sha256="ab" * 32,
            scan_sha256=hashlib.sha256(scan()).hexdigest(),
            drafted_at=clock.now(),
        )
        save(other)
        with pytest.raises(InvalidInput, match="dokumen lain"):
            sign(clerk, issued, session)


class TestCorrection:
    def correct(self, actor, document_id: int, session, reason: str = REASON) -> int:
        version = load(session, document_id).version
        with transaction():
            return actions.correct(actor, document_id=document_id, version=version, reason=reason)

    def test_the_old_stays_in_force_until_the_new_is_issued(self, session, day, issued, clerk, planner):
        sign(clerk, issued, session)
        old = load(session, issued)
        kept = (old.sha256, old.scan_sha256, old.snapshot, old.number)
        new = self.correct(clerk, issued, session)
        assert load(session, issued).status is DocumentStatus.SIGNED
        assert queries.find_current(day.id, DocumentKind.VISIT_REPORT) == issued
        review(planner, new, session)
        prepared = issue(clerk, new)
        assert prepared.number == kept[3]
        old = load(session, issued)
        assert (old.status, old.end_reason) == (DocumentStatus.SUPERSEDED, REASON)
        assert (old.sha256, old.scan_sha256, old.snapshot, old.number) == kept
        newer = load(session, new)
        assert (newer.number, newer.edition, newer.status) == (kept[3], 2, DocumentStatus.ISSUED)
        assert newer.sha256 != kept[0]
        assert queries.find_public(old.verification_code).successor_edition == 2
        with pytest.raises(Forbidden):
            self.correct(clerk, issued, session)

    def test_it_needs_a_reason(self, session, issued, clerk):
        version = load(session, issued).version
        with pytest.raises(InvalidInput), transaction():
            actions.correct(clerk, document_id=issued, version=version, reason="salah")

    def test_the_second_press_opens_the_same_draft(self, session, issued, clerk):
        assert self.correct(clerk, issued, session) == self.correct(clerk, issued, session)

    def test_another_reason_meanwhile_is_a_conflict_and_is_not_dropped(self, session, world, issued, clerk):
        other = actor_of(world, "sekda", "clerk")
        new = self.correct(clerk, issued, session)
        with pytest.raises(Conflict) as clash:
            self.correct(other, issued, session, "Nama desa keliru ditulis.")
        told = audit.changes_since(clash.value.subject)[0]
        assert (told.actor_name, told.event, told.after) == (clerk.name, "document_correction_drafted", {"alasan": REASON})
        assert load(session, new).correction_reason == REASON

    def test_a_form_from_before_the_signature_is_a_conflict(self, session, issued, clerk):
        version = load(session, issued).version
        sign(clerk, issued, session)
        with pytest.raises(Conflict), transaction():
            actions.correct(clerk, document_id=issued, version=version, reason=REASON)

    def test_words_saved_again_keep_the_number(self, session, issued, clerk):
        new = self.correct(clerk, issued, session)
        document = load(session, new)
        wording = replace(compose.wording_of(from_json(document.snapshot)), closing="Diperbaiki.")
        version = document.version
        with transaction():
            actions.edit(clerk, document_id=new, version=version, wording=wording)
        report = from_json(load(session, new).snapshot)
        assert (report.number, report.edition, report.correction_reason) == ("400.10.2/1/SETDA/2026", 2, REASON)

    def test_a_paper_revoked_meanwhile_stays_revoked(self, session, issued, clerk, planner):
        new = self.correct(clerk, issued, session)
        version = load(session, issued).version
        with transaction():
            actions.revoke(clerk, document_id=issued, version=version, reason=REASON)
        review(planner, new, session)
        issue(clerk, new)
        assert load(session, issued).status is DocumentStatus.REVOKED
        assert load(session, new).status is DocumentStatus.ISSUED


class TestRevoke:
    def test_it_is_for_good_and_a_new_report_gets_a_new_number(self, session, day, issued, clerk, planner):
        version = load(session, issued).version
        for _ in range(2):
            with transaction():
                actions.revoke(clerk, document_id=issued, version=version, reason=REASON)
        document = load(session, issued)
        assert (document.status, document.number) == (DocumentStatus.REVOKED, "400.10.2/1/SETDA/2026")
        with pytest.raises(Conflict), transaction():
            actions.revoke(clerk, document_id=issued, version=version, reason="Alasan lain yang cukup panjang.")
        assert document.end_reason == REASON
        with pytest.raises(Forbidden):
            sign(clerk, issued, session)
        again = draft(clerk, day.id)
        review(planner, again, session)
        assert issue(clerk, again).number == "400.10.2/2/SETDA/2026"

    @pytest.mark.parametrize("who", ["planner", "sekda", "regent", "op_a", "head_a"])
    def test_only_by_clerks(self, session, world, issued, who):
        version = load(session, issued).version
        with pytest.raises(Forbidden), transaction():
            actions.revoke(actor_of(world, who), document_id=issued, version=version, reason=REASON)
