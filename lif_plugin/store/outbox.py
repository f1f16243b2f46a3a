"""The outbox: what goes to platforms, written with the results it is about, claimed by one executor at a time.

A prompt's rows are done in order, and of a case one at a time. The last row that was not dropped says what is
wanted of a prompt now.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Connection, and_, case, exists, func, insert, or_, select, update

from lif_plugin.store.tables import case_record, outbox, push

Row = dict[str, Any]
SHOW: Final = "show"
WITHDRAW: Final = "withdraw"
_NOWHERE: Final = frozenset({"answered", "ended", "taken_back"})
"""Outcomes after which nothing of ours waits in the platform."""
_UNFINISHED: Final = ("waiting", "claimed")


def settle(
    connection: Connection,
    live: Row,
    wanted: Mapping[int, Mapping[str, str | None]],
    refs: Mapping[int, str],
    why: Mapping[str, str],
    now: int,
) -> None:
    """Write what is to be shown and taken back, so that each case shows what is wanted and nothing else.

    ``wanted`` holds for each case its prompts with their sentences; None: leave that one as it is. ``why`` holds
    sentences for what is taken back.
    """
    last = _last(connection, wanted.keys())
    for case_id, prompts in wanted.items():
        before = last.get(case_id, {})
        for prompt_id, text in prompts.items():
            if text is not None and _wants_showing(connection, before.get(prompt_id), text):
                _add(connection, live, (case_id, refs[case_id]), prompt_id, SHOW, text, now)
        for prompt_id in before.keys() - prompts.keys():
            take_back(connection, before[prompt_id], why.get(prompt_id, ""), now)


def _last(connection: Connection, case_ids: Collection[int]) -> dict[int, dict[str, Row]]:
    """The row that says what is wanted now, by case and prompt."""
    found: dict[int, dict[str, Row]] = {}
    rows = connection.execute(
        select(outbox)
        .where(outbox.c.case_id.in_(case_ids), outbox.c.state != "dropped")
        .order_by(outbox.c.id)
    )
    for row in rows.mappings():
        found.setdefault(row["case_id"], {})[row["prompt_id"]] = dict(row)
    return found


def _wants_showing(connection: Connection, row: Row | None, text: str) -> bool:
    """Whether a prompt that is to be seen needs a new row; what was taken back by hand stays so."""
    if row is None:
        return True
    if row["want"] == WITHDRAW:
        if row["by_hand"]:
            return False
        if row["claims"] == 0 and drop(connection, row):
            return _wants_showing(connection, last_of(connection, row["case_id"], row["prompt_id"]), text)
        return True
    if row["state"] == "waiting" and row["text"] != text:
        connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(text=text))
    return bool(row["outcome"] == "ended")


def take_back(connection: Connection, row: Row, text: str, now: int, *, by_hand: bool = False) -> None:
    """Take a prompt back by its last row: what was never begun is dropped, what may be seen is withdrawn."""
    if row["want"] != SHOW or row["outcome"] in _NOWHERE:
        return
    unfinished = row["state"] in {"waiting", "dead"}
    if unfinished and drop(connection, row) and row["claims"] == 0 and not by_hand:
        return
    where = (row["case_id"], row["case_ref"])
    live = {"id": row["connection_id"], "agency_id": row["agency_id"]}
    _add(connection, live, where, row["prompt_id"], WITHDRAW, text, now, by_hand=by_hand)


def drop(connection: Connection, row: Row) -> bool:
    """Drop a row that is not wanted any more, unless it was begun meanwhile."""
    if row["state"] == "claimed":
        return False
    same = (outbox.c.id == row["id"], outbox.c.state == row["state"], outbox.c.claims == row["claims"])
    return connection.execute(update(outbox).where(*same).values(state="dropped")).rowcount == 1


def _add(
    connection: Connection, live: Row, where: tuple[int, str], prompt_id: str, want: str, text: str, now: int,
    *, by_hand: bool = False,
) -> None:  # fmt: skip
    # What could not be done before is not to be tried again behind what is wanted now.
    dead = (outbox.c.case_id == where[0], outbox.c.prompt_id == prompt_id, outbox.c.state == "dead")
    connection.execute(update(outbox).where(*dead).values(state="dropped"))
    connection.execute(
        insert(outbox).values(
            agency_id=live["agency_id"], connection_id=live["id"], case_id=where[0], case_ref=where[1],
            prompt_id=prompt_id, want=want, state="waiting", text=text, by_hand=by_hand, claims=0, tries=0,
            due_at=now, made_at=now,
        )
    )  # fmt: skip


def last_of(connection: Connection, case_id: int, prompt_id: str) -> Row | None:
    """Read the row that says what is wanted of a prompt now."""
    return _last(connection, [case_id]).get(case_id, {}).get(prompt_id)


def end_there(connection: Connection, case_ids: Collection[int], outcome: str) -> None:
    """Note that nothing of ours waits on these cases any more, and nothing can be written on them."""
    _end(connection, outbox.c.case_id.in_(case_ids), outcome)


def answered_there(connection: Connection, case_id: int, prompt_id: str) -> None:
    """Note that a prompt was answered in the platform: it is not taken back, and not shown again by itself."""
    _end(connection, and_(outbox.c.case_id == case_id, outbox.c.prompt_id == prompt_id), "answered")


def _end(connection: Connection, which: Any, outcome: str) -> None:
    connection.execute(
        update(outbox).where(which, outbox.c.state.in_(("waiting", "dead"))).values(state="dropped")
    )
    connection.execute(
        update(outbox).where(which, outbox.c.want == SHOW, outbox.c.claims > 0).values(outcome=outcome)
    )


def gone_from(connection: Connection, row: Row, outcome: str) -> None:
    """Note what became of what was shown before a withdrawal: it was taken back, or has ended with its case."""
    connection.execute(
        update(outbox)
        .where(
            outbox.c.case_id == row["case_id"],
            outbox.c.prompt_id == row["prompt_id"],
            outbox.c.id < row["id"],
            outbox.c.want == SHOW,
            func.coalesce(outbox.c.outcome, "") != "answered",
        )
        .values(outcome=outcome)
    )


def _may_interrupt(now: int) -> Any:
    """A prompt is shown once the alert budget has let it through, and never in quiet hours."""
    return exists().where(
        push.c.case_id == outbox.c.case_id, push.c.result_id == outbox.c.prompt_id, push.c.push_from <= now
    )


def _claimable(connection_id: int, now: int) -> Any:
    earlier, other = outbox.alias("earlier"), outbox.alias("other")
    return and_(
        outbox.c.connection_id == connection_id,
        or_(
            and_(outbox.c.state == "waiting", outbox.c.due_at <= now),
            and_(outbox.c.state == "claimed", outbox.c.lease_until <= now),
        ),
        or_(outbox.c.want == WITHDRAW, outbox.c.claims > 0, _may_interrupt(now)),
        ~exists().where(
            earlier.c.case_id == outbox.c.case_id,
            earlier.c.prompt_id == outbox.c.prompt_id,
            earlier.c.id < outbox.c.id,
            earlier.c.state.in_(_UNFINISHED),
        ),
        ~exists().where(
            other.c.case_id == outbox.c.case_id,
            other.c.id != outbox.c.id,
            other.c.state == "claimed",
            other.c.lease_until > now,
        ),
    )


def any_claimable(connection: Connection, connection_id: int, now: int) -> bool:
    """Say whether something can be delivered now."""
    query = select(outbox.c.id).where(_claimable(connection_id, now)).limit(1)
    return connection.execute(query).first() is not None


def claim(connection: Connection, connection_id: int, executor: str, now: int, lease_ms: int) -> Row | None:
    """Claim what has waited longest, for so long; what a dead executor has claimed is claimed again.

    The caller holds the agency (`hold_agency`), so that two never claim rows of one case.
    """
    query = (
        select(outbox).where(_claimable(connection_id, now)).order_by(outbox.c.due_at, outbox.c.id).limit(1)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    mine = {
        "state": "claimed",
        "claims": row["claims"] + 1,
        "executor": executor,
        "lease_until": now + lease_ms,
    }
    connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(mine))
    return {**row, **mine}


def release(connection: Connection, agency: str, executor: str) -> None:
    """Give back what an executor had claimed that has begun anew under its name."""
    connection.execute(
        update(outbox)
        .where(outbox.c.agency_id == agency, outbox.c.state == "claimed", outbox.c.executor == executor)
        .values(lease_until=0)
    )


def finish(connection: Connection, row: Row, **values: Any) -> bool:
    """Write what came of a claim; False, with nothing written, if somebody else has claimed it since."""
    return (
        connection.execute(
            update(outbox)
            .where(outbox.c.id == row["id"], outbox.c.state == "claimed", outbox.c.claims == row["claims"])
            .values(lease_until=None, **values)
        ).rowcount
        == 1
    )


def drop_over_budget(connection: Connection, connection_id: int) -> None:
    """Drop what the alert budget has moved to the digest before it was shown."""
    over = exists().where(
        push.c.case_id == outbox.c.case_id, push.c.result_id == outbox.c.prompt_id, push.c.push_from.is_(None)
    )
    connection.execute(
        update(outbox)
        .where(
            outbox.c.connection_id == connection_id,
            outbox.c.state == "waiting",
            outbox.c.claims == 0,
            outbox.c.want == SHOW,
            over,
        )
        .values(state="dropped")
    )


def shown_on(connection: Connection, connection_id: int, refs: Collection[str]) -> set[str]:
    """The cases among these on which a prompt stands, or may stand, that nobody has answered there."""
    return set(
        connection.scalars(
            select(outbox.c.case_ref)
            .where(
                outbox.c.connection_id == connection_id,
                outbox.c.case_ref.in_(refs),
                outbox.c.want == SHOW,
                outbox.c.claims > 0,
                func.coalesce(outbox.c.outcome, "").not_in(_NOWHERE),
            )
            .distinct()
        )
    )


def answerable_on(connection: Connection, connection_id: int, refs: Collection[str]) -> set[str]:
    """The cases among these on which somebody may answer a prompt there, also one that we have taken back since."""
    return set(
        connection.scalars(
            select(outbox.c.case_ref)
            .where(
                outbox.c.connection_id == connection_id,
                outbox.c.case_ref.in_(refs),
                outbox.c.want == SHOW,
                outbox.c.claims > 0,
                func.coalesce(outbox.c.outcome, "") != "answered",
            )
            .distinct()
        )
    )


def listed(connection: Connection, agency: str, states: Collection[str], limit: int) -> list[Row]:
    """Read rows of an agency in these states with their cases' public ids, the newest first."""
    rows = connection.execute(
        select(outbox, case_record.c.public_id)
        .join(case_record, case_record.c.id == outbox.c.case_id)
        .where(outbox.c.agency_id == agency, outbox.c.state.in_(states))
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    return [dict(row) for row in rows.mappings()]


def retry(connection: Connection, agency: str, row_id: int | None, now: int) -> int:
    """Let dead rows be tried again, one or all of an agency; gives how many."""
    dead = and_(outbox.c.agency_id == agency, outbox.c.state == "dead")
    where = dead if row_id is None else and_(dead, outbox.c.id == row_id)
    return connection.execute(
        update(outbox).where(where).values(state="waiting", tries=0, due_at=now, reason=None, said=None)
    ).rowcount


def of_prompt(connection: Connection, agency: str, prompt_id: str) -> Row | None:
    """Read the row that says what is wanted of a prompt now, by the prompt's own id."""
    query = select(outbox).where(
        outbox.c.agency_id == agency, outbox.c.prompt_id == prompt_id, outbox.c.state != "dropped"
    )
    row = connection.execute(query.order_by(outbox.c.id.desc()).limit(1)).mappings().first()
    return dict(row) if row else None


def counts(connection: Connection, agency: str) -> dict[int, dict[str, int]]:
    """Count rows by connection and state; `shown` are prompts that stand in the platform unanswered."""
    shown = func.sum(
        case((and_(outbox.c.want == SHOW, outbox.c.outcome.in_(("written", "there"))), 1), else_=0)
    )
    found: dict[int, dict[str, int]] = {}
    query = (
        select(outbox.c.connection_id, outbox.c.state, func.count().label("rows"), shown.label("shown"))
        .where(outbox.c.agency_id == agency)
        .group_by(outbox.c.connection_id, outbox.c.state)
    )
    for row in connection.execute(query):
        mine = found.setdefault(row.connection_id, {"shown": 0})
        mine[row.state] = row.rows
        mine["shown"] += row.shown
    return found
