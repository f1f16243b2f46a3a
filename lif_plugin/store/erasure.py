"""Erasure: facts of one case go for good, in all their versions, and with them what was made of them.

Of each table with a case's data it stands here what a removal does to it. Whoever adds such a table says so here:
a test asks for it.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, func, insert, select, update

from lif_plugin.store.tables import (
    answer,
    audit_agreed_grade,
    audit_answer,
    audit_concern,
    audit_concern_step,
    audit_entry,
    audit_feedback,
    audit_finding,
    audit_invitation,
    audit_shown,
    audit_unknown,
    audit_word,
    backtest_push,
    child_action,
    event,
    learning_case,
    metadata,
    next_due,
    nomination,
    notice_reply,
    purge,
    rejected_row,
    result,
    review_link,
)

PURGED: Final = "purged"
"""The reason of a result whose facts were removed at their source's request."""
_SAID: Final = "What this rested on was removed at the request of its source."

GOES: Final = (
    event,
    answer,
    audit_unknown,
    child_action,
    learning_case,
    next_due,
    audit_answer,
    audit_entry,
    audit_finding,
    audit_invitation,
    audit_shown,
    audit_agreed_grade,
    audit_concern_step,
    audit_concern,
    audit_feedback,
    audit_word,
    backtest_push,
    notice_reply,
)
"""Rows go."""
BLANKED: Final = (result, nomination, review_link)
"""The row stays and is emptied: somebody may have been told, and must see that it has ended."""
STAYS: Final = {
    "change": "it says that something changed, with an id and a word, and nothing of the child",
    "audit": "it says that an audit was made, of which programme and with which grade; its answers go",
    "audit_sampled": "it says that a sample held the case, and nothing of the child",
    "audit_pick": "it says that a draw picked the case, for which trigger, and nothing of the child",
    "outbox": "it says what its platform was told and still has to be told, in sentences that hold nothing of the child",
    "platform_answer": "it says that an answer was taken, and nothing of the child",
    "purge": "it says that the removal happened",
    "review_day": "it holds days that people stated of a review, and nothing of the child",
    "review_decision": "who decided what on a review, and why, stays, also after the record has gone",
    "waiting_removal": "it says that a removal had to wait for a review",
    "lesson_use": "it says whether a lesson would have helped, and nothing of the child",
    "opened_case": "who opened the case outside their own, and why, stays, also after the record has gone",
    "review_work": "that a review is carried out, of which kind, stays also after the record has gone",
    "push": "it holds whose alert budget a prompt counted against, and nothing of the child",
}
"""Rows stay as they are, with the reason."""


def erased_case(connection: Connection, case_id: int, now: int) -> int:
    """Remove everything known of a case; gives how many versions of facts went."""
    gone = 0
    for table in GOES:
        count = connection.execute(delete(table).where(table.c.case_id == case_id)).rowcount
        gone += count if table is event else 0
    for table in BLANKED:
        _blank(connection, table, case_id, None, now)
    return gone


def erased_facts(connection: Connection, case_id: int, key_prefix: str, now: int) -> list[str]:
    """Remove the facts of a case whose key begins so, and what rests on them; gives the key of each version."""
    mine = (event.c.case_id == case_id, func.substr(event.c.key, 1, len(key_prefix)) == key_prefix)
    keys = list(connection.scalars(select(event.c.key).where(*mine)))
    connection.execute(delete(event).where(*mine))
    for table in BLANKED:
        touched = _resting_on(connection, table, case_id, set(keys))
        if touched:
            _blank(connection, table, case_id, touched, now)
            if table is result:
                connection.execute(delete(answer).where(answer.c.result_id.in_(touched)))
    return keys


def _resting_on(connection: Connection, table: Any, case_id: int, keys: set[str]) -> list[str]:
    """The rows of a case whose subject or evidence is one of these facts."""
    rows = connection.execute(select(table).where(table.c.case_id == case_id)).mappings()
    return [
        row["id"]
        for row in rows
        if row.get("subject") in keys or not keys.isdisjoint(_keys(orjson.loads(row["evidence"])))
    ]


def _keys(evidence: Sequence[Any]) -> list[str]:
    """The facts something rests on: a result shows more of each than its key."""
    return [item if isinstance(item, str) else item["key"] for item in evidence]


_EMPTY: Final[dict[str, Any]] = {
    "subject": "", "state": "not_applicable", "message": _SAID, "remedy": "", "occurred_day": None, "day": None,
    "due_at": None, "superseded_by": None, "evidence": "[]", "answer_kind": None, "answer_reason": None, "answer_text": None,
    "answer_by": None, "answer_at": None, "aware_at": None, "detail": "{}",
}  # fmt: skip


def _blank(connection: Connection, table: Any, case_id: int, ids: Collection[str] | None, now: int) -> None:
    said = PURGED if table is result else _SAID
    empty = {name: value for name, value in _EMPTY.items() if name in table.c}
    where = [table.c.case_id == case_id]
    if ids is not None:
        where.append(table.c.id.in_(ids))
    connection.execute(
        update(table)
        .where(*where)
        .values(**empty, reason=said, ended_at=func.coalesce(table.c.ended_at, now))
    )


def forget_refused(connection: Connection, agency: str, case_ref: str) -> None:
    """Empty what is kept of refused rows that name a case; their reason and remedy stay.

    A refused row belongs to no case. One that holds the reference as a word of its own is taken to be about it:
    rather one row too many is emptied than one too few.
    """
    word = re.compile(rf"(?<!\w){re.escape(case_ref)}(?!\w)")
    rows = connection.execute(
        select(rejected_row.c.id, rejected_row.c.raw).where(
            rejected_row.c.agency_id == agency, rejected_row.c.raw.contains(case_ref, autoescape=True)
        )
    )
    named = [row.id for row in rows if word.search(row.raw)]
    if named:
        connection.execute(update(rejected_row).where(rejected_row.c.id.in_(named)).values(raw=""))


def keep(connection: Connection, row: dict[str, Any]) -> None:
    """Keep that a removal happened."""
    connection.execute(insert(purge).values(row))


def purges_of(connection: Connection, agency: str, import_id: int) -> int:
    """How many removals an import made; they cannot be taken back."""
    found = select(func.count()).where(purge.c.agency_id == agency, purge.c.import_id == import_id)
    return int(connection.scalar(found) or 0)


def unsaid() -> set[str]:
    """Tables with a case's data of which it does not stand here what a removal does to them."""
    said = {table.name for table in (*GOES, *BLANKED)} | STAYS.keys()
    return {table.name for table in metadata.sorted_tables if "case_id" in table.c} - said
