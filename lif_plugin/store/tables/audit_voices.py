"""What comes back about an audit: words of those who work with the case, concerns for now, second readings."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from lif_plugin.store.tables.base import Id, Name, Ref, Uuid, agency_column, metadata
from lif_plugin.store.tables.learning import to_row


def _case() -> Column[Any]:
    """The case it is about; none where an agency audits itself."""
    return Column("case_id", Id, ForeignKey("case_record.id"), index=True)


def _of_audit(name: str, *columns: Any, comment: str) -> Table:
    """A table of rows of one audit, and so of its case."""
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        agency_column(),
        to_row("audit"),
        _case(),
        *columns,
        Column("by", Ref, nullable=False),
        Column("at", Id, nullable=False),
        comment=comment,
    )


audit_word = _of_audit(
    "audit_word",
    Column("kind", String(16), nullable=False),
    Column("day", Integer, comment="The day that is proposed or agreed for the conversation"),
    Column("text", Text),
    comment="What people who work with the case say of its audit, and that it was read back to them; only added",
)

audit_feedback = _of_audit(
    "audit_feedback",
    Column("answers", Text, nullable=False, comment="By question, JSON; counted, never shown one by one"),
    Column("text", Text),
    comment="What a practitioner thinks of how the audit was made; the auditor never reads it",
)

audit_concern = _of_audit(
    "audit_concern",
    Column("text", Text, nullable=False),
    Column("state_before", String(12), nullable=False, comment="The audit's state, to go on from"),
    Column("acknowledged_by", Ref),
    Column("acknowledged_at", Id),
    Column("done", Text, comment="What is being done, as the one who acknowledged it says"),
    comment="A child may not be safe now, says an auditor; the audit pauses until it is acknowledged",
)

audit_concern_step = Table(
    "audit_concern_step",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("audit_concern_id", Uuid, ForeignKey("audit_concern.id"), nullable=False),
    _case(),
    Column(
        "place",
        Integer,
        nullable=False,
        comment="0: told first; each later one was told because it waited",
    ),
    Column("role", Name, nullable=False),
    Column("name", Ref, nullable=False, comment="Who was to be told; empty: the role"),
    Column("at", Id, nullable=False),
    Column("mail", String(12), comment="What became of the message; NULL: none is sent yet"),
    UniqueConstraint("audit_concern_id", "place"),
    comment="Who was told of a concern, and when",
)

audit_moderation = Table(
    "audit_moderation",
    metadata,
    Column("id", Uuid, primary_key=True),
    agency_column(),
    Column("programme", Name, nullable=False),
    Column("since", Integer, nullable=False),
    Column("until", Integer, nullable=False),
    Column("share", Integer, nullable=False, comment="Of a hundred audits how many are read again"),
    Column("seed", Ref, nullable=False),
    Column("frame", Text, nullable=False, comment="The audits it was drawn from, in a stable order, JSON"),
    Column("by", Ref, nullable=False),
    Column("at", Id, nullable=False),
    comment="A draw of audits that are read again; it never changes",
)

audit_agreed_grade = _of_audit(
    "audit_agreed_grade",
    Column("second_id", Uuid, ForeignKey("audit.id"), nullable=False, comment="The second reading"),
    Column("question", Ref, nullable=False),
    Column("first", Name, nullable=False),
    Column("second", Name, nullable=False),
    Column("agreed", Name, nullable=False),
    Column("why", Text, nullable=False),
    UniqueConstraint("second_id", "question"),
    comment="Two readings talked through: both answers stay, with the one agreed on",
)
