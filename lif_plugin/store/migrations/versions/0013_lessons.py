"""Actions for one child, training, lessons and themes; versions of frameworks, and reviews under way."""

import sqlalchemy as sa
from alembic import op

from lif_plugin.store.migrations.guard import directory, guarded, shared_with_partners
from lif_plugin.store.migrations.shared import ID, NAME, REF, UUID, shared_table

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing has ever written to these three: they are made anew as the verbs need them.
    for table in ("training_evaluation", "training", "child_action"):
        op.drop_table(table)
    op.add_column("learning_item", sa.Column("framework", NAME, comment="The version it began on"))
    _partnership_version()
    _child_action()
    _training_and_audience()
    _training_attendance_and_answer()
    _theme_merge_and_lesson()
    _lesson_use()
    _review_work_and_step()
    directory("partnership_version")
    guarded("child_action", "lesson_use", "review_work", "review_step", "review_learning")
    shared_with_partners(
        "training",
        "training_audience",
        "training_need",
        "training_attendance",
        "training_question",
        "training_answer",
        "theme_merge",
        "lesson",
    )


def _of(table: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{parent}_id"], [f"{parent}.id"], name=f"fk_{table}_{parent}_id")


def _case(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=f"fk_{table}_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name=f"fk_{table}_case_id"),
    )


def _partnership_version() -> None:
    op.create_table(
        "partnership_version",
        sa.Column("partnership_id", NAME, nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("framework", NAME, nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name="fk_partnership_version_partnership_id"
        ),
        sa.PrimaryKeyConstraint("partnership_id", "since", name="pk_partnership_version"),
        comment="Which framework a partnership works by from a day on; a directory",
    )


def _child_action() -> None:
    op.create_table(
        "child_action",
        sa.Column("id", UUID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_role", NAME, nullable=False),
        sa.Column("opened_on", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(12), nullable=False, comment="finding, nomination or review"),
        sa.Column("origin_id", UUID, nullable=False),
        sa.Column("done_on", sa.Integer()),
        sa.Column("done_by", REF),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        *_case("child_action"),
        sa.PrimaryKeyConstraint("id", name="pk_child_action"),
        comment="Something to do for one child: no learning, never shared, in no plan",
    )
    op.create_index("ix_child_action_case_id", "child_action", ["case_id"])


def _training_and_audience() -> None:
    shared_table(
        "training",
        sa.Column("learning_item_id", UUID),
        sa.Column("finding_id", UUID),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("later_on", sa.Integer(), nullable=False, comment="When the later evaluation is due"),
        _of("training", "learning_item"),
        _of("training", "finding"),
        comment="A course that answers a need",
    )
    op.create_index("ix_training_learning_item_id", "training", ["learning_item_id"])
    op.create_index("ix_training_finding_id", "training", ["finding_id"])
    shared_table(
        "training_audience",
        sa.Column("training_id", UUID, nullable=False),
        sa.Column("for_agency", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.ForeignKeyConstraint(["for_agency"], ["agency.id"], name="fk_training_audience_for_agency"),
        _of("training_audience", "training"),
        sa.UniqueConstraint(
            "training_id", "for_agency", "role", name="uq_training_audience_training_id_for_agency_role"
        ),
        comment="For whom a course is offered, by agency and role",
    )
    op.create_index("ix_training_audience_training_id", "training_audience", ["training_id"])
    shared_table(
        "training_need",
        sa.Column("training_id", UUID, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False, comment="How many of this agency need it"),
        _of("training_need", "training"),
        comment="How many an agency itself says need a course; the last counts",
    )
    op.create_index("ix_training_need_training_id", "training_need", ["training_id"])


def _training_attendance_and_answer() -> None:
    shared_table(
        "training_attendance",
        sa.Column("training_id", UUID, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False, comment="Who came for the first time; no names"),
        sa.Column("day", sa.Integer(), nullable=False),
        _of("training_attendance", "training"),
        comment="How many of an agency's role came to a course",
    )
    op.create_index("ix_training_attendance_training_id", "training_attendance", ["training_id"])
    shared_table(
        "training_question",
        sa.Column("training_id", UUID, nullable=False),
        sa.Column("code", NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=False),
        _of("training_question", "training"),
        sa.UniqueConstraint("training_id", "code", name="uq_training_question_training_id_code"),
        comment="What is asked before, after and later, with its scale",
    )
    op.create_index("ix_training_question_training_id", "training_question", ["training_id"])
    shared_table(
        "training_answer",
        sa.Column("training_id", UUID, nullable=False),
        sa.Column("code", NAME, nullable=False),
        sa.Column("stage", sa.String(8), nullable=False, comment="before, after or later"),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        _of("training_answer", "training"),
        comment="How many of an agency gave a question this score: figures, never persons",
    )
    op.create_index("ix_training_answer_training_id", "training_answer", ["training_id"])


def _theme_merge_and_lesson() -> None:
    shared_table(
        "theme_merge",
        sa.Column("theme", NAME, nullable=False),
        sa.Column("kept", NAME, nullable=False, comment="The theme it is counted as from now on"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        comment="Two themes of a partnership that are one; what was recorded stays as it was",
    )
    op.create_index("ix_theme_merge_partnership_id_theme", "theme_merge", ["partnership_id", "theme"])
    shared_table(
        "lesson",
        sa.Column("learning_item_id", UUID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("theme", NAME, nullable=False),
        sa.Column(
            "situation", sa.Text(), nullable=False, comment="When it applies, JSON; no case stands in it"
        ),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Integer(), comment="The day it was withdrawn"),
        _of("lesson", "learning_item"),
        comment="What was learnt, published for cases it may apply to",
    )
    op.create_index("ix_lesson_learning_item_id", "lesson", ["learning_item_id"])


def _lesson_use() -> None:
    op.create_table(
        "lesson_use",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("lesson_id", UUID, nullable=False),
        sa.Column("helped", sa.String(12), nullable=False, comment="yes, no or cannot_tell"),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        *_case("lesson_use"),
        sa.PrimaryKeyConstraint("id", name="pk_lesson_use"),
        sqlite_autoincrement=True,
        comment="Whether a lesson would have helped in a case; own agency only, the last counts",
    )
    op.create_index("ix_lesson_use_lesson_id", "lesson_use", ["lesson_id"])
    op.create_index("ix_lesson_use_case_id", "lesson_use", ["case_id"])


def _review_work_and_step() -> None:
    op.create_table(
        "review_work",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("case_id", ID, comment="None: a review of no single case"),
        sa.Column("link_id", UUID, comment="The review link that was decided with yes"),
        sa.Column("framework", NAME, nullable=False, comment="The version it began on"),
        sa.Column("review_type", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        *_case("review_work"),
        sa.PrimaryKeyConstraint("id", name="pk_review_work"),
        comment="A review that is carried out, by a framework's kind of review",
    )
    op.create_index("ix_review_work_agency_id_at", "review_work", ["agency_id", "at"])
    op.create_table(
        "review_step",
        sa.Column("id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.Column("review_work_id", UUID, nullable=False),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("method", NAME, comment="With the step that chooses one"),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("by", REF, nullable=False),
        sa.Column("at", ID, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_review_step_agency_id"),
        _of("review_step", "review_work"),
        sa.PrimaryKeyConstraint("id", name="pk_review_step"),
        comment="A stage that a review reached; append-only",
    )
    op.create_index("ix_review_step_review_work_id", "review_step", ["review_work_id"])
    op.create_table(
        "review_learning",
        sa.Column("review_work_id", UUID, nullable=False),
        sa.Column("learning_item_id", UUID, nullable=False),
        sa.Column("agency_id", NAME, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_review_learning_agency_id"),
        _of("review_learning", "review_work"),
        _of("review_learning", "learning_item"),
        sa.PrimaryKeyConstraint("review_work_id", "learning_item_id", name="pk_review_learning"),
        comment="What was learnt in a review; own agency only",
    )
