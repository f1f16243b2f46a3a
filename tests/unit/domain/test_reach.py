"""What a source lets a rule answer: kinds it covers, fields it ever recorded, and what that makes of a condition."""

from typing import Any

import pytest

from lif_plugin.domain.condition import AgeUnder, AllOf, AnyOf, Condition, Ended, Is, Missing, Not, Shown
from lif_plugin.domain.reach import EITHER, NEITHER, Beyond, Known, beyond_reach, possible
from lif_plugin.domain.rule import (
    ByPlugin,
    Channel,
    DueAfter,
    FieldCheck,
    GapSince,
    LastN,
    Rule,
    Severity,
    Template,
)
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Span

SEEN = Is("seen", ("yes",))
KNOWN = Known(
    {"visit", "plan", "section_47"}, {"visit": {"", "seen"}, "section_47": {""}, "review": {"", "code"}}
)


def of(template: Template) -> Rule:
    told: Any = ((Role.WORKER,), Severity.INFO, Channel.DIGEST, ("wales",))
    return Rule("TST-01", 1, "", "", "", "made up", template, *told)


@pytest.mark.parametrize(
    ("condition", "kind", "answers"),
    [
        (None, "visit", {True}),
        (SEEN, "visit", EITHER),
        (Is("alone", ("yes",)), "visit", NEITHER),
        (Missing("alone"), "visit", NEITHER),
        (Not(Is("alone", ("yes",))), "visit", NEITHER),
        (AgeUnder(4), "visit", EITHER),
        (Ended(), "section_47", EITHER),
        (AllOf((SEEN, Is("alone", ("no",)))), "visit", {False}),
        (AnyOf((SEEN, Is("alone", ("yes",)))), "visit", {True}),
        (Shown("visit", SEEN), "section_47", EITHER),
        (Shown("visit", Is("alone", ("yes",))), "section_47", NEITHER),
        (Shown("plan"), "section_47", EITHER),
        (Shown("review"), "section_47", {True}),
        (Not(Shown("review")), "section_47", {False}),
        (Shown("complaint"), "section_47", NEITHER),
    ],
    ids=str,
)
def test_what_a_condition_can_answer(condition: Condition | None, kind: str, answers: set[bool]) -> None:
    assert possible(condition, kind, KNOWN) == answers


@pytest.mark.parametrize(
    ("template", "beyond"),
    [
        (FieldCheck("visit", SEEN), None),
        (FieldCheck("plan", Is("joint", ("yes",))), None),
        (FieldCheck("visit", Missing("alone")), Beyond("not_recorded", ("visit.alone",), "visit", False)),
        (LastN("visit", 2, SEEN, about=Is("code", ("CP",))), Beyond("not_recorded", ("visit.code",), "visit", False)),
        (FieldCheck("visit", SEEN, exempt_when=Is("purpose", ("parents",))), None),
        (FieldCheck("complaint", Missing("code")), Beyond("not_covered", ("complaint",), None, False)),
        (FieldCheck("review", Missing("code")), Beyond("not_covered", ("review",), None, True)),
        (FieldCheck("section_47", Not(Shown("complaint"))), Beyond("not_covered", ("complaint",), "section_47", False)),
        (DueAfter("section_47", "complaint", 72), Beyond("not_covered", ("complaint",), "section_47", False)),
        (GapSince("section_47", "visit", Span(10), met_when=SEEN), None),
        (
            GapSince("section_47", "visit", Span(10), met_when=Is("alone", ("yes",))),
            Beyond("not_recorded", ("visit.alone",), "section_47", False),
        ),
        (
            GapSince("section_47", "visit", Span(10), met_when=SEEN, services=2),
            Beyond("not_recorded", ("visit.service",), "section_47", False),
        ),
        (ByPlugin("complaint"), Beyond("not_covered", ("complaint",), None, False)),
        (ByPlugin("review"), Beyond("not_covered", ("review",), None, True)),
        (ByPlugin("visit", needs=("seen",)), None),
        (ByPlugin("visit", needs=("seen", "method")), Beyond("not_recorded", ("visit.method",), "visit", False)),
    ],
    ids=str,
)  # fmt: skip
def test_when_a_rule_is_beyond_a_sources_reach(template: Template, beyond: Beyond | None) -> None:
    assert beyond_reach(of(template), KNOWN) == beyond
