"""The learning cycle: partnerships, items, findings, recommendations, actions and plans."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import directory, guarded, shared_with_partners
from lif_plugin.store.migrations.shared import ID, NAME, REF, UUID, shared_table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _partnership_and_learning_item() -> None:
    op.create_table(
        "partnership",
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("framework", NAME, nullable=False),
        sa.Column("made_at", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partnership"),
        comment="Directory of partnerships, readable by every viewer",
    )
    shared_table(
        "learning_item",
        sa.Column("source_of_learning", NAME, nullable=False, comment="The framework's own id"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("nature", sa.String(12), nullable=False),
        sa.Column("theme", NAME, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("voice_source", NAME, comment="How a child's view began it, by the framework's own id"),
        sa.Column(
            "learning_route", sa.Text(), nullable=False, comment="The route it walks, JSON; empty: unrouted"
        ),
        sa.Column("evaluation_route", sa.Text(), nullable=False),
        sa.Column("optional_steps", sa.Text(), nullable=False),
        sa.Column("route_basis", sa.String(12), nullable=False, comment="As the framework says, or chosen"),
        comment="Something learnt, from any source; its state is told by its words and actions",
    )
    op.create_index("ix_learning_item_partnership_id_day", "learning_item", ["partnership_id", "day"])


def _partnership_agency_and_plan() -> None:
    op.create_table(
        "partnership_agency",
        sa.Column("partnership_id", NAME, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("plays", NAME, comment="Which of the framework's agencies it is"),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column(
            "until",
            sa.Integer(),
            comment="The last day of membership; after it nothing of the others is seen",
        ),
        sa.Column(
            "purposes", sa.Text(), comment="For what it reads the others, each between bars; NULL: anything"
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_partnership_agency_agency_id"),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name="fk_partnership_agency_partnership_id"
        ),
        sa.PrimaryKeyConstraint("partnership_id", "agency_id", name="pk_partnership_agency"),
        comment="Who belongs to which partnership; row policies of learning read it",
    )
    op.create_index("ix_partnership_agency_agency_id", "partnership_agency", ["agency_id"])
    shared_table(
        "plan",
        sa.Column("plan_type", NAME, nullable=False, comment="The framework's own id"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", NAME),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        comment="A plan that actions stand in",
    )


def _child_action_and_finding() -> None:
    op.create_table(
        "child_action",
        sa.Column("id", UUID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_role", NAME, nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Integer()),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_child_action_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_child_action_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_child_action"),
        comment="Something to do for one child: no learning, never shared",
    )
    shared_table(
        "finding",
        sa.Column("learning_item_id", UUID, nullable=False),
        sa.Column("nature", sa.String(12), nullable=False),
        sa.Column("theme", NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column(
            "touches", sa.Text(), nullable=False, comment="Aims, principles and qualities it is about, JSON"
        ),
        sa.ForeignKeyConstraint(
            ["learning_item_id"], ["learning_item.id"], name="fk_finding_learning_item_id"
        ),
        comment="A strength or a concern with its evidence",
    )
    op.create_index("ix_finding_learning_item_id", "finding", ["learning_item_id"])


def _learning_case_and_learning_turn() -> None:
    op.create_table(
        "learning_case",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("item_id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("nomination_id", UUID),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_learning_case_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_learning_case_case_id"),
        sa.ForeignKeyConstraint(["item_id"], ["learning_item.id"], name="fk_learning_case_item_id"),
        sa.PrimaryKeyConstraint("case_id", "item_id", name="pk_learning_case"),
        comment="Which case an item came from: own agency only, never shared",
    )
    op.create_index("ix_learning_case_item_id", "learning_case", ["item_id"])
    shared_table(
        "learning_turn",
        sa.Column("learning_item_id", UUID, nullable=False),
        sa.Column("turn", sa.String(16), nullable=False, comment="routed, closed, reopened, told, not_told"),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("detail", sa.Text(), comment="JSON: a chosen route, or how the child was told"),
        sa.ForeignKeyConstraint(
            ["learning_item_id"], ["learning_item.id"], name="fk_learning_turn_learning_item_id"
        ),
        comment="Turns in the life of an item that no body's word makes; append-only",
    )
    op.create_index("ix_learning_turn_learning_item_id", "learning_turn", ["learning_item_id"])


def _learning_word_and_recommendation() -> None:
    shared_table(
        "learning_word",
        sa.Column("learning_item_id", UUID, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(12), nullable=False, comment="learning or evaluation"),
        sa.Column("body", NAME, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("back_to", NAME),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer()),
        sa.Column("quorate", sa.Boolean()),
        sa.Column("method", NAME, comment="How it was evaluated, by the framework's own id"),
        sa.Column("note", sa.Text()),
        sa.ForeignKeyConstraint(
            ["learning_item_id"], ["learning_item.id"], name="fk_learning_word_learning_item_id"
        ),
        comment="What a body said of an item; append-only",
    )
    op.create_index("ix_learning_word_learning_item_id", "learning_word", ["learning_item_id"])
    shared_table(
        "recommendation",
        sa.Column("finding_id", UUID, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False, comment="smart, or systems: the board must answer"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text()),
        sa.Column("owner_agency", NAME),
        sa.Column("owner_role", NAME),
        sa.Column("due", sa.Integer()),
        sa.Column("answering_body", NAME),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name="fk_recommendation_finding_id"),
        comment="What a finding asks for",
    )
    op.create_index("ix_recommendation_finding_id", "recommendation", ["finding_id"])


def _action_and_board_response() -> None:
    shared_table(
        "action",
        sa.Column("learning_item_id", UUID, nullable=False),
        sa.Column("recommendation_id", UUID),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text()),
        sa.Column("owner_agency", NAME, nullable=False),
        sa.Column("owner_role", NAME, nullable=False),
        sa.Column("monitored_by", NAME, comment="The body that signs it off"),
        sa.Column("approach", NAME, nullable=False, comment="The framework's own id"),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learning_item_id"], ["learning_item.id"], name="fk_action_learning_item_id"
        ),
        sa.ForeignKeyConstraint(["owner_agency"], ["agency.id"], name="fk_action_owner_agency"),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name="fk_action_recommendation_id"
        ),
        comment="What somebody will change; its state is told by its entries",
    )
    op.create_index("ix_action_learning_item_id", "action", ["learning_item_id"])
    op.create_index("ix_action_owner_agency", "action", ["owner_agency"])
    op.create_index("ix_action_recommendation_id", "action", ["recommendation_id"])
    shared_table(
        "board_response",
        sa.Column("recommendation_id", UUID, nullable=False),
        sa.Column("body", NAME, nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name="fk_board_response_recommendation_id"
        ),
        comment="A board's answer to a systems finding; append-only",
    )
    op.create_index("ix_board_response_recommendation_id", "board_response", ["recommendation_id"])


def _action_entry_and_plan_action() -> None:
    shared_table(
        "action_entry",
        sa.Column("action_id", UUID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False, comment="state, progress, reminder or escalated"),
        sa.Column("state", sa.String(12)),
        sa.Column("text", sa.Text()),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_action_entry_action_id"),
        comment="Progress, changes of state, reminders and escalations; append-only",
    )
    op.create_index("ix_action_entry_action_id", "action_entry", ["action_id"])
    shared_table(
        "evidence_file",
        sa.Column("action_id", UUID, nullable=False),
        sa.Column("name", REF, nullable=False),
        sa.Column("media", NAME, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_evidence_file_action_id"),
        comment="Evidence that an action was done; none is added or removed once it is done",
    )
    op.create_index("ix_evidence_file_action_id", "evidence_file", ["action_id"])
    shared_table(
        "plan_action",
        sa.Column("plan_id", UUID, nullable=False),
        sa.Column("action_id", UUID, nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_plan_action_action_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_action_plan_id"),
        sa.UniqueConstraint("plan_id", "action_id", name="uq_plan_action_plan_id_action_id"),
        comment="One action may stand in many plans, and is counted once",
    )
    op.create_index("ix_plan_action_action_id", "plan_action", ["action_id"])
    op.create_index("ix_plan_action_plan_id", "plan_action", ["plan_id"])


def upgrade() -> None:
    _partnership_and_learning_item()
    _partnership_agency_and_plan()
    _child_action_and_finding()
    _learning_case_and_learning_turn()
    _learning_word_and_recommendation()
    _action_and_board_response()
    _action_entry_and_plan_action()
    directory("partnership", "partnership_agency")
    guarded("learning_case", "child_action")
    shared_with_partners(
        "learning_item",
        "plan",
        "finding",
        "learning_turn",
        "learning_word",
        "recommendation",
        "action",
        "board_response",
        "action_entry",
        "evidence_file",
        "plan_action",
    )
