"""Audits through the schema: who sees which part of them, what a draw says, and that reading is logged."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.domain.viewer import Role
from tests.assets.builders import Record, viewer
from tests.assets.nominated import NOTICE, REASON, cannot_tell, draw_march, nominate

Ask = Callable[..., Any]
POOL = "{ auditNominations(states: [POOLED]) { totalCount edges { node { trigger metOn reason caseRef state } } } }"
DRAWS = """{ auditDraws { edges { node { month seed quota nominated others exclusions { part reason count } } } } }"""
PICKS = "{ auditDraws { edges { node { picks { part place caseRef triggers caseWasOpen caseIsHeld } } } } }"
COUNTS = "{ auditCounts { trigger month state count } auditUnknown { trigger reason count } }"
NOTICES = '{ case(ref: "E-1001") { auditNotices { programme month why } } }'
DRAW = """mutation { drawAudits(input: {month: "%s", seed: "seven"}) {
  __typename ... on AuditsDrawn { draw { seed picks { caseRef } } } ... on Problem { code } } }"""


def test_the_quality_team_sees_what_waits_and_the_read_is_logged(
    record: Record, ask: Ask, logged: Callable[[], list[tuple[str, str]]]
) -> None:
    case = record.case()
    nominate(record, case)
    node = {
        "trigger": "placement_moves",
        "metOn": "2024-03-05",
        "reason": REASON,
        "caseRef": "E-1001",
        "state": "POOLED",
    }
    assert ask(POOL, viewer(Role.QUALITY))["auditNominations"] == {"totalCount": 1, "edges": [{"node": node}]}
    assert logged() == [("graphql.audit_nominations", f'["{case.public_id}"]')]


@pytest.mark.parametrize(
    "role", [Role.WORKER, Role.IRO, Role.BOARD, Role.DATA_TEAM, Role.INTEGRATOR, Role.ADMIN]
)
def test_others_see_neither_the_pool_nor_the_picks(record: Record, code: Ask, role: Role) -> None:
    nominate(record, record.case())
    draw_march(record)
    assert code(POOL, viewer(role)) == ["not_allowed"]
    assert code(PICKS, viewer(role)) == ["not_allowed"]


def test_a_draw_says_what_it_was_made_of(record: Record, ask: Ask) -> None:
    nominate(record, record.case())
    record.case("E-2")
    draw_march(record)
    (edge,) = ask(DRAWS, viewer(Role.BOARD))["auditDraws"]["edges"]
    assert edge["node"] == {
        "month": "2024-03",
        "seed": "seven",
        "quota": 6,
        "nominated": 1,
        "others": 1,
        "exclusions": [{"part": "RANDOM", "reason": "NOMINATED", "count": 1}],
    }


def test_picks_are_told_apart_by_part(record: Record, ask: Ask) -> None:
    nominate(record, record.case())
    record.case("E-2")
    draw_march(record)
    (edge,) = ask(PICKS, viewer(Role.QUALITY))["auditDraws"]["edges"]
    common = {"place": 1, "caseWasOpen": True, "caseIsHeld": True}
    assert edge["node"]["picks"] == [
        {"part": "NOMINATED", "caseRef": "E-1001", "triggers": ["placement_moves"], **common},
        {"part": "RANDOM", "caseRef": "E-2", "triggers": [], **common},
    ]


def test_the_board_sees_counts_and_what_cannot_be_told(record: Record, ask: Ask) -> None:
    case = record.case()
    nominate(record, case)
    cannot_tell(record, case, "repeat_plan", "re_referral")
    assert ask(COUNTS, viewer(Role.BOARD)) == {
        "auditCounts": [{"trigger": "placement_moves", "month": "2024-03", "state": "POOLED", "count": 1}],
        "auditUnknown": [
            {"trigger": "re_referral", "reason": "not_covered", "count": 1},
            {"trigger": "repeat_plan", "reason": "not_covered", "count": 1},
        ],
    }


def test_a_worker_sees_no_counts(record: Record, code: Ask) -> None:
    assert code(COUNTS, viewer(Role.WORKER)) == ["not_allowed", "not_allowed"]


@pytest.mark.parametrize("role", [Role.WORKER, Role.IRO, Role.MANAGER])
def test_who_works_with_a_picked_case_sees_why_such_cases_are(record: Record, ask: Ask, role: Role) -> None:
    nominate(record, record.case())
    draw_march(record)
    assert ask(NOTICES, viewer(role))["case"]["auditNotices"] == [
        {"programme": "Case file audit", "month": "2024-03", "why": [NOTICE]}
    ]


def test_the_quality_team_draws_a_month_once(record: Record, ask: Ask) -> None:
    nominate(record, record.case())
    assert ask(DRAW % "2024-03", viewer(Role.QUALITY))["drawAudits"] == {
        "__typename": "AuditsDrawn",
        "draw": {"seed": "seven", "picks": [{"caseRef": "E-1001"}]},
    }
    assert ask(DRAW % "2024-03", viewer(Role.QUALITY))["drawAudits"] == {
        "__typename": "DrawRefused",
        "code": "already_drawn",
    }


@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER, Role.BOARD])
def test_others_do_not_draw_and_nothing_is_drawn(record: Record, ask: Ask, role: Role) -> None:
    assert ask(DRAW % "2024-03", viewer(role))["drawAudits"]["__typename"] == "DrawNotAllowed"
    assert ask(DRAWS, viewer(Role.BOARD))["auditDraws"]["edges"] == []


def test_ten_draws_with_their_picks_cost_as_many_statements_as_one(
    record: Record, ask: Ask, statements: list[str]
) -> None:
    nominate(record, record.case())
    draw_march(record)
    statements.clear()
    ask(PICKS, viewer(Role.QUALITY))
    one = len(statements)
    for month in range(1, 10):
        ask(DRAW % f"2025-0{month}", viewer(Role.QUALITY))
    statements.clear()
    ask(PICKS, viewer(Role.QUALITY))
    assert len(statements) == one
