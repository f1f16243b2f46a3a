"""What changed, in the order of commits: prompts, review links, audits, learning, actions, removals."""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.changes import Told, make_note, tell
from lif_plugin.store.migrations.guard import directory, shared_with_partners

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.String(64)
UUID = sa.String(36)

# A prompt is told of once it reaches people; what is only counted is not.
_SHOWN: Final = (
    "({row}.told OR ({row}.state = 'gap' AND {row}.delivery IN ('now', 'digest', 'panel') "
    "AND {row}.superseded_by IS NULL))"
)
_OLD, _NEW = _SHOWN.format(row="OLD"), _SHOWN.format(row="NEW")
_PROMPT: Final[dict[str, Any]] = {
    "table": "result",
    "kind": "prompt",
    "node": "NEW.id",
    "case": "NEW.case_id",
}
_PROMPT_FIELDS: Final = (
    "state", "delivery", "severity", "addressees", "message", "remedy", "reason", "occurred_day", "due_at",
    "superseded_by", "ended_at", "answer_kind", "answer_reason", "answer_text", "answer_at",
)  # fmt: skip
_PROMPT_WORD: Final = (
    "CASE WHEN NEW.reason = 'purged' AND COALESCE(OLD.reason, '') <> 'purged' THEN 'removed' "
    "WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL THEN 'ended' "
    "WHEN NEW.answer_at IS NOT NULL AND NEW.answer_at <> COALESCE(OLD.answer_at, 0) THEN 'answered' "
    "ELSE 'changed' END"
)
_LINK: Final[dict[str, Any]] = {"table": "review_link", "kind": "review_link", "case": "NEW.case_id"}
_AUDIT: Final[dict[str, Any]] = {"table": "audit", "kind": "audit", "node": "NEW.id", "case": "NEW.case_id"}
_DONE: Final = "CASE WHEN NEW.state IN ('closed', 'withdrawn') THEN 'ended' ELSE 'changed' END"
_PARTNERS: Final[dict[str, Any]] = {"shared": "NEW.shared", "partnership": "NEW.partnership_id"}
_GONE: Final[dict[str, Any]] = {
    "verb": "DELETE", "node": "OLD.id", "what": "'removed'", "row": "OLD",
}  # fmt: skip
_SIGNED: Final = (
    "CASE WHEN NEW.kind = 'state' AND NEW.state IN ('signed_off', 'dropped') THEN 'ended' ELSE 'changed' END"
)


def _added(table: str, kind: str, node: str, what: str, among: str = "") -> Told:
    return Told(table, "INSERT", kind, node, what, among=among, **_PARTNERS)


def _removed(table: str, kind: str) -> Told:
    shared: dict[str, Any] = {"shared": "OLD.shared", "partnership": "OLD.partnership_id"}
    return Told(table=table, kind=kind, **_GONE, **shared)


