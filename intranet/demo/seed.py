"""The whole demo in one block: either all of it is there, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from intranet.accounts import passwords
from intranet.accounts.models import User
from intranet.core import audit, clock, settings_store
from intranet.core.actor import SYSTEM
from intranet.core.errors import Forbidden
from intranet.core.transaction import transaction
from intranet.demo import password, people, plans, region
from intranet.demo.moments import Moments, at
from intranet.demo.names import People
from intranet.demo.sizes import SIZES
from intranet.demo.stage import Stage
from intranet.documents import compose
from intranet.extensions import db
from intranet.participation import watch

if TYPE_CHECKING:
    from intranet.config import Settings

SEED = 1701
MADE = settings_store.declare("demo.made", {})
"""Size, day and user ids of the demo that this database holds."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: ``made`` the demo, or found data; ``passwords`` set anew."""

    made: bool
    foreign: bool = False
    passwords: int = 0

    @property
    def words(self) -> str:
        """For the terminal."""
        if self.made:
            return "Data demo dibuat."
        if self.foreign:
            return "Basis data sudah berisi data lain; tidak ada yang diubah."
        if self.passwords:
            return f"Data demo sudah ada; kata sandi {self.passwords} akun demo disamakan lagi."
        return "Data demo sudah ada."


def run(settings: Settings, size: str = "standard") -> Outcome:
    """Fill an empty database; with data in it only the demo's passwords are looked after.

    Args:
        settings: only a demo or a test may be filled.
        size: a key of ``SIZES``.

    Raises:
        Forbidden: neither a demo nor a test.
    """
    if not (settings.demo or settings.testing):
        raise Forbidden("Data demo hanya dapat dibuat dengan INTRANET_DEMO=1.")
    watch.register()
    passwords.configure(settings)
    compose.configure(settings)
    if db.session.scalar(select(User.id).limit(1)) is not None:
        return _look_after(settings)
    with transaction():
        # First and alone, and harmless to repeat: papers can then name a place in the audit trail.
        region.import_desa(clock.today())
    secret = passwords.make_hash(password.current(settings))
    with transaction():
        make(size, secret)
    db.session.remove()
    return Outcome(made=True)


def make(size: str, password_hash: str) -> None:
    """Everything but the desa, inside a block."""
    today = clock.today()
    rng = Random(SEED)
    stage = Stage(SIZES[size], rng, today, Moments(clock.now()), People(rng, today))
    with clock.frozen(at(region.began(today), 9, 0)):
        region.make_region(stage)
        people.make_agencies(stage)
        people.make_people(stage, password_hash)
        scripts = plans.make_scripts(stage)
    for script in scripts:
        plans.play(stage, script)
    try:
        stage.moments.play()
    finally:
        stage.shop.close()
    ids = [actor.id for actor in stage.actors.values() if actor.id is not None]
    settings_store.put(SYSTEM, MADE, {"size": size, "on": today.isoformat(), "users": [min(ids), max(ids)]})


def _look_after(settings: Settings) -> Outcome:
    """A database with data: nothing is made; demo users whose password is no longer the printed one get it back."""
    made = settings_store.get(MADE)
    if not made:
        return Outcome(made=False, foreign=True)
    first, last = made["users"]
    wanted = password.current(settings)
    rows = db.session.execute(select(User.id, User.password_hash).where(User.id.between(first, last))).all()
    fitting = {kept for kept in {row.password_hash for row in rows} if passwords.verify(wanted, kept)}
    stale = [row.id for row in rows if row.password_hash not in fitting]
    if not stale:
        return Outcome(made=False)
    fresh = next(iter(fitting), None) or passwords.make_hash(wanted)
    with transaction():
        db.session.execute(
            update(User)
            .where(User.id.in_(stale))
            .values(password_hash=fresh, password_set_at=clock.now(), must_change_password=False, version=User.version + 1)
        )
        audit.record(SYSTEM, "demo_passwords_set", after={"pengguna": len(stale)})
    return Outcome(made=False, passwords=len(stale))
