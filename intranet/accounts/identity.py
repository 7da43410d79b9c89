"""Who is behind a session token: one statement that brings session, person and grants."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, select, update

from intranet.accounts.models import RoleGrant, User, UserSession
from intranet.accounts.roles import ROLE_PERMISSIONS, SECOND_FACTOR_ROLES
from intranet.accounts.states import Role
from intranet.core import clock
from intranet.core.actor import Actor, Grant
from intranet.core.transaction import try_bookkeeping
from intranet.extensions import db
from intranet.opd.models import Opd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select, Table
    from sqlalchemy.orm import Session

TOUCH_AFTER = timedelta(seconds=60)
FRESH_FOR = timedelta(minutes=5)
TITLE_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class Identity:
    """A live session and its person; ``alive`` False: the session ended and only tells whose it was."""

    session_id: int
    actor: Actor
    alive: bool
    must_change_password: bool
    first_password: bool
    needs_second_factor: bool
    has_second_factor: bool
    confirmed_at: datetime
    seen_at: datetime

    @property
    def fresh(self) -> bool:
        """True when the password was given within the last five minutes."""
        return clock.now() - self.confirmed_at <= FRESH_FOR


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say about sessions.

    ``idle`` and ``absolute``: how long one may rest and last. ``factor_forced``: whether roles that need a second factor
    are held to it. ``password_lives``: after which time a password must be changed, None for never.
    """

    idle: timedelta
    absolute: timedelta
    factor_forced: bool
    password_lives: timedelta | None = None


@cache
def _of_token() -> Select[Any]:
    """On bare tables and built once: every request of every person runs it."""
    live, user, grant, opd = (cast("Table", model.__table__) for model in (UserSession, User, RoleGrant, Opd))
    return (
        select(live.c.id, live.c.created_at, live.c.seen_at, live.c.confirmed_at, live.c.ended_at)
        .add_columns(user.c.id.label("user_id"), user.c.name, user.c.username, user.c.employee_id, user.c.active)
        .add_columns(user.c.must_change_password, user.c.password_set_at, user.c.totp_confirmed_at)
        .add_columns(grant.c.role, grant.c.opd_id, grant.c.kecamatan_id, grant.c.desa_id, opd.c.short_name)
        .select_from(
            live.join(user, user.c.id == live.c.user_id)
            .outerjoin(grant, grant.c.user_id == user.c.id)
            .outerjoin(opd, opd.c.id == grant.c.opd_id)
        )
        .where(live.c.token_hash == bindparam("token_hash"))
        .order_by(grant.c.id)
    )


def find(token: str, rules: Rules) -> Identity | None:
    """The identity behind a token, as it stands in the cookie."""
    rows = db.session.execute(_of_token(), {"token_hash": token_hash(token)}).all()
    if not rows:
        return None
    first = rows[0]
    now = clock.now()
    rested, lasted = now - first.seen_at, now - first.created_at
    alive = first.ended_at is None and first.active and rested <= rules.idle and lasted <= rules.absolute
    expired = rules.password_lives is not None and now - first.password_set_at > rules.password_lives
    roles = {row.role for row in rows if row.role is not None}
    return Identity(
        session_id=first.id,
        actor=make_actor(first, rows),
        alive=alive,
        must_change_password=first.must_change_password or expired,
        first_password=first.must_change_password,
        needs_second_factor=rules.factor_forced and first.totp_confirmed_at is None and bool(roles & SECOND_FACTOR_ROLES),
        has_second_factor=first.totp_confirmed_at is not None,
        confirmed_at=first.confirmed_at,
        seen_at=first.seen_at,
    )


def make_actor(person: Any, rows: Sequence[Any]) -> Actor:
    """The actor of a person with one row per grant."""
    granted = [row for row in rows if row.role is not None]
    grants = tuple(
        Grant(row.role.value, ROLE_PERMISSIONS[row.role], opd_id=row.opd_id, kecamatan_id=row.kecamatan_id, desa_id=row.desa_id)
        for row in granted
    )
    return Actor(
        id=person.user_id,
        name=person.name,
        username=person.username,
        grants=grants,
        employee_id=person.employee_id,
        title=_title(granted),
    )


def _title(granted: Sequence[Any]) -> str:
    """ "Operator · Disdukcapil": the first role in the order of the enum, with its OPD."""
    if not granted:
        return "Tanpa peran"
    main = min(granted, key=lambda row: TITLE_ORDER.index(row.role))
    label: str = main.role.label
    return label + (f" · {main.short_name}" if main.short_name else "")


def touch(identity: Identity) -> None:
    """Note that a session is used, at most once a minute; a full disk or a busy database does not keep anybody from reading."""
    now = clock.now()
    if now - identity.seen_at < TOUCH_AFTER:
        return

    def write(session: Session) -> None:
        session.execute(update(UserSession).where(UserSession.id == identity.session_id).values(seen_at=now))

    try_bookkeeping(write)
