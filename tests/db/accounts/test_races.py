"""What two people, or two browsers, do at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pyotp
import pytest
from sqlalchemy import func, select

from intranet.accounts import actions, queries, throttle, totp
from intranet.accounts.models import RecoveryCode, RoleGrant, User
from intranet.accounts.states import Role
from intranet.core import clock
from intranet.core.errors import DomainError
from intranet.core.transaction import transaction
from intranet.extensions import db

NOON = datetime(2026, 11, 23, 12, 0, 10, tzinfo=clock.WIB)


def at_once(app, *acts: Callable[[], object]) -> list[object]:
    """Run all in threads that start together; results or refusals in no order."""
    gate, told = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait(timeout=20)
            try:
                with transaction():
                    told.append(act())
            except DomainError as error:
                told.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return told


@pytest.mark.parametrize("round_", range(5))
def test_two_administrators_cannot_both_depose_each_other(app, world, save, round_):
    one, two = world.people["admin"].id, world.people["clerk"].id
    save(RoleGrant(user_id=two, role=Role.ADMIN, granted_at=NOON))
    with app.app_context():
        actors = {key: queries.actor_for_user(key) for key in (one, two)}
        grants = {key: grant.id for key in (one, two) for grant in queries.list_grants([key])[key] if grant.role is Role.ADMIN}

    def depose(who: int, victim: int) -> Callable[[], object]:
        return lambda: actions.revoke_role(actors[who], user_id=victim, grant_id=grants[victim])

    told = at_once(app, depose(one, two), depose(two, one))
    assert sorted(map(str, told)) == ["InvalidTransition", "None"]
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(RoleGrant.role == Role.ADMIN)) == 1


def test_a_code_sent_twice_at_once_counts_once(app, world):
    user_id, secret = world.people["sekda"].id, totp.new_secret()
    with clock.frozen(NOON):
        with app.app_context(), transaction():
            user = db.session.get(User, user_id)
            user.totp_secret, user.totp_confirmed_at = secret, NOON
            db.session.add(RecoveryCode(user_id=user_id, code_hash=totp.recovery_hash(user_id, "abcde-fghij")))
        for code in (pyotp.TOTP(secret).at(NOON), "abcde-fghij"):
            tries = throttle.by_code(user_id, "127.0.0.1")
            told = at_once(app, *[lambda code=code, tries=tries: actions.take_code(user_id, code, tries)] * 4)
            assert sorted(told) == [False, False, False, True]
            with app.app_context(), transaction() as writing:
                throttle.forget(tries, writing)


def test_a_name_is_given_once(app, world):
    admin = world.people["admin"].id
    with app.app_context():
        actor = queries.actor_for_user(admin)

    def make() -> object:
        return bool(
            actions.create_user(actor, username="sinta", name="Sinta", employee_id=None, role=Role.CLERK, scope=actions.Scope())
        )

    told = at_once(app, make, make, make)
    assert sorted(map(str, told)) == ["DuplicateValue", "DuplicateValue", "True"]
