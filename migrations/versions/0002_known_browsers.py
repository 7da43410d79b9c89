"""Known browsers

Rules: one change, one file, never edited once released. Runs on SQLite and PostgreSQL, upwards and downwards, on full tables.
No import of our models (they change; this must not). Rows that move or change meaning get a test in tests/db/migrations.
SQLite changes a table by copying it: with op.batch_alter_table(..., table_kwargs={"sqlite_autoincrement": True}).
A new required column is added nullable, filled, then made required. Big tables are filled in steps.
Triggers of the audit trail come from intranet.core.audit_guard.

Revision: 0002, after: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('known_device',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_known_device_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_device')),
    sa.UniqueConstraint('user_id', 'token_hash', name=op.f('uq_known_device_user_id_token_hash')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('known_device')
