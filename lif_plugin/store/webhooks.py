"""Webhooks: who is told, what waits for them, and every try; written in the transaction of what is told."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, func, insert, or_, select, update
from uuid6 import uuid7

from lif_plugin.domain.told import Told, ToldType, body_of
from lif_plugin.store.tables import case_record, webhook_endpoint, webhook_message, webhook_try

Row = dict[str, Any]
RUNNING: Final = "running"
DISABLED: Final = "disabled"


def add_endpoint(
    connection: Connection, agency: str, url: str, types: Iterable[ToldType], by: str, now: int
) -> str:
    """Keep somebody who is told; gives its id."""
    made = str(uuid7())
    connection.execute(
        insert(webhook_endpoint).values(
            id=made, agency_id=agency, url=url, types=f",{','.join(sorted(types))},", state=RUNNING,
            made_at=now, made_by=by,
        )
    )  # fmt: skip
    return made


def endpoint(connection: Connection, agency: str, endpoint_id: str) -> Row | None:
    """Read one endpoint."""
    query = select(webhook_endpoint).where(
        webhook_endpoint.c.agency_id == agency, webhook_endpoint.c.id == endpoint_id
    )
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def listed(connection: Connection, agency: str) -> list[Row]:
    """Read the endpoints of an agency, oldest first, with how many messages are in which state."""
    counted = connection.execute(
        select(webhook_message.c.endpoint_id, webhook_message.c.state, func.count().label("messages"))
        .where(webhook_message.c.agency_id == agency)
        .group_by(webhook_message.c.endpoint_id, webhook_message.c.state)
    )
    counts: dict[str, dict[str, int]] = {}
    for row in counted:
        counts.setdefault(row.endpoint_id, {})[row.state] = row.messages
    query = select(webhook_endpoint).where(webhook_endpoint.c.agency_id == agency)
    rows = connection.execute(query.order_by(webhook_endpoint.c.id)).mappings()
    return [{**row, "messages": counts.get(row["id"], {})} for row in rows]


def set_state(
    connection: Connection, agency: str, endpoint_id: str, state: str, reason: str | None, now: int
) -> bool:
    """Disable an endpoint, or let it run again with what waits for it; what was given up is tried anew."""
    where = (webhook_endpoint.c.agency_id == agency, webhook_endpoint.c.id == endpoint_id)
    changed = connection.execute(update(webhook_endpoint).where(*where).values(state=state, reason=reason))
    if state == RUNNING:
        again = (
            webhook_message.c.endpoint_id == endpoint_id,
            webhook_message.c.state.in_(("waiting", "dead")),
        )
        connection.execute(update(webhook_message).where(*again).values(state="waiting", tries=0, due_at=now))
    return changed.rowcount == 1


def listening(connection: Connection, agency: str) -> list[Row]:
    """Read the endpoints of an agency that things are kept for; one that is disabled gets nothing new."""
    query = select(webhook_endpoint).where(
        webhook_endpoint.c.agency_id == agency, webhook_endpoint.c.state == RUNNING
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def tell(
    connection: Connection, agency: str, endpoints: Sequence[Row], told: Iterable[Told], now: int
) -> int:
    """Write what each endpoint is to be told, in the caller's transaction; gives how many messages."""
    rows = [
        {
            "id": f"msg_{uuid7().hex}",
            "agency_id": agency,
            "endpoint_id": one["id"],
            "type": each.type.value,
            "body": body_of(each, now),
            "state": "waiting",
            "claims": 0,
            "tries": 0,
            "due_at": now,
            "made_at": now,
        }
        for each in told
        for one in endpoints
        if each.type is ToldType.TEST or f",{each.type.value}," in one["types"]
    ]
    if rows:
        connection.execute(insert(webhook_message), rows)
    return len(rows)


def public_ids(connection: Connection, agency: str, case_ids: Collection[int]) -> dict[int, str]:
    """The public ids of cases."""
    query = select(case_record.c.id, case_record.c.public_id).where(
        case_record.c.agency_id == agency, case_record.c.id.in_(case_ids)
    )
    return {row.id: row.public_id for row in connection.execute(query)}


def _claimable(now: int) -> Any:
    return or_(
        and_(webhook_message.c.state == "waiting", webhook_message.c.due_at <= now),
        and_(webhook_message.c.state == "claimed", webhook_message.c.lease_until <= now),
    )


def due_endpoints(connection: Connection, agency: str, now: int) -> list[str]:
    """The running endpoints for which something is due."""
    query = (
        select(webhook_message.c.endpoint_id)
        .join(webhook_endpoint, webhook_endpoint.c.id == webhook_message.c.endpoint_id)
        .where(webhook_message.c.agency_id == agency, webhook_endpoint.c.state == RUNNING, _claimable(now))
        .distinct()
    )
    return list(connection.scalars(query))


def claim(connection: Connection, agency: str, endpoint_id: str, now: int, lease_ms: int) -> Row | None:
    """Claim what is due longest for a running endpoint, with its address; the caller holds the agency."""
    query = (
        select(webhook_message, webhook_endpoint.c.url)
        .join(webhook_endpoint, webhook_endpoint.c.id == webhook_message.c.endpoint_id)
        .where(
            webhook_message.c.agency_id == agency,
            webhook_message.c.endpoint_id == endpoint_id,
            webhook_endpoint.c.state == RUNNING,
            _claimable(now),
        )
        .order_by(webhook_message.c.due_at, webhook_message.c.id)
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    mine = {"state": "claimed", "claims": row["claims"] + 1, "lease_until": now + lease_ms}
    connection.execute(update(webhook_message).where(webhook_message.c.id == row["id"]).values(mine))
    return {**row, **mine}


def finish(connection: Connection, row: Row, **values: Any) -> bool:
    """Write what came of a claim; False, with nothing written, if somebody else has claimed it since."""
    same = (
        webhook_message.c.id == row["id"],
        webhook_message.c.state == "claimed",
        webhook_message.c.claims == row["claims"],
    )
    done = connection.execute(update(webhook_message).where(*same).values(lease_until=None, **values))
    return done.rowcount == 1


def add_try(
    connection: Connection, row: Row, at: int, status: int | None, reason: str | None, took_ms: int
) -> None:
    """Keep one try in the delivery log."""
    connection.execute(
        insert(webhook_try).values(
            agency_id=row["agency_id"], endpoint_id=row["endpoint_id"], message_id=row["id"], at=at,
            status=status, reason=reason, took_ms=took_ms,
        )
    )  # fmt: skip


def tries(connection: Connection, agency: str, endpoint_id: str, limit: int) -> list[Row]:
    """Read the delivery log of an endpoint, newest first."""
    query = (
        select(webhook_try, webhook_message.c.type, webhook_message.c.state)
        .join(webhook_message, webhook_message.c.id == webhook_try.c.message_id)
        .where(webhook_try.c.agency_id == agency, webhook_try.c.endpoint_id == endpoint_id)
        .order_by(webhook_try.c.id.desc())
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
