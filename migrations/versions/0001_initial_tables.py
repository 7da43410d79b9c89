"""Initial tables

Rules: one change, one file, never edited once released. Runs on SQLite and PostgreSQL, upwards and downwards, on full tables.
No import of our models (they change; this must not). Rows that move or change meaning get a test in tests/db/migrations.
SQLite changes a table by copying it: with op.batch_alter_table(..., table_kwargs={"sqlite_autoincrement": True}).
A new required column is added nullable, filled, then made required. Big tables are filled in steps.
Triggers of the audit trail come from intranet.core.audit_guard.

Revision: 0001, after: 
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intranet.core import audit_guard

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('access_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('event', sa.String(length=80), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('subject_ids', sa.JSON(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('query', sa.JSON(), nullable=True),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('request_id', sa.String(length=40), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_event')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('access_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_access_event_actor_id_at'), ['actor_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_access_event_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_access_event_subject_kind_subject_id_at'), ['subject_kind', 'subject_id', 'at'], unique=False)

    op.create_table('audit_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('event', sa.String(length=80), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=True),
    sa.Column('subject_id', sa.String(length=64), nullable=True),
    sa.Column('subject_version', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.Column('request_id', sa.String(length=40), nullable=True),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_event_actor_id_id'), ['actor_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_event_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_event_event_id'), ['event', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_event_subject_kind_subject_id_id'), ['subject_kind', 'subject_id', 'id'], unique=False)

    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('count', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head')),
    sqlite_autoincrement=True
    )
    op.create_table('counter',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_counter')),
    sqlite_autoincrement=True
    )
    op.create_table('document_register',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('next_number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_register')),
    sa.UniqueConstraint('key', 'year', name='uq_document_register_key_year'),
    sqlite_autoincrement=True
    )
    op.create_table('holiday',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('kind', sa.Enum('public', 'joint_leave', name='holiday_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('source', sa.String(length=160), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holiday')),
    sa.UniqueConstraint('on', 'kind', name='uq_holiday_on'),
    sqlite_autoincrement=True
    )
    op.create_table('job',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=True),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('max_attempts', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('queued', 'running', 'done', 'failed', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('last_error', sa.String(length=300), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('key', name=op.f('uq_job_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_finished_at'), ['finished_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_job_status_not_before_id'), ['status', 'not_before', 'id'], unique=False)

    op.create_table('job_worker',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('job_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_job_worker')),
    sqlite_autoincrement=True
    )
    op.create_table('kecamatan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('lat', sa.Double(), nullable=False),
    sa.Column('lon', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kecamatan')),
    sa.UniqueConstraint('code', name=op.f('uq_kecamatan_code')),
    sqlite_autoincrement=True
    )
    op.create_table('rate_window',
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('starts', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key_hash', 'starts', name=op.f('pk_rate_window')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('rate_window', schema=None) as batch_op:
        batch_op.create_index('ix_rate_window_starts', ['starts'], unique=False)

    op.create_table('setting',
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_setting')),
    sqlite_autoincrement=True
    )
    op.create_table('sign_in_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_hash', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_attempt_address', ['address', 'at'], unique=False)
        batch_op.create_index('ix_sign_in_attempt_name_hash', ['name_hash', 'at'], unique=False)

    op.create_table('desa',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kecamatan_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=13), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.Enum('desa', 'kelurahan', name='desa_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('lat', sa.Double(), nullable=False),
    sa.Column('lon', sa.Double(), nullable=False),
    sa.Column('area_km2', sa.Double(), nullable=False),
    sa.Column('straight_km', sa.Double(), nullable=False),
    sa.Column('office_lat', sa.Double(), nullable=True),
    sa.Column('office_lon', sa.Double(), nullable=True),
    sa.Column('road_km', sa.Double(), nullable=True),
    sa.Column('travel_minutes', sa.Integer(), nullable=True),
    sa.Column('wet_season_access', sa.Enum('unknown', 'all_year', 'hard', 'cut_off', name='wet_season_access', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('last_visited_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(office_lat IS NULL) = (office_lon IS NULL)', name=op.f('ck_desa_office_point')),
    sa.CheckConstraint('road_km IS NULL OR (road_km >= 0 AND road_km <= 300)', name=op.f('ck_desa_road_km')),
    sa.CheckConstraint('travel_minutes IS NULL OR (travel_minutes >= 1 AND travel_minutes <= 1440)', name=op.f('ck_desa_travel_minutes')),
    sa.ForeignKeyConstraint(['kecamatan_id'], ['kecamatan.id'], name=op.f('fk_desa_kecamatan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desa')),
    sa.UniqueConstraint('code', name=op.f('uq_desa_code')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('desa', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_desa_kecamatan_id'), ['kecamatan_id'], unique=False)
        batch_op.create_index('ix_desa_name', ['name'], unique=False)

    op.create_table('opd',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('short_name', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.Enum('setda', 'secretariat', 'inspectorate', 'dinas', 'badan', 'hospital', 'kecamatan', 'vertical', 'company', name='opd_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('kecamatan_id', sa.Integer(), nullable=True),
    sa.Column('letter_code', sa.String(length=40), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('active_from', sa.Date(), nullable=True),
    sa.Column('active_until', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['kecamatan_id'], ['kecamatan.id'], name=op.f('fk_opd_kecamatan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opd')),
    sa.UniqueConstraint('code', name=op.f('uq_opd_code')),
    sqlite_autoincrement=True
    )
    op.create_table('blocked_period',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('ramadan', 'election', 'other', name='blocked_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('kecamatan_id', sa.Integer(), nullable=True),
    sa.Column('desa_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_blocked_period_order')),
    sa.CheckConstraint('kecamatan_id IS NULL OR desa_id IS NULL', name=op.f('ck_blocked_period_scope')),
    sa.ForeignKeyConstraint(['desa_id'], ['desa.id'], name=op.f('fk_blocked_period_desa_id')),
    sa.ForeignKeyConstraint(['kecamatan_id'], ['kecamatan.id'], name=op.f('fk_blocked_period_kecamatan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blocked_period')),
    sqlite_autoincrement=True
    )
    op.create_table('boundary',
    sa.Column('desa_id', sa.Integer(), nullable=False),
    sa.Column('geometry', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['desa_id'], ['desa.id'], name=op.f('fk_boundary_desa_id')),
    sa.PrimaryKeyConstraint('desa_id', name=op.f('pk_boundary')),
    sqlite_autoincrement=True
    )
    op.create_table('employee',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opd_id', sa.Integer(), nullable=False),
    sa.Column('internal_no', sa.String(length=20), nullable=False),
    sa.Column('nip', sa.String(length=18), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('front_title', sa.String(length=40), nullable=False),
    sa.Column('back_title', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.Enum('pns', 'pppk', 'honorer', name='employee_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('rank', sa.String(length=8), nullable=False),
    sa.Column('position', sa.String(length=120), nullable=False),
    sa.Column('usual_function', sa.String(length=80), nullable=False),
    sa.Column('home_desa_id', sa.Integer(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind = 'honorer' OR nip IS NOT NULL", name=op.f('ck_employee_nip_given')),
    sa.CheckConstraint('nip IS NULL OR length(nip) = 18', name=op.f('ck_employee_nip_length')),
    sa.ForeignKeyConstraint(['home_desa_id'], ['desa.id'], name=op.f('fk_employee_home_desa_id')),
    sa.ForeignKeyConstraint(['opd_id'], ['opd.id'], name=op.f('fk_employee_opd_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employee')),
    sa.UniqueConstraint('internal_no', name=op.f('uq_employee_internal_no')),
    sa.UniqueConstraint('nip', name=op.f('uq_employee_nip')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('employee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_employee_home_desa_id'), ['home_desa_id'], unique=False)
        batch_op.create_index('ix_employee_name', ['name'], unique=False)
        batch_op.create_index('ix_employee_opd_id_name', ['opd_id', 'name', 'active'], unique=False)

    op.create_table('employee_word',
    sa.Column('word', sa.String(length=40).with_variant(sa.String(length=40, collation='C'), 'postgresql'), nullable=False),
    sa.Column('employee_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_employee_word_employee_id')),
    sa.PrimaryKeyConstraint('word', 'employee_id', name=op.f('pk_employee_word'))
    )
    with op.batch_alter_table('employee_word', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_employee_word_employee_id'), ['employee_id'], unique=False)

    op.create_table('opd_former_name',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opd_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('short_name', sa.String(length=60), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['opd_id'], ['opd.id'], name=op.f('fk_opd_former_name_opd_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opd_former_name')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('opd_former_name', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opd_former_name_opd_id'), ['opd_id'], unique=False)

    op.create_table('official',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office', sa.Enum('bupati', 'wakil_bupati', 'sekda', 'opd_head', name='office', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('opd_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('front_title', sa.String(length=40), nullable=False),
    sa.Column('back_title', sa.String(length=60), nullable=False),
    sa.Column('nip', sa.String(length=18), nullable=True),
    sa.Column('rank', sa.String(length=8), nullable=False),
    sa.Column('status', sa.Enum('definitive', 'plt', 'plh', 'pj', name='official_status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(office = 'opd_head') = (opd_id IS NOT NULL)", name=op.f('ck_official_opd_head')),
    sa.CheckConstraint('valid_until IS NULL OR valid_until >= valid_from', name=op.f('ck_official_order')),
    sa.ForeignKeyConstraint(['opd_id'], ['opd.id'], name=op.f('fk_official_opd_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_official')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('official', schema=None) as batch_op:
        batch_op.create_index('ix_official_office', ['office', 'opd_id', 'valid_from'], unique=False)

    op.create_table('service',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opd_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('papers', sa.String(length=2000), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('category', sa.Enum('health', 'disaster', 'housing', 'administration', 'education', 'environment', 'livelihood', 'other', name='need_category', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes >= 1 AND minutes <= 480', name=op.f('ck_service_minutes')),
    sa.ForeignKeyConstraint(['opd_id'], ['opd.id'], name=op.f('fk_service_opd_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service')),
    sa.UniqueConstraint('opd_id', 'name', name='uq_service_opd_id_name'),
    sqlite_autoincrement=True
    )
    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('desa_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('venue', sa.String(length=160), nullable=False),
    sa.Column('status', sa.Enum('drafted', 'scheduled', 'postponed', 'cancelled', 'held', 'reported', 'closed', name='visit_status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status_reason', sa.String(length=1000), nullable=False),
    sa.Column('status_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_visit_order')),
    sa.ForeignKeyConstraint(['desa_id'], ['desa.id'], name=op.f('fk_visit_desa_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_desa_id'), ['desa_id'], unique=False)
        batch_op.create_index('ix_visit_starts_on', ['starts_on', 'id'], unique=False)
        batch_op.create_index('ix_visit_status', ['status', 'starts_on'], unique=False)
        batch_op.create_index('uq_visit_year_desa_id', ['year', 'desa_id'], unique=True, sqlite_where=sa.text("status <> 'cancelled'"), postgresql_where=sa.text("status <> 'cancelled'"))

    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('opd_id', sa.Integer(), nullable=False),
    sa.Column('employee_id', sa.Integer(), nullable=False),
    sa.Column('presence', sa.Enum('present', 'absent', 'excused', name='presence', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_attendance_employee_id')),
    sa.ForeignKeyConstraint(['opd_id'], ['opd.id'], name=op.f('fk_attendance_opd_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_attendance_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('visit_id', 'employee_id', name='uq_attendance_visit_id_employee_id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_employee_id'), ['employee_id'], unique=False)

    op.create_table('service_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('opd_id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('served', sa.Integer(), nullable=False),
    sa.Column('finished', sa.Integer(), nullable=False),
    sa.Column('carried_over', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('finished >= 0 AND carried_over >= 0 AND finished + carried_over = served', name=op.f('ck_service_result_sum')),
    sa.CheckConstraint('served >= 0 AND served <= 100000', name=op.f('ck_service_result_served')),
    sa.ForeignKeyConstraint(['opd_id'], ['opd.id'], name=op.f('fk_service_result_opd_id')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_result_service_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_service_result_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_result')),
    sa.UniqueConstraint('visit_id', 'service_id', name='uq_service_result_visit_id_service_id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('service_result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_result_service_id'), ['service_id'], unique=False)

    op.create_table('user_account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('username', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('employee_id', sa.Integer(), nullable=True),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('password_set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('must_change_password', sa.Boolean(), nullable=False),
    sa.Column('first_password_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('totp_secret', sa.Text(), nullable=True),
    sa.Column('totp_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('totp_last_step', sa.Integer(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_user_account_employee_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_account')),
    sa.UniqueConstraint('username', name=op.f('uq_user_account_username')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_account_employee_id'), ['employee_id'], unique=False)

    op.create_table('visit_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('evening_residents', sa.Integer(), nullable=False),
    sa.Column('evening_from', sa.String(length=5), nullable=False),
    sa.Column('evening_until', sa.String(length=5), nullable=False),
    sa.Column('service_from', sa.String(length=5), nullable=False),
    sa.Column('service_until', sa.String(length=5), nullable=False),
    sa.Column('conclusion', sa.String(length=5000), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('evening_residents >= 0 AND evening_residents <= 100000', name=op.f('ck_visit_record_evening_residents')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_record_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_record')),
    sa.UniqueConstraint('visit_id', name=op.f('uq_visit_record_visit_id')),
    sqlite_autoincrement=True
    )
    op.create_table('walk_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('sex', sa.Enum('female', 'male', name='sex', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('age_group', sa.Enum('child', 'adult', 'elder', name='age_group', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.CheckConstraint('count >= 0 AND count <= 100000', name=op.f('ck_walk_in_count')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_walk_in_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_walk_in')),
    sa.UniqueConstraint('visit_id', 'sex', 'age_group', name='uq_walk_in_visit_id_sex_age_group'),
    sqlite_autoincrement=True
    )
    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('visit_report', name='document_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.Enum('drafted', 'reviewed', 'issued', 'signed', 'superseded', 'revoked', name='document_status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('verification_code', sa.String(length=64), nullable=False),
    sa.Column('snapshot', sa.Text(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('supersedes_id', sa.Integer(), nullable=True),
    sa.Column('correction_reason', sa.String(length=500), nullable=False),
    sa.Column('register_key', sa.String(length=40), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=True),
    sa.Column('number', sa.String(length=80), nullable=True),
    sa.Column('dated_on', sa.Date(), nullable=True),
    sa.Column('signer_name', sa.String(length=160), nullable=False),
    sa.Column('signer_office', sa.String(length=160), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('size_bytes', sa.Integer(), nullable=True),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('scan_sha256', sa.String(length=64), nullable=True),
    sa.Column('scan_type', sa.String(length=40), nullable=False),
    sa.Column('drafted_by_id', sa.Integer(), nullable=True),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewed_by_id', sa.Integer(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(length=500), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("edition = 1 OR correction_reason <> ''", name=op.f('ck_document_correction_reason')),
    sa.CheckConstraint("status <> 'signed' OR scan_sha256 IS NOT NULL", name=op.f('ck_document_signed_scan')),
    sa.CheckConstraint("status IN ('drafted', 'reviewed') OR (number IS NOT NULL AND sha256 IS NOT NULL)", name=op.f('ck_document_issued_whole')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['user_account.id'], name=op.f('fk_document_drafted_by_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['user_account.id'], name=op.f('fk_document_issued_by_id')),
    sa.ForeignKeyConstraint(['reviewed_by_id'], ['user_account.id'], name=op.f('fk_document_reviewed_by_id')),
    sa.ForeignKeyConstraint(['supersedes_id'], ['document.id'], name=op.f('fk_document_supersedes_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_document_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('number', 'edition', name='uq_document_number_edition'),
    sa.UniqueConstraint('register_key', 'year', 'sequence', 'edition', name='uq_document_register_key_year_sequence_edition'),
    sa.UniqueConstraint('verification_code', name=op.f('uq_document_verification_code')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index('ix_document_scan_sha256', ['scan_sha256'], unique=False)
        batch_op.create_index('ix_document_sha256', ['sha256'], unique=False)
        batch_op.create_index('ix_document_status', ['status', 'id'], unique=False)
        batch_op.create_index('ix_document_visit_id', ['visit_id'], unique=False)

    op.create_table('participation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('opd_id', sa.Integer(), nullable=False),
    sa.Column('duty', sa.Enum('required', 'optional', name='duty', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('invited', 'confirmed', 'changed', 'declined', 'reconfirm', name='participation_status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('respond_by', sa.Date(), nullable=False),
    sa.Column('decline_reason', sa.String(length=500), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status <> 'declined' OR decline_reason <> ''", name=op.f('ck_participation_decline_reason')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], name=op.f('fk_participation_answered_by_id')),
    sa.ForeignKeyConstraint(['opd_id'], ['opd.id'], name=op.f('fk_participation_opd_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_participation_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participation')),
    sa.UniqueConstraint('visit_id', 'opd_id', name='uq_participation_visit_id_opd_id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('participation', schema=None) as batch_op:
        batch_op.create_index('ix_participation_opd_id', ['opd_id', 'status', 'respond_by'], unique=False)

    op.create_table('photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('caption', sa.String(length=200), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['user_account.id'], name=op.f('fk_photo_uploaded_by_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_photo_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_photo')),
    sa.UniqueConstraint('visit_id', 'sha256', name='uq_photo_visit_id_sha256'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.create_index('ix_photo_visit_id', ['visit_id', 'id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=200), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_recovery_code_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_user_id'), ['user_id'], unique=False)

    op.create_table('remark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('aspiration', 'problem', 'suggestion', name='remark_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('text', sa.String(length=2000), nullable=False),
    sa.Column('opd_id', sa.Integer(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_remark_created_by_id')),
    sa.ForeignKeyConstraint(['opd_id'], ['opd.id'], name=op.f('fk_remark_opd_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_remark_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('remark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remark_visit_id'), ['visit_id'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('admin', 'planner', 'sekda', 'clerk', 'regent', 'operator', 'opd_head', 'carer', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('opd_id', sa.Integer(), nullable=True),
    sa.Column('kecamatan_id', sa.Integer(), nullable=True),
    sa.Column('desa_id', sa.Integer(), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(CASE WHEN opd_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN kecamatan_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN desa_id IS NULL THEN 0 ELSE 1 END) <= 1', name=op.f('ck_role_grant_one_scope')),
    sa.ForeignKeyConstraint(['desa_id'], ['desa.id'], name=op.f('fk_role_grant_desa_id')),
    sa.ForeignKeyConstraint(['kecamatan_id'], ['kecamatan.id'], name=op.f('fk_role_grant_kecamatan_id')),
    sa.ForeignKeyConstraint(['opd_id'], ['opd.id'], name=op.f('fk_role_grant_opd_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_role_grant_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_opd_id'), ['opd_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_grant_user_id'), ['user_id'], unique=False)

    op.create_table('user_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('browser', sa.String(length=120), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end', sa.Enum('signed_out', 'ended_by_owner', 'password_changed', 'disabled', 'reset', name='session_end', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_user_session_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_user_session_token_hash')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.create_index('ix_user_session_user_id', ['user_id', 'ended_at'], unique=False)

    op.create_table('year_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('draft', 'submitted', 'returned', 'approved', name='plan_status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('weekdays', sa.JSON(), nullable=False),
    sa.Column('visits_per_week', sa.Integer(), nullable=False),
    sa.Column('days_per_visit', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('submitted_by_id', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('return_reason', sa.String(length=1000), nullable=False),
    sa.Column('returned_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status <> 'returned' OR return_reason <> ''", name=op.f('ck_year_plan_return_reason')),
    sa.CheckConstraint('days_per_visit >= 1 AND days_per_visit <= 5', name=op.f('ck_year_plan_days_per_visit')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_year_plan_order')),
    sa.CheckConstraint('visits_per_week >= 1 AND visits_per_week <= 7', name=op.f('ck_year_plan_visits_per_week')),
    sa.ForeignKeyConstraint(['returned_by_id'], ['user_account.id'], name=op.f('fk_year_plan_returned_by_id')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['user_account.id'], name=op.f('fk_year_plan_submitted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_plan')),
    sa.UniqueConstraint('year', name=op.f('uq_year_plan_year')),
    sqlite_autoincrement=True
    )
    op.create_table('plan_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('desa_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('venue', sa.String(length=160), nullable=False),
    sa.Column('pinned', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['desa_id'], ['desa.id'], name=op.f('fk_plan_line_desa_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['year_plan.id'], name=op.f('fk_plan_line_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_line')),
    sa.UniqueConstraint('plan_id', 'desa_id', name='uq_plan_line_plan_id_desa_id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('plan_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_line_desa_id'), ['desa_id'], unique=False)
        batch_op.create_index('ix_plan_line_plan_id', ['plan_id', 'starts_on'], unique=False)

    op.create_table('schedule_release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('decree_number', sa.String(length=80), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_by_name', sa.String(length=120), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['approved_by_id'], ['user_account.id'], name=op.f('fk_schedule_release_approved_by_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['year_plan.id'], name=op.f('fk_schedule_release_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule_release')),
    sa.UniqueConstraint('plan_id', 'number', name='uq_schedule_release_plan_id_number'),
    sqlite_autoincrement=True
    )
    op.create_table('service_offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('quota', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=True),
    sa.CheckConstraint('quota >= 1 AND quota <= 2000', name=op.f('ck_service_offer_quota')),
    sa.ForeignKeyConstraint(['participation_id'], ['participation.id'], name=op.f('fk_service_offer_participation_id')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_offer_service_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_offer')),
    sa.UniqueConstraint('participation_id', 'service_id', name='uq_service_offer_participation_id_service_id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('service_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_offer_service_id'), ['service_id'], unique=False)

    op.create_table('staff_assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('employee_id', sa.Integer(), nullable=False),
    sa.Column('function', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_staff_assignment_employee_id')),
    sa.ForeignKeyConstraint(['participation_id'], ['participation.id'], name=op.f('fk_staff_assignment_participation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_assignment')),
    sa.UniqueConstraint('participation_id', 'employee_id', name='uq_staff_assignment_participation_id_employee_id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('staff_assignment', schema=None) as batch_op:
        batch_op.create_index('ix_staff_assignment_employee_id', ['employee_id'], unique=False)

    op.create_table('released_visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('desa_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('venue', sa.String(length=160), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['desa_id'], ['desa.id'], name=op.f('fk_released_visit_desa_id')),
    sa.ForeignKeyConstraint(['release_id'], ['schedule_release.id'], name=op.f('fk_released_visit_release_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_released_visit_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_released_visit')),
    sa.UniqueConstraint('release_id', 'desa_id', name='uq_released_visit_release_id_desa_id'),
    sqlite_autoincrement=True
    )
    op.create_table('staff_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('employee_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['staff_assignment.id'], name=op.f('fk_staff_day_assignment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_staff_day_employee_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_day')),
    sa.UniqueConstraint('employee_id', 'day', name='uq_staff_day_employee_id_day'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('staff_day', schema=None) as batch_op:
        batch_op.create_index('ix_staff_day_assignment_id', ['assignment_id'], unique=False)

    for statement in audit_guard.create_statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('staff_day', schema=None) as batch_op:
        batch_op.drop_index('ix_staff_day_assignment_id')

    op.drop_table('staff_day')
    op.drop_table('released_visit')
    with op.batch_alter_table('staff_assignment', schema=None) as batch_op:
        batch_op.drop_index('ix_staff_assignment_employee_id')

    op.drop_table('staff_assignment')
    with op.batch_alter_table('service_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_offer_service_id'))

    op.drop_table('service_offer')
    op.drop_table('schedule_release')
    with op.batch_alter_table('plan_line', schema=None) as batch_op:
        batch_op.drop_index('ix_plan_line_plan_id')
        batch_op.drop_index(batch_op.f('ix_plan_line_desa_id'))

    op.drop_table('plan_line')
    op.drop_table('year_plan')
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.drop_index('ix_user_session_user_id')

    op.drop_table('user_session')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_grant_user_id'))
        batch_op.drop_index(batch_op.f('ix_role_grant_opd_id'))

    op.drop_table('role_grant')
    with op.batch_alter_table('remark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_remark_visit_id'))

    op.drop_table('remark')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_user_id'))

    op.drop_table('recovery_code')
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.drop_index('ix_photo_visit_id')

    op.drop_table('photo')
    with op.batch_alter_table('participation', schema=None) as batch_op:
        batch_op.drop_index('ix_participation_opd_id')

    op.drop_table('participation')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index('ix_document_visit_id')
        batch_op.drop_index('ix_document_status')
        batch_op.drop_index('ix_document_sha256')
        batch_op.drop_index('ix_document_scan_sha256')

    op.drop_table('document')
    op.drop_table('walk_in')
    op.drop_table('visit_record')
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_account_employee_id'))

    op.drop_table('user_account')
    with op.batch_alter_table('service_result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_result_service_id'))

    op.drop_table('service_result')
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_employee_id'))

    op.drop_table('attendance')
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_index('uq_visit_year_desa_id', sqlite_where=sa.text("status <> 'cancelled'"), postgresql_where=sa.text("status <> 'cancelled'"))
        batch_op.drop_index('ix_visit_status')
        batch_op.drop_index('ix_visit_starts_on')
        batch_op.drop_index(batch_op.f('ix_visit_desa_id'))

    op.drop_table('visit')
    op.drop_table('service')
    with op.batch_alter_table('official', schema=None) as batch_op:
        batch_op.drop_index('ix_official_office')

    op.drop_table('official')
    with op.batch_alter_table('opd_former_name', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opd_former_name_opd_id'))

    op.drop_table('opd_former_name')
    with op.batch_alter_table('employee_word', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_employee_word_employee_id'))

    op.drop_table('employee_word')
    with op.batch_alter_table('employee', schema=None) as batch_op:
        batch_op.drop_index('ix_employee_opd_id_name')
        batch_op.drop_index('ix_employee_name')
        batch_op.drop_index(batch_op.f('ix_employee_home_desa_id'))

    op.drop_table('employee')
    op.drop_table('boundary')
    op.drop_table('blocked_period')
    op.drop_table('opd')
    with op.batch_alter_table('desa', schema=None) as batch_op:
        batch_op.drop_index('ix_desa_name')
        batch_op.drop_index(batch_op.f('ix_desa_kecamatan_id'))

    op.drop_table('desa')
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_in_attempt_name_hash')
        batch_op.drop_index('ix_sign_in_attempt_address')

    op.drop_table('sign_in_attempt')
    op.drop_table('setting')
    with op.batch_alter_table('rate_window', schema=None) as batch_op:
        batch_op.drop_index('ix_rate_window_starts')

    op.drop_table('rate_window')
    op.drop_table('kecamatan')
    op.drop_table('job_worker')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_status_not_before_id'))
        batch_op.drop_index(batch_op.f('ix_job_finished_at'))

    op.drop_table('job')
    op.drop_table('holiday')
    op.drop_table('document_register')
    op.drop_table('counter')
    op.drop_table('audit_head')
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_event_subject_kind_subject_id_id'))
        batch_op.drop_index(batch_op.f('ix_audit_event_event_id'))
        batch_op.drop_index(batch_op.f('ix_audit_event_at'))
        batch_op.drop_index(batch_op.f('ix_audit_event_actor_id_id'))

    op.drop_table('audit_event')
    with op.batch_alter_table('access_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_access_event_subject_kind_subject_id_at'))
        batch_op.drop_index(batch_op.f('ix_access_event_at'))
        batch_op.drop_index(batch_op.f('ix_access_event_actor_id_at'))

    op.drop_table('access_event')
