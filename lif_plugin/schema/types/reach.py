"""What sources let rules answer, and how much of the child's voice their fields hold."""

from datetime import date

import strawberry
from strawberry.types import Info

from lif_plugin.schema.context import Context
from lif_plugin.schema.values import day_of, resolved
from lif_plugin.store.reads.unanswered import rules_beyond
from lif_plugin.store.reads.voice import voice_coverage


@strawberry.type(
    description="A rule that cannot tell for a whole source. Each of its cases has a prompt in the state "
    "`CANNOT_TELL` that says so, unless something was found all the same. Seen by roles that read the setup. Since 0.1."
)
class Unanswered:
    """One rule and one source."""

    source: str = strawberry.field(description="The source.")
    rule: str = strawberry.field(description="The rule's id; `rules` describes it.")
    reason: str = strawberry.field(
        description="`not_covered`: the source does not know of such facts; `not_recorded`: it does, but the field "
        "that decides was never filled in."
    )
    lacking: list[str] = strawberry.field(
        description="What is lacking: kinds of event, and fields as `kind.field`."
    )
    about: str | None = strawberry.field(
        description="Only of cases with an event of this kind; null: of every case."
    )
    cases: int = strawberry.field(description="Of how many cases it cannot tell.")
    as_of: date | None = strawberry.field(description="The day the question was asked for.")


@strawberry.type(
    description="How much of the child's voice a field of a source holds. What is not recorded shows nothing, so the "
    "share that shows the child is of what is recorded, and the share recorded belongs beside it. Seen by roles that read the setup. Since 0.1."
)
class VoiceCoverage:
    """One field of one source."""

    source: str = strawberry.field(description="The source.")
    kind: str = strawberry.field(description="The kind of event.")
    field: str | None = strawberry.field(description="The field; null: the event itself shows it.")
    meaning: str = strawberry.field(description="What it shows.")
    rows: int = strawberry.field(description="Facts of that kind of which it can be asked.")
    recorded: int = strawberry.field(description="Those of them that recorded the field.")
    showing: int = strawberry.field(description="Those of them that show that the child was seen or heard.")


@strawberry.type
class ReachQuery:
    """Ways to what sources can say."""

    @resolved(
        "Rules that cannot tell for a whole source, by source and rule. Seen by roles that read the setup."
    )
    def unanswered(self, info: Info[Context, None]) -> list[Unanswered] | None:
        """List what cannot be told."""
        return [
            Unanswered(
                source=row["source"],
                rule=row["rule"],
                reason=row["reason"],
                lacking=row["lacking"],
                about=row["about"],
                cases=row["cases"],
                as_of=day_of(row["as_of"]),
            )
            for row in rules_beyond(info.context.connection, info.context.viewer)
        ]

    @resolved(
        "Fields that show the child's voice, by source: how often recorded, and how often they show it."
    )
    def voice_coverage(self, info: Info[Context, None]) -> list[VoiceCoverage] | None:
        """Count the fields."""
        return [VoiceCoverage(**row) for row in voice_coverage(info.context.connection, info.context.viewer)]
