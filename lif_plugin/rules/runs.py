"""Runs of events: the select of `LastN`, which gives a kind's events in order, and how runs are found among them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Boolean, Select, and_, case, null, select, type_coerce

from lif_plugin.domain.reach import NOT_COVERED, NOT_RECORDED
from lif_plugin.domain.rule import LastN, State
from lif_plugin.rules.conditions import truth
from lif_plugin.rules.raw import RawFinding
from lif_plugin.rules.scope import columns_of, in_scope, sure, text_of, worked_out
from lif_plugin.store.events import in_time
from lif_plugin.store.tables import event

_EXEMPT: Final = "exempt"
_GAP: Final[tuple[State, str | None]] = (State.GAP, None)
_Row = Sequence[Any]


def in_order(template: LastN) -> Select[Any]:
    """Every event a rule looks at, in order of time and of the source within a day.

    Each row: case, key, day, text, id, scope, gap (NULL: cannot tell), whether a run that it ends is exempt.
    """
    row = event.alias("e")
    gap = truth(template.gap_when, row)
    if template.about is not None:
        gap = type_coerce(case((truth(template.about, row), gap), else_=null()), Boolean())
    rows = select(
        *columns_of(row, template.exempt_when), row.c.scope, row.c.occurred_at, row.c.seq, gap.label("gap")
    ).where(in_scope(row, template.kind, template.about))
    asked = rows.subquery("asked") if template.exempt_when is None else worked_out(rows, "asked")
    c = asked.c
    exempt = and_(c.gap, sure(template.exempt_when, asked))
    found = select(c.case_id, c.key, c.occurred_day, text_of(asked), c.id, c.scope, c.gap, exempt)
    return found.order_by(c.case_id, *in_time(asked))


def find_runs(rule: str, rows: Iterable[_Row], n: int, known: Sequence[tuple[int, int]]) -> list[RawFinding]:
    """Give each event with the n-1 before it where none of them is surely met; the latest event comes first.

    A run is only known as one if its source knew all the days in between (``known``), or one return states all of it.
    """
    found = []
    ids: list[int] = []
    days: list[int] = []
    of_case, scope_before = 0, None
    # Places in the run that goes on: of the last event in doubt, and of the last from another return than the one before.
    doubtful = moved = -1
    for case_id, key, day, text, number, scope, gap, is_exempt in rows:
        if case_id != of_case or (gap is not None and not gap):
            ids, days, of_case, doubtful, moved = [], [], case_id, -1, -1
            if gap is not None and not gap:
                continue
        elif ids and scope != scope_before:
            moved = len(ids)
        if gap is None:
            doubtful = len(ids)
        ids.append(number)
        days.append(day)
        scope_before = scope
        first = len(ids) - n
        if first < 0:
            continue
        state, reason = _GAP
        if moved > first and not any(start <= days[first] and day <= end for start, end in known):
            state, reason = State.CANNOT_TELL, NOT_COVERED
        elif doubtful >= first:
            state, reason = State.CANNOT_TELL, NOT_RECORDED
        elif is_exempt:
            state, reason = State.NOT_APPLICABLE, _EXEMPT
        run = tuple(ids[: -n - 1 : -1])
        found.append(RawFinding(case_id, rule, key, state, day, text or None, run, reason, None))
    return found
