"""Replay: some cases of a source go through days of the past, by the very steps of a live batch; nothing is written.

What a live evaluation keeps in the store between two runs, the results that stand, is carried along here. Answers
people have given count from when they were given.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.backtest import Moment
from lif_plugin.domain.budget import Candidate
from lif_plugin.domain.rule import Channel, State
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.evaluation import Evaluated, Held, read_cases, work_out
from lif_plugin.flow.push import candidates_of
from lif_plugin.flow.standing import facts_asked
from lif_plugin.store import answers
from lif_plugin.store.known import PastRecord
from lif_plugin.store.reach import Pair
from lif_plugin.store.tables import result

Row = dict[str, Any]
_NOTHING: Row = dict.fromkeys(result.c.keys())
_ANSWER = ("answer_kind", "answer_reason", "answer_text", "answer_by", "answer_at")


@dataclass(frozen=True, slots=True)
class Part:
    """Cases of one source by the range of their ids; there may be others of the agency between them."""

    source: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What one moment showed: everything the cases were read with, and their results by case and id.

    ``raised`` are the results that somebody would be told of from this moment on; ``pushes`` those of them that ask
    to interrupt, each with whose budget it counts against, in the same order. ``asked`` counts the facts each rule
    looked at, by case.
    """

    moment: Moment
    held: Held
    results: Mapping[int, Mapping[str, Row]]
    raised: Sequence[Row]
    pushes: Sequence[Candidate]
    asked: Mapping[str, Mapping[int, int]]


def replay(
    dispatcher: Dispatcher,
    record: PastRecord,
    agency: Agency,
    part: tuple[Part, Sequence[Row]],
    moments: Iterable[tuple[Moment, Collection[Pair]]],
) -> Iterator[Seen]:
    """Take cases (a part, and their rows) through moments, each with the fields its source held by then.

    An agency may run by other settings than those it has: results are then as they would have been.
    """
    where, rows = part
    standing: dict[int, dict[str, Row]] = {row["id"]: {} for row in rows}
    for moment, fields in moments:
        then = _at(dispatcher, moment)
        with record.at(where.source, (where.first, where.last), moment, fields) as connection:
            given = answers.given_until(connection, agency.id, (where.first, where.last), moment.until_ms)
            standing = {case_id: _answered(mine, given) for case_id, mine in standing.items()}
            held = read_cases(connection, then, agency, rows, standing=standing)
            asked = facts_asked(connection, held)
        evaluated = work_out(then, held, proposals=False)
        told_before = {key for mine in standing.values() for key, one in mine.items() if one["told"]}
        standing = _moved_on(standing, evaluated)
        raised = [
            one
            for mine in standing.values()
            for key, one in mine.items()
            if one["told"] and key not in told_before and _waits(one)
        ]
        asking = [_Asking(where.source, one) for one in raised if one["delivery"] == Channel.NOW]
        with record.again() as connection:
            pushes = (
                candidates_of(connection, agency, asking, moment.until_ms, dispatcher.at_once)
                if asking
                else []
            )
        yield Seen(moment, held, standing, raised, pushes, asked)


class _Asking:
    """A result as the budget reads it."""

    def __init__(self, source: str, row: Row) -> None:
        self.source = source
        self.case_id, self.id = row["case_id"], row["id"]
        self.severity, self.addressees = row["severity"], row["addressees"]
        self.occurred_day = row["occurred_day"]
        self.rule = row["rule"]


def _waits(row: Row) -> bool:
    return row["state"] == State.GAP and row["ended_at"] is None and row["superseded_by"] is None


def _at(dispatcher: Dispatcher, moment: Moment) -> Dispatcher:
    """The dispatch as it would run at a moment."""
    day = numbered_day(moment.day)
    return replace(dispatcher, now=lambda: moment.until_ms, clock=lambda: day)


def _answered(mine: Mapping[str, Row], given: Mapping[str, Row]) -> dict[str, Row]:
    """Results with the last answer that somebody has given to each."""
    return {
        key: one
        | (
            dict(
                zip(
                    _ANSWER, (said["kind"], said["reason"], said["text"], said["by"], said["at"]), strict=True
                )
            )
            if (said := given.get(key)) is not None
            else {}
        )
        for key, one in mine.items()
    }


def _moved_on(standing: Mapping[int, Mapping[str, Row]], evaluated: Evaluated) -> dict[int, dict[str, Row]]:
    after = {case_id: dict(mine) for case_id, mine in standing.items()}
    for what, case_id, new, changed in evaluated.saves:
        if what == "result":
            for row in (*new, *changed):
                after[case_id][row["id"]] = {**_NOTHING, **after[case_id].get(row["id"], {}), **row}
    return after
