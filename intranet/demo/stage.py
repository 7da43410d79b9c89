"""What the parts of the demo share: today, the generator, the moments, and who is who."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intranet.accounts.roles import ROLE_PERMISSIONS
from intranet.core.actor import Actor, Grant
from intranet.demo.printshop import PrintShop

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from intranet.accounts.states import Role
    from intranet.demo.moments import Moments
    from intranet.demo.names import People
    from intranet.demo.sizes import Size
    from intranet.opd.states import NeedCategory, OpdKind


@dataclass(frozen=True, slots=True)
class Person:
    """An employee as the rosters need one."""

    id: int
    name: str
    function: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A service of an OPD."""

    id: int
    name: str
    unit: str
    minutes: int
    category: NeedCategory


@dataclass(slots=True)
class Agency:
    """An OPD with its people (head first), services and the actor that answers for it."""

    id: int
    code: str
    name: str
    kind: OpdKind
    required: bool
    kecamatan_id: int | None
    people: list[Person] = field(default_factory=list)
    services: list[Offered] = field(default_factory=list)
    operator: Actor | None = None

    @property
    def speaker(self) -> Actor:
        """Who answers for it."""
        if self.operator is None:
            raise LookupError(self.code)
        return self.operator


@dataclass(slots=True)
class Stage:
    """The demo while it is being made. ``busy`` holds (employee id, day); ``trips`` counts
    them per employee; ``held``: visits that took place, oldest first; ``photographed``: how many of them have photos."""

    size: Size
    rng: Random
    today: date
    moments: Moments
    people: People
    agencies: dict[str, Agency] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    busy: set[tuple[int, date]] = field(default_factory=set)
    trips: dict[int, int] = field(default_factory=dict)
    held: list[int] = field(default_factory=list)
    photographed: int = 0
    shop: PrintShop = field(default_factory=PrintShop)

    @property
    def planner(self) -> Actor:
        """Who drafts the year."""
        return self.actors["perencana"]

    @property
    def sekda(self) -> Actor:
        """Who approves it."""
        return self.actors["sekda"]

    @property
    def clerk(self) -> Actor:
        """Who writes the papers."""
        return self.actors["tu"]

    def chance(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.rng.random() < share


def actor_of(user_id: int, name: str, username: str, role: Role, opd_id: int | None, employee_id: int | None) -> Actor:
    """The actor of a demo user with one grant."""
    return Actor(user_id, name, username, (Grant(role.value, ROLE_PERMISSIONS[role], opd_id=opd_id),), employee_id=employee_id)
