"""Fills every table of an agency with rows made from its columns, half of them under one and the same parent.

What a column says of itself is enough for most; words that readers know stand in `SAID`. Nothing in it is anybody's.
"""

import uuid
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import Boolean, Column, LargeBinary, String, Table, Text
from sqlalchemy.dialects import postgresql, sqlite

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.audit_form import data_of, form_of
from lif_plugin.domain.viewer import Viewer
from lif_plugin.frameworks import load_framework
from lif_plugin.frameworks.audit_tools.library import tool_for
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.tables import metadata
from lif_plugin.store.tally import recount
from lif_plugin.store.work import Store

AGENCY, PARTNERSHIP, SUBJECT, FRAMEWORK = "elmshire", "together", "most.example", "hartlepool_hscb"
PROGRAMME: Final = "single_agency_audit"
MORNING: Final = 1_704_448_800_000
DAY, MONTH, LATER = 20240105, 202401, 32_500_000_000_000
LEFT: Final = frozenset(
    {
        "calendar",
        "change",
        "change_floor",
        "learning_tally",
        "learning_written",
        "agency_setting",
        "read_seal",
        "case_hint",
        "live_connection",
        "outbox",
        "platform_answer",
        "watched_case",
        "webhook_endpoint",
        "webhook_message",
        "webhook_try",
    }
)
"""Tables that are filled otherwise: by a migration, by triggers, with the agency, or by the sealer."""
AT_MOST: Final = {"partnership_agency": 40, "lesson": 5}
"""Tables that hold no more than this in any world: a partnership has some dozens of agencies, and each lesson stands on each case."""
SPREAD: Final = frozenset({"result", "learning_word"})
"""Tables whose rows are two for each parent: what leads back to the parent would else bring all that is under the first, each time."""
EMPTY: Final = frozenset(
    {"ended_at", "ended_by", "ended_as", "lapsed_day", "ended_on", "superseded_by", "done_at", "done_on", "until", "until_at",
     "until_day", "back_to", "told_at", "acknowledged_at", "purposes", "decided_at", "picked_in", "symbol", "seen", "alone",
     "offered", "accepted", "held", "joint", "unsafe", "linked"}
)  # fmt: skip
"""Columns that stand empty where they may, so that rows are in force."""
POINTS: Final[Mapping[str, str]] = {
    "pick_id": "audit_pick", "link_id": "review_link", "story_id": "audit", "result_id": "result", "lesson_id": "lesson",
    "item_id": "learning_item", "nomination_id": "nomination", "origin_id": "nomination", "prompt_id": "result",
}  # fmt: skip
"""Columns without a foreign key that name a row all the same."""
CRITERIA: Final = (
    '{"criteria":[{"part":"any_of","text":"Harm","standing":"met","because":"It says so.","evidence_keys":[],"asked":true,'
    '"defects":[]}],"clocks":[]}'
)


def KINDS(number: int) -> str:  # noqa: N802  stands among the values
    return ("review", "referral", "visit", "placement", "supervision")[number % 5]


