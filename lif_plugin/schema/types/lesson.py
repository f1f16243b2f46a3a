"""Lessons: what was learnt and when it applies, on cases it applies to, and themes as they are counted."""

from collections.abc import Mapping
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import lessons as verbs
from lif_plugin.cycle import themes
from lif_plugin.cycle.lessons import Helped
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.situation import Situation
from lif_plugin.schema.context import CaseLevel, Context
from lif_plugin.schema.types.shared import SEEN
from lif_plugin.schema.values import arg, resolved

_READ = 500
"""Rows that counting a partnership's themes takes of an operation's budget."""
strawberry.enum(
    Helped, name="LessonHelped", description="Whether a lesson would have helped, had it been applied then."
)


@strawberry.type(
    description="When a lesson applies; every part that is given must hold. Seen like its lesson. Since 0.1."
)
class LessonSituation:
    """One situation."""

    events: list[str] = strawberry.field(description="Any of these kinds of event.")
    within_days: int | None = strawberry.field(description="Within how many days; null: ever.")
    youngest: int | None = strawberry.field(description="From this age, in years.")
    oldest: int | None = strawberry.field(description="Up to this age, in years.")
    plans: list[str] = strawberry.field(description="A plan of any of these codes is in force.")

    @classmethod
    def of(cls, one: Situation) -> "LessonSituation":
        """Show a situation."""
        return cls(
            events=list(one.events),
            within_days=one.within_days,
            youngest=one.youngest,
            oldest=one.oldest,
            plans=list(one.plans),
        )


@strawberry.type(description=f"A published lesson, with what was said of it in your agency's cases. {SEEN}")
class PublishedLesson:
    """One lesson."""

    id: relay.GlobalID = strawberry.field(description="Its id.")
    text: str = strawberry.field(description="What others can take from it.")
    agency: str = strawberry.field(description="The agency that published it.")
    theme: str = strawberry.field(description="Its theme.")
    situation: LessonSituation = strawberry.field(description="When it applies.")
    helped: int = strawberry.field(description="In how many cases of your agency it would have helped.")
    helped_not: int = strawberry.field(description="In how many it would not have.")
    cannot_tell: int = strawberry.field(description="In how many nobody could tell.")


@strawberry.type(
    description="A lesson on a case that it may apply to; it is never sent to anybody. No other case stands in it. Seen like its case. Since 0.1."
)
class CaseLesson:
    """One lesson on a case."""

    id: relay.GlobalID = strawberry.field(description="The lesson's id.")
    text: str = strawberry.field(description="What others can take from it.")
    source: str = strawberry.field(description="From whose learning it is.")
    applies: bool | None = strawberry.field(
        description="True: the record shows its situation; null: the record cannot tell."
    )
    why: list[str] = strawberry.field(description="Why it stands here.")
    helped: Helped | None = strawberry.field(
        description="What was last said of it on this case; null: nothing."
    )


@strawberry.type(description=f"A theme and how often it was learnt about. {SEEN}")
class ThemeCount:
    """One theme."""

    theme: str = strawberry.field(description="Its word.")
    label: str = strawberry.field(description="What it is called.")
    items: int = strawberry.field(description="Items counted as it.")
    findings: int = strawberry.field(description="Findings counted as it.")
    words: list[str] = strawberry.field(description="Other words that are counted as it.")


def lessons_level(context: Context, level: CaseLevel) -> Mapping[int, list[CaseLesson]]:
    """Hold the lessons against every case of a level."""

    def fetch() -> dict[int, list[CaseLesson]]:
        found = verbs.lessons_on_cases(
            context.desk, context.sources.plugins, context.connection, context.viewer, level.case_ids
        )
        context.spend(sum(map(len, found.values())))
        context.shown("lessons", [level.public_ids[case] for case, rows in found.items() if rows])
        return {
            case: [
                CaseLesson(
                    id=relay.GlobalID("Lesson", one.lesson.id), text=one.lesson.text, source=one.lesson.source,
                    applies=True if one.standing is Standing.MET else None, why=list(one.why), helped=one.helped,
                )
                for one in rows
            ]
            for case, rows in found.items()
        }  # fmt: skip

    return level.once("lessons", fetch)


def published(context: Context) -> list[PublishedLesson]:
    """Every lesson that stands, with its counts."""
    found = verbs.lessons_told(context.desk, context.viewer)
    context.spend(len(found))
    return [
        PublishedLesson(
            id=relay.GlobalID("Lesson", one.lesson), text=one.text, agency=one.agency, theme=one.theme,
            situation=LessonSituation.of(Situation.of(one.situation)), helped=one.yes, helped_not=one.no,
            cannot_tell=one.cannot_tell,
        )
        for one in found
    ]  # fmt: skip


@strawberry.type
class LessonQuery:
    """The ways to lessons and themes."""

    @resolved("Lessons of your agency and its partners that stand, the newest first.")
    def lessons(self, info: Info[Context, None]) -> list[PublishedLesson] | None:
        """List lessons."""
        return published(info.context)

    @resolved("Themes of a partnership as they are counted, merged ones as one.")
    def themes(
        self, info: Info[Context, None], partnership: Annotated[str, arg("The partnership's id.")]
    ) -> list[ThemeCount] | None:
        """List themes."""
        info.context.spend(_READ)
        found = themes.themes_of(info.context.desk, info.context.viewer, partnership)
        return [
            ThemeCount(
                theme=one.theme,
                label=one.label,
                items=one.items,
                findings=one.findings,
                words=list(one.words),
            )
            for one in found
        ]
