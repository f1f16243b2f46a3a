"""Telling people: pushes within the alert budget, digests and who opted out, launches from a case system."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import append_only, guarded

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID = sa.String(36)
NAME = sa.String(64)
REF = sa.String(200)


def _pushes() -> None:
    op.create_table(
        "push",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("result_id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("person", REF, nullable=False, comment="Whose budget it counts against; never grouped by"),
        sa.Column("decided_day", sa.Integer(), nullable=False),
        sa.Column(
            "week", sa.Integer(), nullable=False, comment="The Monday of the week it counts in, YYYYMMDD"
        ),
        sa.Column("push_from", ID, comment="Not before this moment; NULL: over the budget, in the digest"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_push_case_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_push_agency_id"),
        sa.PrimaryKeyConstraint("case_id", "result_id", name="pk_push"),
        comment="What the alert budget decided of a prompt, once for each",
    )
    op.create_index("ix_push_agency_id_week_person", "push", ["agency_id", "week", "person"])
    where = sa.text("delivery = 'now' AND state = 'gap' AND ended_at IS NULL")
    op.create_index(
        "ix_result_agency_id_now", "result", ["agency_id"], sqlite_where=where, postgresql_where=where
    )


def _digests() -> None:
    op.create_table(
        "digest_recipient",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("address", REF, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("worker", REF, comment="The source's own id of a worker, for the counts of their cases"),
        sa.Column("off", sa.Boolean(), nullable=False, comment="This person wants none"),
        sa.Column("added_at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_digest_recipient_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_digest_recipient"),
        sa.UniqueConstraint(
            "agency_id", "address", "role", name="uq_digest_recipient_agency_id_address_role"
        ),
        comment="Who gets a digest by e-mail; addresses of staff, never of families",
        sqlite_autoincrement=True,
    )
    op.create_table(
        "digest_role_off",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_digest_role_off_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", "role", name="pk_digest_role_off"),
        comment="Roles that get no digest",
    )


def _messages() -> None:
    op.create_table(
        "digest_message",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("week", sa.Integer(), nullable=False, comment="The Monday of the week, YYYYMMDD"),
        sa.Column("address", REF, nullable=False),
        sa.Column(
            "message_id", REF, nullable=False, comment="The same at every try, so that a mailbox can tell"
        ),
        sa.Column("counts", sa.Text(), nullable=False, comment="Numbers by role, JSON; no case and no child"),
        sa.Column(
            "state", sa.String(12), nullable=False, comment="waiting, sent, nothing, refused or given_up"
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", ID, nullable=False),
        sa.Column("said", NAME, comment="What the mail server answered, as a number"),
        sa.Column("written_at", ID, nullable=False),
        sa.Column("sent_at", ID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_digest_message_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_digest_message"),
        sa.UniqueConstraint("agency_id", "week", "address", name="uq_digest_message_agency_id_week_address"),
        comment="One for each person and week, written before it is sent",
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_digest_message_agency_id_state_next_at", "digest_message", ["agency_id", "state", "next_at"]
    )


def _launches() -> None:
    op.create_table(
        "launch",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.Column("source", REF, nullable=False),
        sa.Column("key_id", NAME, comment="The key that signed the link; NULL: a plain link"),
        sa.Column("nonce", NAME, comment="What a signed link can be used once by"),
        sa.Column("subject", REF, comment="Who came, where that is known"),
        sa.Column("public_id", UUID, comment="The case that opened"),
        sa.Column("outcome", NAME, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_launch_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_launch"),
        sa.UniqueConstraint("agency_id", "key_id", "nonce", name="uq_launch_agency_id_key_id_nonce"),
        comment="Every launch from a case system, opened or refused; append-only",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_launch_agency_id_at", "launch", ["agency_id", "at"])


def upgrade() -> None:
    _pushes()
    _digests()
    _messages()
    _launches()
    guarded("push", "digest_recipient", "digest_role_off", "digest_message")
    append_only("launch")
