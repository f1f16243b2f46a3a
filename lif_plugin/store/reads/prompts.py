"""Reads results of rules: prompts with their why, whatever their state or delivery."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)

from lif_plugin.domain.rule import Channel, State
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import (
    Order,
    Row,
    Slice,
    Window,
    count_of,
    counts_by,
    page_of,
    paged_by,
    slices_of,
)
from lif_plugin.store.reads.unanswered import as_results, with_ids
from lif_plugin.store.tables import case_record, out_of_reach, result
from lif_plugin.store.work import visible

_DAY: Final = func.coalesce(result.c.occurred_day, 0)
PROMPT_ORDER: Final = Order((_DAY, result.c.id), descending=True)
_OF_CASE: Final = (
    case_record.c.source,
    case_record.c.ref,
    case_record.c.public_id,
    case_record.c.is_open,
)
_COLUMNS: Final = (*(column for column in result.c if column.name != "agency_id"), *_OF_CASE)
SHOWN: Final = (Channel.NOW, Channel.DIGEST, Channel.PANEL)
"""Deliveries that reach a person, at the latest when the case is opened."""


@dataclass(frozen=True, slots=True)
class PromptFilter:
    """Which results: every condition that is given must hold. ``open`` is what `is_open` says."""

    ids: tuple[str, ...] | None = None
    rules: tuple[str, ...] | None = None
    states: tuple[str, ...] | None = None
    deliveries: tuple[str, ...] | None = None
    open: bool | None = None
    superseded: bool | None = None
    answered: bool | None = None
    ended: bool | None = None
    case_ref: str | None = None
    source: str | None = None
    first_day: int | None = None
    last_day: int | None = None


def is_open() -> ColumnElement[bool]:
    """A result that waits for a person: a gap that stands, is shown, is told by no other and has no answer."""
    return and_(
        result.c.state == State.GAP.value,
        result.c.delivery.in_([channel.value for channel in SHOWN]),
        result.c.superseded_by.is_(None),
        result.c.ended_at.is_(None),
        result.c.answer_kind.is_(None),
    )


def is_listed() -> ColumnElement[bool]:
    """A result that stands, or one that somebody was told of: what nobody was told ends in silence."""
    return or_(result.c.ended_at.is_(None), result.c.told)


def sees(viewer: Viewer, addressees: ColumnElement[str] = result.c.addressees) -> list[ColumnElement[bool]]:
    """The addressee rule: who holds cases is not shown what is for the data or quality team."""
    roles = viewer.sees_addressees()
    if roles is None:
        return []
    return [or_(*(addressees.contains(f",{role.value},") for role in sorted(roles)))]


def _query(
    viewer: Viewer,
    wanted: PromptFilter,
    case_ids: Collection[int] | BindParameter[Any] | None = None,
    columns: Collection[str] | None = None,
) -> tuple[Select[Any], Order]:
    """The select of results and its order; with what cannot be told for a whole source, where it is wanted."""
    viewer.require(Right.READ_CASES)
    stored = _stored(viewer, wanted)
    said = _unanswered(viewer, wanted)
    if case_ids is not None:
        stored = stored.where(result.c.case_id.in_(case_ids))
        said = said.where(case_record.c.id.in_(case_ids)) if said is not None else None
    if columns is not None:
        stored = _only(stored, columns)
        said = _only(said, columns) if said is not None else None
    if said is None:
        return stored, PROMPT_ORDER
    both = union_all(stored, said).subquery("results")
    return select(both), Order((func.coalesce(both.c.occurred_day, 0), both.c.id), descending=True)


def _only(query: Select[Any], columns: Collection[str]) -> Select[Any]:
    """Some of a select's columns: each costs the driver time, even where the value is short."""
    kept = [column for name, column in query.selected_columns.items() if name in columns]
    return query.with_only_columns(*kept)


def _stored(viewer: Viewer, wanted: PromptFilter) -> Select[Any]:
    query = (
        select(*_COLUMNS)
        .select_from(result.join(case_record, case_record.c.id == result.c.case_id))
        .where(
            visible(viewer, result),
            case_record.c.agency_id == viewer.agency,
            is_listed(),
            *sees(viewer, result.c.addressees),
        )
    )
    chosen = (
        (result.c.id, wanted.ids),
        (result.c.rule, wanted.rules),
        (result.c.state, wanted.states),
        (result.c.delivery, wanted.deliveries),
    )
    for column, values in chosen:
        if values is not None:
            query = query.where(column.in_(values))
    set_or_not = (
        (result.c.superseded_by, wanted.superseded),
        (result.c.answer_kind, wanted.answered),
        (result.c.ended_at, wanted.ended),
    )
    for column, is_set in set_or_not:
        if is_set is not None:
            query = query.where(column.is_not(None) if is_set else column.is_(None))
    if wanted.open is not None:
        query = query.where(is_open() if wanted.open else ~is_open())
    if wanted.first_day is not None:
        query = query.where(result.c.occurred_day >= wanted.first_day)
    if wanted.last_day is not None:
        query = query.where(result.c.occurred_day <= wanted.last_day)
    return _placed(query, wanted)


