"""The record: agencies, cases, what came in and what holds; on PostgreSQL the application's role."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import directory, guarded, make_role

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID = sa.String(36)
NAME = sa.String(64)
REF = sa.String(200)


def _agencies() -> None:
    op.create_table(
        "agency",
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nation", NAME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agency"),
        comment="Directory of agencies: names only, readable by every viewer",
    )
    op.create_table(
        "agency_setting",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("saved_at", ID, nullable=False),
        sa.Column("saved_by", REF, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_agency_setting_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "version", name="pk_agency_setting"),
    )
    op.create_table(
        "calendar",
        sa.Column("nation", NAME, nullable=False),
        sa.Column("edition", NAME, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("workday_no", sa.Integer(), nullable=False),
        sa.Column("plus_1m", sa.Integer(), nullable=False),
        sa.Column("plus_3m", sa.Integer(), nullable=False),
        sa.Column("plus_6m", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("nation", "edition", "day", name="pk_calendar"),
        comment="Days of each nation; the same arithmetic for every store",
    )


def _cases() -> None:
    op.create_table(
        "case_record",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("ref", REF, nullable=False),
        sa.Column("public_id", UUID, nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), comment="Cache; NULL: the source does not say"),
        sa.Column("is_held", sa.Boolean(), nullable=False, comment="Cache: some live event holds the case"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_case_record_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_record"),
        sa.UniqueConstraint("agency_id", "source", "ref", name="uq_case_record_agency_id_source_ref"),
        sa.UniqueConstraint("public_id", name="uq_case_record_public_id"),
        comment="A case is (agency, source, the source's own id)",
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_case_record_stale",
        "case_record",
        ["agency_id", "id"],
        sqlite_where=sa.text("stale = 1"),
        postgresql_where=sa.text("stale"),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("import_id", ID, nullable=False, comment="0: a live feed"),
        sa.Column("source", NAME, nullable=False),
        sa.Column("scope", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("case_ref", REF, nullable=False),
        sa.Column("key", REF, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("origin", REF, nullable=False, comment="file number and row"),
        sa.Column("received_at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_inbox_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        comment="Received and committed, not yet applied; never partitioned",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_agency_id_import_id_id", "inbox", ["agency_id", "import_id", "id"])


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("scope", NAME, nullable=False),
        sa.Column("key", REF, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("occurred_at", ID, nullable=False),
        sa.Column("occurred_day", sa.Integer(), nullable=False),
        sa.Column("until_at", ID),
        sa.Column("until_day", sa.Integer()),
        sa.Column("precision", sa.String(8), nullable=False),
        sa.Column("code", REF),
        sa.Column("code_raw", sa.Text()),
        sa.Column("outcome", REF),
        sa.Column("reason", REF),
        sa.Column("actor", REF),
        sa.Column("seen", sa.String(16)),
        sa.Column("alone", sa.String(16)),
        sa.Column("offered", sa.String(16)),
        sa.Column("accepted", sa.String(16)),
        sa.Column("held", sa.String(16)),
        sa.Column("born_on", sa.Integer()),
        sa.Column("seq", sa.Integer()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("origin", REF, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("seen_by", ID, nullable=False, comment="The last import that stated this version"),
        sa.Column("recorded_at", ID, nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False, comment="The version that rules read"),
        sa.Column("ended_at", ID),
        sa.Column("ended_as", sa.String(12), comment="superseded, retracted or undone"),
        sa.Column("ended_by", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_event_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_event_case_id"),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_event"),
        comment="Every version of every fact; keyed (case_id, id) so that it can be partitioned",
    )


def _event_indexes() -> None:
    op.create_index(
        "ix_event_agency_id_source_key_scope",
        "event",
        ["agency_id", "source", "key", "scope"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_event_case_id_kind_occurred_at_id",
        "event",
        ["case_id", "kind", "occurred_at", "id"],
        sqlite_where=sa.text("live = 1"),
        postgresql_where=sa.text("live"),
    )
    op.create_index("ix_event_ended_by", "event", ["ended_by"])
    op.create_index("ix_event_import_id", "event", ["import_id"])


def _coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("scope", NAME, nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("ended_by", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_coverage_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_coverage"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_coverage_agency_id_source_kind", "coverage", ["agency_id", "source", "kind"])


def _imports() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("adapter", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("scope", NAME, nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column(
            "state", sa.String(12), nullable=False, comment="receiving, received, done, undone or abandoned"
        ),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("coverage", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_accepted", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("started_at", ID, nullable=False),
        sa.Column("finished_at", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_import_run_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_run_agency_id_state", "import_run", ["agency_id", "state"])
    op.create_table(
        "rejected_row",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("file", REF, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("field", NAME),
        sa.Column("reason", NAME, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False, comment="Child data: own admin only"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_rejected_row_agency_id"),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name="fk_rejected_row_import_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rejected_row"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rejected_row_import_id", "rejected_row", ["import_id"])
    op.create_table(
        "import_notice",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("file", REF, nullable=False),
        sa.Column("field", NAME),
        sa.Column("reason", NAME, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("first_row", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_import_notice_agency_id"),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name="fk_import_notice_import_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_notice"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_notice_import_id", "import_notice", ["import_id"])


def upgrade() -> None:
    make_role()
    _agencies()
    _cases()
    _inbox()
    _events()
    _event_indexes()
    _coverage()
    _imports()
    directory("agency", "calendar")
    guarded(
        "agency_setting",
        "case_record",
        "inbox",
        "event",
        "coverage",
        "import_run",
        "rejected_row",
        "import_notice",
    )
