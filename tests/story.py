"""A year in the middle of it, Monday 18 January 2027: released, answered, partly held, with papers in every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intranet.accounts.roles import ROLE_PERMISSIONS
from intranet.core import clock, files
from intranet.core.actor import SYSTEM, Actor, Grant
from intranet.core.transaction import transaction, unguarded
from intranet.documents import actions as papers
from intranet.documents import compose
from intranet.documents.models import Document, DocumentRegister
from intranet.documents.states import DocumentStatus
from intranet.extensions import db
from intranet.fieldwork import actions as fieldwork
from intranet.fieldwork.photos import clean_photo
from intranet.fieldwork.states import AgeGroup, RemarkKind, Sex
from intranet.participation import actions as answers
from intranet.participation.models import Participation
from intranet.places.models import BlockedPeriod
from intranet.places.states import BlockedKind
from intranet.planning import actions as planning
from intranet.planning import queries as plans
from intranet.planning.actions import RuleChoice
from intranet.visits import actions as visits
from intranet.visits.models import Visit
from tests.journeys.town import make_town
from tests.photographs import jpeg
from tests.world import World

YEAR = 2027
NOW = datetime(2027, 1, 18, 9, 0, tzinfo=clock.WIB)
DRAFTED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=clock.WIB)
RULES = RuleChoice(date(2027, 1, 4), date(2027, 12, 17), (1, 2, 3), visits_per_week=3, days_per_visit=2)
PAPERS = ("signed", "issued", "drafted", "reviewed")
PRINTED = b"%PDF-1.7\n% a made-up paper\n%%EOF\n"


@dataclass(frozen=True)
class Story:
    """Ids by short names: visits by the state of their paper, ``past`` ones not marked yet, ``coming`` and ``free``."""

    world: World
    visits: dict[str, int]
    papers: dict[str, int]
    codes: dict[str, str]
    photo: int
    remark: int

    @property
    def pages(self) -> tuple[str, ...]:
        """Pages of everything that has a state."""
        visits = [f"/kunjungan/{each}{more}" for each in self.visits.values() for more in ("", "/hasil")]
        others = [f"/pengguna/{self.world.people[who].id}" for who in ("carer", "planner")]
        years = [f"/jadwal/{year}/{part}" for year in (2028, 2029, 2030) for part in ("susun", "persetujuan")]
        return (*visits, *years, *(f"/dokumen/{each}" for each in self.papers.values()), *others)


def actor_of(world: World, who: str) -> Actor:
    """Somebody of the cast, as actions see him."""
    person = world.people[who]
    grant = Grant(person.role.value, ROLE_PERMISSIONS[person.role], opd_id=person.opd_id)
    return Actor(person.id, person.name, person.username, (grant,), title=person.role.label)


def make_story(app: Flask, save: Callable[..., None], world: World) -> Story:
    """Let it happen."""
    make_town(save, world)
    save(BlockedPeriod(kind=BlockedKind.RAMADAN, name="Ramadan", starts_on=date(2027, 2, 8), ends_on=date(2027, 3, 9)))
    with app.app_context():
        with clock.frozen(DRAFTED_AT):
            _release(world)
            ids = list(db.session.scalars(select(Visit.id).order_by(Visit.starts_on, Visit.id)))
            for visit_id in ids[:3:2]:
                _answer(world, visit_id)
        with clock.frozen(NOW):
            photo, remark = _hold(world, ids[:4])
            _later_years(world)
            found = _papers(world, dict(zip(PAPERS, ids[:4], strict=True)))
        rows = {row.id: row.verification_code for row in db.session.scalars(select(Document))}
        db.session.remove()
    return Story(
        world=world,
        visits=dict(zip((*PAPERS, "past", "near", "coming", "free"), ids, strict=True)),
        papers=found,
        codes={name: rows[paper] for name, paper in found.items()},
        photo=photo,
        remark=remark,
    )


def _release(world: World) -> None:
    planner, sekda = actor_of(world, "planner"), actor_of(world, "sekda")
    with transaction():
        planning.create_plan(planner, year=YEAR, choice=RULES)
    with transaction():
        planning.draft(planner, year=YEAR)
    version = _plan_version()
    with transaction():
        planning.submit(planner, year=YEAR, version=version)
    version = _plan_version()
    with transaction():
        planning.approve(sekda, year=YEAR, version=version)


def _plan_version(year: int = YEAR) -> int:
    db.session.rollback()
    return plans.get_plan(SYSTEM, year).version


def _later_years(world: World) -> None:
    """2028 drafted with one desa taken out, 2029 submitted: what waits for the planner, and for the Sekda."""
    planner = actor_of(world, "planner")
    for year in (2028, 2029):
        rules = replace(RULES, starts_on=date(year, 1, 4), ends_on=date(year, 12, 17))
        with transaction():
            planning.create_plan(planner, year=year, choice=rules)
        with transaction():
            planning.draft(planner, year=year)
    line = plans.get_working_copy(planner, 2028).lines[-1]
    version = _plan_version(2029)
    with transaction():
        planning.remove_line(planner, line_id=line.id, version=line.version)
    with transaction():
        planning.submit(planner, year=2029, version=version)


def _answer(world: World, visit_id: int) -> None:
    for who, opd, staff, service in (("op_a", "a", "a1", "ktp"), ("op_b", "b", "b2", "periksa")):
        part = db.session.execute(
            select(Participation.id, Participation.version).where(
                Participation.visit_id == visit_id, Participation.opd_id == world.opds[opd]
            )
        ).one()
        db.session.rollback()
        with transaction():
            answers.confirm(
                actor_of(world, who),
                participation_id=part.id,
                version=part.version,
                staff={world.employees[staff]: "Petugas pelayanan"},
                services={world.services[service]: 40},
            )


def _hold(world: World, ids: list[int]) -> tuple[int, int]:
    clerk = actor_of(world, "clerk")
    for visit_id in ids:
        version = _version(Visit, visit_id)
        with transaction():
            visits.mark_held(clerk, visit_id=visit_id, version=version)
    with transaction():
        fieldwork.record_visit(
            clerk,
            visit_id=ids[0],
            version=0,
            evening_residents=120,
            hours={"evening_from": "17.00", "evening_until": "21.30", "service_from": "08.00", "service_until": "13.00"},
            conclusion="Berjalan lancar.",
            walk_ins={(Sex.FEMALE, AgeGroup.ADULT): 40},
        )
    with transaction():
        fieldwork.add_remark(clerk, visit_id=ids[2], kind=RemarkKind.PROBLEM, text="Listrik padam pukul 10.", opd_id=None)
    with transaction():
        fieldwork.add_photo(clerk, visit_id=ids[2], photo=clean_photo(jpeg(), 5 << 20), caption="Antrean di balai desa")
    results = fieldwork.queries.get_results(clerk, ids[2])[1]
    return results.photos[0].id, results.remarks[0].id


def _version(model: type[Visit] | type[Document], key: int) -> int:
    db.session.rollback()
    return db.session.execute(select(model.version).where(model.id == key)).scalar_one()


def _papers(world: World, ids: dict[str, int]) -> dict[str, int]:
    clerk, planner = actor_of(world, "clerk"), actor_of(world, "planner")
    found = {}
    for name, visit_id in ids.items():
        with transaction():
            found[name] = papers.draft_report(clerk, visit_id=visit_id, wording=compose.default_wording(clerk, visit_id))
    for name in ("signed", "issued", "reviewed"):
        version = _version(Document, found[name])
        with transaction():
            papers.review(planner, document_id=found[name], version=version)
    for number, name in enumerate(("signed", "issued"), start=1):
        _issue(found[name], number, world)
    version = _version(Document, found["signed"])
    with transaction():
        papers.sign(clerk, document_id=found["signed"], version=version, scan=jpeg(seed=3), limit_bytes=15 << 20)
    return found


def _issue(document_id: int, number: int, world: World) -> None:
    """As ``documents.actions.issue`` leaves it, without the seconds of printing."""
    data = PRINTED + str(number).encode()
    with unguarded(), Session(db.engine) as session:
        if number == 1:
            session.add(DocumentRegister(key="laporan", year=YEAR))
            session.flush()
        session.execute(
            update(Document)
            .where(Document.id == document_id)
            .values(
                status=DocumentStatus.ISSUED,
                register_key="laporan",
                year=YEAR,
                sequence=number,
                number=f"400.10.2/{number}/SETDA/{YEAR}",
                sha256=files.store(data),
                size_bytes=len(data),
                pages=1,
                issued_by_id=world.people["clerk"].id,
                issued_at=clock.now(),
                version=Document.version + 1,
            )
        )
        session.execute(update(DocumentRegister).values(next_number=number + 1))
        session.commit()
    db.session.rollback()
