"""The demo holds what its pages promise, and never what the rules forbid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select, update
from sqlalchemy.orm import Session

from intranet.accounts import passwords
from intranet.accounts.models import RoleGrant, User
from intranet.accounts.states import Role
from intranet.config import Settings
from intranet.core import audit, clock, files, identity_numbers
from intranet.core.base import Base
from intranet.core.errors import Forbidden
from intranet.core.transaction import unguarded
from intranet.demo import seed
from intranet.demo.sizes import SIZES
from intranet.documents.models import Document
from intranet.documents.states import NUMBERED, DocumentStatus
from intranet.extensions import db
from intranet.fieldwork.models import Attendance, Photo, ServiceResult, VisitRecord
from intranet.opd.models import Employee, Official, Opd
from intranet.opd.states import Office, OfficialStatus
from intranet.participation import queries as answers
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment, StaffDay
from intranet.participation.states import COMING, ParticipationStatus
from intranet.places.models import BlockedPeriod, Desa, Holiday
from intranet.planning.models import Release, ReleasedVisit, YearPlan
from intranet.visits.models import Visit
from intranet.visits.queries import TOOK_PLACE
from intranet.visits.states import VisitStatus
from tests.conftest import _empty

PASSWORD = "Besurek-Rafflesia-Manna-1701"
OTHER_PASSWORD = "Kopi-Kedurang-Semalam-88"
RANDOM_COLUMNS = {"password_hash", "verification_code", "hash", "previous_hash", "snapshot", "sha256", "scan_sha256"}


@pytest.fixture
def demo_settings(settings: Settings) -> Settings:
    """A demo with a password of its own."""
    return replace(settings, demo_password=PASSWORD)


@pytest.fixture
def demo(session: Session, demo_settings: Settings, frozen_clock: datetime) -> Iterator[Session]:
    """The small demo as it is on Monday 23 November 2026."""
    assert seed.run(demo_settings, "small").made
    yield session
    passwords.configure(demo_settings)


@pytest.fixture
def contrary_order(session: Session) -> Iterator[Callable[[], None]]:
    """From the call on SQLite hands out backwards what a query leaves unordered; PostgreSQL keeps its own order anyway."""
    engine = db.engine

    def backwards(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA reverse_unordered_selects=ON")

    def begin() -> None:
        if engine.dialect.name == "sqlite":
            event.listen(engine, "begin", backwards)

    yield begin
    session.close()
    if event.contains(engine, "begin", backwards):
        event.remove(engine, "begin", backwards)
        engine.dispose()  # the pragma stays with its connections


def test_nobody_is_on_two_trips_a_day(demo: Session):
    days = Counter(demo.execute(select(StaffDay.employee_id, StaffDay.day)))

    assert days
    assert set(days.values()) == {1}


def test_each_desa_is_visited_once_a_year_and_never_on_a_day_off(demo: Session):
    visits = demo.scalars(select(Visit).where(Visit.status != VisitStatus.CANCELLED)).all()
    off = set(demo.scalars(select(Holiday.on)))
    blocked = demo.scalars(select(BlockedPeriod)).all()

    assert max(Counter((visit.year, visit.desa_id) for visit in visits).values()) == 1
    for visit in visits:
        for day in (visit.starts_on, visit.ends_on):
            assert day.weekday() < 5
            assert day not in off
            assert not any(period.starts_on <= day <= period.ends_on for period in blocked)


def test_visits_are_what_the_last_release_says(demo: Session):
    for plan in demo.scalars(select(YearPlan)):
        last = demo.scalars(select(Release).where(Release.plan_id == plan.id).order_by(Release.number.desc())).first()
        assert last is not None
        released = demo.execute(
            select(Visit.starts_on, Visit.venue, ReleasedVisit.starts_on, ReleasedVisit.venue)
            .join(Visit, Visit.id == ReleasedVisit.visit_id)
            .where(ReleasedVisit.release_id == last.id)
        ).all()
        assert released
        assert all(row[:2] == row[2:] for row in released)


def test_answers_have_the_people_that_their_status_says(demo: Session):
    staff = Counter(demo.scalars(select(StaffAssignment.participation_id)))
    services = Counter(demo.scalars(select(ServiceOffer.participation_id)))
    booked = Counter(
        demo.scalars(select(StaffAssignment.participation_id).join(StaffDay, StaffDay.assignment_id == StaffAssignment.id))
    )
    seen = set()
    for part, visit in demo.execute(select(Participation, Visit).join(Visit, Visit.id == Participation.visit_id)):
        seen.add(part.status)
        if part.status in COMING and visit.status is not VisitStatus.POSTPONED:
            days = (visit.ends_on - visit.starts_on).days + 1
            assert staff[part.id] >= 1
            assert booked[part.id] == staff[part.id] * days
        elif part.status is ParticipationStatus.INVITED:
            assert (staff[part.id], services[part.id], part.answered_at) == (0, 0, None)
        elif part.status is ParticipationStatus.DECLINED:
            assert part.decline_reason
            assert (staff[part.id], booked[part.id]) == (0, 0)
        else:
            assert booked[part.id] == 0 or part.status in COMING
    assert {ParticipationStatus.INVITED, ParticipationStatus.CONFIRMED, ParticipationStatus.DECLINED} <= seen


def test_what_was_held_has_results_of_its_own_roster_alone(demo: Session):
    today = clock.today()
    visits = {visit.id: visit for visit in demo.scalars(select(Visit))}
    held = {visit.id for visit in visits.values() if visit.status in TOOK_PLACE}
    assert held == {visit.id for visit in visits.values() if visit.ends_on < today}
    assert {visit.desa_id for visit in visits.values() if visit.id in held} <= set(
        demo.scalars(select(Desa.id).where(Desa.last_visited_on.is_not(None)))
    )
    recorded = set(demo.scalars(select(VisitRecord.visit_id)))
    assert recorded
    assert recorded <= held
    roster = set(
        demo.execute(
            select(Participation.visit_id, StaffAssignment.employee_id)
            .join(StaffAssignment, StaffAssignment.participation_id == Participation.id)
            .where(Participation.status.in_(COMING))
        )
    )
    assert set(demo.execute(select(Attendance.visit_id, Attendance.employee_id))) <= roster
    assert demo.scalars(select(ServiceResult.visit_id)).first() in held
    assert all(files.exists(sha) for sha in demo.scalars(select(Photo.sha256)))


def test_people_have_valid_numbers_and_the_offices_are_filled(demo: Session):
    for employee in demo.scalars(select(Employee)):
        if employee.nip is None:
            assert employee.kind.value == "honorer"
        else:
            assert identity_numbers.parse_nip(employee.nip, today=clock.today()).kind == employee.kind.value
    offices = set(demo.scalars(select(Official.office).where(Official.status == OfficialStatus.DEFINITIVE)))
    assert offices == set(Office)


def test_everybody_who_is_promised_can_sign_in(demo: Session):
    users = {user.username: user for user in demo.scalars(select(User))}
    codes = set(demo.scalars(select(Opd.code)))
    promised = {"admin", "perencana", "sekda", "tu", "bupati", "asn.1"} | {
        f"{who}.{code}" for who in ("op", "kepala") for code in codes
    }
    assert promised <= set(users)
    assert {"disdukcapil", "dinkes", "dpmptsp", "dinsos"} <= codes
    assert all(user.active and not user.must_change_password and user.totp_secret is None for user in users.values())
    assert passwords.verify(PASSWORD, users["op.dinkes"].password_hash)
    grant = demo.scalars(select(RoleGrant).where(RoleGrant.user_id == users["op.dinkes"].id)).one()
    assert (grant.role, grant.opd_id) == (Role.OPERATOR, demo.scalar(select(Opd.id).where(Opd.code == "dinkes")))


def test_the_registry_office_meets_a_clash(demo: Session):
    found = demo.execute(
        select(Participation.visit_id, Participation.opd_id)
        .join(Opd, Opd.id == Participation.opd_id)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(Opd.code == "disdukcapil", Participation.status == ParticipationStatus.INVITED, Visit.starts_on > clock.today())
    ).all()
    rows = [
        answers.AnswerRow(*row)
        for row in demo.execute(
            answers.answer_rows().where(
                Participation.visit_id.in_([visit_id for visit_id, _ in found]), Participation.opd_id == found[0].opd_id
            )
        )
    ]
    repeats = [answers.get_repeat(row) for row in rows]

    assert any(repeat is not None and repeat.clashes for repeat in repeats)


def test_the_audit_trail_holds_and_runs_forward(demo: Session):
    assert audit.verify().ok
    moments = list(demo.scalars(select(audit.AuditEvent.at).order_by(audit.AuditEvent.id)))
    steps = {"plan_submitted", "plan_returned", "plan_approved", "participation_confirmed", "visit_held", "results_recorded"}
    assert steps <= set(demo.scalars(select(audit.AuditEvent.event)))
    assert max(moments) <= clock.now()


def test_a_second_run_changes_nothing(demo: Session, demo_settings: Settings):
    before = dump(demo)

    outcome = seed.run(demo_settings, "small")

    assert (outcome.made, outcome.passwords) == (False, 0)
    assert dump(demo) == before


def test_a_new_password_reaches_all_demo_users_and_nobody_else(demo: Session, demo_settings: Settings, save):
    stranger = User(
        username="pegawai.asli",
        name="Pegawai Asli",
        password_hash=passwords.make_hash("Milik-Sendiri-4321"),
        password_set_at=clock.now(),
        created_at=clock.now(),
    )
    save(stranger)

    outcome = seed.run(replace(demo_settings, demo_password=OTHER_PASSWORD), "small")

    hashes = dict(demo.execute(select(User.username, User.password_hash)).all())
    assert outcome.passwords == len(hashes) - 1
    assert passwords.verify(OTHER_PASSWORD, hashes["sekda"])
    assert passwords.verify("Milik-Sendiri-4321", hashes["pegawai.asli"])


def test_one_user_who_chose_another_password_gets_the_printed_one_back(demo: Session, demo_settings: Settings):
    with unguarded(), db.engine.begin() as connection:
        chosen = passwords.make_hash(OTHER_PASSWORD)
        connection.execute(update(User).where(User.username == "tu").values(password_hash=chosen))

    assert seed.run(demo_settings, "small").passwords == 1
    assert passwords.verify(PASSWORD, demo.scalars(select(User.password_hash).where(User.username == "tu")).one())


def test_the_same_day_gives_the_same_data(demo: Session, demo_settings: Settings, contrary_order: Callable[[], None]):
    first = dump(demo)
    demo.rollback()
    with unguarded(), db.engine.begin() as connection:
        _empty(connection)
    contrary_order()

    seed.run(demo_settings, "small")

    assert dump(demo) == first


def test_data_of_others_is_left_alone(app: Flask, world, demo_settings: Settings):
    del world
    with app.app_context():
        before = dump(db.session())
        outcome = seed.run(demo_settings, "small")
        assert outcome.foreign
        assert dump(db.session()) == before


def test_outside_a_demo_it_refuses(session: Session, demo_settings: Settings):
    with pytest.raises(Forbidden):
        seed.run(replace(demo_settings, demo=False, testing=False), "small")
    assert session.scalar(select(User.id)) is None


def dump(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for what is random by its nature."""
    session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if column.name not in RANDOM_COLUMNS]
        found[table.name] = sorted((tuple(str(value) for value in row) for row in session.execute(select(*columns))), key=str)
    return found


@pytest.mark.slow
def test_reports_are_printed_numbered_in_order_and_signed(session, demo_settings, frozen_clock, monkeypatch):
    del frozen_clock
    monkeypatch.setitem(SIZES, "small", replace(SIZES["small"], weeks=5, reports=4))

    seed.run(demo_settings, "small")

    papers = session.scalars(select(Document).order_by(Document.id)).all()
    issued = [paper for paper in papers if paper.status in NUMBERED]
    assert [paper.sequence for paper in issued if paper.edition == 1] == list(
        range(1, len({paper.sequence for paper in issued}) + 1)
    )
    assert {DocumentStatus.SIGNED, DocumentStatus.SUPERSEDED} <= {paper.status for paper in issued}
    for paper in issued:
        assert files.read(paper.sha256 or "").startswith(b"%PDF-")
        assert (paper.pages or 0) > 1
    statuses = dict(session.execute(select(Visit.id, Visit.status)).all())
    assert all(statuses[paper.visit_id] in (VisitStatus.REPORTED, VisitStatus.CLOSED) for paper in issued)
    assert audit.verify().ok
