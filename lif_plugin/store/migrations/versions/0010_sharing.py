"""Sharing learning, its impact, meetings and duties done."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import shared_with_partners
from lif_plugin.store.migrations.shared import NAME, REF, UUID, shared_table

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _duty_done_and_indicator_value() -> None:
    shared_table(
        "duty_done",
        sa.Column(
            "kind", NAME, nullable=False, comment="calendar_entry, recurring_report, role_task or obligation"
        ),
        sa.Column("entry", NAME, nullable=False, comment="The framework's own id"),
        sa.Column("due", sa.Integer(), comment="The day it answers; none for what falls due by an event"),
        sa.Column("done_on", sa.Integer(), nullable=False),
        sa.Column("note", REF),
        comment="Something a calendar or a role asks for was done",
    )
    op.create_index("ix_duty_done_entry", "duty_done", ["partnership_id", "kind", "entry", "done_on"])
    shared_table(
        "indicator_value",
        sa.Column("indicator", NAME, nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False, comment="Of how many it could be told at all"),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column(
            "basis", sa.String(12), nullable=False, comment="computed from cases, or stated by a person"
        ),
        comment="An indicator of an agency for a period; a later row of the same period corrects",
    )
    op.create_index(
        "ix_indicator_value_series",
        "indicator_value",
        ["partnership_id", "indicator", "agency_id", "last_day"],
    )


def _meeting_and_training() -> None:
    shared_table(
        "meeting",
        sa.Column("body", NAME, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("quorate", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Text()),
        comment="A meeting of a body",
    )
    op.create_index("ix_meeting_partnership_id_body_day", "meeting", ["partnership_id", "body", "day"])
    shared_table(
        "briefing",
        sa.Column("learning_item_id", UUID),
        sa.Column("way", NAME, nullable=False, comment="The framework's way of sharing learning"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learning_item_id"], ["learning_item.id"], name="fk_briefing_learning_item_id"
        ),
        comment="Learning put before an audience",
    )
    op.create_index("ix_briefing_learning_item_id", "briefing", ["learning_item_id"])
    shared_table(
        "training",
        sa.Column("learning_item_id", UUID),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learning_item_id"], ["learning_item.id"], name="fk_training_learning_item_id"
        ),
        comment="A course that answers a need",
    )
    op.create_index("ix_training_learning_item_id", "training", ["learning_item_id"])


def _acknowledgement_and_training_evaluation() -> None:
    shared_table(
        "acknowledgement",
        sa.Column("briefing_id", UUID, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name="fk_acknowledgement_briefing_id"),
        sa.UniqueConstraint(
            "briefing_id", "agency_id", "by", name="uq_acknowledgement_briefing_id_agency_id_by"
        ),
        comment="One person has read it; never listed by person outside their own agency",
    )
    op.create_index("ix_acknowledgement_briefing_id", "acknowledgement", ["briefing_id"])
    shared_table(
        "briefing_reach",
        sa.Column("briefing_id", UUID, nullable=False),
        sa.Column(
            "expected", sa.Integer(), nullable=False, comment="How many people of this agency it is meant for"
        ),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name="fk_briefing_reach_briefing_id"),
        sa.UniqueConstraint("briefing_id", "agency_id", name="uq_briefing_reach_briefing_id_agency_id"),
        comment="Whom an agency means to reach; owned by that agency",
    )
    op.create_index("ix_briefing_reach_briefing_id", "briefing_reach", ["briefing_id"])
    shared_table(
        "training_evaluation",
        sa.Column("training_id", UUID, nullable=False),
        sa.Column("stage", sa.String(8), nullable=False, comment="before, after or later"),
        sa.Column("measure", NAME, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("score", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name="fk_training_evaluation_training_id"),
        comment="What those trained could do before, after and later: figures, never persons",
    )
    op.create_index("ix_training_evaluation_training_id", "training_evaluation", ["training_id"])


def _impact_link_and_meeting_decision() -> None:
    shared_table(
        "impact_link",
        sa.Column("action_id", UUID, nullable=False),
        sa.Column("indicator", NAME, nullable=False),
        sa.Column("changed_on", sa.Integer(), nullable=False, comment="From when the action can have worked"),
        sa.Column("limits", sa.Text(), nullable=False, comment="What else may explain a change"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_impact_link_action_id"),
        comment="Which indicator an action is meant to move",
    )
    op.create_index("ix_impact_link_action_id", "impact_link", ["action_id"])
    shared_table(
        "meeting_decision",
        sa.Column("meeting_id", UUID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("action_id", UUID),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_meeting_decision_action_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_meeting_decision_meeting_id"),
        comment="What a meeting decided; minutes become actions",
    )
    op.create_index("ix_meeting_decision_action_id", "meeting_decision", ["action_id"])
    op.create_index("ix_meeting_decision_meeting_id", "meeting_decision", ["meeting_id"])


def upgrade() -> None:
    _duty_done_and_indicator_value()
    _meeting_and_training()
    _acknowledgement_and_training_evaluation()
    _impact_link_and_meeting_decision()
    shared_with_partners(
        "duty_done",
        "indicator_value",
        "meeting",
        "briefing",
        "training",
        "acknowledgement",
        "briefing_reach",
        "training_evaluation",
        "impact_link",
        "meeting_decision",
    )
