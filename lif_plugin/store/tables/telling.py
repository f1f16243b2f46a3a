"""How people are told: pushes within the alert budget, digests by e-mail, and launches from a case system."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, case_column, metadata

push = Table(
    "push",
    metadata,
    case_column(),
    Column("result_id", Uuid, primary_key=True),
    agency_column(),
    Column("person", Ref, nullable=False, comment="Whose budget it counts against; never grouped by"),
    Column("decided_day", Integer, nullable=False),
    Column("week", Integer, nullable=False, comment="The Monday of the week it counts in, YYYYMMDD"),
    Column("push_from", Id, comment="Not before this moment; NULL: over the budget, in the digest"),
    Index("ix_push_agency_id_week_person", "agency_id", "week", "person"),
    comment="What the alert budget decided of a prompt, once for each",
)

digest_recipient = Table(
    "digest_recipient",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column("address", Ref, nullable=False),
    Column("role", Name, nullable=False),
    Column("worker", Ref, comment="The source's own id of a worker, for the counts of their cases"),
    Column("off", Boolean, nullable=False, comment="This person wants none"),
    Column("added_at", Id, nullable=False),
    UniqueConstraint("agency_id", "address", "role"),
    sqlite_autoincrement=True,
    comment="Who gets a digest by e-mail; addresses of staff, never of families",
)

digest_role_off = Table(
    "digest_role_off",
    metadata,
    agency_column(primary_key=True),
    Column("role", Name, primary_key=True),
    comment="Roles that get no digest",
)

digest_message = Table(
    "digest_message",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column("week", Integer, nullable=False, comment="The Monday of the week, YYYYMMDD"),
    Column("address", Ref, nullable=False),
    Column("message_id", Ref, nullable=False, comment="The same at every try, so that a mailbox can tell"),
    Column("counts", Text, nullable=False, comment="Numbers by role, JSON; no case and no child"),
    Column("state", String(12), nullable=False, comment="waiting, sent, nothing, refused or given_up"),
    Column("tries", Integer, nullable=False),
    Column("next_at", Id, nullable=False),
    Column("said", Name, comment="What the mail server answered, as a number"),
    Column("written_at", Id, nullable=False),
    Column("sent_at", Id),
    UniqueConstraint("agency_id", "week", "address"),
    Index("ix_digest_message_agency_id_state_next_at", "agency_id", "state", "next_at"),
    sqlite_autoincrement=True,
    comment="One for each person and week, written before it is sent",
)

launch = Table(
    "launch",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    agency_column(),
    Column("at", Id, nullable=False),
    Column("source", Ref, nullable=False),
    Column("key_id", Name, comment="The key that signed the link; NULL: a plain link"),
    Column("nonce", Name, comment="What a signed link can be used once by"),
    Column("subject", Ref, comment="Who came, where that is known"),
    Column("public_id", Uuid, comment="The case that opened"),
    Column("outcome", Name, nullable=False),
    UniqueConstraint("agency_id", "key_id", "nonce"),
    Index("ix_launch_agency_id_at", "agency_id", "at"),
    sqlite_autoincrement=True,
    comment="Every launch from a case system, opened or refused; append-only",
)

action_contact = Table(
    "action_contact",
    metadata,
    agency_column(primary_key=True),
    Column("role", Name, primary_key=True, comment="As actions name their owner's role"),
    Column("address", Ref, primary_key=True),
    Column("added_by", Ref, nullable=False),
    comment="Who is reminded of a role's actions by e-mail; addresses of staff, never of families",
)
