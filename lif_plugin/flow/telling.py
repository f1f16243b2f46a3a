"""Telling: which changes other systems are told of, written with the change itself. Ids only; reading needs rights."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from lif_plugin.domain.rule import Rule, State
from lif_plugin.domain.told import Told, ToldType
from lif_plugin.flow.deliver import PUSHED
from lif_plugin.flow.showing import NEVER_SHOWN
from lif_plugin.rules.registry import OwnedRule
from lif_plugin.store import results, webhooks

Row = Mapping[str, Any]
_NOBODY: Final[dict[str, Any]] = {"state": None, "ended_at": None, "answer_kind": None, "told": False}


def tell_results(
    connection: Any,
    agency: str,
    saved: tuple[Sequence[Row], Sequence[Row]],
    rules: Mapping[str, OwnedRule],
    now: int,
) -> None:
    """Tell of prompts that are raised or end by these (new, changed) rows, before they are saved."""
    endpoints = webhooks.listening(connection, agency)
    new, changed = saved
    if not endpoints or not (new or changed):
        return
    stored = {row["id"]: row for row in results.results_of(connection, {row["case_id"] for row in changed})}
    before = {row["id"]: stored.get(row["id"], _NOBODY) for row in changed}
    said = [
        (row, kind)
        for row in (*new, *changed)
        if (kind := _change(before.get(row["id"], _NOBODY), row, rules)) is not None
    ]
    ids = webhooks.public_ids(connection, agency, {row["case_id"] for row, _kind in said})
    told = [Told(kind, _prompt(row, ids)) for row, kind in said]
    webhooks.tell(connection, agency, endpoints, told, now)


def _change(before: Row, row: Row, rules: Mapping[str, OwnedRule]) -> ToldType | None:
    after = {**before, **row}
    owned = rules.get(after["rule"])
    if _is_private(after, owned.rule if owned else None):
        return None
    if _stands(before) and not _stands(after):
        return ToldType.PROMPT_ENDED
    if _waits(after) and not _stands(before):
        return ToldType.PROMPT_RAISED
    return None


def _waits(row: Row) -> bool:
    return (
        row["state"] == State.GAP
        and row["ended_at"] is None
        and row["delivery"] in PUSHED
        and row["superseded_by"] is None
    )


def _stands(row: Row) -> bool:
    """Whether somebody has been told of it by us: it waits for an answer, or has one and has not ended."""
    answered = row.get("answer_kind") is not None and row["ended_at"] is None and row["told"]
    return answered or _waits(row)


def _is_private(row: Row, rule: Rule | None) -> bool:
    """Death and serious harm are told to nobody, not even that there is something."""
    if rule is not None and rule.kinds & NEVER_SHOWN:
        return True
    return not NEVER_SHOWN.isdisjoint(part["kind"] for part in orjson.loads(row["evidence"]))


def _prompt(row: Row, ids: Mapping[int, str]) -> dict[str, str]:
    return {"prompt": row["id"], "case": ids[row["case_id"]]}


def tell_answered(connection: Any, row: Row, rule: Rule | None, now: int) -> None:
    """Tell that a prompt (a stored result) was answered, wherever that was."""
    if _is_private(row, rule):
        return
    answered = (ToldType.PROMPT_ANSWERED, {"prompt": row["id"]}, row["case_id"])
    _tell(connection, row["agency_id"], [answered], now)


def tell_action(connection: Any, agency: str, action_id: str, now: int) -> None:
    """Tell that an action is new or has another state."""
    _tell(connection, agency, [(ToldType.ACTION_CHANGED, {"action": action_id}, None)], now)


def tell_picked(connection: Any, agency: str, draw_id: str, case_ids: Iterable[int], now: int) -> None:
    """Tell which cases a draw picked for an audit."""
    picked = [(ToldType.AUDIT_PICKED, {"draw": draw_id}, case_id) for case_id in case_ids]
    _tell(connection, agency, picked, now)


def tell_concern(connection: Any, agency: str, concern_id: str, case_id: int | None, now: int) -> None:
    """Tell that somebody is to look today at a concern that an auditor raised."""
    _tell(connection, agency, [(ToldType.AUDIT_CONCERN, {"concern": concern_id}, case_id)], now)


def tell_opened(connection: Any, agency: str, opened_id: str, case_id: int, now: int) -> None:
    """Tell that somebody opened a case outside their own."""
    _tell(connection, agency, [(ToldType.CASE_OPENED, {"opening": opened_id}, case_id)], now)


def _tell(
    connection: Any, agency: str, said: Sequence[tuple[ToldType, dict[str, str], int | None]], now: int
) -> None:
    endpoints = webhooks.listening(connection, agency)
    if not endpoints:
        return
    case_ids = {case_id for _kind, _ids, case_id in said if case_id is not None}
    public = webhooks.public_ids(connection, agency, case_ids)
    told = [
        Told(kind, ids if case_id is None else {**ids, "case": public[case_id]})
        for kind, ids, case_id in said
    ]
    webhooks.tell(connection, agency, endpoints, told, now)