SAID: Final[Mapping[str, Any]] = {
    "nature": "concern", "route": "learning", "verdict": "agreed", "severity": "info", "precision": "day", "nation": "england",
    "addressees": ",manager,quality,", "roles": "manager", "role": "manager", "owner_role": "manager", "body": "board",
    "route_basis": "stated", "voice_source": None, "approach": "business_plan", "framework": FRAMEWORK, "optional_steps": "[]",
    "learning_route": '[["board"]]', "evaluation_route": '[["board"]]', "touches": '[["aim","a1"]]', "evidence": "[]", "frame": "[]",
    "exclusions": '[["random",1,"closed"]]', "triggers": "[]", "notices": "[]", "detail": "{}", "answers": "{}", "files": "[]",
    "cells": '[["elmshire","quality","part-0"]]', "basis": "{}", "coverage": "[]", "month": MONTH,
    "criteria": '[{"criterion":{"part":"any_of","text":"Harm","standing":"met","because":"It says so.","evidence_keys":[],"asked":true,"defects":[]},"answer":"met"}]', "programme": PROGRAMME, "source": "ssda903", "auditor": SUBJECT,
    "round": 1, "learning_word.route": lambda number: ("learning", "learning", "evaluation")[number % 3], "ends_at": LATER, "shared": True, "day": DAY, "due": DAY, "indicator": "pmf_support", "kind": "note",
    "source_of_learning": "multi_agency_audits", "import_id": 1, "seen_by": 1, "subject": "subject-#", "theme": "voice_of_child",
    "not_recorded": "", "not_covered": "moves", "owner_agency": AGENCY, "told": True, "live": True, "situation": '{"events":["review"]}',
    "plan_type": "board_business_plan", "monitored_by": "board", "answering_body": lambda number: None if number % 2 else "board", "agency_part": None, "team": None,
    "partnership_agency.since": 20200101, "partnership_version.since": 20200101, "partnership_agency.plays": None,
    "audit.state": "begun", "audit.origin": "named", "audit.drawn_as": "random", "audit.form": "form-0", "audit_entry.kind": "opened",
    "audit_draw.programme": "programme-#", "audit_word.kind": "strength", "audit_pick.part": "random", "audit_sampled.part": "random",
    "audit_planned.programme": "programme-#", "audit_concern.state_before": "begun", "audit_concern_step.place": "#",
    "audit_invitation.to_agency": AGENCY, "audit_shown.to_agency": AGENCY, "audit_invitation.part": "part-#",
    "audit_agreed_grade.question": "question-#", "audit_answer.question": "question-#", "audit_answer.version": 1,
    "action_entry.kind": lambda number: ("state", "state", "escalated")[number % 3], "board_response.accepted": False,
    "action_entry.state": lambda number: ("accepted", "done", None)[number % 3],
    "recommendation.measure": lambda number: None if number % 2 else "A sample", "learning_item.voice_source": "voc_family",
    "recommendation.kind": lambda number: ("systems", "smart")[number % 2],
    "learning_word.body": lambda number: ("lipsg", "board")[number % 2], "action.due": lambda number: 20240105 + number % 20,
    "learning_turn.turn": "told", "learning_turn.detail": None,
    "child_action.origin": "nomination", "review_decision.decision": "yes", "answer.kind": "done",
    "review_step.step": "terms", "review_step.method": None, "review_work.review_type": "serious_case_review",
    "review_link.review": "rapid_review", "review_day.milestone": "aware", "result.state": "gap", "result.delivery": "now",
    "result.rule": "VOC-07", "result.answer_kind": "wrong", "out_of_reach.rule": "rule-#", "recorded_field.field": "field-#",
    "result.evidence": '[{"event":1,"digest":"digest-0","kind":"review","code":"PN7","key":"key-0","day":20240105}]',
    "review_link.detail": CRITERIA, "event.kind": KINDS, "event.scope": "2024", "event.key": "key-#", "event.code": "PN7",
    "read_log.cases": "[]", "read_log.id": lambda number: 1_000_000 + number, "read_log.mac": "mac-#", "import_run.state": "done", "lesson_use.helped": "yes",
    "training_answer.stage": "before", "training_answer.code": "code-0", "plugin_fault.plugin": "voice_of_child",
    "published_count.band": lambda number: f"band-{number}" if number else "", "published_count.of_agency": "",
    "published_count.support": "", "published_count.count": 12, "published_count.symbol": None, "acknowledgement.by": "person-#",
    "opened_case.subject": "somebody.example", "case_record.is_held": True, "case_record.is_open": True, "case_record.stale": False,
    "training_question.lowest": 1, "training_question.highest": 5, "training_audience.role": "role-#",
    "training_audience.for_agency": AGENCY, "briefing.way": "chair_to_board", "duty_done.kind": "role_task",
    "indicator_value.basis": "stated", "impact_link.changed_on": DAY, "impact_link.limits": "Something else came too.",
}  # fmt: skip
"""Values by column, or by table and column; a hash stands for the row's number."""


