"""Every mutation happens once under a key, heeds the version that was seen, and refuses by a type with a code and a hint."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)

from lif_plugin.cli import app
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
    "pauseDelivery": ONCE,
    "recordIndicator": MAKES,
    "recordLearning": MAKES,
    "restoreRule": ONCE,
    "resumeDelivery": ONCE,
    "retireAuditTool": ONCE,
    "sayLessonHelped": "adds one's own word, counted beside the others",
    "sendBriefing": MAKES,
    "sendNote": "states a fact of a source; the last statement counts, as with events",
    "setActionContact": "adds or takes off one address, whatever the others are",
    "setChildAction": MAKES,
    "shareOutAudits": "opens audits for members that have none",
    "withdrawLesson": ONCE,
}

READS, FILE = "reads", "takes or gives a file, which the pages do too, by the same token"
RUNS = "runs the installation"
COMMANDS = {
    "access list": READS, "access log": READS,
    "actions contact": "setActionContact", "actions contacts": READS, "actions evidence": FILE, "actions list": READS,
    "actions move": "moveAction", "actions progress": "noteProgress", "actions propose": "proposeAction",
    "actions remind": RUNS,
    "audits accept": "acceptAuditInvitation", "audits acknowledge": "acknowledgeAuditConcern",
    "audits adopt": "adoptAuditAgreement", "audits again": "openAuditAgain", "audits agree": "makeAuditAgreement",
    "audits agreement": READS, "audits agreements": READS, "audits answer": "saveAuditAnswers",
    "audits close": "closeAudit", "audits compare": READS, "audits concern": "raiseAuditConcern",
    "audits concerns": READS, "audits counts": READS, "audits differences": READS, "audits draw": "drawAudits",
    "audits follow": "followAuditAgain", "audits heard": READS, "audits invitations": READS,
    "audits invite": "inviteToAudit", "audits lapse": "drawAudits", "audits learn": "learnFromAudits",
    "audits leave": "leaveAuditAgreement", "audits list": READS, "audits open": "openAudit",
    "audits plan": "keepAuditPlan", "audits pool": READS, "audits programme": "applyConfiguration",
    "audits read-back": "readAuditBack", "audits repeat": READS, "audits repeat-sample": READS, "audits report": READS,
    "audits sample": "drawAuditSample", "audits second": "drawSecondReadings", "audits send-back": "sendBackAudit",
    "audits settle-grade": "agreeAuditGrade", "audits share-out": "shareOutAudits", "audits show": READS,
    "audits show-part": "showAuditPart", "audits story": READS, "audits submit": "submitAudit", "audits take": FILE,
    "audits talk": "setAuditTalk", "audits tools add": FILE, "audits tools check": FILE, "audits tools list": READS,
    "audits tools retire": "retireAuditTool", "audits tools show": READS, "audits withdraw": "withdrawAudit",
    "audits workbook": FILE, "audits workload": READS, "audits year": READS,
    "briefings acknowledge": "acknowledgeBriefing", "briefings expect": "expectReaders", "briefings list": READS,
    "briefings reach": READS, "briefings send": "sendBriefing",
    "child-actions done": "finishChildAction", "child-actions list": READS, "child-actions set": "setChildAction",
    "config apply": "applyConfiguration", "config approve": "approveConfiguration", "config check": FILE,
    "config diff": READS, "config history": READS, "config rollback": "rollbackConfiguration", "config schema": FILE,
    "config show": READS,
    "findings add": "addFinding", "findings answer": "answerSystemsFinding", "findings list": READS,
    "findings recommend": "recommend", "findings unanswered": READS,
    "governance agenda": READS, "governance decide": "decideAtMeeting", "governance done": "doDuty",
    "governance duties": READS, "governance exceptions": READS, "governance meeting": "holdMeeting",
    "governance year": READS,
    "hooks disable": "applyConfiguration", "hooks enable": "applyConfiguration",
    "indicators compare": READS, "indicators link": "linkIndicator", "indicators missing": READS,
    "indicators record": "recordIndicator", "indicators series": READS,
    "learning close": "closeLearning", "learning closure": READS, "learning form": FILE, "learning list": READS,
    "learning merge": "mergeThemes", "learning origin": READS, "learning record": "recordLearning",
    "learning reopen": "reopenLearning", "learning route": "chooseRoutes", "learning said": READS, "learning show": READS,
    "learning speak": "speakForBody", "learning take": FILE, "learning tell": "tellChild", "learning themes": READS,
    "lessons case": READS, "lessons helped": "sayLessonHelped", "lessons list": READS,
    "lessons publish": "publishLesson", "lessons withdraw": "withdrawLesson",
    "pause": "pauseDelivery", "resume": "resumeDelivery",
    "plans list": READS, "plans make": "makePlan", "plans put": "putInPlan",
    "reviews begin": "beginReview", "reviews decide": "decideReviewLink", "reviews learnt": "learnInReview",
    "reviews list": READS, "reviews show": READS, "reviews stage": "reachReviewStage", "reviews state": "stateReviewDay",
    "reviews work": READS,
    "rules demoted": READS, "rules explain": READS, "rules list": READS, "rules restore": "restoreRule",
    "training answer": "answerTraining", "training attend": "attendTraining", "training due": READS,
    "training list": READS, "training need": "stateTrainingNeed", "training offer": "offerTraining",
}  # fmt: skip
"""What of GraphQL does what a command of the two loops does, or why none."""


def _commands(command: Any, before: str = "") -> Iterator[str]:
    below = getattr(command, "commands", {})
    for name, one in below.items():
        yield from _commands(one, f"{before}{name} ")
    if not below:
        yield before.strip()


def test_every_verb_of_a_person_at_the_prompt_is_a_mutation_or_says_why_not() -> None:
    groups = {one.split()[0] for one in COMMANDS}
    there = {one for one in _commands(typer.main.get_command(app)) if one.split()[0] in groups}
    assert sorted(there) == sorted(COMMANDS)
    named = set(COMMANDS.values()) - {READS, FILE, RUNS}
    assert named <= set(MUTATIONS)


def _answers(field: GraphQLField) -> tuple[GraphQLObjectType, ...]:
    union = get_named_type(field.type)
    assert isinstance(union, GraphQLUnionType), "what became of it is a union"
    return tuple(union.types)


def _refusals(field: GraphQLField) -> list[GraphQLObjectType]:
    return [one for one in _answers(field) if SCHEMA.type_map["Problem"] in one.interfaces]


def test_there_are_mutations() -> None:
    assert {"answerPrompt", "moveAction", "submitAudit"} <= set(MUTATIONS)


def test_a_mutation_takes_a_key() -> None:
    taken = {name: str(field.args["idempotencyKey"].type) for name, field in MUTATIONS.items()}
    assert set(taken.values()) == {"String"}


def test_a_mutation_takes_the_version_of_what_it_changes_or_says_why_not() -> None:
    takes = {name for name, field in MUTATIONS.items() if "expectedVersion" in field.args}
    assert sorted(set(MUTATIONS) - takes) == sorted(WITHOUT_VERSION)


@pytest.mark.parametrize("says", ["code", "message", "hint"])
def test_a_refusal_of_a_mutation_says_what_to_do(says: str) -> None:
    silent = [one.name for field in MUTATIONS.values() for one in _refusals(field) if says not in one.fields]
    assert silent == []


def test_a_mutation_answers_what_it_did_or_one_of_its_refusals() -> None:
    done = {name: len(_answers(field)) - len(_refusals(field)) for name, field in MUTATIONS.items()}
    assert [name for name, count in done.items() if count != 1] == []


@pytest.mark.parametrize("kind", [r"ChangedMeanwhile", r"IdempotencyKeyReused", r"\w*NotAllowed"])
def test_a_mutation_can_refuse_for_want_of_a_right_and_on_its_terms(kind: str) -> None:
    without = [
        name
        for name, field in MUTATIONS.items()
        if not any(re.fullmatch(kind, one.name) for one in _refusals(field))
    ]
    assert without == []
