"""Pushes: which prompts the alert budget has not decided yet, what it decided, and who holds a case."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, or_, select, update

from lif_plugin.domain.budget import Decision
from lif_plugin.domain.kinds import Precision
from lif_plugin.domain.rule import Channel
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.among import among
from lif_plugin.store.tables import case_record, event, push, result
from lif_plugin.store.tables.results import TO_PUSH
from lif_plugin.store.work import as_rows, now_ms, visible


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a case, by the source's own id, and since when; that may be known to the day only."""

    actor: str
    since: int
    to_the_minute: bool


def undecided(connection: Connection, agency: str, case_ids: Collection[int] | None = None) -> list[Any]:
    """Read prompts that are to be pushed and on which the budget has not decided, of some cases or of all."""
    columns = (
        result.c.case_id,
        result.c.id,
        result.c.rule,
        result.c.severity,
        result.c.addressees,
        result.c.occurred_day,
        case_record.c.source,
    )
    query = _undecided(select(*columns).join(case_record, case_record.c.id == result.c.case_id), agency)
    if case_ids is not None:
        query = query.where(result.c.case_id.in_(case_ids))
    return list(connection.execute(query))


def any_undecided(connection: Connection, agency: str) -> bool:
    """Say whether the budget has something to decide."""
    return connection.execute(_undecided(select(result.c.id), agency).limit(1)).first() is not None


def _undecided(query: Select[Any], agency: str) -> Select[Any]:
    known = and_(push.c.case_id == result.c.case_id, push.c.result_id == result.c.id)
    return query.outerjoin(push, known).where(
        TO_PUSH, result.c.agency_id == agency, result.c.superseded_by.is_(None), push.c.result_id.is_(None)
    )


def held_on(day: int) -> ColumnElement[bool]:
    """Events by which a worker, who is named, holds a case on a day."""
    return and_(
        event.c.kind == "worker",
        event.c.live,
        event.c.actor.is_not(None),
        event.c.actor != "",
        event.c.occurred_day <= day,
        or_(event.c.until_day.is_(None), event.c.until_day > day),
    )


def holders(connection: Connection, case_ids: Collection[int], day: int) -> Mapping[int, Holder]:
    """Read who holds each case on a day; of several the one since latest. A case without one is left out."""
    query = (
        select(event.c.case_id, event.c.actor, event.c.occurred_at, event.c.precision)
        .where(event.c.case_id.in_(case_ids), held_on(day))
        # By what the source says, not by when it came in: the last row of a case stays.
        .order_by(event.c.occurred_at, event.c.actor, event.c.key)
    )
    return {
        row.case_id: Holder(row.actor, row.occurred_at, row.precision == Precision.MINUTE)
        for row in connection.execute(query)
    }


def spent(connection: Connection, agency: str, persons: Collection[str]) -> dict[tuple[str, int], int]:
    """Count what people were interrupted with, by person and week."""
    query = (
        select(push.c.person, push.c.week, func.count())
        .where(push.c.agency_id == agency, push.c.person.in_(persons), push.c.push_from.is_not(None))
        .group_by(push.c.person, push.c.week)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def add(connection: Connection, agency: str, decisions: Iterable[Decision], day: int) -> None:
    """Keep what was decided; what is over the budget goes to the digest."""
    decisions = list(decisions)
    rows = [
        {
            "case_id": one.candidate.case_id,
            "result_id": one.candidate.result_id,
            "agency_id": agency,
            "person": one.person,
            "decided_day": day,
            "week": one.week,
            "push_from": one.push_from,
        }
        for one in decisions
    ]
    if rows:
        connection.execute(insert(push), rows)
    over = [one.candidate for one in decisions if one.push_from is None]
    if over:
        cases = {one.case_id for one in over}
        connection.execute(
            update(result)
            .where(result.c.case_id.in_(cases), result.c.id.in_([one.result_id for one in over]))
            .values(delivery=Channel.DIGEST.value, updated_at=now_ms())
        )
        # Whoever is evaluating one of these cases has read it as it was before: they do it again.
        connection.execute(
            update(case_record).where(case_record.c.id.in_(cases)).values(version=case_record.c.version + 1)
        )


def pushed_prompts(connection: Connection, viewer: Viewer) -> list[dict[str, Any]]:
    """Read the prompts that may interrupt somebody and still wait, in order of case. Raises `NotAllowed`."""
    viewer.require(Right.READ_CASES)
    query = (
        select(result, case_record.c.ref, case_record.c.public_id)
        .join(case_record, case_record.c.id == result.c.case_id)
        .join(push, and_(push.c.case_id == result.c.case_id, push.c.result_id == result.c.id))
        .where(
            visible(viewer, result), TO_PUSH, push.c.push_from.is_not(None), result.c.superseded_by.is_(None)
        )
        .order_by(case_record.c.ref, result.c.id)
    )
    return as_rows(connection.execute(query))


def over_budget(connection: Connection, case_ids: Collection[int]) -> frozenset[str]:
    """The prompts of some cases that the budget moved to the digest."""
    query = select(push.c.result_id).where(among(push.c.case_id, case_ids), push.c.push_from.is_(None))
    return frozenset(connection.scalars(query))
