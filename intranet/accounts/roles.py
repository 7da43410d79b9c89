"""Which role holds which permission: the only declaration of it. A role's scope (OPD, kecamatan, desa) comes from the grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.accounts.states import Role
from intranet.core.permissions import Permission as P  # noqa: N817 - it stands in every line of the table

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERYONE_INSIDE = frozenset({P.PLACES_READ, P.OPD_READ, P.PLANNING_READ, P.VISITS_READ})

ROLE_PERMISSIONS: Mapping[Role, frozenset[P]] = {
    Role.ADMIN: EVERYONE_INSIDE
    | {P.ACCOUNTS_MANAGE, P.AUDIT_READ, P.OPD_EDIT, P.PLACES_EDIT, P.SETTINGS_EDIT, P.STAFF_EDIT, P.STAFF_READ},
    Role.PLANNER: EVERYONE_INSIDE
    | {
        P.AUDIT_READ,
        P.DOCUMENTS_READ,
        P.DOCUMENTS_REVIEW,
        P.FIELDWORK_READ,
        P.OPD_EDIT,
        P.OVERVIEW_DASHBOARD,
        P.PARTICIPATION_BOARD,
        P.PLACES_EDIT,
        P.PLANNING_DRAFT,
        P.STAFF_READ,
        P.VISITS_MANAGE,
    },
    Role.SEKDA: EVERYONE_INSIDE
    | {
        P.AUDIT_READ,
        P.DOCUMENTS_READ,
        P.DOCUMENTS_REVIEW,
        P.FIELDWORK_READ,
        P.OVERVIEW_DASHBOARD,
        P.PARTICIPATION_BOARD,
        P.PLANNING_APPROVE,
        P.STAFF_READ,
    },
    Role.CLERK: EVERYONE_INSIDE
    | {
        P.DOCUMENTS_DRAFT,
        P.DOCUMENTS_ISSUE,
        P.DOCUMENTS_READ,
        P.DOCUMENTS_REVOKE,
        P.DOCUMENTS_SIGN,
        P.FIELDWORK_READ,
        P.FIELDWORK_RECORD,
        P.PARTICIPATION_BOARD,
        P.STAFF_READ,
    },
    Role.REGENT: EVERYONE_INSIDE | {P.DOCUMENTS_READ, P.FIELDWORK_READ, P.OVERVIEW_DASHBOARD, P.PARTICIPATION_BOARD},
    Role.OPERATOR: EVERYONE_INSIDE
    | {P.DOCUMENTS_READ, P.FIELDWORK_READ, P.FIELDWORK_RECORD, P.PARTICIPATION_ANSWER, P.STAFF_EDIT, P.STAFF_READ, P.OPD_EDIT},
    Role.OPD_HEAD: EVERYONE_INSIDE
    | {P.DOCUMENTS_READ, P.FIELDWORK_READ, P.PARTICIPATION_ANSWER, P.STAFF_READ, P.OVERVIEW_DASHBOARD},
    Role.CARER: EVERYONE_INSIDE,
}

SECOND_FACTOR_ROLES = frozenset({Role.ADMIN, Role.SEKDA, Role.REGENT})
"""Roles that must sign in with a second factor outside the demo (security.md 36): administrators, the Sekda and who signs."""
