"""What rules and people make of the record, and the log of who read it."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import append_only, guarded

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID = sa.String(36)
NAME = sa.String(64)
REF = sa.String(200)


def _results() -> None:
    op.create_table(
        "result",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("plugin", NAME, nullable=False),
        sa.Column("rule", NAME, nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("subject", REF, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("delivery", sa.String(8), nullable=False),
        sa.Column("addressees", REF, nullable=False, comment="Role names with commas around each"),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", NAME),
        sa.Column("occurred_day", sa.Integer()),
        sa.Column("due_at", ID),
        sa.Column("superseded_by", UUID),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("config_version", sa.Integer(), nullable=False),
        sa.Column("calendar_edition", NAME),
        sa.Column("raised_at", ID, nullable=False),
        sa.Column("updated_at", ID, nullable=False),
        sa.Column(
            "told", sa.Boolean(), nullable=False, comment="Somebody was told, so it stays listed when it ends"
        ),
        sa.Column("ended_at", ID),
        sa.Column("answer_kind", sa.String(12)),
        sa.Column("answer_reason", NAME),
        sa.Column("answer_text", sa.Text()),
        sa.Column("answer_by", REF),
        sa.Column("answer_at", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_result_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_result_case_id"),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_result"),
        comment="What rules found; keyed (case_id, id) so that it can be partitioned",
    )
    op.create_index("ix_result_agency_id_rule_occurred_day", "result", ["agency_id", "rule", "occurred_day"])
    op.create_index("ix_result_id", "result", ["id"])


def _answers() -> None:
    op.create_table(
        "answer",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("result_id", UUID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("reason", NAME),
        sa.Column("text", sa.Text()),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_answer_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_answer_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        comment="Every answer ever given; the result row holds the last",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_result_id", "answer", ["result_id"])


def _links() -> None:
    op.create_table(
        "nomination",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("plugin", NAME, nullable=False),
        sa.Column("trigger", NAME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("raised_at", ID, nullable=False),
        sa.Column("ended_at", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_nomination_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_nomination_case_id"),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_nomination"),
    )
    op.create_table(
        "review_link",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("plugin", NAME, nullable=False),
        sa.Column("review", NAME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("raised_at", ID, nullable=False),
        sa.Column("ended_at", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_review_link_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_review_link_case_id"),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_review_link"),
    )
    op.create_table(
        "next_due",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("rule", NAME, nullable=False),
        sa.Column("subject", REF, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("due_at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_next_due_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_next_due_case_id"),
        sa.PrimaryKeyConstraint("case_id", "rule", "subject", name="pk_next_due"),
        comment="What time alone will make due",
    )
    op.create_index("ix_next_due_agency_id_due_at", "next_due", ["agency_id", "due_at"])
    op.create_table(
        "plugin_fault",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("plugin", NAME, nullable=False),
        sa.Column("hook", NAME, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_plugin_fault_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plugin_fault"),
        sqlite_autoincrement=True,
    )


def _log() -> None:
    op.create_table(
        "read_log",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.Column("subject", REF, nullable=False),
        sa.Column("roles", REF, nullable=False),
        sa.Column("purpose", REF, nullable=False),
        sa.Column("action", NAME, nullable=False),
        sa.Column("cases", sa.Text(), nullable=False, comment="Public ids of the cases read, JSON"),
        sa.Column(
            "nonce", sa.String(32), nullable=False, comment="Random, so that no two rows have the same mac"
        ),
        sa.Column("mac", NAME, nullable=False, comment="HMAC of the row, without its id, with the log key"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_read_log_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_read_log"),
        sa.UniqueConstraint("mac", name="uq_read_log_mac"),
        comment="Every read of case-level data; append-only",
        sqlite_autoincrement=True,
    )
    op.create_table(
        "read_seal",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("seal_no", ID, autoincrement=False, nullable=False),
        sa.Column("log_id", ID, nullable=False),
        sa.Column(
            "chain",
            NAME,
            nullable=False,
            comment="HMAC of the seal before, this seal's numbers and the row's mac",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_read_seal_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "seal_no", name="pk_read_seal"),
        sa.UniqueConstraint("log_id", name="uq_read_seal_log_id"),
        comment="One chain for each agency; append-only",
    )


def upgrade() -> None:
    _results()
    _answers()
    _links()
    _log()
    guarded("result", "answer", "nomination", "review_link", "next_due", "plugin_fault")
    append_only("read_log", "read_seal")
