"""Samples, the forward plan, agreements and stories through the schema. Refusals are types."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.audits import agreeing, stories
from lif_plugin.cycle.audits.planning import keep_plan, propose_plan
from lif_plugin.cycle.audits.sampling import Method, NewSample, draw_sample
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_agreement import Cell
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.audit_work_mutations import AuditResult, AuditSaved
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.types.audit_plan import AuditAgreement, AuditSample
from lif_plugin.schema.types.audit_work import whole
from lif_plugin.schema.types.counts import month_number
from lif_plugin.schema.values import arg, number_of


@strawberry.input(description="A sample to draw; a purposive one names its `cases` and says `why`.")
class DrawAuditSampleInput:
    """One sample."""

    programme: str = strawberry.field(description="The framework's programme.")
    title: str = strawberry.field(description="What it is for.")
    method: Method = strawberry.field(description="How it is drawn.")
    size: int = strawberry.field(default=0, description="Cases at most.")
    nominated: int = strawberry.field(default=0, description="Nominated cases at most, beside them.")
    seed: str | None = strawberry.field(default=None, description="A text to draw by; else one is made.")
    cases: list[relay.GlobalID] | None = strawberry.field(
        default=None, description="Purposive: the cases' `id`s."
    )
    why: str | None = strawberry.field(default=None, description="Purposive: why these.")


@strawberry.input(description="A role of an agency may see a part.")
class AuditCellInput:
    """One cell."""

    agency: str = strawberry.field(description="The agency.")
    role: Role = strawberry.field(description="The role.")
    part: str = strawberry.field(description="The part.")


@strawberry.input(description="A partner to be asked for its part of a child's story.")
class InviteToAuditInput:
    """One invitation."""

    audit: str = strawberry.field(description="The `number` of your audit.")
    agency: str = strawberry.field(description="The partner.")
    part: str = strawberry.field(description="The part it is to tell.")
    agreement: str = strawberry.field(description="The agreement that lets you ask.")
    child: str = strawberry.field(description="How the agreement lets agencies name the child.")
    due: date = strawberry.field(description="By when.")


@strawberry.type(description="The sample is drawn and kept.")
class AuditSampleDrawn:
    """Drawn."""

    sample: AuditSample = strawberry.field(description="The sample.")


@strawberry.type(description="The plan is kept; a month that stood stays as it was.")
class AuditPlanKept:
    """Kept."""

    kept: int = strawberry.field(description="Months that were kept.")
    stood: int = strawberry.field(description="Months that stood already.")


@strawberry.type(description="It is written down; the agreement as it now stands.")
class AuditAgreementSaved:
    """Saved."""

    agreement: AuditAgreement = strawberry.field(description="The agreement.")


@strawberry.type(description="The partner is asked.")
class AuditInvited:
    """Asked."""

    number: str = strawberry.field(description="The invitation's number; the partner takes it on with it.")


@strawberry.type(description="How many answers one agency may now read. Seen like its audit. Since 0.1.")
class AuditShownTo:
    """One agency."""

    agency: str = strawberry.field(description="The agency.")
    answers: int = strawberry.field(description="How many; none: it hears only that the part was submitted.")


@strawberry.type(description="The part is shown to those the agreement names.")
class AuditPartShown:
    """Shown."""

    to: list[AuditShownTo] = strawberry.field(description="To whom.")


AuditSampleResult = Annotated[
    AuditSampleDrawn | Refusal,
    strawberry.union("AuditSampleResult", description="What became of a sample."),
]
AuditPlanResult = Annotated[
    AuditPlanKept | Refusal,
    strawberry.union("AuditPlanResult", description="What became of a plan."),
]
AuditAgreementResult = Annotated[
    AuditAgreementSaved | Refusal,
    strawberry.union("AuditAgreementResult", description="What became of an agreement."),
]
AuditInvitedResult = Annotated[
    AuditInvited | Refusal,
    strawberry.union("AuditInvitedResult", description="What became of an invitation."),
]
AuditPartShownResult = Annotated[
    AuditPartShown | Refusal,
    strawberry.union("AuditPartShownResult", description="What became of showing a part."),
]


def _agreement(context: Context, number: str) -> AuditAgreementSaved:
    found = agreeing.agreements_of(context.desk, context.viewer)
    return AuditAgreementSaved(agreement=next(AuditAgreement.of(one) for one in found if one.id == number))


@strawberry.type
class AuditPlanMutation:
    """What can be done about what is audited, and with whom."""

    @mutation("Draw a sample; it is kept with its frame and seed. For the quality team. Since 0.1.")
    def draw_audit_sample(
        self,
        info: Info[Context, None],
        input: Annotated[DrawAuditSampleInput, arg("The sample.")],  # noqa: A002  Relay's word
    ) -> AuditSampleResult:
        """Draw a sample."""
        cases = tuple(one.node_id if one.type_name == "Case" else "" for one in input.cases or ())
        new = NewSample(
            input.programme,
            input.title,
            input.method,
            input.size,
            input.nominated,
            input.seed,
            cases,
            input.why,
        )
        made = step(info.context, lambda desk, viewer: draw_sample(desk, viewer, new).id)
        return (
            AuditSampleDrawn(sample=AuditSample.seen(info.context, made)) if isinstance(made, str) else made
        )

    @mutation(
        "Keep twelve months of the plan, as the framework's words have them. For the quality team. Since 0.1."
    )
    def keep_audit_plan(
        self,
        info: Info[Context, None],
        from_: Annotated[str, strawberry.argument(name="from", description="The first month, as YYYY-MM.")],
        quota: Annotated[int | None, arg("Audits a month; else as the agency has set.")] = None,
    ) -> AuditPlanResult:
        """Keep a plan."""

        def verb(desk: Desk, viewer: Viewer) -> list[int]:
            return [
                *keep_plan(desk, viewer, propose_plan(desk, viewer, month_number(from_) or 0, None, quota))
            ]

        made = step(info.context, verb)
        return AuditPlanKept(kept=made[0], stood=made[1]) if isinstance(made, list) else made

    @mutation("Make an agreement and adopt it for your own agency. For the quality team. Since 0.1.")
    def make_audit_agreement(
        self,
        info: Info[Context, None],
        partnership: Annotated[str, arg("The partnership.")],
        purpose: Annotated[str, arg("What it is for.")],
        since: Annotated[date, arg("From when.")],
        cells: Annotated[list[AuditCellInput], arg("Who may see what.")],
        until: Annotated[date | None, arg("To when; null: without an end.")] = None,
    ) -> AuditAgreementResult:
        """Make an agreement."""
        named = {Cell(one.agency, one.role, one.part) for one in cells}
        made = step(
            info.context,
            lambda desk, viewer: agreeing.make_agreement(
                desk, viewer, partnership, purpose, day_number(since), number_of(until), named
            ),
        )
        return _agreement(info.context, made) if isinstance(made, str) else made

    @mutation("Let your agency stand by an agreement. For the quality team. Since 0.1.")
    def adopt_audit_agreement(
        self, info: Info[Context, None], agreement: Annotated[str, arg("Its `number`.")]
    ) -> AuditAgreementResult:
        """Adopt an agreement."""
        done = step(info.context, lambda desk, viewer: agreeing.adopt(desk, viewer, agreement))
        return done if isinstance(done, Refusal) else _agreement(info.context, agreement)

    @mutation(
        "Let your agency stand by an agreement until a day and no longer. For the quality team. Since 0.1."
    )
    def leave_audit_agreement(
        self,
        info: Info[Context, None],
        agreement: Annotated[str, arg("Its `number`.")],
        until: Annotated[date, arg("The last day.")],
    ) -> AuditAgreementResult:
        """Leave an agreement."""
        done = step(
            info.context, lambda desk, viewer: agreeing.leave(desk, viewer, agreement, day_number(until))
        )
        return done if isinstance(done, Refusal) else _agreement(info.context, agreement)

    @mutation(
        "Ask a partner for its part of a child's story. For the quality team. Since 0.1.",
        changes="input.audit",
        kind="Audit",
    )
    def invite_to_audit(
        self,
        info: Info[Context, None],
        input: Annotated[InviteToAuditInput, arg("Whom, for what.")],  # noqa: A002  Relay's word
    ) -> AuditInvitedResult:
        """Invite a partner."""
        new = stories.Invitation(
            input.agency, input.part, input.agreement, input.child, day_number(input.due)
        )
        made = step(info.context, lambda desk, viewer: stories.invite(desk, viewer, input.audit, new))
        return AuditInvited(number=made) if isinstance(made, str) else made

    @mutation("Open your agency's audit of the part that it was asked for. For the quality team. Since 0.1.")
    def accept_audit_invitation(
        self,
        info: Info[Context, None],
        invitation: Annotated[str, arg("The invitation's number.")],
        auditor: Annotated[str, arg("Who makes it.")],
        case: Annotated[relay.GlobalID | None, arg("Your own case's `id`; null: you hold none.")] = None,
        independent: Annotated[str | None, arg("As with `openAudit`.")] = None,
    ) -> AuditResult:
        """Accept an invitation."""
        public_id = None if case is None else case.node_id if case.type_name == "Case" else ""
        made = step(
            info.context,
            lambda desk, viewer: stories.accept(desk, viewer, invitation, auditor, public_id, independent).id,
        )
        return AuditSaved(whole=whole(info.context, made)) if isinstance(made, str) else made

    @mutation(
        "Show your submitted part to the agencies that the agreement lets see it. For the quality team. Since 0.1.",
        changes="audit",
        kind="Audit",
    )
    def show_audit_part(
        self, info: Info[Context, None], audit: Annotated[str, arg("Your audit's `number`.")]
    ) -> AuditPartShownResult:
        """Show a part."""
        made = step(info.context, lambda desk, viewer: stories.show_part(desk, viewer, audit))
        if not isinstance(made, dict):
            return made
        return AuditPartShown(to=[AuditShownTo(agency=name, answers=count) for name, count in made.items()])