def made_id(table: str, number: int = 0) -> str:
    """The id of a row of a table."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{table}/{number}"))


def fill(store: Store, many: int) -> None:
    """Fill every table with rows for as many parents, and as many more under the first of them."""
    system = Viewer.system("test", AGENCY)
    with store.write(system) as connection:
        save_agency(connection, Agency(AGENCY, "Elmshire", framework=FRAMEWORK, go_live=20240101), "test")
    insert = sqlite.insert if store.is_sqlite else postgresql.insert
    for table in metadata.sorted_tables:
        if table.name not in LEFT:
            with store.write(system) as connection:
                # What a key cannot hold twice stands once.
                connection.execute(
                    insert(table).on_conflict_do_nothing(),
                    list(_rows(table, min(many, AT_MOST.get(table.name, many)))),
                )
    with store.write(system) as connection:
        recount(connection, system, PARTNERSHIP)


def _rows(table: Table, many: int) -> Iterator[dict[str, Any]]:
    parents = {key.column.table.name for key in table.foreign_keys} - {"agency", "partnership"}
    for number in range(many * (2 if parents or {"case_id"} & set(table.c.keys()) else 1)):
        yield {column.name: _value(table, column, number, many) for column in table.c}


def _value(table: Table, column: Column[Any], number: int, many: int) -> Any:
    parent = number if number < many else number - many if table.name in SPREAD else 0
    said = next((SAID[key] for key in (f"{table.name}.{column.name}", column.name) if key in SAID), column)
    if f"{table.name}.{column.name}" in SAID:
        return _numbered(said, column, number)
    key = next(iter(column.foreign_keys), None)
    owner = key.column.table.name if key else POINTS.get(column.name)
    if column.name == "case_id" or owner == "case_record":
        return parent + 1
    if owner in {"agency", "partnership"}:
        return _member(table, owner, number)
    if owner:
        return parent + 1 if key and not isinstance(key.column.type, String) else made_id(owner, parent)
    if column.name == "id" and table.name in {"agency", "partnership"}:
        return (
            {"agency": AGENCY, "partnership": PARTNERSHIP}[table.name]
            if not number
            else f"{table.name}-{number}"
        )
    if column.nullable and column.name in EMPTY:
        return None
    return _plain(table, column, number) if said is column else _numbered(said, column, number)


def _member(table: Table, owner: str, number: int) -> str:
    """The agency or partnership of a row: ours, but that a partnership has many agencies."""
    if table.name == "partnership_agency" and owner == "agency" and number:
        return f"agency-{number}"
    if table.name == "agency" and not number:
        return AGENCY
    return {"agency": AGENCY, "partnership": PARTNERSHIP}[owner]


def _numbered(said: Any, column: Column[Any], number: int) -> Any:
    if callable(said):
        return said(number)
    if not isinstance(said, str) or "#" not in said:
        return said
    text = said.replace("#", str(number))
    return text if isinstance(column.type, String) else int(text)


def _plain(table: Table, column: Column[Any], number: int) -> Any:
    kind = column.type
    if table.name == "audit_form" and column.name == "content":
        return _form()
    if column.name in {"id", "public_id"} and isinstance(kind, String):
        return made_id(table.name, number)
    if column.name == "digest" and table.name == "audit_form":
        return f"form-{number}"
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, LargeBinary):
        return b"invented"
    if isinstance(kind, String | Text):
        unique = (
            column.primary_key
            or column.unique
            or column.name in {"ref", "key", "digest", "nonce", "code", "once"}
        )
        return f"{column.name}-{number}" if unique else f"{column.name}"[: kind.length]
    if column.primary_key or column.name == "id":
        return number + 1
    return _number(column, number)


def _number(column: Column[Any], number: int) -> int:
    if column.name.endswith("at") or "BIG" in str(column.type).upper():
        # The newest stand first in most lists: those that have something below them.
        return MORNING - number
    return (
        DAY
        if any(word in column.name for word in ("day", "_on", "due", "as_of", "since", "until"))
        else 1 + number % 7
    )


@cache
def _form() -> str:
    tool = form_of(tool_for(PROGRAMME), load_framework(FRAMEWORK), PROGRAMME)
    return orjson.dumps(data_of(tool)).decode()
