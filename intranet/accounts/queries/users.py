"""Reads about accounts, their roles and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, literal, or_, select, union_all

from intranet.accounts import devices, identity, policy
from intranet.accounts.models import KnownDevice, RecoveryCode, RoleGrant, User, UserSession
from intranet.accounts.states import Role
from intranet.core import clock, paging
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
    whole: bool


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
    employee_number: str | None
    version: int
    role_rows: tuple[GrantRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session of a person; ``here`` is the one that asks."""

    id: int
    created_at: datetime
    seen_at: datetime
    address: str
    browser: str
    here: bool


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
    func.coalesce(Employee.nip, Employee.internal_no),
    User.version,
)


BY_NAME = "nama"
ORDERS: dict[str, list[paging.Key]] = {
    BY_NAME: [paging.Key(func.lower(User.name)), paging.Key(User.id)],
    "-nama": [paging.Key(func.lower(User.name), descending=True), paging.Key(User.id, descending=True)],
    "pengguna": [paging.Key(User.username)],
    "-pengguna": [paging.Key(User.username, descending=True)],
    "-dibuat": [paging.Key(User.id, descending=True)],
}


def _refuse_strangers(actor: Actor) -> None:
    if not policy.can_manage(actor):
        raise Forbidden


def list_grants(user_ids: Iterable[int]) -> dict[int, tuple[GrantRow, ...]]:
    """Roles of several accounts in one statement."""
    query = (
        select(RoleGrant.id, RoleGrant.user_id, RoleGrant.role, Opd.short_name, Kecamatan.name, Desa.name)
        .outerjoin(Opd, Opd.id == RoleGrant.opd_id)
        .outerjoin(Kecamatan, Kecamatan.id == RoleGrant.kecamatan_id)
        .outerjoin(Desa, Desa.id == RoleGrant.desa_id)
        .where(RoleGrant.user_id.in_(list(user_ids)))
        .order_by(RoleGrant.id)
    )
    found: dict[int, tuple[GrantRow, ...]] = {}
    for grant_id, user_id, role, opd, kecamatan, desa in db.session.execute(query):
        scope = opd or (f"Kecamatan {kecamatan}" if kecamatan else f"Desa {desa}" if desa else "seluruh kabupaten")
        found[user_id] = (*found.get(user_id, ()), GrantRow(grant_id, user_id, role, scope, whole=not (opd or kecamatan or desa)))
    return found


def list_users(
    actor: Actor,
    *,
    search: str = "",
    role: Role | None = None,
    state: str = "",
    order: str = "",
    cursor: str | None = None,
) -> tuple[paging.Page[UserRow], tuple[int, bool]]:
    """One page of accounts, with their number and whether there are more than were counted.

    ``state``: active, disabled, never (never signed in), first (first password not yet changed) or factor (without second
    factor). ``order``: a key of ``ORDERS``.

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
    statement = select(*_COLUMNS).outerjoin(Employee, Employee.id == User.employee_id).where(and_(True, *conditions))
    page = paging.paginate(
        statement, by=ORDERS.get(order, ORDERS[BY_NAME]), row=lambda row: UserRow(*tuple(row)[: len(_COLUMNS)]), cursor=cursor
    )
    grants = list_grants(row.id for row in page.rows)
    rows = tuple(_with_grants(row, grants) for row in page.rows)
    count = paging.count_up_to(select(User.id).where(and_(True, *conditions)))
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
    return UserRow(**{**values, "role_rows": grants.get(row.id, ())})


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


def list_sessions(user_id: int, here: int | None, rules: identity.Rules) -> list[SessionRow]:
    """Sessions of a person that still count, the last used first."""
    now = clock.now()
    query = (
        select(UserSession.id, UserSession.created_at, UserSession.seen_at, UserSession.address, UserSession.browser)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.seen_at >= now - rules.idle,
            UserSession.created_at >= now - rules.absolute,
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
        .limit(50)
    )
    return [SessionRow(*row, row[0] == here) for row in db.session.execute(query)]


def count_recovery_codes(user_id: int) -> int:
    """Recovery codes that can still be used."""
    query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(query) or 0


def count_known_browsers(user_id: int) -> int:
    """Browsers in which strangers' wrong tries do not hold this person back."""
    query = select(func.count()).where(KnownDevice.user_id == user_id, KnownDevice.seen_at > clock.now() - devices.KNOWN_FOR)
    return db.session.scalar(query) or 0


def find_user_names(ids: Iterable[int]) -> dict[int, str]:
    """Names by id, for pages that tell who did something."""
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(list(ids))))
    return {row.id: row.name for row in rows}


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


@dataclass(frozen=True, slots=True)
class Scopes:
    """What a role can be limited to, for select fields."""

    opd: tuple[tuple[int, str], ...]
    kecamatan: tuple[tuple[int, str], ...]
    desa: tuple[tuple[int, str], ...]


def get_scopes() -> Scopes:
    """OPDs that exist today, kecamatan, and desa with their kecamatan, with one statement."""
    today = clock.today()
    living = or_(Opd.active_until.is_(None), Opd.active_until >= today)
    desa_name = Desa.name + literal(" (") + Kecamatan.name + literal(")")
    query = union_all(
        select(literal(1).label("kind"), Opd.id.label("key"), Opd.name.label("name")).where(living),
        select(literal(2), Kecamatan.id, Kecamatan.name),
        select(literal(3), Desa.id, desa_name).join(Kecamatan, Kecamatan.id == Desa.kecamatan_id),
    ).subquery()
    found: dict[int, list[tuple[int, str]]] = {1: [], 2: [], 3: []}
    for kind, key, name in db.session.execute(select(query).order_by(query.c.name, query.c.key)):
        found[kind].append((key, name))
    return Scopes(*(tuple(found[kind]) for kind in (1, 2, 3)))


def find_employee(number: str) -> int | None:
    """Id of the employee with this NIP or internal number."""
    return db.session.scalar(select(Employee.id).where(or_(Employee.nip == number, Employee.internal_no == number)))
