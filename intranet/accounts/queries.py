"""Reads about accounts, sessions and the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select

from intranet.accounts import identity, policy
from intranet.accounts.models import RecoveryCode, RoleGrant, User, UserSession
from intranet.accounts.states import Role
from intranet.core import audit, paging
from intranet.core.actor import SYSTEM
from intranet.core.errors import Forbidden, NotFound
from intranet.extensions import db
from intranet.opd.models import Employee, Opd
from intranet.places.models import Desa, Kecamatan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from intranet.core.actor import Actor

NOT_FOUND = "Akun ini tidak ditemukan."


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role of an account, with the words of its scope."""

    id: int
    user_id: int
    role: Role
    scope: str
    opd_id: int | None


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account in the list."""

    id: int
    username: str
    name: str
    active: bool
    must_change_password: bool
    first_password_expires_at: datetime | None
    totp_confirmed_at: datetime | None
    created_at: datetime
    seen_at: datetime | None
    employee_id: int | None
    employee: str | None
    version: int
    grants: tuple[GrantRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session of a person; ``here`` is the one that asks."""

    id: int
    created_at: datetime
    seen_at: datetime
    address: str
    browser: str
    here: bool


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Events, newest first, and where the next page begins."""

    rows: tuple[audit.Change, ...]
    next: int | None


_SEEN = select(func.max(UserSession.seen_at)).where(UserSession.user_id == User.id).scalar_subquery()
_COLUMNS: tuple[Any, ...] = (
    User.id,
    User.username,
    User.name,
    User.active,
    User.must_change_password,
    User.first_password_expires_at,
    User.totp_confirmed_at,
    User.created_at,
    _SEEN,
    User.employee_id,
    Employee.name,
    User.version,
)


def _refuse_strangers(actor: Actor) -> None:
    if not policy.can_manage(actor):
        raise Forbidden


def list_grants(user_ids: Iterable[int]) -> dict[int, tuple[GrantRow, ...]]:
    """Roles of several accounts in one statement."""
    query = (
        select(RoleGrant.id, RoleGrant.user_id, RoleGrant.role, Opd.short_name, Kecamatan.name, Desa.name, RoleGrant.opd_id)
        .outerjoin(Opd, Opd.id == RoleGrant.opd_id)
        .outerjoin(Kecamatan, Kecamatan.id == RoleGrant.kecamatan_id)
        .outerjoin(Desa, Desa.id == RoleGrant.desa_id)
        .where(RoleGrant.user_id.in_(list(user_ids)))
        .order_by(RoleGrant.id)
    )
    found: dict[int, tuple[GrantRow, ...]] = {}
    for grant_id, user_id, role, opd, kecamatan, desa, opd_id in db.session.execute(query):
        scope = opd or (f"Kecamatan {kecamatan}" if kecamatan else f"Desa {desa}" if desa else "seluruh kabupaten")
        found[user_id] = (*found.get(user_id, ()), GrantRow(grant_id, user_id, role, scope, opd_id))
    return found


def list_users(
    actor: Actor,
    *,
    search: str = "",
    role: Role | None = None,
    state: str = "",
    cursor: str | None = None,
) -> tuple[paging.Page[UserRow], tuple[int, bool]]:
    """One page of accounts by sign-in name; ``state``: active, disabled, never (never signed in) or factor (without second factor).

    Raises:
        Forbidden: for who does not manage accounts.
    """
    _refuse_strangers(actor)
    conditions: list[ColumnElement[bool]] = []
    for word in search.lower().split()[:4]:
        start = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        conditions.append(
            or_(
                User.username.like(f"%{start}%", escape="\\"),
                func.lower(User.name).like(f"{start}%", escape="\\"),
                func.lower(User.name).like(f"% {start}%", escape="\\"),
            )
        )
    if role is not None:
        conditions.append(exists().where(RoleGrant.user_id == User.id, RoleGrant.role == role))
    conditions.extend(_state(state))
    statement = select(*_COLUMNS).outerjoin(Employee, Employee.id == User.employee_id).where(and_(True, *conditions))  # noqa: FBT003 - SQL
    page = paging.paginate(
        statement, by=[paging.Key(User.username)], row=lambda row: UserRow(*tuple(row)[: len(_COLUMNS)]), cursor=cursor
    )
    grants = list_grants(row.id for row in page.rows)
    rows = tuple(_with_grants(row, grants) for row in page.rows)
    count = paging.count_up_to(select(User.id).where(and_(True, *conditions)))  # noqa: FBT003 - SQL
    return paging.Page(rows, page.next, page.previous), count


def _state(state: str) -> list[ColumnElement[bool]]:
    signed_in = exists().where(UserSession.user_id == User.id)
    known: dict[str, list[ColumnElement[bool]]] = {
        "active": [User.active.is_(True)],
        "disabled": [User.active.is_(False)],
        "never": [User.active.is_(True), ~signed_in],
        "factor": [User.active.is_(True), User.totp_confirmed_at.is_(None)],
    }
    return known.get(state, [])


def _with_grants(row: UserRow, grants: dict[int, tuple[GrantRow, ...]]) -> UserRow:
    values = {name: getattr(row, name) for name in UserRow.__slots__}
    return UserRow(**{**values, "grants": grants.get(row.id, ())})


def get_user(actor: Actor, user_id: int) -> UserRow:
    """One account: the own one, or any for who manages accounts.

    Raises:
        NotFound: no such account, or not for this person.
    """
    if not (policy.can_manage(actor) or actor.id == user_id):
        raise NotFound(NOT_FOUND)
    row = db.session.execute(
        select(*_COLUMNS).outerjoin(Employee, Employee.id == User.employee_id).where(User.id == user_id)
    ).one_or_none()
    if row is None:
        raise NotFound(NOT_FOUND)
    return _with_grants(UserRow(*tuple(row)), list_grants([user_id]))


def list_sessions(user_id: int, here: int | None) -> list[SessionRow]:
    """Sessions of a person that were not ended, the last used first."""
    query = (
        select(UserSession.id, UserSession.created_at, UserSession.seen_at, UserSession.address, UserSession.browser)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .order_by(UserSession.seen_at.desc())
        .limit(50)
    )
    return [SessionRow(*row, row[0] == here) for row in db.session.execute(query)]


def count_recovery_codes(user_id: int) -> int:
    """Recovery codes that can still be used."""
    query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(query) or 0


def find_user_names(ids: Iterable[int]) -> dict[int, str]:
    """Names by id, for pages that tell who did something."""
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(list(ids))))
    return {user_id: name for user_id, name in rows}


def actor_for_user(user_id: int) -> Actor:
    """The actor of an account, for commands and jobs.

    Raises:
        NotFound: no such account.
    """
    person = db.session.execute(
        select(User.id.label("user_id"), User.name, User.username, User.employee_id).where(User.id == user_id)
    ).one_or_none()
    if person is None:
        raise NotFound(NOT_FOUND)
    rows = db.session.execute(
        select(RoleGrant.role, RoleGrant.opd_id, RoleGrant.kecamatan_id, RoleGrant.desa_id, Opd.short_name)
        .outerjoin(Opd, Opd.id == RoleGrant.opd_id)
        .where(RoleGrant.user_id == user_id)
    ).all()
    return identity.make_actor(person, rows)


def find_user_id(username: str) -> int | None:
    """Id behind a sign-in name."""
    return db.session.scalar(select(User.id).where(User.username == username.strip().lower()))


def list_audit(
    actor: Actor, *, event: str = "", person: str = "", subject: audit.Subject | None = None, before_id: int | None = None
) -> AuditPage:
    """One page of the audit trail.

    Raises:
        Forbidden: for who may not read it.
    """
    if not (policy.can_read_audit(actor) or actor is SYSTEM):
        raise Forbidden
    actor_id = find_user_id(person) if person else None
    if person and actor_id is None:
        return AuditPage((), None)
    size = 50
    rows = audit.history(actor_id=actor_id, event=event or None, subject=subject, before_id=before_id, limit=size + 1)
    return AuditPage(tuple(rows[:size]), rows[size - 1].id if len(rows) > size else None)


def opd_choices() -> list[tuple[int, str]]:
    """OPDs for a select field."""
    rows = db.session.execute(select(Opd.id, Opd.name).where(Opd.active_until.is_(None)).order_by(Opd.name))
    return [(opd_id, name) for opd_id, name in rows]


def kecamatan_choices() -> list[tuple[int, str]]:
    """Kecamatan for a select field."""
    return [(key, name) for key, name in db.session.execute(select(Kecamatan.id, Kecamatan.name).order_by(Kecamatan.name))]


def find_employee(number: str) -> int | None:
    """Id of the employee with this NIP or internal number."""
    return db.session.scalar(select(Employee.id).where(or_(Employee.nip == number, Employee.internal_no == number)))


def employee_number(employee_id: int | None) -> str:
    """NIP, else internal number, of an employee; empty for nobody."""
    if employee_id is None:
        return ""
    row = db.session.execute(select(Employee.nip, Employee.internal_no).where(Employee.id == employee_id)).one_or_none()
    return (row[0] or row[1]) if row else ""
