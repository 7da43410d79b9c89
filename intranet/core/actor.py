"""Who acts: a frozen value that actions, queries and policies take, so that they know neither Flask nor the accounts tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intranet.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class Grant:
    """One role given to a person, with the permissions it carries and the part of the regency it holds for (None: the whole)."""

    role: str
    permissions: frozenset[Permission]
    opd_id: int | None = None
    kecamatan_id: int | None = None
    desa_id: int | None = None

    @property
    def everything(self) -> bool:
        """True when the grant is not limited to an OPD, kecamatan or desa."""
        return self.opd_id is None and self.kecamatan_id is None and self.desa_id is None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a permission reaches for one person."""

    everything: bool
    opd_ids: frozenset[int]
    kecamatan_ids: frozenset[int]
    desa_ids: frozenset[int]

    @property
    def nothing(self) -> bool:
        """True when the person does not hold the permission at all."""
        return not (self.everything or self.opd_ids or self.kecamatan_ids or self.desa_ids)

    def opd(self, opd_id: int) -> bool:
        """True when the permission holds for this OPD."""
        return self.everything or opd_id in self.opd_ids


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person (or the system) with all grants that are in force now."""

    id: int | None
    name: str
    username: str
    grants: tuple[Grant, ...] = ()
    employee_id: int | None = None
    title: str = field(default="")

    def can(self, permission: Permission) -> bool:
        """True when any grant carries the permission, wherever it holds."""
        return any(permission in grant.permissions for grant in self.grants)

    def reach(self, permission: Permission) -> Reach:
        """The OPDs, kecamatan and desa that the permission holds for."""
        grants = [grant for grant in self.grants if permission in grant.permissions]
        return Reach(
            everything=any(grant.everything for grant in grants),
            opd_ids=frozenset(grant.opd_id for grant in grants if grant.opd_id is not None),
            kecamatan_ids=frozenset(grant.kecamatan_id for grant in grants if grant.kecamatan_id is not None),
            desa_ids=frozenset(grant.desa_id for grant in grants if grant.desa_id is not None),
        )

    @property
    def roles(self) -> frozenset[str]:
        """Names of all roles held."""
        return frozenset(grant.role for grant in self.grants)


SYSTEM = Actor(id=None, name="Sistem", username="sistem")
