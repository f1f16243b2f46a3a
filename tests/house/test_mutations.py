"""Every mutation happens once under a key, heeds the version that was seen, and refuses by a type with a code and a hint."""

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)

from tests.house.tree import ROOT

SCHEMA: GraphQLSchema = build_schema((ROOT / "lif_plugin/schema/schema.graphql").read_text())
MUTATIONS: dict[str, GraphQLField] = SCHEMA.mutation_type.fields if SCHEMA.mutation_type else {}

MAKES = "makes something new and changes nothing that somebody may have seen"
ONCE = "can be done once; a second time it is refused, or changes nothing"
WITHOUT_VERSION = {
    "acceptAuditInvitation": ONCE,
    "acknowledgeBriefing": ONCE,
    "adoptAuditAgreement": ONCE,
    "approveConfiguration": "names the version itself, and only one that waits can be approved",
    "beginReview": MAKES,
    "doDuty": MAKES,
    "drawAuditSample": MAKES,
    "drawAudits": ONCE,
    "drawSecondReadings": MAKES,
    "holdMeeting": MAKES,
    "keepAuditPlan": "months that stand stay as they were",
    "learnFromAudits": "takes findings that are in no item yet; one that is refuses the whole",
    "leaveAuditAgreement": ONCE,
    "makeAuditAgreement": MAKES,
    "makePlan": MAKES,
    "mergeThemes": "is about two words of a partnership; the last word counts and the earlier stay",
    "offerTraining": MAKES,
    "openAudit": MAKES,
    "openCase": MAKES,
    "recordIndicator": MAKES,
    "recordLearning": MAKES,
    "sayLessonHelped": "adds one's own word, counted beside the others",
    "sendBriefing": MAKES,
    "setChildAction": MAKES,
    "withdrawLesson": ONCE,
}


def _answers(field: GraphQLField) -> tuple[GraphQLObjectType, ...]:
    union = get_named_type(field.type)
    assert isinstance(union, GraphQLUnionType), "what became of it is a union"
    return tuple(union.types)


def test_there_are_mutations() -> None:
    assert {"answerPrompt", "moveAction", "submitAudit"} <= set(MUTATIONS)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_takes_a_key(name: str) -> None:
    assert str(MUTATIONS[name].args["idempotencyKey"].type) == "String"


def test_a_mutation_takes_the_version_of_what_it_changes_or_says_why_not() -> None:
    takes = {name for name, field in MUTATIONS.items() if "expectedVersion" in field.args}
    assert sorted(set(MUTATIONS) - takes) == sorted(WITHOUT_VERSION)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_answers_what_it_did_or_one_of_its_refusals(name: str) -> None:
    problem = SCHEMA.type_map["Problem"]
    members = _answers(MUTATIONS[name])
    assert len([one for one in members if problem not in one.interfaces]) == 1
    assert {"ChangedMeanwhile", "IdempotencyKeyReused"} <= {one.name for one in members}
    refusals = [one for one in members if problem in one.interfaces]
    assert all({"code", "message", "hint"} <= set(one.fields) for one in refusals)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_can_refuse_for_want_of_a_right(name: str) -> None:
    assert [one.name for one in _answers(MUTATIONS[name]) if one.name.endswith("NotAllowed")]
