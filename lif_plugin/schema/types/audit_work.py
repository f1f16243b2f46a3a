"""Audits as they are made: what is asked and answered, what was found, what happened, and how it stands to the last one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.audits import again as redone
from lif_plugin.cycle.audits.seeing import AuditSeen, see_within
from lif_plugin.domain.audit_tool import Answer, Choice, Kind, Question
from lif_plugin.domain.audit_tool import Level as VoiceLevel
from lif_plugin.domain.audit_work import AuditState, Course, Origin
from lif_plugin.domain.learning import Nature
from lif_plugin.errors import LifError
from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.audit_voice import AuditWord
from lif_plugin.schema.values import After, Before, First, Last, arg, at, day_of, resolved
from lif_plugin.store import audit_work
from lif_plugin.store.reads.audit_list import AUDIT_ORDER, audits_page, count_audits
from lif_plugin.store.reads.page import Row

strawberry.enum(
    Origin,
    name="AuditOrigin",
    description="Where an audit comes from. `PICK`: a month's draw. `SAMPLE`: a sample. `NAMED`: somebody wished it. `DUTY`: "
    "an agency audits itself. `AGAIN`: an earlier one is done again. `INVITED`: a partner asks for a part. `SECOND`: one is "
    "read by somebody else who does not see the first.",
)
strawberry.enum(Kind, name="AuditQuestionKind", description="How a question is answered.")
strawberry.enum(
    VoiceLevel, name="VoiceLevel", description="Where the child's voice is looked for: child, team or agency."
)
strawberry.enum(
    Course,
    name="AuditCourse",
    description="How an answer stands to the earlier one. `CANNOT_TELL`: one of the two does not say.",
)

_SEEN = "Seen by its auditor, the quality team, managers and chairs; logged. Since 0.1."


@strawberry.type(description=f"An answer to choose. {_SEEN}")
class AuditChoice:
    """One choice."""

    id: str = strawberry.field(description="What is stored.")
    label: str = strawberry.field(description="What people see.")


@strawberry.type(description=f"A question of an audit with its answer. {_SEEN}")
class AuditQuestion:
    """One question."""

    question: str = strawberry.field(description="Its id within the tool.")
    text: str = strawberry.field(description="What is asked.")
    kind: Kind = strawberry.field(description="How it is answered.")
    choices: list[AuditChoice] = strawberry.field(description="The answers to choose from; none: free.")
    evidence_when: list[str] = strawberry.field(description="The answers that need evidence.")
    voice_level: VoiceLevel | None = strawberry.field(description="Where it looks for the child's voice.")
    asks: list[str] = strawberry.field(
        description="The framework's own test, as kind and id; none: the tool's."
    )
    value: str | None = strawberry.field(
        description="The answer; null: not answered, or not yours to see yet."
    )
    evidence: str | None = strawberry.field(description="Where it is seen.")
    note: str | None = strawberry.field(description="Anything else.")
    last_time: str | None = strawberry.field(description="The answer of the last audit like it.")


@strawberry.type(description=f"A strength or a concern of one audit; never shared. {_SEEN}")
class AuditFinding:
    """One finding."""

    number: str = strawberry.field(description="Its id.")
    nature: Nature = strawberry.field(description="A strength or a concern.")
    theme: str = strawberry.field(description="What it is about.")
    text: str = strawberry.field(description="What was found.")
    learning_item: relay.GlobalID | None = strawberry.field(description="The learning that it went into.")


@strawberry.type(description=f"Something that happened to an audit. {_SEEN}")
class AuditEntry:
    """One entry."""

    kind: str = strawberry.field(
        description="`opened`, `assigned`, `begun`, `workbook`, `submitted` and so on."
    )
    day: date = strawberry.field(description="The day.")
    note: str | None = strawberry.field(description="What was said with it.")
    at: datetime = strawberry.field(description="When (UTC).")


@strawberry.type(description=f"What is still missing or wrong before an audit can be submitted. {_SEEN}")
class AuditMissing:
    """One fault."""

    question: str = strawberry.field(description="The question.")
    field: str = strawberry.field(description="`value`, `evidence` or `note`.")
    what: str = strawberry.field(description="What is wrong.")
    remedy: str = strawberry.field(description="How to mend it.")


@strawberry.type(description=f"How one question of an audit stands to the one it repeats. {_SEEN}")
class AuditQuestionCourse:
    """One question."""

    question: str = strawberry.field(description="The question.")
    course: Course = strawberry.field(description="How it stands.")


@strawberry.type(description=f"An audit beside the one it repeats. {_SEEN}")
class AuditComparison:
    """A comparison."""

    earlier: str = strawberry.field(description="The number of the first audit.")
    grade: Course = strawberry.field(description="The whole, by its grade.")
    is_better: bool = strawberry.field(description="Whether it got better; what cannot be told is no better.")
    questions: list[AuditQuestionCourse] = strawberry.field(description="Each question that both were asked.")


@strawberry.type(description=f"One audit of a case, or of the agency itself. {_SEEN}")
class Audit(relay.Node):
    """One audit."""

    audit_id: relay.NodeID[str]
    number: str = strawberry.field(description="Its number: what audits are asked for and changed by.")
    programme: str = strawberry.field(description="The framework's programme.")
    origin: Origin = strawberry.field(description="Where it comes from.")
    drawn_as: str | None = strawberry.field(
        description="`nominated`, `random` or `purposive`: reported apart."
    )
    case_ref: str | None = strawberry.field(
        description="The case, by its source's reference; null: the agency itself."
    )
    source: str | None = strawberry.field(description="The source the case is from.")
    auditor: str = strawberry.field(description="Who makes it.")
    due: date = strawberry.field(description="When it is due.")
    state: AuditState = strawberry.field(description="Where it is.")
    version: int = strawberry.field(description="Name it as `expectedVersion` with whatever you save.")
    grade: str | None = strawberry.field(description="The overall grade, once submitted.")
    opened_on: date | None = strawberry.field(description="When it was opened.")
    submitted_on: date | None = strawberry.field(description="When it was submitted.")

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> list[Self]:
        """Make audits of rows."""
        return [
            cls(
                audit_id=row["id"], number=row["id"], programme=row["programme"], origin=Origin(row["origin"]), drawn_as=row["drawn_as"],
                case_ref=row["ref"], source=row["source"], auditor=row["auditor"], due=day_of(row["due"]) or date.max,
                state=AuditState(row["state"]), version=row["version"], grade=row["grade"],
                opened_on=day_of(row["opened_on"]), submitted_on=day_of(row["submitted_on"]),
            )
            for row in rows
        ]  # fmt: skip

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find audits by their ids; null for those that are not the viewer's to see."""
        context, wanted = info.context, list(node_ids)
        context.spend(len(wanted))
        rows = audit_work.audits_where(context.connection, context.viewer, ids=wanted)
        context.shown("audits", [row["public_id"] for row in rows if row["public_id"]])
        found = {one.audit_id: one for one in cls.of_rows(rows)}
        return [found.get(key) for key in wanted]


