"""Runs of events: the select of `LastN`, which gives a kind's events in order, and how runs are found among them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Boolean, Select, and_, case, null, select, type_coerce

from lif_plugin.domain.reach import NOT_COVERED, NOT_RECORDED
from lif_plugin.domain.rule import LastN, State
from lif_plugin.rules.conditions import truth
from lif_plugin.rules.scope import columns_of, in_scope, sure, text_of, worked_out
from lif_plugin.store.events import in_time
from lif_plugin.store.tables import event

_EXEMPT: Final = "exempt"
_CASE, _DAY, _ID, _SCOPE, _GAP, _IS_EXEMPT = 0, 2, 4, 5, 6, 7
"""Places in a row of `in_order`."""
_Row = Sequence[Any]


class Run(NamedTuple):
    """A run: the row of its last event, what is said of it, and its events' ids, the latest first."""

    last: _Row
    state: State
    reason: str | None
    ids: tuple[int, ...]


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


def find_runs(rows: Iterable[_Row], n: int, known: Sequence[tuple[int, int]]) -> list[Run]:
    """Give each event with the n-1 before it where none of them is surely met.

    A run is only known as one if its source knew all the days in between (``known``), or one return states all of it.
    """
    found = []
    run: list[_Row] = []
    of_case = 0
    for row in rows:
        if row[_CASE] != of_case:
            run, of_case = [], row[_CASE]
        if row[_GAP] is not None and not row[_GAP]:
            run = []
            continue
        run.append(row)
        if len(run) >= n:
            del run[:-n]
            found.append(_said(run, known))
    return found


def _said(run: Sequence[_Row], known: Sequence[tuple[int, int]]) -> Run:
    first, last = run[0], run[-1]
    ids = tuple([one[_ID] for one in reversed(run)])
    scopes = {one[_SCOPE] for one in run}
    if len(scopes) > 1 and not any(start <= first[_DAY] and last[_DAY] <= end for start, end in known):
        return Run(last, State.CANNOT_TELL, NOT_COVERED, ids)
    if None in [one[_GAP] for one in run]:
        return Run(last, State.CANNOT_TELL, NOT_RECORDED, ids)
    if last[_IS_EXEMPT]:
        return Run(last, State.NOT_APPLICABLE, _EXEMPT, ids)
    return Run(last, State.GAP, None, ids)
