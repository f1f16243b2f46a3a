"""Figures of learning and actions across agencies, from the counts that are kept up as they are written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

import strawberry
from strawberry.types import Info

from lif_plugin.domain.summary import Dimension, Median, Part, Summary
from lif_plugin.schema.context import MAX_ROWS, Context
from lif_plugin.schema.types.counts import month_number, month_text
from lif_plugin.schema.values import arg, resolved
from lif_plugin.schema.written import Asked, Offered
from lif_plugin.store.reads.summary import summary

strawberry.enum(
    Dimension,
    name="SummaryDimension",
    description="What figures can be told apart by. `AGENCY`: who recorded it, and of an action who carries it out. "
    "`MONTH`: of the item's day. `STATE`: of an item or of an action; findings have none. `STAGE`: of the item, as its "
    "framework calls it. There is none for a person.",
)


@strawberry.type(
    description="One figure with what it rests on. Seen like the figures it belongs to. Since 0.1."
)
class SummaryFigure:
    """One figure."""

    numerator: int | None = strawberry.field(description="How many; null: the figure is a median.")
    denominator: int = strawberry.field(description="Out of how many.")
    covered: int = strawberry.field(description="Of how many of those it can be told at all.")
    value: float | None = strawberry.field(
        description="The share of those covered, 0 to 1, or the median in days; null: nothing is covered."
    )
    suppressed: bool = strawberry.field(
        description="Whether the figure is withheld. False: what is learnt and done is counted, no child."
    )
    as_of: date = strawberry.field(description="The day of the figure: all that was written down is in it.")


@strawberry.type(
    description="How much was learnt and done, in one group. What it is not told apart by is null, and so is what is not known of "
    "it. Seen by everyone of the agency; of partners' learning only what is shared counts. No case stands in it. Since 0.1."
)
class LearningSummary:
    """The figures of one group."""

    theme: str | None = strawberry.field(
        description="The theme; of an action that of its finding, else of its item."
    )
    agency: str | None = strawberry.field(description="Who recorded it; of an action who carries it out.")
    source_of_learning: str | None = strawberry.field(description="The framework's own id of the source.")
    month: str | None = strawberry.field(description="The month of the item's day, as YYYY-MM.")
    state: str | None = strawberry.field(description="The state of items or of actions, in small letters.")
    stage: str | None = strawberry.field(description="The stage of the item in its framework's cycle.")
    items: int = strawberry.field(description="Items of learning.")
    findings: int = strawberry.field(description="Findings.")
    actions: int = strawberry.field(description="Actions, each counted once however many plans it stands in.")
    open: int = strawberry.field(description="Actions that are neither signed off nor dropped.")
    overdue: int = strawberry.field(description="Actions that are past their due day today and not done.")
    closed: int = strawberry.field(description="Actions that are signed off.")
    dropped: int = strawberry.field(description="Actions that were dropped.")
    overdue_share: SummaryFigure = strawberry.field(description="Overdue actions among open ones.")
    days_to_close: SummaryFigure = strawberry.field(
        description="Median of the days from an action's writing down to its signing off. Not covered: those that were signed off "
        "before they were written down here."
    )
    item_days_to_close: SummaryFigure = strawberry.field(
        description="Median of the days from an item's own day to its closing."
    )
    loop_closure: SummaryFigure = strawberry.field(
        description="Items that are closed among all; closing needs an evaluation on the evaluation route."
    )
    voice_coverage: SummaryFigure = strawberry.field(
        description="Items that a child's view began, among all."
    )
    children_told: SummaryFigure = strawberry.field(
        description="Items whose child was told what came of it, among those that a child's view began."
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """One group with its figures, as the fields read it."""

    named: Mapping[str, str | None]
    figures: Summary
    today: date


def _named(name: str) -> Callable[[_Group], Any]:
    return lambda group: group.named.get(name)


def _number(name: str) -> Callable[[_Group], Any]:
    return lambda group: getattr(group.figures, name)


_PLAIN: Final[Mapping[str, Callable[[_Group], Any]]] = {
    **{name: _named(name) for name in ("theme", "agency", "sourceOfLearning", "month", "state", "stage")},
    **{
        name: _number(name)
        for name in ("items", "findings", "actions", "open", "overdue", "closed", "dropped")
    },
}
_FIGURES: Final = {
    "overdueShare": "overdue_share", "daysToClose": "days_to_close", "itemDaysToClose": "item_days_to_close",
    "loopClosure": "loop_closure", "voiceCoverage": "voice_coverage", "childrenTold": "children_told",
}  # fmt: skip
_NAMES: Final = {
    Dimension.THEME: "theme", Dimension.AGENCY: "agency", Dimension.SOURCE: "sourceOfLearning",
    Dimension.MONTH: "month", Dimension.STATE: "state", Dimension.STAGE: "stage",
}  # fmt: skip
_PARTS: Final[Mapping[str, Callable[[Part | Median, date], Any]]] = {
    "numerator": lambda part, _today: part.numerator if isinstance(part, Part) else None,
    "denominator": lambda part, _today: part.denominator,
    "covered": lambda part, _today: part.covered,
    "value": lambda part, _today: part.value,
    "suppressed": lambda _part, _today: False,
    "asOf": lambda _part, today: today.isoformat(),
}


@strawberry.type
class SummaryQuery:
    """The way to figures across agencies."""

    @resolved(
        "Learning and actions of your agency and what its partners share, counted, in the order of what they are told apart by. "
        "Always as of now: the counts are written together with what they count."
    )
    def learning_summary(
        self,
        info: Info[Context, None],
        by: Annotated[
            list[Dimension] | None, arg("What to tell figures apart by; else one group of all.")
        ] = None,
        partnership: Annotated[str | None, arg("Of one partnership; else of all of yours.")] = None,
        from_: Annotated[
            str | None, strawberry.argument(name="from", description="The first month of items, as YYYY-MM.")
        ] = None,
        to: Annotated[str | None, arg("The last month of items, as YYYY-MM.")] = None,
    ) -> list[LearningSummary] | None:
        """Read the figures."""
        context = info.context
        context.spend(MAX_ROWS // 20)
        today = context.desk.today()
        asked = list(dict.fromkeys(by or ()))
        found = summary(
            context.connection,
            context.viewer,
            today,
            asked,
            partnership,
            month_number(from_),
            month_number(to),
            figures=context.sources.figures,
        )
        groups = [_Group(_keys(asked, key), figures, today) for key, figures in found.items()]
        # A list passes the executor where it is made of known fields alone, like any other list.
        offered: Any = Offered(lambda: [_plainly(one) for one in groups], lambda what: _made(groups, what))
        return offered  # type: ignore[no-any-return]


def _keys(asked: Sequence[Dimension], key: Sequence[str]) -> dict[str, str | None]:
    named: dict[str, str | None] = {}
    for dimension, value in zip(asked, key, strict=True):
        is_month = dimension is Dimension.MONTH
        named[_NAMES[dimension]] = month_text(int(value)) if is_month else value or None
    return named


def _plainly(group: _Group) -> LearningSummary:
    figures = group.figures
    return LearningSummary(
        theme=group.named.get("theme"), agency=group.named.get("agency"),
        source_of_learning=group.named.get("sourceOfLearning"), month=group.named.get("month"),
        state=group.named.get("state"), stage=group.named.get("stage"), items=figures.items, findings=figures.findings,
        actions=figures.actions, open=figures.open, overdue=figures.overdue, closed=figures.closed,
        dropped=figures.dropped, overdue_share=_figure(figures.overdue_share, group.today),
        days_to_close=_figure(figures.days_to_close, group.today),
        item_days_to_close=_figure(figures.item_days_to_close, group.today),
        loop_closure=_figure(figures.loop_closure, group.today),
        voice_coverage=_figure(figures.voice_coverage, group.today),
        children_told=_figure(figures.children_told, group.today),
    )  # fmt: skip


def _figure(part: Part | Median, today: date) -> SummaryFigure:
    return SummaryFigure(
        numerator=part.numerator if isinstance(part, Part) else None, denominator=part.denominator,
        covered=part.covered, value=part.value, suppressed=False, as_of=today,
    )  # fmt: skip


def _made(groups: Sequence[_Group], asked: Sequence[Asked]) -> list[dict[str, Any]] | None:
    """The groups as JSON has them, where nothing but known fields is asked for."""
    members: list[tuple[str, Callable[[_Group], Any]]] = []
    for one in asked:
        made = _PLAIN.get(one.name) or _nested(one)
        if made is None:
            return None
        members.append((one.key, made))
    return [{key: made(group) for key, made in members} for group in groups]


def _nested(asked: Asked) -> Callable[[_Group], Any] | None:
    name = _FIGURES.get(asked.name)
    parts = [(one.key, _PARTS[one.name]) for one in asked.under if one.name in _PARTS]
    if name is None or len(parts) != len(asked.under):
        return None

    def made(group: _Group) -> dict[str, Any]:
        part = getattr(group.figures, name)
        return {key: read(part, group.today) for key, read in parts}

    return made
