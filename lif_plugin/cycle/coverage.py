"""Which feature carries out each thing a framework says, and the test that fails without it; or why none does.

The table is by kind of fact: what is true of one entry of a kind is true of all. The house's tests check that every test
named here exists.
"""

from dataclasses import dataclass
from typing import Final

from lif_plugin.domain.framework import FACT_KINDS, Fact, Framework

_TESTS: Final = "tests/integration/cycle/test_framework_facts.py"


@dataclass(frozen=True, slots=True)
class Feature:
    """What carries out facts of a kind; ``test`` takes the framework's id.

    ``verb`` is the function of the package without which nothing carries them out: taken away for one fact, by
    `make slow`, the test has to fail.
    """

    kind: str
    title: str
    test: str
    verb: str

    def test_of(self, framework_id: str) -> str:
        """The id of the test that fails for a framework when the feature is removed."""
        return f"{_TESTS}::{self.test}[{framework_id}]"


@dataclass(frozen=True, slots=True)
class Covered:
    """One fact: live with a feature and its test, or not live with the reason."""

    fact: Fact
    feature: str | None
    test: str | None
    reason: str | None

    @property
    def live(self) -> bool:
        """Whether a feature carries it out."""
        return self.feature is not None


FEATURES: Final = (
    Feature(
        "agency",
        "joins a partnership as this agency",
        "test_every_agency_can_be_played",
        "store.partnerships.join_partnership",
    ),
    Feature(
        "aim",
        "findings say that they touch it",
        "test_findings_touch_every_aim",
        "cycle.findings.add_finding",
    ),
    Feature(
        "quality_component",
        "findings say that they touch it",
        "test_findings_touch_every_quality_component",
        "cycle.findings.add_finding",
    ),
    Feature(
        "principle",
        "findings say that they touch it",
        "test_findings_touch_every_principle",
        "cycle.findings.add_finding",
    ),
    Feature(
        "body",
        "has an agenda, meets and decides",
        "test_every_body_has_an_agenda_and_meets",
        "cycle.governance.hold_meeting",
    ),
    Feature(
        "source_of_learning",
        "learning walks its routes to closing",
        "test_every_source_walks_its_routes",
        "cycle.learning.record_item",
    ),
    Feature(
        "calendar_entry",
        "falls due, is done, late or never came",
        "test_every_calendar_entry_falls_due",
        "domain.duty.duties_of",
    ),
    Feature(
        "recurring_report",
        "falls due, or is listed with when it was last done",
        "test_every_report_is_a_duty",
        "domain.duty.duties_of",
    ),
    Feature(
        "role_task",
        "falls due, or is listed with when it was last done",
        "test_every_role_task_is_a_duty",
        "domain.duty.duties_of",
    ),
    Feature(
        "reflection_opportunity",
        "listed with when it was last used",
        "test_every_reflection_is_a_duty",
        "domain.duty.duties_of",
    ),
    Feature(
        "obligation",
        "listed with when it was last shown to be kept",
        "test_every_obligation_is_a_duty",
        "domain.duty.duties_of",
    ),
    Feature(
        "improvement_approach",
        "actions take it",
        "test_actions_take_every_approach",
        "cycle.actions.propose_action",
    ),
    Feature(
        "dissemination",
        "briefings go out by it and are acknowledged",
        "test_briefings_go_out_every_way",
        "cycle.sharing.send_briefing",
    ),
    Feature(
        "evaluation_method",
        "bodies evaluate by it",
        "test_bodies_evaluate_by_every_method",
        "cycle.learning.speak",
    ),
    Feature(
        "indicator",
        "is recorded by agency and period, and charted",
        "test_every_indicator_is_recorded",
        "cycle.impact.record_value",
    ),
    Feature(
        "voice_source",
        "a child's view begins learning by it",
        "test_every_voice_source_begins_learning",
        "cycle.learning.record_item",
    ),
    Feature(
        "plan_type",
        "plans of this kind hold actions",
        "test_every_kind_of_plan_holds_actions",
        "cycle.actions.make_plan",
    ),
    Feature(
        "cycle_stage",
        "items stand in it, by what the record shows of them",
        "test_items_pass_every_stage",
        "domain.stage.stage_of",
    ),
    Feature(
        "review_type",
        "reviews of this kind are carried out, stage by stage",
        "test_every_kind_of_review_is_carried_out",
        "cycle.reviews.begin_review",
    ),
    Feature(
        "review_method",
        "the terms of a review choose it",
        "test_reviews_choose_every_method",
        "cycle.reviews.reach_stage",
    ),
    Feature(
        "audit_programme",
        "its audits are opened, made and submitted",
        "test_audits_are_made_in_every_programme",
        "cycle.audits.opening.open_audit",
    ),
    Feature(
        "audit_test",
        "is asked in its programmes' audits, and answered",
        "test_every_audit_test_is_asked_and_answered",
        "domain.audit_form.form_of",
    ),
    Feature(
        "voice_test",
        "is asked in the audits of every programme, and answered",
        "test_every_voice_test_is_asked_and_answered",
        "domain.audit_form.form_of",
    ),
)
NOT_LIVE: Final = {
    "known_defect": "A recorded defect: it is shown, and nothing carries it out.",
}
"""Why no feature carries out the facts of a kind."""
_BY_KIND: Final = {feature.kind: feature for feature in FEATURES}


def coverage_of(framework: Framework) -> tuple[Covered, ...]:
    """Every fact of a framework, in the file's order, live or not."""
    return tuple(_covered(framework.id, fact) for fact in framework.facts())


def _covered(framework_id: str, fact: Fact) -> Covered:
    feature = _BY_KIND.get(fact.kind)
    if feature is None:
        return Covered(fact, None, None, NOT_LIVE[fact.kind])
    return Covered(fact, feature.title, feature.test_of(framework_id), None)


def kinds_without_a_word() -> frozenset[str]:
    """Kinds of fact that neither a feature nor a reason speaks of; there are none."""
    return frozenset(FACT_KINDS) - _BY_KIND.keys() - NOT_LIVE.keys()
