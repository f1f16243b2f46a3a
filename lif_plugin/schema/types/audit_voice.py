"""What comes back about audits: the worker's journey, concerns for now, second readings, and reports of many."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.audits import moderating
from lif_plugin.cycle.audits.concerns import Concern, see_concerns
from lif_plugin.cycle.audits.journey import Journey, journeys_of
from lif_plugin.cycle.audits.reporting import audit_report, feedback_report
from lif_plugin.domain.audit_report import Group, Report, ReportLevel
from lif_plugin.domain.audit_work import AuditState
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.versioned import VERSION
from lif_plugin.schema.values import arg, at, day_of, resolved
from lif_plugin.store.reads.cases import cases_by_public_id
from lif_plugin.store.reads.page import Row

strawberry.enum(
    AuditState,
    description="Where an audit is. `ASSIGNED`: an auditor has it. `BEGUN`: something is answered. `SUBMITTED`: all of "
    "it is. `CLOSED`: it is taken as done. `WITHDRAWN`: it was not to be made. `PAUSED`: a child may not be safe now; it "
    "goes on once somebody who was told acknowledges that.",
)
strawberry.enum(
    ReportLevel,
    name="AuditReportLevel",
    description="For whom a report of audits is. `TEAM`: one team. `SERVICE`: the agency, by programme. `BOARD`: the "
    "agency as a whole.",
)
_SEEN = "Seen by its auditor, the quality team, managers and chairs; logged. Since 0.1."
_WORKS = "Seen by everybody who may read the case; logged. Since 0.1."


@strawberry.type(description=f"Something said of an audit by those who work with its case. {_WORKS}")
class AuditWord:
    """One word."""

    kind: str = strawberry.field(
        description="`view`, `proposed`, `agreed`, `read_back`, `reply` or `disagrees`."
    )
    text: str | None = strawberry.field(description="Their own words.")
    day: date | None = strawberry.field(description="The day that is proposed or agreed.")
    at: datetime = strawberry.field(description="When (UTC).")

    @classmethod
    def of_rows(cls, rows: Iterable[Row]) -> list[Self]:
        """Make words of rows."""
        return [
            cls(kind=row["kind"], text=row["text"], day=day_of(row["day"]), at=at(row["at"])) for row in rows
        ]


@strawberry.type(
    description="An audit as those who work with its case see it: no grade and no answer of it; what was found once it "
    f"was read back. {_WORKS}"
)
class CaseAudit:
    """One audit of a case."""

    number: str = strawberry.field(description="Its id.")
    programme: str = strawberry.field(description="What the framework calls the programme.")
    drawn_as: str | None = strawberry.field(description="`random`, `nominated` or `purposive`; null: none.")
    auditor: str = strawberry.field(description="Who makes it.")
    due: date | None = strawberry.field(description="When it is due.")
    state: AuditState = strawberry.field(description="Where it is.")
    talk_on: date | None = strawberry.field(description="The day of the reflective conversation.")
    talk_is_agreed: bool = strawberry.field(description="Whether both sides said yes to it.")
    is_read_back: bool = strawberry.field(description="Whether what was found may be read here.")
    strengths: list[str] = strawberry.field(description="What went well.")
    actions: list[str] = strawberry.field(description="What is to be done for the child.")
    concerns: list[str] = strawberry.field(description="What the record does not yet show.")
    words: list[AuditWord] = strawberry.field(description="What was said of it, in order.")

    @classmethod
    def of(cls, one: Journey) -> Self:
        """Make it of a journey."""
        return cls(
            number=one.id, programme=one.title, drawn_as=one.row["drawn_as"], auditor=one.row["auditor"],
            due=day_of(one.row["due"]), state=AuditState(one.row["state"]),
            talk_on=day_of(one.talk.day) if one.talk else None,
            talk_is_agreed=one.talk is not None and one.talk.is_agreed, is_read_back=one.read_back is not None,
            strengths=list(one.strengths), actions=[row["text"] for row in one.actions],
            concerns=list(one.concerns), words=AuditWord.of_rows(one.words),
        )  # fmt: skip


@strawberry.type(description=f"Who was told of a concern. {_SEEN}")
class AuditConcernStep:
    """One step."""

    role: str = strawberry.field(description="The role that was told.")
    name: str | None = strawberry.field(description="Who in it; null: the role.")
    at: datetime = strawberry.field(description="When (UTC).")
    mail: str | None = strawberry.field(
        description="What became of the message; null: none went out by mail."
    )


@strawberry.type(description=f"A child may not be safe now, says an auditor; the audit waits. {_SEEN}")
class AuditConcern:
    """One concern."""

    number: str = strawberry.field(description="Its id.")
    audit: str = strawberry.field(description="The audit's `number`.")
    case_ref: str | None = strawberry.field(description="The case, by its source's reference.")
    text: str = strawberry.field(description="What cannot wait.")
    version: int = strawberry.field(description=VERSION)
    raised_at: datetime = strawberry.field(description="When (UTC).")
    told: list[AuditConcernStep] = strawberry.field(description="Who was told, in order.")
    acknowledged_at: datetime | None = strawberry.field(description="When somebody did; null: it waits.")
    done: str | None = strawberry.field(description="What is being done.")

    @classmethod
    def of(cls, one: Concern) -> Self:
        """Make it of a concern."""
        row = one.row
        return cls(
            number=one.id, version=2 if row["acknowledged_at"] else 1, audit=one.audit_id, case_ref=row["ref"], text=row["text"], raised_at=at(row["at"]),
            told=[
                AuditConcernStep(role=step["role"], name=step["name"] or None, at=at(step["at"]), mail=step["mail"])
                for step in one.told
            ],
            acknowledged_at=at(row["acknowledged_at"]) if row["acknowledged_at"] else None, done=row["done"],
        )  # fmt: skip


@strawberry.type(description=f"A graded question that two readings answered differently. {_SEEN}")
class AuditDifference:
    """One difference."""

    question: str = strawberry.field(description="The question's id.")
    text: str = strawberry.field(description="What is asked.")
    first: str = strawberry.field(description="The first reader's grade.")
    second: str = strawberry.field(description="The second reader's grade.")
    agreed: str | None = strawberry.field(description="The one agreed on; null: not talked through yet.")


@strawberry.type(
    description="How far first and second readings of a programme agree; told of no reader. Seen by whoever reads audits. Since 0.1."
)
class AuditReadTwice:
    """One programme."""

    programme: str = strawberry.field(description="The programme.")
    n: int = strawberry.field(description="Audits that were read twice.")
    same: int = strawberry.field(description="Of them with one grade of the whole.")
    cohen: float | None = strawberry.field(
        description="Cohen's kappa; null below 20 audits, or with one grade only."
    )
    fleiss: float | None = strawberry.field(description="Fleiss' kappa; null likewise.")


@strawberry.type(description="A count of a report. Seen like its report. Since 0.1.")
class AuditCell:
    """One cell."""

    name: str = strawberry.field(description="What is counted.")
    count: int | None = strawberry.field(
        description="How many; null: not shown, since it would tell of a few."
    )


@strawberry.type(description="Counts of a report that belong together. Seen like its report. Since 0.1.")
class AuditGroup:
    """One group."""

    name: str = strawberry.field(
        description="A programme, a quarter, a theme, or where the voice was sought."
    )
    cells: list[AuditCell] = strawberry.field(description="The counts.")
    total: int | None = strawberry.field(description="Their sum; null: not shown.")

    @classmethod
    def of(cls, groups: Sequence[Group]) -> list[Self]:
        """Make groups."""
        return [
            cls(
                name=one.name,
                cells=[AuditCell(name=key, count=count) for key, count in sorted(one.cells.items())],
                total=one.total,
            )
            for one in groups
        ]


@strawberry.type(
    description="What audits of a quarter show together; no case, worker or auditor, and no order of merit. A team reads "
    "its own whole; else counts from 1 to 5, and what they would follow from, are not shown. Seen by every role but the worker's, for a team by whoever reads its audits. Since 0.1."
)
class AuditReport:
    """One report."""

    level: ReportLevel = strawberry.field(description="For whom.")
    quarter: str = strawberry.field(description="Such as 2026-Q1.")
    team: str | None = strawberry.field(description="The team; null: all.")
    audits: int | None = strawberry.field(description="Submitted audits; null: not shown.")
    grades: list[AuditGroup] = strawberry.field(description="Grades by programme.")
    over_time: list[AuditGroup] = strawberry.field(description="Grades by quarter.")
    themes: list[AuditGroup] = strawberry.field(description="Strengths and concerns by theme.")
    voice: list[AuditGroup] = strawberry.field(
        description="The child's voice by where it was sought: child, team, agency, the framework's own tests."
    )

    @classmethod
    def of(cls, one: Report) -> Self:
        """Make it of a report."""
        return cls(
            level=one.level, quarter=one.quarter, team=one.team, audits=one.audits, grades=AuditGroup.of(one.grades),
            over_time=AuditGroup.of(one.over_time), themes=AuditGroup.of(one.themes), voice=AuditGroup.of(one.voice),
        )  # fmt: skip


Quarter = Annotated[str | None, arg("Such as 2026-Q1; else this one.")]


@strawberry.type
class AuditVoiceQuery:
    """The way to what comes back about audits."""

    @resolved(f"The audits of a case, the newest first. {_WORKS}")
    def audits_of_case(
        self, info: Info[Context, None], case: Annotated[relay.GlobalID, arg("The case's `id`.")]
    ) -> list[CaseAudit] | None:
        """List the audits of a case."""
        context = info.context
        known = cases_by_public_id(context.connection, context.viewer, [case.node_id]).get(case.node_id)
        if known is None or case.type_name != "Case":
            return None
        found = journeys_of(context.desk, context.connection, context.viewer, known["case_id"])
        context.spend(len(found))
        context.shown("auditsOfCase", [case.node_id])
        return [CaseAudit.of(one) for one in found]

    @resolved(f"Concerns for now, those that wait first. {_SEEN}")
    def audit_concerns(
        self,
        info: Info[Context, None],
        waiting: Annotated[bool, arg("Only those that nobody has acknowledged.")] = False,
    ) -> list[AuditConcern] | None:
        """List concerns."""
        context = info.context
        found = see_concerns(context.connection, context.viewer, waiting=waiting)
        context.spend(len(found))
        context.shown("auditConcerns", [key for one in found for key in one.public_ids])
        return [AuditConcern.of(one) for one in found]

    @resolved(f"Where two readings of an audit graded differently. {_SEEN}")
    def audit_differences(
        self, info: Info[Context, None], second: Annotated[str, arg("The second reading's `number`.")]
    ) -> list[AuditDifference] | None:
        """Compare two readings."""
        found = moderating.differences(info.context.desk, info.context.viewer, second)
        return [
            AuditDifference(
                question=one.question, text=one.text, first=one.first, second=one.second, agreed=one.agreed
            )
            for one in found
        ]

    @resolved("How far two readings agree, by programme; a kappa only from 20 audits on. Since 0.1.")
    def audits_read_twice(self, info: Info[Context, None]) -> list[AuditReadTwice] | None:
        """Tell how far readers agree."""
        return [
            AuditReadTwice(
                programme=one.programme, n=one.n, same=one.same, cohen=one.cohen, fleiss=one.fleiss
            )
            for one in moderating.agreement(info.context.desk, info.context.viewer)
        ]

    @resolved(
        "What audits of a quarter show together. For all but workers; for a team its own. No case in it. Since 0.1."
    )
    def audit_report(
        self,
        info: Info[Context, None],
        level: Annotated[ReportLevel, arg("For whom.")],
        quarter: Quarter = None,
        team: Annotated[str | None, arg("With `TEAM`: which.")] = None,
    ) -> AuditReport | None:
        """Make a report."""
        context = info.context
        return AuditReport.of(audit_report(context.desk, context.viewer, level, quarter, team))

    @resolved(
        "What practitioners think of how audits were made, counted; never of one's own. For the quality team. Since 0.1."
    )
    def audit_feedback(self, info: Info[Context, None], quarter: Quarter = None) -> list[AuditGroup] | None:
        """Count feedback."""
        return AuditGroup.of(feedback_report(info.context.desk, info.context.viewer, quarter))
