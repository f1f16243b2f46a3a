"""A learning and improvement framework as one frozen value, and the facts it holds."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lif_plugin.domain.framework_entry import (
    Agency,
    Aim,
    AuditProgramme,
    AuditTest,
    CalendarEntry,
    CycleStage,
    Defect,
    Dissemination,
    Entry,
    EvaluationMethod,
    GovernanceBody,
    ImprovementApproach,
    Indicator,
    Labelled,
    Obligation,
    PlanType,
    RecurringReport,
    ReflectionOpportunity,
    ReviewMethod,
    ReviewType,
    RoleTask,
    SourceOfLearning,
)
from lif_plugin.domain.review import ReviewKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """When the framework was issued and reviewed and from when to when it holds, as precisely as it says."""

    issued: str | None
    reviewed: str | None
    starts: str | None
    ends: str | None
    review_cycle: str | None
    source: str


class Fact(NamedTuple):
    """One entry with the word for its kind; (`kind`, `entry.id`) is unique within a framework."""

    kind: str
    entry: Entry


FACT_KINDS: Mapping[str, str] = {
    "agency": "agencies",
    "aim": "aims",
    "quality_component": "quality_components",
    "cycle_stage": "cycle",
    "principle": "principles",
    "body": "governance_bodies",
    "source_of_learning": "sources_of_learning",
    "review_method": "review_methods",
    "review_type": "review_types",
    "audit_programme": "audit_programmes",
    "audit_test": "audit_tests",
    "calendar_entry": "reporting_calendar",
    "recurring_report": "recurring_reports",
    "role_task": "roles",
    "reflection_opportunity": "reflection_opportunities",
    "improvement_approach": "improvement_approaches",
    "dissemination": "dissemination",
    "evaluation_method": "evaluation_methods",
    "indicator": "indicators",
    "voice_source": "voice_sources",
    "voice_test": "voice_tests",
    "plan_type": "action_plan_types",
    "obligation": "obligations",
    "known_defect": "known_defects",
}
"""The kinds of fact, in the file's order, and the field of `Framework` that holds each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """One framework. Lists keep the file's order; every id that one entry names in another exists.

    ``review_kinds`` are its reviews as a record can be held against them; no entries of their own. ``stages`` are the
    stages of its cycle by moment, ``bodies_called`` its bodies by the word that nations have for them.
    """

    id: str
    title: str
    nation: str
    area: str
    statutory_basis: str
    scope: str
    period: Period
    agencies: tuple[Agency, ...]
    aims: tuple[Aim, ...]
    quality_components: tuple[Labelled, ...]
    cycle: tuple[CycleStage, ...]
    principles: tuple[Labelled, ...]
    governance_bodies: tuple[GovernanceBody, ...]
    sources_of_learning: tuple[SourceOfLearning, ...]
    review_methods: tuple[ReviewMethod, ...]
    review_types: tuple[ReviewType, ...]
    audit_programmes: tuple[AuditProgramme, ...]
    audit_tests: tuple[AuditTest, ...]
    reporting_calendar: tuple[CalendarEntry, ...]
    recurring_reports: tuple[RecurringReport, ...]
    roles: tuple[RoleTask, ...]
    reflection_opportunities: tuple[ReflectionOpportunity, ...]
    improvement_approaches: tuple[ImprovementApproach, ...]
    dissemination: tuple[Dissemination, ...]
    evaluation_methods: tuple[EvaluationMethod, ...]
    indicators: tuple[Indicator, ...]
    voice_sources: tuple[Labelled, ...]
    voice_tests: tuple[Labelled, ...]
    action_plan_types: tuple[PlanType, ...]
    obligations: tuple[Obligation, ...]
    known_defects: tuple[Defect, ...]
    review_kinds: tuple[ReviewKind, ...] = ()
    stages: Mapping[str, str] = field(default_factory=dict, compare=False)
    bodies_called: Mapping[str, str] = field(default_factory=dict, compare=False)
    raw: Mapping[str, object] = field(repr=False, compare=False)

    def facts(self) -> Iterator[Fact]:
        """Yield every entry with its kind, kind by kind in the file's order, defects last."""
        for kind, name in FACT_KINDS.items():
            for entry in getattr(self, name):
                yield Fact(kind, entry)

    def fact_counts(self) -> dict[str, int]:
        """Return how many facts there are of each kind, kinds without any included."""
        counted = Counter(fact.kind for fact in self.facts())
        return {kind: counted[kind] for kind in FACT_KINDS}

    @property
    def plan_links(self) -> frozenset[tuple[str, str]]:
        """Return the links between kinds of plan as (from, into), each once though both ends may say it."""
        fed = {(plan.id, into) for plan in self.action_plan_types for into in plan.feeds_into}
        return frozenset(
            fed | {(start, plan.id) for plan in self.action_plan_types for start in plan.takes_from}
        )
