"""Digests: who gets one, the numbers in it, and each message from being written to what became of it."""

from collections.abc import Collection, Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, or_, select, update

from lif_plugin.domain.digest import Counts, Recipient
from lif_plugin.domain.rule import Channel
from lif_plugin.domain.viewer import Role
from lif_plugin.store.pushes import held_on
from lif_plugin.store.reads.prompts import is_open
from lif_plugin.store.tables import (
    case_record,
    digest_message,
    digest_recipient,
    digest_role_off,
    event,
    result,
)
from lif_plugin.store.work import as_rows, now_ms


def put_recipient(connection: Connection, agency: str, one: Recipient) -> None:
    """Add a recipient, or change the worker of one that is there."""
    mine = _recipient(agency, one.address, one.role)
    if connection.execute(update(digest_recipient).where(mine).values(worker=one.worker)).rowcount:
        return
    values = {"address": one.address, "role": one.role.value, "worker": one.worker, "off": one.off}
    connection.execute(insert(digest_recipient).values(agency_id=agency, added_at=now_ms(), **values))


def drop_recipient(connection: Connection, agency: str, address: str) -> int:
    """Remove an address with all its roles; gives how many there were."""
    mine = and_(digest_recipient.c.agency_id == agency, digest_recipient.c.address == address)
    return connection.execute(delete(digest_recipient).where(mine)).rowcount


def _recipient(agency: str, address: str, role: Role) -> ColumnElement[bool]:
    return and_(
        digest_recipient.c.agency_id == agency,
        digest_recipient.c.address == address,
        digest_recipient.c.role == role.value,
    )


def opt_out_person(connection: Connection, agency: str, address: str, *, off: bool) -> int:
    """Stop digests to an address, or begin again; gives for how many roles."""
    mine = and_(digest_recipient.c.agency_id == agency, digest_recipient.c.address == address)
    return connection.execute(update(digest_recipient).where(mine).values(off=off)).rowcount


def opt_out_role(connection: Connection, agency: str, role: Role, *, off: bool) -> None:
    """Stop digests to everybody of a role, or begin again."""
    mine = and_(digest_role_off.c.agency_id == agency, digest_role_off.c.role == role.value)
    connection.execute(delete(digest_role_off).where(mine))
    if off:
        connection.execute(insert(digest_role_off).values(agency_id=agency, role=role.value))


def roles_off(connection: Connection, agency: str) -> frozenset[Role]:
    """The roles that get none."""
    query = select(digest_role_off.c.role).where(digest_role_off.c.agency_id == agency)
    return frozenset(Role(name) for name in connection.scalars(query))


def recipients(connection: Connection, agency: str) -> list[Recipient]:
    """Everybody on the list, those who want none too, in order of address and role."""
    query = (
        select(digest_recipient)
        .where(digest_recipient.c.agency_id == agency)
        .order_by(digest_recipient.c.address, digest_recipient.c.role)
    )
    return [Recipient(row.address, Role(row.role), row.worker, row.off) for row in connection.execute(query)]


def counts(connection: Connection, agency: str, one: Recipient, since: int, day: int) -> Counts:
    """Count what waits for a recipient's role: of a worker in the cases they hold on a day; new and closed ``since``."""
    told = result.c.delivery.in_([Channel.NOW.value, Channel.DIGEST.value])
    waits = and_(is_open(), told)
    closed = and_(result.c.told, or_(result.c.ended_at >= since, result.c.answer_at >= since), ~is_open())
    query = (
        select(_sum(waits), _sum(and_(waits, result.c.raised_at >= since)), _sum(closed))
        .join(case_record, case_record.c.id == result.c.case_id)
        .where(result.c.agency_id == agency, result.c.addressees.contains(f",{one.role.value},"), told)
    )
    if one.worker is not None:
        mine = select(event.c.case_id).where(
            event.c.agency_id == agency, event.c.actor == one.worker, held_on(day)
        )
        query = query.where(result.c.case_id.in_(mine))
    return Counts(*connection.execute(query).one())


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def addressed(connection: Connection, agency: str, week: int) -> frozenset[str]:
    """The addresses that have a message of a week, whatever became of it."""
    query = select(digest_message.c.address).where(
        digest_message.c.agency_id == agency, digest_message.c.week == week
    )
    return frozenset(connection.scalars(query))


def add_message(
    connection: Connection,
    agency: str,
    week: int,
    address: str,
    message_id: str,
    numbers: Mapping[Role, Counts],
    now: int,
) -> None:
    """Write a person's message of a week; without anything that waits it is kept as one that is not sent."""
    waiting = any(one.waiting for one in numbers.values())
    shown = {role.value: one.as_dict() for role, one in numbers.items()} if waiting else {}
    connection.execute(
        insert(digest_message).values(
            agency_id=agency, week=week, address=address, message_id=message_id, counts=orjson.dumps(shown).decode(),
            state="waiting" if waiting else "nothing", tries=0, next_at=now, written_at=now,
        )
    )  # fmt: skip


def claim(connection: Connection, agency: str, week: int, now: int, until: int) -> dict[str, Any] | None:
    """Take one message that is due; nobody else gets it before ``until``. None where none is due."""
    row = (
        connection.execute(
            select(digest_message)
            .where(
                digest_message.c.agency_id == agency,
                digest_message.c.week == week,
                digest_message.c.state == "waiting",
                digest_message.c.next_at <= now,
            )
            .order_by(digest_message.c.id)
            .limit(1)
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    _set(connection, agency, row["id"], {"tries": row["tries"] + 1, "next_at": until})
    numbers = {Role(name): Counts.of(one) for name, one in orjson.loads(row["counts"]).items()}
    return {**row, "tries": row["tries"] + 1, "counts": numbers}


def settle(connection: Connection, agency: str, number: int, state: str, said: int | None, now: int) -> None:
    """Write what became of a message for good; its numbers go, since they were one person's."""
    values = {"state": state, "said": str(said) if said else None, "counts": "{}"}
    _set(connection, agency, number, values | ({"sent_at": now} if state == "sent" else {}))


def postpone(connection: Connection, agency: str, number: int, said: int | None, next_at: int) -> None:
    """Let a message be tried again, not before a moment."""
    _set(connection, agency, number, {"next_at": next_at, "said": str(said) if said else None})


def give_up(connection: Connection, agency: str, week: int) -> int:
    """End what earlier weeks left unsent: an old number helps nobody. Gives how many."""
    mine = and_(
        digest_message.c.agency_id == agency,
        digest_message.c.week < week,
        digest_message.c.state == "waiting",
    )
    return connection.execute(
        update(digest_message).where(mine).values(state="given_up", counts="{}")
    ).rowcount


def _set(connection: Connection, agency: str, number: int, values: Mapping[str, Any]) -> None:
    mine = and_(digest_message.c.agency_id == agency, digest_message.c.id == number)
    connection.execute(update(digest_message).where(mine).values(**values))


def messages(
    connection: Connection, agency: str, states: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Read messages without their numbers, newest week first."""
    columns = [column for column in digest_message.c if column.name != "counts"]
    query = select(*columns).where(digest_message.c.agency_id == agency)
    if states is not None:
        query = query.where(digest_message.c.state.in_(states))
    return as_rows(connection.execute(query.order_by(digest_message.c.week.desc(), digest_message.c.address)))
