"""Cases counted for partners: an agency's own counts on a day, and what was published of all of them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, func, insert, or_, select
from uuid6 import uuid7

from lif_plugin.domain.cube import NOT_APPLICABLE, band_of
from lif_plugin.domain.kinds import OPENING_KINDS
from lif_plugin.domain.suppression import Place
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.imports import covered
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import event, published_count
from lif_plugin.store.work import as_rows, now_ms, visible

_LOOKED_AFTER = ("placement", "legal_status")
_PROTECTION_PLAN = "CP"


def is_known(connection: Connection, viewer: Viewer, day: int) -> bool:
    """Whether any source of the agency covers, on a day, a kind of fact that keeps a case open. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    return any(
        row["kind"] in OPENING_KINDS and row["first_day"] <= day <= row["last_day"]
        for row in covered(connection, viewer.agency)
    )


def open_cases(connection: Connection, viewer: Viewer, day: int) -> Counter[Place]:
    """The agency's cases that were open at the end of a day, by agency, support and age band, as known now."""
    viewer.require(Right.READ_COUNTS)
    looked_after = func.max(case((event.c.kind.in_(_LOOKED_AFTER), 1), else_=0))
    protected = func.max(case(((event.c.kind == "plan") & (event.c.code == _PROTECTION_PLAN), 1), else_=0))
    lasts = or_(event.c.until_day.is_(None), event.c.until_day > day)
    lasting = (
        select(event.c.case_id, looked_after.label("looked_after"), protected.label("protected"))
        .where(visible(viewer, event), event.c.live, event.c.kind.in_(OPENING_KINDS))
        .where(event.c.occurred_day <= day, lasts)
        .group_by(event.c.case_id)
        .subquery()
    )
    births = (
        select(event.c.case_id, func.max(event.c.born_on).label("born_on"))
        .where(visible(viewer, event), event.c.live, event.c.born_on.is_not(None))
        .group_by(event.c.case_id)
        .subquery()
    )
    query = select(lasting.c.looked_after, lasting.c.protected, births.c.born_on, func.count()).select_from(
        lasting.outerjoin(births, births.c.case_id == lasting.c.case_id)
    )
    found: Counter[Place] = Counter()
    grouped = query.group_by(lasting.c.looked_after, lasting.c.protected, births.c.born_on)
    for is_looked_after, is_protected, born_on, count in connection.execute(grouped):
        support = "looked_after" if is_looked_after else "protection_plan" if is_protected else "other"
        found[viewer.agency, support, band_of(born_on, day)] += count
    return found


def is_published(connection: Connection, viewer: Viewer, partnership: str, month: int, today: date) -> bool:
    """Whether a month (YYYYMM) of a partnership was published."""
    return bool(connection.scalar(_published(viewer, month, today, partnership, func.count())))


def is_published_elsewhere(
    connection: Connection, viewer: Viewer, partnership: str, month: int, today: date
) -> bool:
    """Whether the agency's own cases of a month stand in what another partnership of it has published."""
    table = published_count
    elsewhere = _published(viewer, month, today, None, func.count()).where(
        table.c.partnership_id != partnership,
        table.c.of_agency == viewer.agency,
        func.coalesce(table.c.symbol, "") != NOT_APPLICABLE,
    )
    return bool(connection.scalar(elsewhere))


def publish(
    connection: Connection,
    viewer: Viewer,
    partnership: str,
    month: int,
    counts: Iterable[tuple[Place, int | None, str | None]],
) -> None:
    """Write down what partners may read of a month: each count, or the symbol in its place; the database takes it once."""
    common = {"agency_id": viewer.agency, "partnership_id": partnership, "shared": True, "by": viewer.subject,
              "at": now_ms(), "month": month}  # fmt: skip
    rows = [
        {"id": str(uuid7()), "of_agency": agency, "support": support, "band": band, "count": count,
         "symbol": symbol, **common}
        for (agency, support, band), count, symbol in counts
    ]  # fmt: skip
    connection.execute(insert(published_count), rows)


def published_counts(
    connection: Connection, viewer: Viewer, month: int, today: date, partnership: str | None = None
) -> list[dict[str, Any]]:
    """What was published of a month for the viewer to read, by partnership, agency, support and band. Raises `NotAllowed`."""
    viewer.require(Right.READ_LEARNING)
    table = published_count
    order = (table.c.partnership_id, table.c.of_agency, table.c.support, table.c.band)
    return as_rows(
        connection.execute(_published(viewer, month, today, partnership, *table.c).order_by(*order))
    )


def _published(viewer: Viewer, month: int, today: date, partnership: str | None, *columns: Any) -> Any:
    table = published_count
    query = select(*columns).select_from(table).where(table.c.month == month, readable(viewer, table, today))
    return query if partnership is None else query.where(table.c.partnership_id == partnership)