def _unanswered(viewer: Viewer, wanted: PromptFilter) -> Select[Any] | None:
    """What cannot be told for a whole source; None where the filter leaves none of it.

    It has no day, is never sent and so never waits for anybody.
    """
    if (
        (wanted.states is not None and State.CANNOT_TELL not in wanted.states)
        or (wanted.deliveries is not None and Channel.OFF not in wanted.deliveries)
        or any((wanted.open, wanted.superseded, wanted.answered, wanted.ended))
        or wanted.first_day is not None
        or wanted.last_day is not None
        or (wanted.ids is not None and not any(":" in one for one in wanted.ids))
    ):
        return None
    query = as_results(viewer).add_columns(*_OF_CASE).where(*sees(viewer, out_of_reach.c.addressees))
    if wanted.ids is not None:
        query = with_ids(query, wanted.ids)
    if wanted.rules is not None:
        query = query.where(out_of_reach.c.rule.in_(wanted.rules))
    return _placed(query, wanted)


def _placed(query: Select[Any], wanted: PromptFilter) -> Select[Any]:
    """Limit to a case."""
    if wanted.case_ref is not None:
        query = query.where(case_record.c.ref == wanted.case_ref)
    if wanted.source is not None:
        query = query.where(case_record.c.source == wanted.source)
    return query


def prompts_page(connection: Connection, viewer: Viewer, wanted: PromptFilter, window: Window) -> Slice:
    """Read a page of results, newest fact first. Raises `NotAllowed`."""
    query, order = _query(viewer, wanted)
    return page_of(connection, query, order, window)


def count_prompts(connection: Connection, viewer: Viewer, wanted: PromptFilter) -> int:
    """Count results. Raises `NotAllowed`."""
    return count_of(connection, _query(viewer, wanted)[0])


def prompts_of(
    connection: Connection,
    viewer: Viewer,
    case_ids: Collection[int],
    wanted: PromptFilter,
    window: Window,
    columns: frozenset[str] | None = None,
) -> dict[int, Slice]:
    """Read the same page of each case's results, newest fact first; some columns, or all. Raises `NotAllowed`."""
    statement = _page_of_cases(anybody(viewer), wanted, window, columns)
    return slices_of(connection, statement, window, {"case_ids": list(case_ids)})


@lru_cache(maxsize=256)
def _page_of_cases(
    viewer: Viewer, wanted: PromptFilter, window: Window, columns: frozenset[str] | None
) -> Select[Any]:
    query, order = _query(viewer, wanted, bindparam("case_ids", expanding=True), columns)
    return paged_by(query, query.selected_columns["case_id"], order, window)


def anybody(viewer: Viewer) -> Viewer:
    """Whoever it is makes no difference to a statement, and to make it takes longer than to run it."""
    return replace(viewer, purpose="", subject="")


def count_prompts_of(
    connection: Connection, viewer: Viewer, case_ids: Collection[int], wanted: PromptFilter
) -> dict[int, int]:
    """Count each case's results; a case without any is left out. Raises `NotAllowed`."""
    query, _order = _query(viewer, wanted, case_ids)
    return counts_by(connection, query, query.selected_columns["case_id"])


def prompts_by_id(connection: Connection, viewer: Viewer, ids: Collection[str]) -> dict[str, Row]:
    """Read results by their ids; those that are not the viewer's to see are left out. Raises `NotAllowed`."""
    query, _order = _query(viewer, PromptFilter(ids=tuple(ids)))
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}


def prompts_of_case(connection: Connection, viewer: Viewer, case_id: int) -> list[Row]:
    """Read every result of one case, newest fact first. Raises `NotAllowed`."""
    query = _all_of_case(anybody(viewer))
    return [dict(row) for row in connection.execute(query, {"case_ids": [case_id]}).mappings()]


@lru_cache(maxsize=256)
def _all_of_case(viewer: Viewer) -> Select[Any]:
    query, order = _query(viewer, PromptFilter(), bindparam("case_ids", expanding=True))
    return query.order_by(*(column.desc() for column in order.columns))
