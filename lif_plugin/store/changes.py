"""Changes in the order of commits: how far they reach, and those after a place, as far as the viewer may know of them.

An agency's ids stand in the order of its commits (see `migrations/changes.py`). What a list of changes skips because it
is not the viewer's to see counts as read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, or_, select, union_all

from lif_plugin.domain.change import (
    OF_CYCLE,
    BadCursor,
    ChangeKind,
    ChangeWord,
    CursorTooOld,
    Place,
    kinds_for,
)
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import NotAllowed
from lif_plugin.store.partnerships import readable
from lif_plugin.store.reads.prompts import sees
from lif_plugin.store.tables import audit, change, change_floor, partnership_agency, result
from lif_plugin.store.work import as_rows, visible

Row = dict[str, Any]
MAX_CHANGES: Final = 200


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes with the place after each, the place after the page, and whether there is more."""

    rows: tuple[Row, ...]
    places: tuple[Place, ...]
    place: Place
    more: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes: of which kinds (None: all that the viewer may follow), with which words (None: all)."""

    kinds: frozenset[ChangeKind] | None = None
    words: frozenset[ChangeWord] | None = None
    limit: int = MAX_CHANGES

    def kinds_of(self, viewer: Viewer) -> frozenset[ChangeKind]:
        """The kinds that are wanted. Raises `NotAllowed` for one that is not the viewer's to follow."""
        allowed = kinds_for(viewer)
        refused = sorted((self.kinds or frozenset()) - allowed)
        if refused:
            raise NotAllowed(f"Your role does not allow following this: {', '.join(refused)}.")
        return allowed if self.kinds is None else self.kinds


def heads(connection: Connection, viewer: Viewer, today: date) -> dict[str, int]:
    """The last id that a viewer can know of each agency whose changes they may see: own and partners'.

    What is read after this reaches at least as far.
    """
    each = [
        select(
            literal(one).label("agency_id"),
            select(func.max(change.c.id)).where(_of(viewer, one, today)).scalar_subquery().label("last"),
            select(change_floor.c.floor)
            .where(change_floor.c.agency_id == one)
            .scalar_subquery()
            .label("floor"),
        )
        for one in (viewer.agency, *_partners(connection, viewer))
    ]
    rows = connection.execute(union_all(*each))
    return {row.agency_id: max(row.last or 0, row.floor or 0) for row in rows}


def changes_after(
    connection: Connection, viewer: Viewer, place: Place | None, wanted: Wanted, today: date
) -> Changes:
    """Read changes after a place, or from the first that is kept, in order.

    Raises `NotAllowed` for a kind that is not the viewer's to follow, `CursorTooOld` where some are kept no longer,
    `BadCursor` for another agency's place.
    """
    wanted.kinds_of(viewer)
    # Heads first: whatever they name is there when the page is read, and what comes between is on the page.
    ends = heads(connection, viewer, today)
    place = _begun(connection, viewer, place, ends)
    parts = [_after(viewer, one, place.read[one], wanted, today).subquery() for one in ends]
    every = union_all(*(select(part) for part in parts)).subquery("changes")
    rows = as_rows(connection.execute(select(every).order_by(every.c.id).limit(wanted.limit + 1)))
    more = len(rows) > wanted.limit
    places = list(accumulate(rows[: wanted.limit], _further, initial=place))
    end = places[-1] if more else places[-1].at_least(ends)
    return Changes(tuple(rows[: wanted.limit]), tuple(places[1:]), end, more)


def _further(place: Place, row: Row) -> Place:
    return place.after(row["agency_id"], row["id"])


def _begun(connection: Connection, viewer: Viewer, place: Place | None, ends: Collection[str]) -> Place:
    """The place to read from, for every agency; one that is not in it has become a partner since."""
    if place is not None and viewer.agency not in place.read:
        raise BadCursor("The cursor was given to another agency.")
    query = select(change_floor.c.agency_id, change_floor.c.floor).where(change_floor.c.agency_id.in_(ends))
    floors: dict[str, int] = {row.agency_id: row.floor for row in connection.execute(query)}
    known = place.read if place else {}
    read = {one: known.get(one, floors.get(one, 0)) for one in ends}
    if any(read[one] < floors.get(one, 0) for one in ends):
        raise CursorTooOld
    return Place(read)


def _partners(connection: Connection, viewer: Viewer) -> list[str]:
    """Agencies of the viewer's partnerships, also those that have left: what they shared stays."""
    if not viewer.may(Right.READ_LEARNING):
        return []
    mine = select(partnership_agency.c.partnership_id).where(partnership_agency.c.agency_id == viewer.agency)
    query = (
        select(partnership_agency.c.agency_id)
        .where(partnership_agency.c.partnership_id.in_(mine), partnership_agency.c.agency_id != viewer.agency)
        .distinct()
        .order_by(partnership_agency.c.agency_id)
    )
    return list(connection.scalars(query))


def _of(viewer: Viewer, agency: str, today: date) -> ColumnElement[bool]:
    """An agency's changes, of partners those that they share."""
    if agency == viewer.agency:
        return change.c.agency_id == agency
    return and_(change.c.agency_id == agency, change.c.shared, readable(viewer, change, today))


def _after(viewer: Viewer, agency: str, after: int, wanted: Wanted, today: date) -> Select[Any]:
    """The first changes of an agency after an id that the viewer may know of."""
    query = select(change).where(
        _of(viewer, agency, today), change.c.id > after, change.c.kind.in_(sorted(wanted.kinds_of(viewer)))
    )
    if wanted.words is not None:
        query = query.where(change.c.what.in_(sorted(wanted.words)))
    if agency == viewer.agency:
        query = query.where(*_seen(viewer))
    return query.order_by(change.c.id).limit(wanted.limit + 1)


def _seen(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Own changes that the viewer may know of: of their cases, of what they are shown, of what they are to audit."""
    conditions = [or_(change.c.kind.in_(sorted(OF_CYCLE)), visible(viewer, change))]
    addressed = sees(viewer)
    if addressed:
        mine = exists().where(result.c.case_id == change.c.case_id, result.c.id == change.c.node, *addressed)
        conditions.append(or_(change.c.kind != ChangeKind.PROMPT, change.c.what == ChangeWord.REMOVED, mine))
    if not viewer.may(Right.READ_AUDITS):
        own = exists().where(audit.c.id == change.c.node, audit.c.auditor == viewer.subject)
        conditions.append(or_(change.c.kind != ChangeKind.AUDIT, own))
    return conditions
