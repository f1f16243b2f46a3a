"""What is said of audits through the schema: words, a day to talk, feedback, concerns, second readings."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.audits import concerns, journey, moderating
from lif_plugin.cycle.audits.concerns import Concern
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_voice import WordKind
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.audit_work_mutations import AuditResult, AuditSaved, Number
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import found
from lif_plugin.schema.types.audit_voice import AuditConcern, CaseAudit
from lif_plugin.schema.types.audit_work import whole
from lif_plugin.schema.values import arg
from lif_plugin.store.reads.cases import cases_by_public_id

strawberry.enum(
    WordKind,
    name="AuditWordKind",
    description="What is said of an audit. `VIEW`: what is to be known. `PROPOSED` and `AGREED`: a day to talk. "
    "`REPLY` and `DISAGREES`: to what was read back.",
)


@strawberry.type(description="It is kept; the audit as those who work with the case see it.")
class AuditWordKept:
    """Kept."""

    audit: CaseAudit = strawberry.field(description="The audit.")


@strawberry.type(description="It is kept; the concern as it now stands.")
class AuditConcernKept:
    """Kept."""

    concern: AuditConcern = strawberry.field(description="The concern.")


@strawberry.type(description="A share of audits is read a second time.")
class SecondReadingsDrawn:
    """Drawn."""

    seed: str = strawberry.field(description="Draws the same again.")
    opened: list[str] = strawberry.field(description="The second readings, by number.")
    without_auditor: list[str] = strawberry.field(description="Audits for which nobody is independent.")


@strawberry.input(description="An answer about how the audit was made.")
class AuditFeedbackInput:
    """One answer."""

    question: str = strawberry.field(description="`fair`, `heard` or `useful`.")
    value: str = strawberry.field(description="`yes`, `partly` or `no`.")


AuditWordResult = Annotated[
    AuditWordKept | Refusal,
    strawberry.union("AuditWordResult", description="What became of a word."),
]
AuditConcernResult = Annotated[
    AuditConcernKept | Refusal,
    strawberry.union("AuditConcernResult", description="What became of a concern."),
]
SecondReadingsResult = Annotated[
    SecondReadingsDrawn | Refusal,
    strawberry.union("SecondReadingsResult", description="What became of a draw of second readings."),
]
CaseId = Annotated[relay.GlobalID, arg("The case's `id`.")]


def _said(
    context: Context, case: relay.GlobalID, audit: str, verb: Callable[[Desk, Viewer, str], Any]
) -> AuditWordResult:
    public_id = case.node_id if case.type_name == "Case" else ""
    refused = step(context, lambda desk, viewer: _nothing(verb(desk, viewer, public_id)))
    if refused is not None:
        return refused
    known = found(cases_by_public_id(context.connection, context.viewer, [public_id]).get(public_id))
    context.shown("auditsOfCase", [public_id])
    seen = journey.journeys_of(context.desk, context.connection, context.viewer, known["case_id"])
    return AuditWordKept(audit=CaseAudit.of(found(next((one for one in seen if one.id == audit), None))))


def _kept(context: Context, verb: Callable[[Desk, Viewer], Concern]) -> AuditConcernResult:
    done = step(context, lambda desk, viewer: verb(desk, viewer).id)
    if not isinstance(done, str):
        return done
    seen = concerns.see_concern(context.connection, context.viewer, done)
    context.shown("auditConcerns", seen.public_ids)
    return AuditConcernKept(concern=AuditConcern.of(seen))


def _own(context: Context, audit: str, verb: Callable[[Desk, Viewer], Any]) -> AuditResult:
    refused = step(context, lambda desk, viewer: _nothing(verb(desk, viewer)))
    return AuditSaved(whole=whole(context, audit)) if refused is None else refused


def _nothing(_given: object) -> None:
    """What a verb gives, where the answer is read anew and needs none of it."""


@strawberry.type
class AuditVoiceMutation:
    """What can be said of an audit."""

    @mutation(
        "Say something of an audit of a case that one works with; never its auditor. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def say_of_audit(
        self,
        info: Info[Context, None],
        case: CaseId,
        audit: Number,
        kind: Annotated[WordKind, arg("What it is; never `READ_BACK`.")],
        text: Annotated[str, arg("Your own words.")] = "",
        day: Annotated[date | None, arg("With `PROPOSED`: the day.")] = None,
    ) -> AuditWordResult:
        """Say something."""
        on = day_number(day) if day else None
        return _said(
            info.context,
            case,
            audit,
            lambda desk, viewer, key: journey.say_word(desk, viewer, key, audit, kind, text, on),
        )

    @mutation(
        "Say once how an audit was made, as one who works with the case; its auditor never reads it. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def give_audit_feedback(
        self,
        info: Info[Context, None],
        case: CaseId,
        audit: Number,
        answers: Annotated[list[AuditFeedbackInput], arg("The answers.")],
        text: Annotated[str, arg("Anything else.")] = "",
    ) -> AuditWordResult:
        """Give feedback."""
        given = {one.question: one.value for one in answers}
        return _said(
            info.context,
            case,
            audit,
            lambda desk, viewer, key: journey.give_feedback(desk, viewer, key, audit, given, text),
        )

    @mutation(
        "Propose a day to talk, or without one agree to the worker's. For its auditor and the quality team. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def set_audit_talk(
        self,
        info: Info[Context, None],
        audit: Number,
        day: Annotated[date | None, arg("The day.")] = None,
        text: Annotated[str, arg("A word with it.")] = "",
    ) -> AuditResult:
        """Set a day."""
        on = day_number(day) if day else None
        return _own(info.context, audit, lambda desk, viewer: journey.set_talk(desk, viewer, audit, on, text))

    @mutation(
        "Show a submitted audit to those who work with its case. For its auditor and the quality team. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def read_audit_back(self, info: Info[Context, None], audit: Number) -> AuditResult:
        """Read it back."""
        return _own(info.context, audit, lambda desk, viewer: journey.read_back(desk, viewer, audit))

    @mutation(
        "Say that a child may not be safe now: somebody is told, the audit waits. For its auditor and the quality team. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def raise_audit_concern(
        self, info: Info[Context, None], audit: Number, text: Annotated[str, arg("What cannot wait.")]
    ) -> AuditConcernResult:
        """Raise a concern."""
        return _kept(info.context, lambda desk, viewer: concerns.raise_concern(desk, viewer, audit, text))

    @mutation(
        "Say that one has looked, and what is being done; the audit goes on. For a role that was told. Since 0.1.",
        changes="concern",
        kind="AuditConcern",
    )
    def acknowledge_audit_concern(
        self,
        info: Info[Context, None],
        concern: Annotated[str, arg("The concern's `number`.")],
        done: Annotated[str, arg("What is being done.")],
    ) -> AuditConcernResult:
        """Acknowledge a concern."""
        return _kept(
            info.context, lambda desk, viewer: concerns.acknowledge_concern(desk, viewer, concern, done)
        )

    @mutation(
        "Draw a share of submitted audits to be read again by somebody else. For the quality team. Since 0.1."
    )
    def draw_second_readings(
        self,
        info: Info[Context, None],
        programme: Annotated[str, arg("The framework's programme.")],
        since: Annotated[date, arg("Submitted from this day.")],
        until: Annotated[date, arg("To this day.")],
        share: Annotated[int, arg("Of a hundred how many.")],
        auditors: Annotated[list[str], arg("Who may read.")],
        due: Annotated[date, arg("When they are due.")],
        seed: Annotated[str | None, arg("Draws the same again; else a new one.")] = None,
    ) -> SecondReadingsResult:
        """Draw second readings."""
        wanted = moderating.ToRead(
            programme, day_number(since), day_number(until), share, tuple(auditors), day_number(due), seed
        )
        done = step(info.context, lambda desk, viewer: asdict(moderating.draw_second(desk, viewer, wanted)))
        if not isinstance(done, dict):
            return done
        info.context.shown("secondReadings", [one["public_id"] for one in done["opened"] if one["public_id"]])
        return SecondReadingsDrawn(
            seed=done["seed"],
            opened=[one["id"] for one in done["opened"]],
            without_auditor=list(done["without_auditor"]),
        )

    @mutation(
        "Keep the grade that two readers agreed on, beside both. For the quality team. Since 0.1.",
        changes="second",
        kind="Audit",
    )
    def agree_audit_grade(
        self,
        info: Info[Context, None],
        second: Annotated[str, arg("The second reading's `number`.")],
        question: Annotated[str, arg("The question.")],
        agreed: Annotated[str, arg("The grade.")],
        why: Annotated[str, arg("What made you agree.")],
    ) -> AuditResult:
        """Agree on a grade."""
        return _own(
            info.context,
            second,
            lambda desk, viewer: moderating.agree_grade(desk, viewer, second, question, agreed, why),
        )
