"""Demotions: rules that people of an agency marked wrong too often, how often, and who restored them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.store.among import among
from lif_plugin.store.tables import answer, push, result, rule_demotion
from lif_plugin.store.work import as_rows


def in_force(connection: Connection, agency: str) -> dict[str, dict[str, Any]]:
    """Read the demotions that nobody has lifted, by rule."""
    lasting = (rule_demotion.c.agency_id == agency, rule_demotion.c.restored_at.is_(None))
    return {row["rule"]: row for row in as_rows(connection.execute(select(rule_demotion).where(*lasting)))}


def listed(connection: Connection, agency: str) -> list[dict[str, Any]]:
    """Read all demotions, the newest first."""
    query = select(rule_demotion).where(rule_demotion.c.agency_id == agency)
    return as_rows(connection.execute(query.order_by(rule_demotion.c.id.desc())))


def counted(connection: Connection, agency: str, rule: str, since: int) -> tuple[int, int]:
    """Count (wrong, all) answers to a rule's prompts from a moment on, the last of each prompt.

    What was answered before somebody restored the rule has been judged.
    """
    restored = select(func.max(rule_demotion.c.restored_at)).where(
        rule_demotion.c.agency_id == agency, rule_demotion.c.rule == rule
    )
    from_when = max(since, connection.scalar(restored) or 0)
    last = (
        select(func.max(answer.c.id).label("id"))
        .join(result, (result.c.case_id == answer.c.case_id) & (result.c.id == answer.c.result_id))
        .where(answer.c.agency_id == agency, result.c.rule == rule, answer.c.at > from_when, ~answer.c.late)
        .group_by(answer.c.result_id)
        .subquery()
    )
    said_wrong = case((answer.c.kind == AnswerKind.WRONG.value, 1), else_=0)
    query = select(func.coalesce(func.sum(said_wrong), 0), func.count()).join(last, last.c.id == answer.c.id)
    wrong, answered = connection.execute(query.select_from(answer)).one()
    return int(wrong), int(answered)


def begin(connection: Connection, agency: str, rule: str, found: tuple[int, int], now: int) -> None:
    """Note that a rule interrupts nobody any more; where somebody else has just done so, that stands."""
    wrong, answered = found
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"agency_id": agency, "rule": rule, "wrong": wrong, "answered": answered, "at": now}
    connection.execute(dialect.insert(rule_demotion).values(row).on_conflict_do_nothing())


def end(connection: Connection, agency: str, rule: str, by: str, why: str, now: int) -> int:
    """Note who restored a rule and why; gives how many demotions were lifted."""
    lasting = (
        rule_demotion.c.agency_id == agency,
        rule_demotion.c.rule == rule,
        rule_demotion.c.restored_at.is_(None),
    )
    changed = update(rule_demotion).where(*lasting).values(restored_at=now, restored_by=by, why=why)
    return connection.execute(changed).rowcount


def let_through(connection: Connection, case_ids: Collection[int]) -> frozenset[str]:
    """The prompts of some cases that have interrupted somebody, or are about to."""
    query = select(push.c.result_id).where(among(push.c.case_id, case_ids), push.c.push_from.is_not(None))
    return frozenset(connection.scalars(query))
