"""Audits made through the schema: opened, answered, submitted, sent back, learnt from, done again. Refusals are types."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.audits import again as redone
from lif_plugin.cycle.audits import answering, finding, opening
from lif_plugin.cycle.audits.again import Followed
from lif_plugin.cycle.audits.answering import Saved
from lif_plugin.cycle.audits.finding import Learnt
from lif_plugin.cycle.audits.opening import Opened
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_tool import Answer
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import found
from lif_plugin.schema.types.audit_work import AuditWhole, whole
from lif_plugin.schema.types.learning import LearningItem
from lif_plugin.schema.values import arg


@strawberry.input(description="An audit to be made. Without `case` and `member` the agency audits itself.")
class OpenAuditInput:
    """One audit."""

    programme: str = strawberry.field(description="The framework's programme.")
    auditor: str = strawberry.field(description="Who makes it, as they sign in.")
    due: date = strawberry.field(description="When it is due.")
    case: relay.GlobalID | None = strawberry.field(
        default=None, description="The case's `id`, where somebody wishes it."
    )
    tool: str | None = strawberry.field(default=None, description="Another tool than the programme's.")
    independent: str | None = strawberry.field(
        default=None,
        description="Who stands for it that the auditor is of another team, where the record cannot show it.",
    )


@strawberry.input(description="An answer to one question.")
class AuditAnswerInput:
    """One answer."""

    question: str = strawberry.field(description="The question's id.")
    value: str = strawberry.field(
        description="A choice's id, words, a number or a day; empty: no answer any more."
    )
    evidence: str = strawberry.field(default="", description="Where in the record it is seen.")
    note: str = strawberry.field(default="", description="Anything else.")


@strawberry.input(
    description="Findings of submitted audits, of one theme and nature, for the learning cycle."
)
class LearnFromAuditsInput:
    """Findings."""

    findings: list[str] = strawberry.field(description="Their numbers.")
    partnership: str = strawberry.field(description="The partnership.")
    source_of_learning: str = strawberry.field(description="The framework's source.")
    title: str = strawberry.field(description="In a line; no child, no worker.")
    summary: str = strawberry.field(description="What was found; no child, no worker.")


@strawberry.type(description="It is done; the audit as it now is.")
class AuditSaved:
    """Saved."""

    whole: AuditWhole = strawberry.field(description="The audit.")


@strawberry.type(description="The findings are in the learning cycle.")
class AuditsLearnt:
    """Learnt."""

    item: LearningItem = strawberry.field(description="The item of learning.")
    evidence: str = strawberry.field(description="The figures that it rests on.")


@strawberry.type(description="What of the first audit's learning answers to the second.")
class AuditFollowed:
    """Followed."""

    is_better: bool = strawberry.field(description="Whether it got better.")
    reopened: list[relay.GlobalID] = strawberry.field(description="Items that were opened again.")
    actions: list[relay.GlobalID] = strawberry.field(description="Actions that were taken up again.")
    under_way: list[relay.GlobalID] = strawberry.field(description="Items that are still on their way.")


AuditResult = Annotated[
    AuditSaved | Refusal,
    strawberry.union("AuditResult", description="What became of a step of an audit."),
]
AuditsLearntResult = Annotated[
    AuditsLearnt | Refusal,
    strawberry.union("AuditsLearntResult", description="What became of findings."),
]
AuditFollowedResult = Annotated[
    AuditFollowed | Refusal,
    strawberry.union("AuditFollowedResult", description="What became of a comparison."),
]
Expected = Annotated[int, arg("The `version` that you saw.")]
Number = Annotated[str, arg("The audit's `number`.")]


def _made(context: Context, verb: Callable[[Desk, Viewer], Saved | Opened]) -> AuditResult:
    done = step(context, lambda desk, viewer: verb(desk, viewer).id)
    return AuditSaved(whole=whole(context, done)) if isinstance(done, str) else done


@strawberry.type
class AuditWorkMutation:
    """What can be done about an audit."""

    @mutation("Open an audit and give it to an auditor of another team. For the quality team. Since 0.1.")
    def open_audit(
        self,
        info: Info[Context, None],
        input: Annotated[OpenAuditInput, arg("The audit.")],  # noqa: A002  Relay's word
    ) -> AuditResult:
        """Open an audit."""
        case = None
        if input.case is not None:
            case = input.case.node_id if input.case.type_name == "Case" else ""
        new = opening.NewAudit(
            input.programme, input.auditor, day_number(input.due), Origin.DUTY if case is None else Origin.NAMED, None,
            case, input.tool, input.independent,
        )  # fmt: skip
        return _made(info.context, lambda desk, viewer: opening.open_audit(desk, viewer, new))

    @mutation(
        "Save answers of an audit; all of them, or none. For its auditor and the quality team. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def save_audit_answers(
        self,
        info: Info[Context, None],
        audit: Number,
        expected_version: Expected,
        answers: Annotated[list[AuditAnswerInput], arg("The answers.")],
    ) -> AuditResult:
        """Save answers."""
        said = {one.question: Answer(one.value, one.evidence, one.note) for one in answers}
        return _made(
            info.context,
            lambda desk, viewer: answering.save_answers(desk, viewer, audit, expected_version, said),
        )

    @mutation(
        "Submit an audit, whole and graded. For its auditor and the quality team. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def submit_audit(
        self, info: Info[Context, None], audit: Number, expected_version: Expected
    ) -> AuditResult:
        """Submit an audit."""
        return _made(
            info.context, lambda desk, viewer: answering.submit(desk, viewer, audit, expected_version)
        )

    @mutation(
        "Send a submitted audit back to its auditor. For the quality team. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def send_back_audit(
        self,
        info: Info[Context, None],
        audit: Number,
        expected_version: Expected,
        why: Annotated[str, arg("Why.")],
    ) -> AuditResult:
        """Send an audit back."""
        return _made(
            info.context, lambda desk, viewer: answering.send_back(desk, viewer, audit, expected_version, why)
        )

    @mutation(
        "Take a submitted audit as done. For the quality team. Since 0.1.", changes="audit", kind="Audit"
    )
    def close_audit(
        self, info: Info[Context, None], audit: Number, expected_version: Expected
    ) -> AuditResult:
        """Close an audit."""
        return _made(
            info.context, lambda desk, viewer: answering.close_audit(desk, viewer, audit, expected_version)
        )

    @mutation(
        "Say that an audit is not to be made. For the quality team. Since 0.1.", changes="audit", kind="Audit"
    )
    def withdraw_audit(
        self,
        info: Info[Context, None],
        audit: Number,
        expected_version: Expected,
        why: Annotated[str, arg("Why.")],
    ) -> AuditResult:
        """Withdraw an audit."""
        return _made(
            info.context, lambda desk, viewer: answering.withdraw(desk, viewer, audit, expected_version, why)
        )

    @mutation(
        "Add what an audit found. For its auditor and the quality team. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def add_audit_finding(
        self,
        info: Info[Context, None],
        audit: Number,
        nature: Annotated[Nature, arg("A strength or a concern.")],
        theme: Annotated[str, arg("What it is about.")],
        text: Annotated[str, arg("What was found.")],
    ) -> AuditResult:
        """Add a finding."""
        new = finding.NewAuditFinding(nature, theme, text)
        made = step(info.context, lambda desk, viewer: finding.add_audit_finding(desk, viewer, audit, new))
        return AuditSaved(whole=whole(info.context, audit)) if isinstance(made, str) else made

    @mutation(
        "Put findings of audits into the learning cycle, without a child in it. For the quality team. Since 0.1."
    )
    def learn_from_audits(
        self,
        info: Info[Context, None],
        input: Annotated[LearnFromAuditsInput, arg("The findings.")],  # noqa: A002  Relay's word
    ) -> AuditsLearntResult:
        """Put findings into the cycle."""
        new = finding.NewLearning(input.partnership, input.source_of_learning, input.title, input.summary)
        made = step(
            info.context,
            lambda desk, viewer: finding.into_learning(desk, viewer, input.findings, new),
            Learnt,
        )
        if not isinstance(made, Learnt):
            return made
        info.context.shown("audit_findings", made.public_ids)
        item = found(LearningItem.by_ids(info.context, [made.item_id])[0])
        return AuditsLearnt(item=item, evidence=made.evidence)

    @mutation(
        "Open the same audit once more. For the quality team. Since 0.1.", changes="audit", kind="Audit"
    )
    def open_audit_again(
        self,
        info: Info[Context, None],
        audit: Number,
        auditor: Annotated[str, arg("Who makes it.")],
        due: Annotated[date, arg("When it is due.")],
        independent: Annotated[str | None, arg("As with `openAudit`.")] = None,
    ) -> AuditResult:
        """Open it again."""
        return _made(
            info.context,
            lambda desk, viewer: redone.open_again(
                desk, viewer, audit, auditor, day_number(due), independent
            ),
        )

    @mutation(
        "Let what came of the first audit answer to the second: no better opens learning and its actions again. For "
        "quality and board. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def follow_audit_again(self, info: Info[Context, None], audit: Number) -> AuditFollowedResult:
        """Follow a comparison."""
        done = step(info.context, lambda desk, viewer: redone.follow(desk, viewer, audit), Followed)
        if not isinstance(done, Followed):
            return done
        return AuditFollowed(
            is_better=done.is_better,
            reopened=[relay.GlobalID("LearningItem", key) for key in done.reopened],
            actions=[relay.GlobalID("Action", key) for key in done.actions],
            under_way=[relay.GlobalID("LearningItem", key) for key in done.under_way],
        )
