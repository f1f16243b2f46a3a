"""What cannot be told of a case because its source cannot say: stored once for a source, read for each case.

A case has it unless a result of the rule stands for it: what a rule found is said instead.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    type_coerce,
)

from lif_plugin.domain.rule import Channel, State
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import Row
from lif_plugin.store.tables import case_record, event, out_of_reach, result
from lif_plugin.store.work import visible

_SAID: Final[dict[str, ColumnElement[Any]]] = {
    "case_id": case_record.c.id,
    "id": case_record.c.public_id + literal(":") + out_of_reach.c.rule,
    "subject": literal(""),
    "state": literal(State.CANNOT_TELL.value),
    "delivery": literal(Channel.OFF.value),
    "evidence": literal("[]"),
    "updated_at": out_of_reach.c.raised_at,
    "told": literal(False),
}
"""What a result's columns hold where no column of the same name says it; the others hold nothing."""


def as_results(viewer: Viewer) -> Select[Any]:
    """The select of what cannot be told, in the columns of results. Its ids are the case's id, a colon and the rule."""
    columns = []
    for column in result.c:
        said = _SAID.get(column.name, out_of_reach.c.get(column.name))
        if column.name != "agency_id":
            columns.append((type_coerce(null(), column.type) if said is None else said).label(column.name))
    return _select(viewer, *columns)


def with_ids(query: Select[Any], ids: tuple[str, ...]) -> Select[Any]:
    """Limit such a select to these ids; what is no id of one is left out."""
    named = [(case, rule) for case, colon, rule in (one.partition(":") for one in ids) if colon]
    return query.where(tuple_(case_record.c.public_id, out_of_reach.c.rule).in_(named))


def _select(viewer: Viewer, *columns: ColumnElement[Any]) -> Select[Any]:
    same_source = and_(
        out_of_reach.c.agency_id == case_record.c.agency_id, out_of_reach.c.source == case_record.c.source
    )
    in_question = exists().where(
        event.c.case_id == case_record.c.id, event.c.kind == out_of_reach.c.about, event.c.live
    )
    found = exists().where(
        result.c.case_id == case_record.c.id,
        result.c.rule == out_of_reach.c.rule,
        result.c.ended_at.is_(None),
    )
    return (
        select(*columns)
        .select_from(case_record)
        .join(out_of_reach, same_source)
        .where(
            visible(viewer, case_record),
            visible(viewer, out_of_reach),
            case_record.c.is_held,
            or_(out_of_reach.c.about.is_(None), in_question),
            ~found,
        )
    )


def count_by_rule(connection: Connection, viewer: Viewer) -> dict[str, int]:
    """Count what cannot be told because its source cannot say, by rule. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    query = _select(viewer, out_of_reach.c.rule, func.count().label("count"))
    rows = connection.execute(query.group_by(out_of_reach.c.rule).order_by(out_of_reach.c.rule))
    return {row.rule: row[1] for row in rows}


def rules_beyond(connection: Connection, viewer: Viewer) -> list[Row]:
    """Read which rules cannot tell for which source, why, and for how many cases. Raises `NotAllowed`."""
    viewer.require(Right.READ_SETUP)
    named = (out_of_reach.c.source, out_of_reach.c.rule, out_of_reach.c.reason, out_of_reach.c.lacking)
    counted = _select(viewer, out_of_reach.c.source, out_of_reach.c.rule, func.count().label("count"))
    many = {
        (row.source, row.rule): row[2]
        for row in connection.execute(counted.group_by(out_of_reach.c.source, out_of_reach.c.rule))
    }
    rows = connection.execute(
        select(*named, out_of_reach.c.about, out_of_reach.c.as_of)
        .where(visible(viewer, out_of_reach))
        .order_by(out_of_reach.c.source, out_of_reach.c.rule)
    )
    return [
        {**row, "lacking": row["lacking"].split(","), "cases": many.get((row["source"], row["rule"]), 0)}
        for row in rows.mappings()
    ]
