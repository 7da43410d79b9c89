"""From an empty year to a release: draft, change, submit, return, approve."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from intranet.core import audit, clock, tally
from intranet.core.actor import SYSTEM
from intranet.core.errors import Conflict, DuplicateValue, Forbidden, InvalidInput, InvalidTransition, NotFound
from intranet.core.transaction import transaction
from intranet.extensions import db
from intranet.places.models import BlockedPeriod, Desa, Holiday
from intranet.places.states import BlockedKind, DesaKind, HolidayKind
from intranet.planning import actions, queries
from intranet.planning.models import ReleasedVisit
from intranet.planning.states import LineChange, PlanStatus
from intranet.visits import actions as visit_actions
from intranet.visits import queries as visit_queries
from intranet.visits.states import VisitStatus
from tests.db.planning.conftest import RULES, YEAR, person


def copy_of(actor) -> queries.WorkingCopy:
    db.session.rollback()
    return queries.get_working_copy(actor, YEAR)


def line_of(actor, desa: str) -> queries.Line:
    return next(line for line in copy_of(actor).lines if line.desa == desa)


def change(actor, desa: str, **new) -> None:
    line = line_of(actor, desa)
    values = {"version": line.version, "starts_on": line.starts_on, "venue": line.venue, "pinned": line.pinned} | new
    with transaction():
        actions.change_line(actor, line_id=line.id, **values)


def submit(actor, note: str = "") -> None:
    version = copy_of(actor).plan.version
    with transaction():
        actions.submit(actor, year=YEAR, version=version, note=note)


def approve(actor, **more) -> int:
    version = copy_of(actor).plan.version
    with transaction():
        return actions.approve(actor, year=YEAR, version=version, **more).number


class TestRules:
    def test_one_plan_a_year(self, drafted, planner) -> None:
        with pytest.raises(DuplicateValue) as refusal, transaction():
            actions.create_plan(planner, year=YEAR, choice=RULES)
        assert refusal.value.constraint == "uq_year_plan_year"

    @pytest.mark.parametrize(
        ("field", "choice"),
        [
            ("starts_on", {"starts_on": date(2026, 12, 31)}),
            ("ends_on", {"ends_on": date(2028, 1, 1)}),
            ("ends_on", {"starts_on": date(2027, 6, 1), "ends_on": date(2027, 6, 1)}),
            ("weekdays", {"weekdays": ()}),
            ("weekdays", {"weekdays": (9,)}),
            ("visits_per_week", {"visits_per_week": 0}),
            ("visits_per_week", {"visits_per_week": 6}),
            ("days_per_visit", {"days_per_visit": 0}),
            ("days_per_visit", {"days_per_visit": 6}),
            ("note", {"note": "x" * 1001}),
        ],
    )
    def test_what_cannot_be_is_told_beside_its_field(self, session, planner, field: str, choice: dict) -> None:
        with pytest.raises(InvalidInput) as refusal, transaction():
            actions.create_plan(planner, year=YEAR, choice=replace(RULES, **choice))
        assert refusal.value.field == field
        assert queries.find_plan(planner, YEAR) is None

    @pytest.mark.parametrize("year", [1999, 2099])
    def test_a_year_far_away_is_refused(self, session, planner, year: int) -> None:
        with pytest.raises(InvalidInput), transaction():
            actions.create_plan(planner, year=year, choice=RULES)

    def test_changed_rules_are_kept_with_the_old_ones_in_the_trail(self, drafted, planner) -> None:
        plan = copy_of(planner).plan
        with transaction():
            actions.change_rules(planner, year=YEAR, version=plan.version, choice=replace(RULES, visits_per_week=3))
        event = audit.changes_since(("year_plan", plan.id))[0]
        assert (event.before["kunjungan seminggu"], event.after["kunjungan seminggu"]) == (2, 3)
        with pytest.raises(Conflict), transaction():
            actions.change_rules(planner, year=YEAR, version=plan.version, choice=RULES)

    @pytest.mark.parametrize("who", ["admin", "sekda", "clerk", "regent", "op_a", "head_a", "carer"])
    def test_only_the_planner_drafts(self, drafted, world, who: str) -> None:
        actor = person(world, who)
        for attempt in (
            lambda: actions.create_plan(actor, year=2028, choice=RULES),
            lambda: actions.change_rules(actor, year=YEAR, version=1, choice=RULES),
            lambda: actions.draft(actor, year=YEAR),
            lambda: actions.add_missing_desa(actor, year=YEAR),
            lambda: actions.submit(actor, year=YEAR, version=1),
        ):
            with pytest.raises(Forbidden), transaction():
                attempt()


class TestDraft:
    def test_farthest_first_without_kelurahan(self, session, world, planner, save) -> None:
        save(
            Desa(
                kecamatan_id=world.kecamatan["manna"], code="17.01.03.1001", name="Pasar Bawah",
                kind=DesaKind.KELURAHAN, lat=-4.4, lon=102.9, area_km2=1, straight_km=99,
            )
        )  # fmt: skip
        with transaction():
            actions.create_plan(planner, year=YEAR, choice=RULES)
        with transaction():
            found = actions.draft(planner, year=YEAR)
        assert (found.fits, found.missing, found.kept) == (3, 0, 0)
        assert [(line.desa, line.starts_on) for line in copy_of(planner).lines] == [
            ("Nanti Agung", date(2027, 1, 5)),
            ("Lubuk Resam", date(2027, 1, 7)),
            ("Batu Lambang", date(2027, 1, 12)),
        ]

    def test_holidays_joint_leave_and_blocked_periods_of_the_tables_count(self, session, world, planner, save) -> None:
        save(
            Holiday(on=date(2027, 1, 5), name="Isra Mikraj (perkiraan)", kind=HolidayKind.PUBLIC),
            Holiday(on=date(2027, 1, 7), name="Cuti bersama", kind=HolidayKind.JOINT_LEAVE),
            BlockedPeriod(kind=BlockedKind.RAMADAN, name="Ramadan", starts_on=date(2027, 1, 8), ends_on=date(2027, 3, 9)),
        )
        with transaction():
            actions.create_plan(planner, year=YEAR, choice=RULES)
        with transaction():
            actions.draft(planner, year=YEAR)
        lines = copy_of(planner).lines
        assert [line.starts_on for line in lines] == [date(2027, 3, 10), date(2027, 3, 16), date(2027, 3, 18)]
        assert lines[0].reason == (
            "Terjauh ke-1: 29,4 km garis lurus dari Manna, sekitar 88 menit. Rabu pertama yang kosong setelah Ramadan."
        )

    def test_pinned_lines_stay(self, drafted, planner) -> None:
        change(planner, "Batu Lambang", starts_on=date(2027, 1, 5 + 14), pinned=True)
        change(planner, "Lubuk Resam", starts_on=date(2027, 6, 1), pinned=False)
        with transaction():
            found = actions.draft(planner, year=YEAR)
        assert found.kept == 1
        assert [(line.desa, line.starts_on) for line in copy_of(planner).lines] == [
            ("Nanti Agung", date(2027, 1, 5)),
            ("Lubuk Resam", date(2027, 1, 7)),
            ("Batu Lambang", date(2027, 1, 19)),
        ]

    def test_a_second_press_changes_nothing(self, drafted, planner) -> None:
        before = copy_of(planner).lines
        with transaction():
            assert actions.draft(planner, year=YEAR) == drafted
        assert copy_of(planner).lines == before

    def test_a_removed_desa_stays_out(self, drafted, planner) -> None:
        line = line_of(planner, "Batu Lambang")
        with transaction():
            actions.remove_line(planner, line_id=line.id, version=line.version)
        with transaction():
            assert actions.draft(planner, year=YEAR).fits == 2
        with transaction():
            assert actions.add_missing_desa(planner, year=YEAR) == 1
        assert line_of(planner, "Batu Lambang").change is LineChange.UNDATED

    def test_no_date_that_has_passed(self, session, planner) -> None:
        with transaction():
            actions.create_plan(planner, year=YEAR, choice=RULES)
        with clock.frozen(datetime(2027, 6, 1, 2, 0, tzinfo=UTC)), transaction():
            actions.draft(planner, year=YEAR)
        assert copy_of(planner).lines[0].starts_on == date(2027, 6, 2)

    def test_the_preview_says_the_same(self, session, planner, save, world) -> None:
        save(
            *(
                Desa(
                    kecamatan_id=world.kecamatan["manna"], code=f"17.01.03.3{n:03}", name=f"Desa {n}",
                    kind=DesaKind.DESA, lat=-4.4, lon=102.9, area_km2=1, straight_km=n,
                )
                for n in range(10)
            )
        )  # fmt: skip
        short = replace(RULES, ends_on=date(2027, 1, 31))
        with transaction():
            actions.create_plan(planner, year=YEAR, choice=short)
        seen = queries.preview(copy_of(planner))
        assert (seen.total, seen.fits, seen.missing) == (13, 8, 5)
        assert seen.mends[0].enough
        with transaction():
            assert actions.draft(planner, year=YEAR).fits == seen.fits


class TestLines:
    @pytest.mark.parametrize(
        ("wish", "words"),
        [
            (date(2026, 12, 29), "di luar tahun 2027"),
            (date(2027, 1, 9), "kena hari Sabtu"),
            (date(2027, 3, 9), "kena libur Nyepi"),
            (date(2027, 1, 5), "bersamaan dengan kunjungan ke Nanti Agung"),
            (date(2027, 12, 31), "di luar masa kunjungan"),
        ],
    )
    def test_a_date_that_cannot_be_says_why_and_what_is_free(self, drafted, planner, save, wish: date, words: str) -> None:
        save(Holiday(on=date(2027, 3, 9), name="Nyepi", kind=HolidayKind.PUBLIC))
        with pytest.raises(InvalidInput) as refusal:
            change(planner, "Lubuk Resam", starts_on=wish)
        assert refusal.value.field == "starts_on"
        assert words in refusal.value.message
        assert "Pilih tanggal lain, misalnya " in refusal.value.message
        assert line_of(planner, "Lubuk Resam").starts_on == date(2027, 1, 7)

    def test_a_day_that_passed_is_refused(self, drafted, planner) -> None:
        with clock.frozen(datetime(2027, 6, 1, 2, 0, tzinfo=UTC)), pytest.raises(InvalidInput, match="sudah lewat"):
            change(planner, "Lubuk Resam", starts_on=date(2027, 5, 4))

    def test_by_hand_any_working_day_may_be_chosen(self, drafted, planner) -> None:
        change(planner, "Lubuk Resam", starts_on=date(2027, 2, 1), pinned=True, why="Permintaan kepala desa")
        line = line_of(planner, "Lubuk Resam")
        assert (line.starts_on, line.pinned) == (date(2027, 2, 1), True)
        assert line.reason.endswith("Permintaan kepala desa.")
        event = audit.changes_since(("plan_line", line.id))[0]
        assert event.before["tanggal"] == "Kamis, 7 Januari 2027"
        assert event.after["tanggal"] == "Senin, 1 Februari 2027"

    @pytest.mark.parametrize("venue", ["", "  ", "ab", "x" * 161])
    def test_a_venue_is_needed(self, drafted, planner, venue: str) -> None:
        with pytest.raises(InvalidInput) as refusal:
            change(planner, "Lubuk Resam", venue=venue)
        assert refusal.value.field == "venue"

    def test_a_stale_line_is_told(self, drafted, planner) -> None:
        line = line_of(planner, "Lubuk Resam")
        change(planner, "Lubuk Resam", venue="SDN setempat")
        with pytest.raises(Conflict), transaction():
            actions.change_line(
                planner, line_id=line.id, version=line.version, starts_on=line.starts_on, venue="Masjid", pinned=False
            )

    def test_a_desa_twice_is_refused_by_the_database(self, drafted, planner, world) -> None:
        with pytest.raises(DuplicateValue) as refusal, transaction():
            actions.add_desa(planner, year=YEAR, desa_id=world.desa["far"])
        assert refusal.value.constraint == "uq_plan_line_plan_id_desa_id"

    def test_a_line_of_nowhere_is_not_found(self, drafted, planner) -> None:
        with pytest.raises(NotFound), transaction():
            actions.remove_line(planner, line_id=99999, version=1)


class TestDecision:
    def test_submitted_is_locked(self, drafted, planner) -> None:
        submit(planner, "Mohon diperiksa")
        plan = copy_of(planner).plan
        assert (plan.status, plan.submitted_by, plan.note) == (PlanStatus.SUBMITTED, planner.name, "Mohon diperiksa")
        with pytest.raises(InvalidTransition, match="terkunci"):
            change(planner, "Lubuk Resam", venue="SDN setempat")
        for attempt in (
            lambda: actions.draft(planner, year=YEAR),
            lambda: actions.add_missing_desa(planner, year=YEAR),
            lambda: actions.change_rules(planner, year=YEAR, version=plan.version, choice=RULES),
        ):
            with pytest.raises(InvalidTransition), transaction():
                attempt()

    def test_a_second_press_of_submit_is_harmless(self, drafted, planner) -> None:
        version = copy_of(planner).plan.version
        for _ in range(2):
            with transaction():
                actions.submit(planner, year=YEAR, version=version)
        events = [event.event for event in audit.changes_since(("year_plan", copy_of(planner).plan.id))]
        assert events.count("plan_submitted") == 1

    def test_nothing_dated_is_not_submitted(self, session, planner) -> None:
        with transaction():
            actions.create_plan(planner, year=YEAR, choice=RULES)
        with pytest.raises(InvalidInput, match="Belum ada desa"):
            submit(planner)

    def test_a_date_that_became_a_holiday_is_not_submitted(self, drafted, planner, save) -> None:
        save(Holiday(on=date(2027, 1, 6), name="Libur baru", kind=HolidayKind.PUBLIC))
        assert [line.problem for line in copy_of(planner).problems] == ["kena libur Libur baru"]
        with pytest.raises(InvalidInput, match="Nanti Agung kena libur Libur baru"):
            submit(planner)

    def test_returned_with_a_reason_and_submitted_again(self, drafted, planner, sekda) -> None:
        submit(planner)
        version = copy_of(sekda).plan.version
        for _ in range(2):
            with transaction():
                actions.send_back(sekda, year=YEAR, version=version, reason="Dahulukan Kedurang")
        plan = copy_of(planner).plan
        assert (plan.status, plan.return_reason, plan.returned_by) == (
            PlanStatus.RETURNED,
            "Dahulukan Kedurang",
            sekda.name,
        )
        submit(planner)
        assert copy_of(planner).plan.return_reason == ""

    @pytest.mark.parametrize("reason", ["", " ya ", "x" * 1001])
    def test_no_return_without_a_reason(self, drafted, planner, sekda, reason: str) -> None:
        submit(planner)
        version = copy_of(sekda).plan.version
        with pytest.raises(InvalidInput) as refusal, transaction():
            actions.send_back(sekda, year=YEAR, version=version, reason=reason)
        assert refusal.value.field == "reason"

    def test_approval_makes_release_one_and_the_visits(self, drafted, planner, sekda) -> None:
        submit(planner)
        assert approve(sekda, decree_number="188.45/12/2026") == 1
        visits = visit_queries.list_year(planner, YEAR)
        assert [(visit.desa, visit.starts_on, visit.status) for visit in visits] == [
            ("Nanti Agung", date(2027, 1, 5), VisitStatus.SCHEDULED),
            ("Lubuk Resam", date(2027, 1, 7), VisitStatus.SCHEDULED),
            ("Batu Lambang", date(2027, 1, 12), VisitStatus.SCHEDULED),
        ]
        release, lines = queries.get_release(planner, YEAR, 1)
        assert (release.visits, release.decree_number, release.approved_by) == (3, "188.45/12/2026", sekda.name)
        assert [line.visit_id for line in lines] == [visit.id for visit in visits]
        found = queries.release_of_visit(visits[0].id)
        assert found is not None
        assert found.number == 1
        assert queries.reason_of_visit(visits[0].id).startswith("Terjauh ke-1")
        assert copy_of(planner).diff.empty

    def test_a_second_press_of_approve_gives_the_same_release(self, drafted, planner, sekda) -> None:
        submit(planner)
        version = copy_of(sekda).plan.version
        for _ in range(2):
            with transaction():
                assert actions.approve(sekda, year=YEAR, version=version).number == 1
        assert len(queries.list_releases(sekda, YEAR)) == 1

    def test_a_stale_approval_is_told(self, drafted, planner, sekda) -> None:
        submit(planner)
        version = copy_of(sekda).plan.version
        with transaction():
            actions.send_back(sekda, year=YEAR, version=version, reason="Dahulukan Kedurang")
        submit(planner)
        with pytest.raises(Conflict), transaction():
            actions.approve(sekda, year=YEAR, version=version)

    def test_who_submits_does_not_approve(self, drafted, planner, sekda) -> None:
        both = replace(planner, grants=planner.grants + sekda.grants)
        submit(both)
        with pytest.raises(Forbidden, match="mengajukan"):
            approve(both)
        assert queries.plan_work_for(both) == ()
        assert tally.read([queries.count_to_decide(both)]) == (0,)
        assert tally.read([queries.count_to_decide(sekda)]) == (1,)

    @pytest.mark.parametrize("who", ["admin", "planner", "clerk", "regent", "op_a", "head_a", "carer"])
    def test_only_the_sekda_decides(self, drafted, planner, world, who: str) -> None:
        submit(planner)
        for attempt in (actions.approve, lambda *a, **k: actions.send_back(*a, reason="Tidak setuju", **k)):
            with pytest.raises(Forbidden), transaction():
                attempt(person(world, who), year=YEAR, version=copy_of(planner).plan.version)

    def test_the_second_release_is_a_diff(self, drafted, planner, sekda, world) -> None:
        submit(planner)
        approve(sekda)
        with pytest.raises(InvalidInput, match="Tidak ada perubahan"):
            submit(planner)
        change(planner, "Lubuk Resam", starts_on=date(2027, 2, 2), pinned=True)
        change(planner, "Nanti Agung", venue="SDN setempat")
        line = line_of(planner, "Batu Lambang")
        with transaction():
            actions.remove_line(planner, line_id=line.id, version=line.version)
        diff = copy_of(planner).diff
        assert {line.desa: line.change for line in diff.changed} == {
            "Lubuk Resam": LineChange.MOVED,
            "Nanti Agung": LineChange.VENUE,
        }
        assert [(gone.desa, gone.starts_on) for gone in diff.removed] == [("Batu Lambang", date(2027, 1, 12))]
        # nothing that the OPDs see changes without a release
        assert [visit.starts_on.month for visit in visit_queries.list_year(planner, YEAR)] == [1, 1, 1]
        submit(planner)
        assert approve(sekda) == 2
        found = {visit.desa: visit for visit in visit_queries.list_year(planner, YEAR)}
        assert found["Lubuk Resam"].starts_on == date(2027, 2, 2)
        assert found["Nanti Agung"].venue == "SDN setempat"
        assert found["Batu Lambang"].status is VisitStatus.CANCELLED
        _, old = queries.get_release(planner, YEAR, 1)
        assert [line.starts_on for line in old] == [date(2027, 1, 5), date(2027, 1, 7), date(2027, 1, 12)]

    def test_what_was_held_is_locked(self, drafted, planner, sekda) -> None:
        submit(planner)
        approve(sekda)
        line = line_of(planner, "Nanti Agung")
        with clock.frozen(datetime(2027, 1, 6, 2, 0, tzinfo=UTC)):
            with transaction():
                visit_actions.mark_held(SYSTEM, visit_id=line.visit_id)
            with pytest.raises(InvalidTransition, match="sudah terlaksana"):
                change(planner, "Nanti Agung", venue="SDN setempat")
            with pytest.raises(InvalidTransition), transaction():
                actions.remove_line(planner, line_id=line.id, version=line.version)
            with transaction():
                assert actions.draft(planner, year=YEAR).kept == 1
        assert line_of(planner, "Nanti Agung").starts_on == date(2027, 1, 5)

    @pytest.mark.parametrize("wish", [{"starts_on": date(2027, 2, 2)}, {"starts_on": None}, {"venue": "SDN setempat"}])
    def test_what_was_held_before_its_change_was_decided_stays_as_it_was_and_stops_no_release(
        self, drafted, planner, sekda, wish
    ) -> None:
        submit(planner)
        approve(sekda)
        line = line_of(planner, "Nanti Agung")
        change(planner, "Nanti Agung", **wish)
        change(planner, "Batu Lambang", venue="Balai adat")
        submit(planner)
        with clock.frozen(datetime(2027, 1, 6, 2, 0, tzinfo=UTC)):
            with transaction():
                visit_actions.mark_held(SYSTEM, visit_id=line.visit_id)
            assert [changed.desa for changed in copy_of(sekda).diff.changed] == ["Batu Lambang"]
            assert approve(sekda) == 2
            with transaction():
                actions.draft(planner, year=YEAR)
        kept = line_of(planner, "Nanti Agung")
        assert (kept.starts_on, kept.ends_on, kept.venue) == (line.starts_on, line.ends_on, line.venue)
        assert kept.change is LineChange.SAME

    def test_the_sekda_decides_on_what_he_read_though_a_visit_is_postponed_meanwhile(self, drafted, planner, sekda) -> None:
        submit(planner)
        approve(sekda)
        change(planner, "Nanti Agung", venue="SDN setempat")
        submit(planner)
        read = copy_of(sekda).plan.version
        leave(visit_actions.postpone, planner, "Lubuk Resam")
        with pytest.raises(Conflict) as clash, transaction():
            actions.approve(sekda, year=YEAR, version=read)
        told = audit.changes_since(clash.value.subject, seen_version=read)
        assert [(each.actor_name, each.after) for each in told] == [(planner.name, {"kunjungan": "Lubuk Resam, ditunda"})]
        assert approve(sekda) == 2
        assert line_of(planner, "Lubuk Resam").waits

    def test_a_plan_that_lost_its_only_change_is_returned_not_released(self, drafted, planner, sekda) -> None:
        submit(planner)
        approve(sekda)
        change(planner, "Nanti Agung", venue="SDN setempat")
        submit(planner)
        leave(visit_actions.cancel, planner, "Nanti Agung")
        with pytest.raises(InvalidInput, match="tidak lagi mengubah"):
            approve(sekda)
        version = copy_of(sekda).plan.version
        with transaction():
            actions.send_back(sekda, year=YEAR, version=version, reason="Tidak ada isinya lagi")
        assert copy_of(planner).plan.is_open

    def test_a_postponed_visit_must_be_dated_again(self, drafted, planner, sekda) -> None:
        submit(planner)
        approve(sekda)
        visit_id = leave(visit_actions.postpone, planner, "Lubuk Resam")
        line = line_of(planner, "Lubuk Resam")
        assert (line.change, line.starts_on, line.reason, line.waits) == (
            LineChange.UNDATED,
            None,
            "Ditunda: Jembatan putus",
            True,
        )
        diff = copy_of(planner).diff
        assert (diff.empty, diff.waiting) == (True, 1)
        change(planner, "Nanti Agung", venue="SDN setempat")
        submit(planner)
        approve(sekda)
        # a release about something else neither brings the old day back nor cancels the visit
        assert visit_queries.get_visit(planner, visit_id).status is VisitStatus.POSTPONED
        change(planner, "Lubuk Resam", starts_on=date(2027, 2, 2))
        assert line_of(planner, "Lubuk Resam").change is LineChange.MOVED
        submit(planner)
        approve(sekda)
        visit = visit_queries.get_visit(planner, visit_id)
        assert (visit.status, visit.starts_on) == (VisitStatus.SCHEDULED, date(2027, 2, 2))

    def test_a_postponed_visit_taken_out_of_the_plan_is_cancelled_by_the_release(self, drafted, planner, sekda) -> None:
        submit(planner)
        approve(sekda)
        visit_id = leave(visit_actions.postpone, planner, "Lubuk Resam")
        line = line_of(planner, "Lubuk Resam")
        with transaction():
            actions.remove_line(planner, line_id=line.id, version=line.version)
        assert [(gone.desa, gone.postponed) for gone in copy_of(planner).diff.removed] == [("Lubuk Resam", True)]
        submit(planner)
        approve(sekda)
        assert visit_queries.get_visit(planner, visit_id).status is VisitStatus.CANCELLED

    def test_a_cancelled_visit_does_not_come_back_with_the_next_release(self, drafted, planner, sekda) -> None:
        submit(planner)
        approve(sekda)
        leave(visit_actions.cancel, planner, "Lubuk Resam")
        assert copy_of(planner).diff.empty
        with transaction():
            actions.draft(planner, year=YEAR)
        assert [line.desa for line in copy_of(planner).lines] == ["Nanti Agung", "Batu Lambang"]
        change(planner, "Nanti Agung", venue="SDN setempat")
        submit(planner)
        approve(sekda)
        assert "Lubuk Resam" not in {
            visit.desa for visit in visit_queries.list_year(planner, YEAR) if visit.status is VisitStatus.SCHEDULED
        }

    def test_released_lines_are_stored_once_each(self, drafted, planner, sekda) -> None:
        submit(planner)
        approve(sekda)
        assert len(db.session.scalars(select(ReleasedVisit.id)).all()) == 3


def leave(step, planner, desa: str) -> int:
    """Postpone or cancel the published visit to a desa by itself; its id."""
    visit_id = line_of(planner, desa).visit_id
    version = visit_queries.get_visit(planner, visit_id).version
    with transaction():
        step(planner, visit_id=visit_id, version=version, reason="Jembatan putus")
    return visit_id


class TestWork:
    def test_whose_turn_it_is(self, drafted, planner, sekda, world) -> None:
        assert [(work.year, work.decides) for work in queries.plan_work_for(planner)] == [(YEAR, False)]
        assert queries.plan_work_for(sekda) == ()
        submit(planner, "Mohon diperiksa")
        assert queries.plan_work_for(planner) == ()
        work = queries.plan_work_for(sekda)[0]
        assert (work.decides, work.lines, work.undated, work.note) == (True, 3, 0, "Mohon diperiksa")
        assert queries.year_to_decide() == YEAR
        assert queries.plan_work_for(person(world, "op_a")) == ()

    def test_the_working_copy_is_closed_to_others(self, drafted, world) -> None:
        for who in ("admin", "clerk", "regent", "op_a", "head_a", "carer"):
            with pytest.raises(Forbidden):
                queries.get_working_copy(person(world, who), YEAR)