@strawberry.type(description=f"One audit with everything that stands in it. {_SEEN}")
class AuditWhole:
    """One audit, whole."""

    audit: Audit = strawberry.field(description="The audit.")
    tool: str = strawberry.field(description="What is asked, by name.")
    questions: list[AuditQuestion] = strawberry.field(description="What is asked now, given the answers.")
    missing: list[AuditMissing] = strawberry.field(description="What is missing before it can be submitted.")
    findings: list[AuditFinding] = strawberry.field(description="What was found.")
    entries: list[AuditEntry] = strawberry.field(description="What happened, in order.")
    words: list[AuditWord] = strawberry.field(
        description="What those who work with the case said of it; of a second reading those on the first, once submitted."
    )

    @classmethod
    def of(cls, seen: AuditSeen) -> Self:
        """Make it of an audit that was seen."""
        return cls(
            audit=Audit.of_rows([seen.row])[0],
            tool=seen.tool.title,
            questions=[_question(seen, one) for one in seen.asked],
            missing=[
                AuditMissing(question=one.question, field=one.field, what=one.what, remedy=one.remedy)
                for one in seen.missing
            ],
            findings=[_finding(row) for row in seen.findings],
            entries=[
                AuditEntry(
                    kind=row["kind"], day=day_of(row["day"]) or date.min, note=row["note"], at=at(row["at"])
                )
                for row in seen.entries
            ],
            words=AuditWord.of_rows(seen.words),
        )

    @resolved("Beside the audit it repeats; null: it repeats none, or one of the two is not submitted.")
    def comparison(self, info: Info[Context, None]) -> AuditComparison | None:
        """Compare it with the first."""
        if self.audit.origin is not Origin.AGAIN:
            return None
        try:
            seen = redone.beside(info.context.desk, info.context.viewer, self.audit.number)
        except LifError:
            return None
        return AuditComparison(
            earlier=seen.earlier_id,
            grade=seen.comparison.grade,
            is_better=seen.comparison.is_better,
            questions=[
                AuditQuestionCourse(question=key, course=course) for key, course in seen.comparison.questions
            ],
        )


