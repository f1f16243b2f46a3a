"""The filters of the learning cycle's lists: which columns of each can be asked about."""

import strawberry

from lif_plugin.domain.learning import Nature
from lif_plugin.domain.route import Verdict
from lif_plugin.schema.conditions import DayCondition, Filter, WordCondition, condition


@strawberry.input
class SharedFilter(Filter):
    """What can be asked of everything that a partnership shares."""

    partnership: WordCondition | None = condition("The partnership.", "partnership_id")
    agency: WordCondition | None = condition("The agency that wrote it down.", "agency_id")


@strawberry.input(description="Which items of learning: every condition must hold. Since 0.1.")
class LearningItemFilterInput(SharedFilter):
    """Conditions on items."""

    source_of_learning: WordCondition | None = condition("The framework's source of learning.")
    theme: WordCondition | None = condition("What it is about.")
    nature: list[Nature] | None = condition("A strength or a concern.")
    day: DayCondition | None = condition("The day of it.")
    voice_source: WordCondition | None = condition("How a child's view began it.")


@strawberry.input(description="Which findings: every condition must hold. Since 0.1.")
class FindingFilterInput(SharedFilter):
    """Conditions on findings."""

    theme: WordCondition | None = condition("What it is about.")
    nature: list[Nature] | None = condition("A strength or a concern.")


@strawberry.input(description="Which recommendations: every condition must hold. Since 0.1.")
class RecommendationFilterInput(SharedFilter):
    """Conditions on recommendations."""

    owner_agency: WordCondition | None = condition("The agency that is to do it.")
    answering_body: WordCondition | None = condition(
        "The board that is asked; missing: it is no systems finding."
    )
    due: DayCondition | None = condition("By when.")


@strawberry.input(description="Which actions: every condition must hold. Since 0.1.")
class ActionFilterInput(SharedFilter):
    """Conditions on actions; their state follows from entries and is no column."""

    owner_agency: WordCondition | None = condition("The agency that carries it out.")
    monitored_by: WordCondition | None = condition("The body that signs it off.")
    approach: WordCondition | None = condition("The framework's approach to improvement.")
    due: DayCondition | None = condition("By when.")


@strawberry.input(description="Which plans: every condition must hold. Since 0.1.")
class PlanFilterInput(SharedFilter):
    """Conditions on plans."""

    kind: WordCondition | None = condition("The framework's kind of plan.", "plan_type")
    first_day: DayCondition | None = condition("Its first day.")
    last_day: DayCondition | None = condition("Its last day.")


@strawberry.input(description="Which evaluations: every condition must hold. Since 0.1.")
class EvaluationFilterInput(SharedFilter):
    """Conditions on evaluations."""

    body: WordCondition | None = condition("The body that evaluated.")
    verdict: list[Verdict] | None = condition("What it said.")
    method: WordCondition | None = condition("How it was evaluated.")
    day: DayCondition | None = condition("The day.")


@strawberry.input(description="Which briefings: every condition must hold. Since 0.1.")
class BriefingFilterInput(SharedFilter):
    """Conditions on briefings."""

    way: WordCondition | None = condition("The framework's way of sharing learning.")
    day: DayCondition | None = condition("The day.")


@strawberry.input(description="Which meetings: every condition must hold. Since 0.1.")
class MeetingFilterInput(SharedFilter):
    """Conditions on meetings."""

    body: WordCondition | None = condition("The body that met.")
    day: DayCondition | None = condition("The day.")