TELLS: Final = {
    "change_prompt_new": Told(verb="INSERT", what="'raised'", when=_NEW, **_PROMPT),
    "change_prompt_shown": Told(verb="UPDATE", what="'raised'", when=f"{_NEW} AND NOT {_OLD}", **_PROMPT),
    "change_prompt_moved": Told(
        verb="UPDATE", what=_PROMPT_WORD, when=_OLD, differs=_PROMPT_FIELDS, **_PROMPT
    ),
    "change_prompt_gone": Told(
        when=_OLD, case="OLD.case_id", **_GONE, **{k: _PROMPT[k] for k in ("table", "kind")}
    ),
    "change_link_new": Told(verb="INSERT", node="NEW.id", what="'raised'", **_LINK),
    "change_link_moved": Told(
        verb="UPDATE", node="NEW.id",
        what="CASE WHEN NEW.subject = '' AND OLD.subject <> '' THEN 'removed' "
        "WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL THEN 'ended' ELSE 'changed' END",
        differs=("review", "reason", "evidence", "ended_at", "subject", "label", "day", "aware_at", "detail"),
        **_LINK,
    ),
    "change_link_gone": Told(table="review_link", kind="review_link", case="OLD.case_id", **_GONE),
    "change_link_decided": Told(
        "review_decision", "INSERT", "review_link", "NEW.link_id", "'answered'", case="NEW.case_id"
    ),
    "change_link_day": Told(
        "review_day", "INSERT", "review_link", "link.id", "'changed'", case="NEW.case_id",
        among="review_link AS link WHERE link.case_id = NEW.case_id AND link.subject = NEW.subject",
    ),
    "change_audit_new": Told(verb="INSERT", what="'raised'", **_AUDIT),
    "change_audit_moved": Told(
        verb="UPDATE", what=_DONE, differs=("state", "version", "grade", "auditor", "due", "submitted_on"), **_AUDIT
    ),
    "change_audit_gone": Told(table="audit", kind="audit", case="OLD.case_id", **_GONE),
    "change_learning_new": _added("learning_item", "learning", "NEW.id", "'raised'"),
    "change_learning_gone": _removed("learning_item", "learning"),
    "change_learning_word": _added("learning_word", "learning", "NEW.learning_item_id", "'changed'"),
    "change_learning_turn": _added(
        "learning_turn", "learning", "NEW.learning_item_id",
        "CASE WHEN NEW.turn = 'closed' THEN 'ended' ELSE 'changed' END",
    ),
    "change_finding_new": _added("finding", "learning", "NEW.learning_item_id", "'changed'"),
    "change_recommendation_new": _added(
        "recommendation", "learning", "found.learning_item_id", "'changed'",
        "finding AS found WHERE found.id = NEW.finding_id",
    ),
    "change_response_new": _added(
        "board_response", "learning", "found.learning_item_id", "'changed'",
        "recommendation AS asked JOIN finding AS found ON found.id = asked.finding_id "
        "WHERE asked.id = NEW.recommendation_id",
    ),
    "change_action_new": _added("action", "action", "NEW.id", "'raised'"),
    "change_action_gone": _removed("action", "action"),
    "change_action_entry": _added("action_entry", "action", "NEW.action_id", _SIGNED),
    "change_action_evidence": _added("evidence_file", "action", "NEW.action_id", "'changed'"),
    "change_action_planned": _added("plan_action", "action", "NEW.action_id", "'changed'"),
    "change_child_action_new": Told(
        "child_action", "INSERT", "child_action", "NEW.id", "'raised'", case="NEW.case_id"
    ),
    "change_child_action_moved": Told(
        "child_action", "UPDATE", "child_action", "NEW.id",
        "CASE WHEN NEW.done_on IS NOT NULL AND OLD.done_on IS NULL THEN 'ended' ELSE 'changed' END",
        differs=("text", "owner_role", "due", "done_on"), case="NEW.case_id",
    ),
    "change_child_action_gone": Told(table="child_action", kind="child_action", case="OLD.case_id", **_GONE),
    "change_case_gone": Told(
        "purge", "INSERT", "case", "held.public_id", "'removed'", when="NEW.whole", case="NEW.case_id",
        among="case_record AS held WHERE held.id = NEW.case_id",
    ),
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column(
            "id", ID, autoincrement=True, nullable=False, comment="Within an agency in the order of commits"
        ),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("node", UUID, nullable=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.Column("case_id", ID, comment="The case it is about, also when that has gone"),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("partnership_id", NAME),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_change_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sqlite_autoincrement=True,
        comment="What others may want to read again; kept for some weeks",
    )
    shared = sa.text("shared")
    op.create_index("ix_change_agency_id_id", "change", ["agency_id", "id"])
    op.create_index(
        "ix_change_shared", "change", ["agency_id", "id"], sqlite_where=shared, postgresql_where=shared
    )
    op.create_index("ix_change_at", "change", ["agency_id", "at"])
    shared_with_partners("change")
    op.create_table(
        "change_floor",
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("floor", ID, nullable=False, comment="Changes up to this id are kept no longer"),
        sa.Column("due_until", ID, nullable=False, comment="What fell due up to this time was told (UTC ms)"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_change_floor_agency_id"),
        sa.PrimaryKeyConstraint("agency_id", name="pk_change_floor"),
        comment="How far back an agency's changes reach; numbers only, so that partners may know",
    )
    directory("change_floor")
    make_note()
    for name, told in TELLS.items():
        tell(name, told)
