"""The entries of a learning and improvement framework as frozen values, one class for each kind of list.

Fields are named as in the framework's file, so that documents, file and code have one word for one thing; what
an entry holds beyond its fields is kept in `raw`. Nothing here is peculiar to one framework.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Basis(StrEnum):
    """Who says so: the framework itself, or our reading of it."""

    STATED = "stated"
    INFERRED = "inferred"


class RouteBasis(StrEnum):
    """Whether the framework states a source's routes. `NONE` means unrouted, and it is shown as unrouted."""

    STATED = "stated"
    PARTLY = "partly"
    INFERRED = "inferred"
    NONE = "none"


Route = tuple[tuple[str, ...], ...]
"""Steps in order, each the ids of the bodies that act in parallel in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing a framework says: an id unique in its list, and `source`, the section it comes from."""

    id: str
    source: str
    basis: Basis = Basis.STATED
    raw: Mapping[str, object] = field(repr=False, compare=False)

    def basis_of(self, name: str) -> str:
        """Return who says so for one field: its own `<name>_basis` where there is one, else the entry's."""
        return str(self.raw.get(f"{name}_basis", self.basis))


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled(Entry):
    """An entry with a short label: a principle, a quality component, a source or test of the child's voice."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency(Labelled):
    """An organisation or group in or around the framework."""

    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim(Labelled):
    """An aim of the framework or, with `of`, of one source of learning."""

    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleStage(Labelled):
    """A stage of the learning cycle and the id of the stage after it."""

    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernanceBody(Labelled):
    """A body that can stand on a route. Any one of its `forms`, where it has some, serves as the step."""

    level: str
    function: str
    forms: tuple[str, ...] = ()
    frequency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOfLearning(Labelled):
    """Anything that shows how practice is, with the route to improvement and the route of its evaluation."""

    kind: str
    frequency: str
    lead_body: str | None
    learning_route: Route
    evaluation_route: Route
    route_basis: RouteBasis
    optional_steps: tuple[str, ...] = ()
    commissioned_by: tuple[str, ...] = ()

    @property
    def is_routed(self) -> bool:
        """Say whether learning from this source has bodies to go to."""
        return self.route_basis is not RouteBasis.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMethod(Labelled):
    """A way of reviewing, and the ids of the review types it is offered for."""

    used_for: tuple[str, ...]
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewType(Labelled):
    """A kind of review and its criteria.

    The criteria are met when all of `criteria_all_of` and at least one of `criteria_any_of` hold (an empty
    one asks nothing), or any of `always_when`. All three empty: the framework states no criteria.
    `criteria` keeps the framework's own list. People decide; the criteria only propose.
    """

    criteria: tuple[str, ...]
    criteria_all_of: tuple[str, ...] = ()
    criteria_any_of: tuple[str, ...] = ()
    always_when: tuple[str, ...] = ()
    also_includes: tuple[str, ...] = ()
    decided_by: str | None
    recommended_by: str | None = None
    method: str | None
    method_options: tuple[str, ...] = ()
    statutory: bool
    deadline: str | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditProgramme(Labelled):
    """A standing programme of audits."""

    scope: str
    sampling: str | None
    frequency: str | None
    led_by: str | None
    commissioned_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTest(Labelled):
    """A question an audit asks, and the audit programmes that ask it."""

    of: str
    also_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringReport(Labelled):
    """A report that comes round, how often, and to whom."""

    frequency: str
    to: str | None
    also_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry(Entry):
    """One recurring report in one month (1 to 12) of the framework's own calendar."""

    month: int
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTask(Entry):
    """What a role has to do, how often, what for, and in which body (`via`) if in one."""

    role: str
    task: str
    frequency: str
    purpose: str
    via: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectionOpportunity(Labelled):
    """Where learning is reflected on; `body` where that is a governance body."""

    body: str | None
    frequency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementApproach(Labelled):
    """A way of turning learning into change."""

    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissemination(Labelled):
    """A way learning reaches an audience."""

    audience: str | None = None
    frequency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationMethod(Labelled):
    """A way of evaluating a change, and the test it must pass."""

    test: str
    frequency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Entry):
    """A question of quantity, quality or outcome; with `example_of`, an example of a broader one."""

    kind: str
    question: str
    example: str | None = None
    example_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanType(Labelled):
    """A kind of action plan; `takes_from`, `feeds_into` and `links_inferred` are ids of other kinds."""

    cycle: str
    owner: str | None
    monitored_by: str | None
    takes_from: tuple[str, ...]
    feeds_into: tuple[str, ...]
    links_basis: Basis
    links_inferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation(Entry):
    """What somebody must do under the framework."""

    who: str
    must: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect(Entry):
    """Something wrong, missing or in conflict in the framework's own text, and how we read it."""

    note: str
