"""${message}

Rules: one change, one file, never edited once released. Runs on SQLite and PostgreSQL, upwards and downwards, on full tables.
No import of our models (they change; this must not). Rows that move or change meaning get a test in tests/db/migrations.
SQLite changes a table by copying it: with op.batch_alter_table(..., table_kwargs={"sqlite_autoincrement": True}).
A new required column is added nullable, filled, then made required. Big tables are filled in steps.
Triggers of the audit trail come from intranet.core.audit_guard.

Revision: ${up_revision}, after: ${down_revision | comma,n}
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