def _question(seen: AuditSeen, one: Question) -> AuditQuestion:
    given: Answer | None = seen.answers.get(one.id)
    before = seen.answered_before.get(one.id)
    choices: Sequence[Choice] = seen.tool.choices_of(one)
    return AuditQuestion(
        question=one.id, text=one.text, kind=one.kind, evidence_when=list(one.evidence_when), voice_level=one.level,
        choices=[AuditChoice(id=choice.id, label=choice.label) for choice in choices], asks=list(one.asks or ()),
        value=given.value if given and given.value else None, evidence=given.evidence if given else None,
        note=given.note if given else None, last_time=before.value if before and before.value else None,
    )  # fmt: skip


def _finding(row: Row) -> AuditFinding:
    item = relay.GlobalID("LearningItem", row["item_id"]) if row["item_id"] else None
    return AuditFinding(
        number=row["id"],
        nature=Nature(row["nature"]),
        theme=row["theme"],
        text=row["text"],
        learning_item=item,
    )


def whole(context: Context, audit_id: str) -> AuditWhole:
    """One audit, whole; the case that is shown is noted. Raises `NotFound`, `NotAllowed`."""
    seen = see_within(context.connection, context.viewer, audit_id)
    context.spend(len(seen.asked))
    context.shown("audit", seen.public_ids)
    return AuditWhole.of(seen)


@strawberry.type(description="How much an auditor has to make. Seen by the quality team. Since 0.1.")
class AuditorLoad:
    """One auditor."""

    auditor: str = strawberry.field(description="Who.")
    open: int = strawberry.field(description="Audits to make now.")
    first_due: date | None = strawberry.field(description="When the first is due.")


@strawberry.type
class AuditWorkQuery:
    """The way to audits as they are made."""

    @resolved(f"Audits, the first due first. {_SEEN}")
    def audits(
        self,
        info: Info[Context, None],
        states: Annotated[list[AuditState] | None, arg("Only in these states.")] = None,
        mine: Annotated[bool, arg("Only those that you are to make.")] = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Audit] | None:
        """List audits."""
        context = info.context
        window = window_of(AUDIT_ORDER, first, after, last, before)
        context.spend(window.size)
        page = audits_page(context.connection, context.viewer, states, window, mine=mine)
        context.shown("audits", [row["public_id"] for row in page.rows if row["public_id"]])
        return connection_of(
            page,
            Audit.of_rows(page.rows),
            lambda: count_audits(context.connection, context.viewer, states, mine=mine),
        )

    @resolved(f"One audit with what is asked, answered, missing and found. {_SEEN}", cost=300)
    def audit(
        self, info: Info[Context, None], number: Annotated[str, arg("The audit's `number`.")]
    ) -> AuditWhole | None:
        """Show one audit."""
        return whole(info.context, number)

    @resolved("How much each auditor has to make now. Seen by the quality team. Since 0.1.")
    def auditors(self, info: Info[Context, None]) -> list[AuditorLoad] | None:
        """List auditors."""
        rows: Sequence[Mapping[str, object]] = audit_work.workload(
            info.context.connection, info.context.viewer
        )
        return [
            AuditorLoad(
                auditor=str(row["auditor"]),
                open=int(str(row["open"])),
                first_due=day_of(int(str(row["first_due"]))),
            )
            for row in rows
        ]
