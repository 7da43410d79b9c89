"""OPDs with services and officials, and the users of the demo."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from intranet.accounts.models import RoleGrant, User
from intranet.accounts.states import Role
from intranet.core import audit, clock
from intranet.core.actor import SYSTEM
from intranet.demo.region import kecamatan_by_slug
from intranet.demo.staff import make_staff
from intranet.demo.stage import Agency, Offered, actor_of
from intranet.extensions import db
from intranet.opd.models import Employee, Official, Opd, Service
from intranet.opd.states import NeedCategory, Office, OfficialStatus, OpdKind

if TYPE_CHECKING:
    from intranet.demo.staff import Head
    from intranet.demo.stage import Stage

ACTING = "perindagkop"
EARLY_GUESTS = {"rsud", "kominfo", "dishub", "bpjs-kesehatan", "kejaksaan", "bank-bengkulu"}
"""Who took part from the beginning although they need not; the other guests joined a week ago, which keeps the reports short."""
JOINED_DAYS_AGO = 7
OFFICES = {
    "sekda": ("Sekretaris Daerah", Role.SEKDA),
    "perencana": ("Analis kebijakan pada Sekretariat Daerah", Role.PLANNER),
    "tu": ("Pengelola tata usaha", Role.CLERK),
    "admin": ("Pranata komputer", Role.ADMIN),
}


def make_agencies(stage: Stage) -> None:
    """OPDs and services from the files of the room ``opd``."""
    kecamatan = kecamatan_by_slug()
    wanted = stage.size.opds
    rows = [row for row in _read("opd.csv") if wanted is None or row["code"] in wanted]
    db.session.execute(
        insert(Opd),
        [
            {
                "code": row["code"],
                "name": row["name"],
                "short_name": row["short_name"],
                "kind": OpdKind(row["kind"]),  # type: ignore[call-arg]
                "kecamatan_id": kecamatan.get(row["code"].removeprefix("kec-")) if row["kind"] == "kecamatan" else None,
                "letter_code": row["letter_code"],
                "required": row["required"] == "yes",
                "confirmed": row["confirmed"] == "yes",
                "active_from": None if _from_the_beginning(row) else stage.today - timedelta(JOINED_DAYS_AGO),
            }
            for row in rows
        ],
    )
    for opd in db.session.execute(select(Opd.id, Opd.code, Opd.name, Opd.kind, Opd.required, Opd.kecamatan_id).order_by(Opd.id)):
        stage.agencies[opd.code] = Agency(*opd)
    _make_services(stage)
    audit.record(SYSTEM, "opd_imported", after={"opd": len(stage.agencies)})


def _from_the_beginning(row: dict[str, str]) -> bool:
    return row["required"] == "yes" or row["kind"] == OpdKind.KECAMATAN or row["code"] in EARLY_GUESTS


def _make_services(stage: Stage) -> None:
    rows = [row for row in _read("services.csv") if row["opd"] in stage.agencies]
    db.session.execute(
        insert(Service),
        [
            {
                "opd_id": stage.agencies[row["opd"]].id,
                "name": row["name"],
                "papers": row["papers"].replace(";", "\n"),
                "unit": row["unit"],
                "minutes": int(row["minutes"]),
                "category": NeedCategory.of(row["category"]),
            }
            for row in rows
        ],
    )
    by_id = {agency.id: agency for agency in stage.agencies.values()}
    found = db.session.execute(
        select(Service.opd_id, Service.id, Service.name, Service.unit, Service.minutes, Service.category).order_by(Service.id)
    )
    for opd_id, id_, name, unit, minutes, category in found:
        by_id[opd_id].services.append(Offered(id_, name, unit, minutes, category))


def _read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("intranet.opd") / "data" / name).read_text(encoding="utf-8").splitlines()))


def make_people(stage: Stage, password_hash: str) -> None:
    """Employees, officials, users with their grants; fills ``stage.actors``."""
    heads = make_staff(stage)
    offices = _make_office_holders(stage, heads["setda"])
    _make_officials(stage, heads)
    _make_users(stage, heads, offices, password_hash)


def _make_office_holders(stage: Stage, sekda: Head) -> dict[str, tuple[int, str]]:
    """Employee and name of the central users; the Sekda is the head of Setda, the others are its people."""
    setda = stage.agencies["setda"]
    chosen = {"sekda": (sekda.employee_id, sekda.name)}
    for key, person in zip(("perencana", "tu", "admin"), setda.people[1:4], strict=False):
        chosen[key] = (person.id, person.name)
        employee = db.session.get_one(Employee, person.id)
        employee.position, employee.usual_function = OFFICES[key][0], ""
    db.session.flush()
    setda.people[1:4] = []
    return chosen


def _make_officials(stage: Stage, heads: dict[str, Head]) -> None:
    since = date(stage.today.year - 1, 2, 20)
    known = {heads["setda"].name.split()[0]}
    rows = [
        _political(stage, Office.BUPATI, since, "H.", "S.E., M.M.", known),
        _political(stage, Office.WAKIL_BUPATI, since, "", "S.Sos.", known),
        {
            "office": Office.SEKDA,
            "opd_id": None,
            "status": OfficialStatus.DEFINITIVE,
            "valid_from": since,
            **_titles(heads["setda"]),
        },
    ]
    for code, head in heads.items():
        agency = stage.agencies[code]
        if agency.kind is OpdKind.SETDA:
            continue
        status = OfficialStatus.PLT if code == ACTING else OfficialStatus.DEFINITIVE
        from_day = date(stage.today.year - stage.rng.randint(0, 4), stage.rng.randint(1, 12), 1)
        rows.append(
            {
                "office": Office.OPD_HEAD,
                "opd_id": agency.id,
                "status": status,
                "valid_from": min(from_day, date(stage.today.year - 1, 6, 2)),
                **_titles(head),
            }
        )
    db.session.execute(insert(Official), rows)


def _political(stage: Stage, office: Office, since: date, front: str, back: str, known: set[str]) -> dict[str, Any]:
    """The three who lead the regency do not share a first name."""
    name = stage.people.name(male=True)
    while name.split()[0] in known:
        name = stage.people.name(male=True)
    known.add(name.split()[0])
    return {
        "office": office, "opd_id": None, "status": OfficialStatus.DEFINITIVE, "valid_from": since, "name": name,
        "front_title": front, "back_title": back, "nip": None, "rank": "",
    }  # fmt: skip


def _titles(head: Head) -> dict[str, Any]:
    return {"name": head.name, "front_title": head.front_title, "back_title": head.back_title, "nip": head.nip, "rank": head.rank}


# --- users ------------------------------------------------------------------------------------------------------------


def _make_users(stage: Stage, heads: dict[str, Head], offices: dict[str, tuple[int, str]], password_hash: str) -> None:
    plans: list[tuple[str, str, Role, int | None, int | None]] = [
        (key, offices[key][1], role, None, offices[key][0]) for key, (_, role) in OFFICES.items()
    ]
    regent = db.session.scalar(select(Official.name).where(Official.office == Office.BUPATI))
    plans.append(("bupati", regent or "Bupati", Role.REGENT, None, None))
    for code, agency in stage.agencies.items():
        operator = agency.people[2]
        plans.append((f"op.{code}", operator.name, Role.OPERATOR, agency.id, operator.id))
        head = heads[code]
        plans.append((f"kepala.{code}", head.name, Role.OPD_HEAD, agency.id, head.employee_id))
    plans += _carers(stage)
    now = clock.now()
    db.session.execute(
        insert(User),
        [
            {
                "username": username,
                "name": name,
                "employee_id": employee_id,
                "password_hash": password_hash,
                "password_set_at": now,
                "must_change_password": False,
                "created_at": now,
            }
            for username, name, _, _, employee_id in plans
        ],
    )
    ids: dict[str, int] = dict(db.session.execute(select(User.username, User.id)).all())
    db.session.execute(
        insert(RoleGrant),
        [{"user_id": ids[username], "role": role, "opd_id": opd_id, "granted_at": now} for username, _, role, opd_id, _ in plans],
    )
    for username, name, role, opd_id, employee_id in plans:
        stage.actors[username] = actor_of(ids[username], name, username, role, opd_id, employee_id)
    for code, agency in stage.agencies.items():
        agency.operator = stage.actors[f"op.{code}"]
    audit.record(SYSTEM, "demo_users_made", after={"pengguna": len(plans)})


def _carers(stage: Stage) -> list[tuple[str, str, Role, int | None, int | None]]:
    """asn.1 and on: civil servants of different OPDs."""
    own = [agency for agency in stage.agencies.values() if agency.kind is not OpdKind.COMPANY and len(agency.people) > 3]
    plans: list[tuple[str, str, Role, int | None, int | None]] = []
    for number in range(stage.size.carers):
        agency = own[number % len(own)]
        person = agency.people[3 + number // len(own)]
        plans.append((f"asn.{number + 1}", person.name, Role.CARER, agency.id, person.id))
    return plans
