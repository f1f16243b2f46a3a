"""Backtests: what was asked, the parts that wait, and what each part counted, written with the part or not at all."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from lif_plugin.store.tables import backtest, backtest_count, backtest_part, backtest_push, case_record
from lif_plugin.store.work import as_rows

Row = dict[str, Any]
TOGETHER: Final = 0
"""The part of what was decided over all parts together."""


def unfinished(connection: Connection, agency: str, asked: str) -> int | None:
    """The number of a backtest that asks the same and has not been finished."""
    query = select(backtest.c.id).where(
        backtest.c.agency_id == agency, backtest.c.asked == asked, backtest.c.finished_at.is_(None)
    )
    return connection.scalar(query.order_by(backtest.c.id.desc()).limit(1))


def add(connection: Connection, row: Row, parts: Sequence[Row]) -> int:
    """Add a backtest with its parts, numbered from 1; gives its number."""
    key = connection.execute(insert(backtest).values(row)).inserted_primary_key
    number = int(key[0]) if key else 0
    if parts:
        common = {"backtest_id": number, "agency_id": row["agency_id"]}
        connection.execute(insert(backtest_part), [{**common, **part} for part in parts])
    return number


def cut(connection: Connection, agency: str, source: str, size: int) -> list[Row]:
    """Cut a source's cases into ranges of ids with so many cases each."""
    place = func.row_number().over(order_by=case_record.c.id) - 1
    mine = (case_record.c.agency_id == agency, case_record.c.source == source)
    placed = select(case_record.c.id, (place - place % size).label("part")).where(*mine).subquery()
    query = select(
        func.min(placed.c.id).label("first_case"), func.max(placed.c.id).label("last_case"),
        func.count().label("cases"),
    ).group_by(placed.c.part)  # fmt: skip
    rows = as_rows(connection.execute(query.order_by(func.min(placed.c.id))))
    return [{"source": source, **row} for row in rows]


def of(connection: Connection, agency: str, number: int) -> Row | None:
    """Read a backtest of an agency."""
    query = select(backtest).where(backtest.c.agency_id == agency, backtest.c.id == number)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def part(connection: Connection, agency: str, number: int, which: int) -> Row | None:
    """Read a part that waits; None where it is done, or not there."""
    query = select(backtest_part).where(
        backtest_part.c.agency_id == agency,
        backtest_part.c.backtest_id == number,
        backtest_part.c.number == which,
        backtest_part.c.done_at.is_(None),
    )
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def waiting(connection: Connection, agency: str, number: int | None = None) -> list[tuple[int, int]]:
    """The parts that wait, of one backtest or of all: (backtest, part), in order."""
    query = select(backtest_part.c.backtest_id, backtest_part.c.number).where(
        backtest_part.c.agency_id == agency, backtest_part.c.done_at.is_(None)
    )
    if number is not None:
        query = query.where(backtest_part.c.backtest_id == number)
    rows = connection.execute(query.order_by(backtest_part.c.backtest_id, backtest_part.c.number))
    return [(row.backtest_id, row.number) for row in rows]


def size(connection: Connection, agency: str, number: int) -> tuple[int, int]:
    """How many parts and how many cases a backtest has."""
    query = select(func.count(), func.coalesce(func.sum(backtest_part.c.cases), 0)).where(
        backtest_part.c.agency_id == agency, backtest_part.c.backtest_id == number
    )
    parts, cases = connection.execute(query).one()
    return int(parts), int(cases)


def cases_between(connection: Connection, agency: str, one: Row) -> list[Row]:
    """Read the rows of a part's cases."""
    query = select(case_record).where(
        case_record.c.agency_id == agency,
        case_record.c.source == one["source"],
        case_record.c.id.between(one["first_case"], one["last_case"]),
    )
    return as_rows(connection.execute(query.order_by(case_record.c.id)))


def finish_part(
    connection: Connection, one: Row, counts: Iterable[Row], pushes: Iterable[Row], now: int
) -> bool:
    """Write what a part counted; False, with nothing written, where somebody else has."""
    done = connection.execute(
        update(backtest_part)
        .where(
            backtest_part.c.backtest_id == one["backtest_id"],
            backtest_part.c.number == one["number"],
            backtest_part.c.done_at.is_(None),
        )
        .values(done_at=now)
    ).rowcount
    if not done:
        return False
    common = {"backtest_id": one["backtest_id"], "agency_id": one["agency_id"], "part": one["number"]}
    _add(connection, backtest_count, [{**common, **row} for row in counts])
    _add(connection, backtest_push, [{**common, **row} for row in pushes])
    return True


def pushes(connection: Connection, number: int, side: int) -> list[Row]:
    """Read what would ask to interrupt somebody, in order of the moments."""
    query = select(backtest_push).where(backtest_push.c.backtest_id == number, backtest_push.c.side == side)
    return as_rows(connection.execute(query.order_by(backtest_push.c.day, backtest_push.c.result_id)))


def finish(connection: Connection, agency: str, number: int, counts: Sequence[Row], now: int) -> bool:
    """Write what was decided over all parts and forget whom each prompt would have reached; False if not to be done."""
    left = exists().where(backtest_part.c.backtest_id == number, backtest_part.c.done_at.is_(None))
    mine = (backtest.c.agency_id == agency, backtest.c.id == number, backtest.c.finished_at.is_(None))
    if not connection.execute(update(backtest).where(*mine, ~left).values(finished_at=now)).rowcount:
        return False
    common = {"backtest_id": number, "agency_id": agency, "part": TOGETHER}
    _add(connection, backtest_count, [{**common, **row} for row in counts])
    connection.execute(delete(backtest_push).where(backtest_push.c.backtest_id == number))
    return True


def counted(connection: Connection, agency: str, number: int) -> list[Row]:
    """Read what all parts counted together: side, rule, week, what, count."""
    columns = (backtest_count.c.side, backtest_count.c.rule, backtest_count.c.week, backtest_count.c.what)
    query = select(*columns, func.sum(backtest_count.c.count).label("count")).where(
        backtest_count.c.agency_id == agency, backtest_count.c.backtest_id == number
    )
    return [
        {**row, "count": int(row["count"])}
        for row in connection.execute(query.group_by(*columns).order_by(*columns)).mappings()
    ]


def _add(connection: Connection, table: Any, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))
