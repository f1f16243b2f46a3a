"""Sources of learning that any partnership has, named by its framework or not.

What comes from one of these has no route until somebody chooses one, with a reason.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.framework_entry import Basis, RouteBasis, SourceOfLearning

UNROUTED: Final = "not routed by the framework"
_NAMED: Final[Mapping[str, Iterable[tuple[str, str]]]] = {
    "quality_assurance": [("case_audit", "Case audit")],
    "case_review": [("review", "Review")],
    "child_death_review": [("child_death", "Theme of child deaths")],
    "performance_data": [("performance_data", "Performance data")],
    "service_user_feedback": [
        ("complaint", "Complaint"),
        ("compliment", "Compliment"),
        ("survey", "Survey of children or families"),
        ("advocacy", "Advocacy"),
        ("app_statement", "Statement of a child through an app"),
        ("children_in_care_council", "Council of children in care"),
    ],
    "staff_and_member_feedback": [
        ("staff_observation", "Observation by staff"),
        ("member_observation", "Observation by a member of a council or board"),
    ],
    "workforce": [("workforce_data", "Workforce data")],
    "inspection": [("inspection", "Inspection")],
    "peer_review": [("peer_review", "Peer review")],
    "research": [("research", "Research")],
    "self_assessment": [("self_assessment", "Self-assessment")],
    "training": [("training_evaluation", "Evaluation of training")],
    "visit": [("home_visit", "Visit to a home")],
    "supervision": [("supervision", "Supervision")],
}
OWN_SOURCES: Final = tuple(
    SourceOfLearning(
        # No id of a framework has a colon.
        id=f"other:{name}",
        source=UNROUTED,
        basis=Basis.INFERRED,
        raw={},
        label=f"{label} ({UNROUTED})",
        kind=kind,
        frequency="as_required",
        lead_body=None,
        learning_route=(),
        evaluation_route=(),
        route_basis=RouteBasis.NONE,
    )
    for kind, named in _NAMED.items()
    for name, label in named
)
"""Each with a kind of the frameworks' own, or `visit` or `supervision`, which none of them has."""


def every_source(framework: Framework) -> tuple[SourceOfLearning, ...]:
    """What a partnership may learn from: its framework's sources, and those that any has."""
    return (*framework.sources_of_learning, *OWN_SOURCES)
