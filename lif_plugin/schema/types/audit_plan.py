"""What is to be audited, and with whom: the forward plan, samples, agreements and one child's story told by several agencies."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

import strawberry
from strawberry.types import Info

from lif_plugin.cycle.audits.agreeing import agreements_of
from lif_plugin.cycle.audits.planning import PlanLine, plan_of, propose_plan
from lif_plugin.cycle.audits.sampling import Method
from lif_plugin.cycle.audits.stories import StorySeen, invitations_of, see_story
from lif_plugin.domain.audit_agreement import Agreement
from lif_plugin.domain.frequency import Rhythm
from lif_plugin.domain.viewer import Role
from lif_plugin.schema.context import Context
from lif_plugin.schema.problems import found
from lif_plugin.schema.types.counts import month_number, month_text
from lif_plugin.schema.values import arg, day_of, resolved
from lif_plugin.store.audits import sample_of, sampled_by

strawberry.enum(
    Method,
    name="AuditSampleMethod",
    description="How a sample is drawn. `RANDOM`: every case alike. `STRATIFIED`: by what is in force for the child. "
    "`PURPOSIVE`: the cases that people name, with why.",
)
strawberry.enum(Rhythm, name="AuditRhythm", description="What kind of frequency a framework's word is.")


@strawberry.type(
    description="A month of a programme's plan beside what was done. Seen by every role but the worker's. Since 0.1."
)
class AuditPlanLine:
    """One month."""

    programme: str = strawberry.field(description="The framework's programme.")
    month: str = strawberry.field(description="The month, as YYYY-MM.")
    scope: str = strawberry.field(description="What it looks at, in the framework's words.")
    lead: str = strawberry.field(description="Who leads it.")
    quota: int = strawberry.field(description="How many audits are meant.")
    opened: int = strawberry.field(description="How many were opened in it.")
    submitted: int = strawberry.field(description="How many of those are submitted.")

    @classmethod
    def of(cls, line: PlanLine) -> Self:
        """Make it of a line of the plan."""
        one = line.planned
        return cls(
            programme=one.programme, month=month_text(one.month) or "", scope=one.scope, lead=one.lead, quota=one.quota,
            opened=line.opened, submitted=line.submitted,
        )  # fmt: skip


@strawberry.type(
    description="A programme of which no months are given. Seen by every role but the worker's. Since 0.1."
)
class AuditUnplanned:
    """One programme."""

    programme: str = strawberry.field(description="The programme.")
    word: str | None = strawberry.field(
        description="How often, in the framework's own word; null: it says nothing."
    )
    rhythm: Rhythm = strawberry.field(description="What kind of word it is.")


@strawberry.type(description="A year of audits. Seen by every role but the worker's. Since 0.1.")
class AuditPlan:
    """A plan."""

    kept: list[AuditPlanLine] = strawberry.field(description="The months that are kept.")
    proposed: list[AuditPlanLine] = strawberry.field(
        description="The months as the framework's words have them."
    )
    unplanned: list[AuditUnplanned] = strawberry.field(description="The programmes without months.")


@strawberry.type(
    description="A case of a sample. Seen by the quality team, managers and chairs; logged. Since 0.1."
)
class AuditSampleMember:
    """One case."""

    part: str = strawberry.field(description="`nominated`, `random` or `purposive`: reported apart.")
    place: int = strawberry.field(description="The order within its part, from 1.")
    case_ref: str = strawberry.field(description="The case, by its source's reference.")
    stratum: str = strawberry.field(description="Its stratum.")


@strawberry.type(
    description="A sample with its seed. Seen by the quality team, managers and chairs; logged. Since 0.1."
)
class AuditSample:
    """One sample."""

    number: str = strawberry.field(description="Its id.")
    seed: str = strawberry.field(description="What it was drawn by.")
    members: list[AuditSampleMember] = strawberry.field(description="The cases, by part in the order drawn.")

    @classmethod
    def seen(cls, context: Context, number: str) -> Self:
        """Read a sample that was drawn."""
        sample = found(sample_of(context.connection, context.viewer, number))
        members = sampled_by(context.connection, context.viewer, number)
        context.shown("audit_sample", [row["public_id"] for row in members])
        return cls(
            number=number,
            seed=sample["seed"],
            members=[
                AuditSampleMember(
                    part=row["part"], place=row["place"], case_ref=row["ref"], stratum=row["stratum"]
                )
                for row in members
            ],
        )


@strawberry.type(description="A role of an agency may see a part. Seen like its agreement. Since 0.1.")
class AuditAgreementCell:
    """One cell."""

    agency: str = strawberry.field(description="The agency.")
    role: Role = strawberry.field(description="The role.")
    part: str = strawberry.field(description="The part.")


@strawberry.type(
    description="What agencies may see of each other in multi-agency audits. Seen by the quality team, managers and chairs "
    "of the partnership. Since 0.1."
)
class AuditAgreement:
    """One agreement."""

    number: str = strawberry.field(description="Its id.")
    purpose: str = strawberry.field(description="What it is for.")
    since: date | None = strawberry.field(description="From when.")
    until: date | None = strawberry.field(description="To when; null: without an end.")
    adopted_by: list[str] = strawberry.field(description="The agencies that stand by it today.")
    cells: list[AuditAgreementCell] = strawberry.field(
        description="Who may see what; what no cell says is not seen."
    )

    @classmethod
    def of(cls, one: Agreement) -> Self:
        """Make it of an agreement."""
        return cls(
            number=one.id, purpose=one.purpose, since=day_of(one.since), until=day_of(one.until),
            adopted_by=sorted(one.adopted),
            cells=[AuditAgreementCell(agency=cell.agency, role=cell.role, part=cell.part) for cell in sorted(one.cells)],
        )  # fmt: skip


@strawberry.type(description="An answer in a part of a story. Seen as its agreement says; logged. Since 0.1.")
class AuditPartAnswer:
    """One answer."""

    question: str = strawberry.field(description="The question.")
    value: str = strawberry.field(description="The answer.")
    evidence: str = strawberry.field(description="Where it is seen.")


@strawberry.type(
    description="An agency's part of one child's story. Seen as its agreement says; logged. Since 0.1."
)
class AuditPartSeen:
    """One part."""

    part: str = strawberry.field(description="The part.")
    agency: str = strawberry.field(description="Whose it is.")
    answers: list[AuditPartAnswer] = strawberry.field(
        description="The answers that you may see; none: none of them."
    )


@strawberry.type(
    description="A partner is asked for its part of a child's story. Seen by the quality team, managers and chairs of the "
    "two agencies; logged. Since 0.1."
)
class AuditInvitation:
    """One invitation."""

    number: str = strawberry.field(description="Its id; `acceptAuditInvitation` takes it on.")
    story: str = strawberry.field(description="The story's number, for `auditStory`.")
    from_agency: str = strawberry.field(description="Who asks.")
    to_agency: str = strawberry.field(description="Who is asked.")
    part: str = strawberry.field(description="The part.")
    child: str = strawberry.field(description="How the agreement lets agencies name the child.")
    due: date | None = strawberry.field(description="By when.")


def parts_seen(context: Context, seen: StorySeen) -> list[AuditPartSeen]:
    """The parts of a story; what is read across agencies is in the log before it is shown."""
    context.sources.read_log.record_now(context.viewer, "graphql.audit_story", seen.public_ids)
    return [
        AuditPartSeen(
            part=one.part,
            agency=one.agency,
            answers=[
                AuditPartAnswer(question=key, value=given.value, evidence=given.evidence)
                for key, given in one.answers.items()
            ],
        )
        for one in seen.parts
    ]


@strawberry.type
class AuditPlanQuery:
    """The way to plans, agreements and stories."""

    @resolved(
        "Twelve months of audits: kept, and as the framework's words have them. Seen by every role but the worker's."
    )
    def audit_plan(
        self,
        info: Info[Context, None],
        from_: Annotated[str, strawberry.argument(name="from", description="The first month, as YYYY-MM.")],
    ) -> AuditPlan | None:
        """Show a plan."""
        context, first = info.context, month_number(from_) or 0
        proposal = propose_plan(context.desk, context.viewer, first)
        kept = plan_of(context.desk, context.viewer, first, first + 99)
        words: Mapping[str, str | None] = {one.programme: one.word for one in proposal.unplanned}
        return AuditPlan(
            kept=[AuditPlanLine.of(line) for line in kept],
            proposed=[AuditPlanLine.of(PlanLine(one, 0, 0)) for one in proposal.months],
            unplanned=[
                AuditUnplanned(programme=one.programme, word=words[one.programme], rhythm=one.rhythm)
                for one in proposal.unplanned
            ],
        )

    @resolved(
        "Agreements of your partnerships on multi-agency audits. Seen by the quality team, managers and chairs."
    )
    def audit_agreements(self, info: Info[Context, None]) -> list[AuditAgreement] | None:
        """List agreements."""
        return [AuditAgreement.of(one) for one in agreements_of(info.context.desk, info.context.viewer)]

    @resolved("Invitations that your agency sent or was sent, the first due first. Logged.")
    def audit_invitations(self, info: Info[Context, None]) -> list[AuditInvitation] | None:
        """List invitations."""
        context = info.context
        rows = invitations_of(context.desk, context.viewer)
        context.sources.read_log.record_now(context.viewer, "graphql.audit_invitations", [])
        return [
            AuditInvitation(
                number=row["id"], story=row["story_id"], from_agency=row["agency_id"], to_agency=row["to_agency"],
                part=row["part"], child=row["child_key"], due=day_of(row["due"]),
            )
            for row in rows
        ]  # fmt: skip

    @resolved(
        "One child's story: your own part, and of others' what the agreement lets your role see. Logged."
    )
    def audit_story(
        self, info: Info[Context, None], number: Annotated[str, arg("The audit of the agency that leads.")]
    ) -> list[AuditPartSeen] | None:
        """Show a story."""
        context = info.context
        return parts_seen(context, see_story(context.desk, context.viewer, number))
