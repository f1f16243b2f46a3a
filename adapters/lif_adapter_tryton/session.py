"""One Tryton database as the house uses it: what changed, what is shown, what was answered.

Everything it can fail with is a `TryLater`, `GiveUp` or `SignInRefused` (see ``errors``).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from lif_adapter_tryton.client import Tryton
from lif_adapter_tryton.errors import NotThere, OddAnswer
from lif_adapter_tryton.hints import hinted_case
from lif_adapter_tryton.mapping import KINDS, map_case
from lif_adapter_tryton.replies import read_answer, read_reply
from lif_adapter_tryton.settings import Connection
from lif_plugin.domain.rule import Exemption
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks.live import (
    Changed,
    Delivered,
    LiveClock,
    Outcome,
    Outgoing,
    PlatformAnswer,
    Polled,
    Remark,
    Reply,
    Unreadable,
)

SETTLED_MS: Final = 10 * 60_000
"""How far back a poll looks again: Tryton notes a save's time when it begins, and others see it when it is committed."""
_MAPPING: Final = "1"
"""Raised when a case is mapped otherwise: all cases are then read anew."""
_MODULE: Final = 1


class TrytonSession:
    """A `LiveSession`."""

    def __init__(self, connection: Connection, clock: LiveClock) -> None:
        self._told = connection
        self._clock = clock
        self._tryton = Tryton(connection)

    def __repr__(self) -> str:
        return f"TrytonSession({self._tryton!r})"

    def poll(self, cursor: str | None) -> Iterator[Polled]:
        """What moved since a cursor, a page at a time, by the number of the patient."""
        since, begun, after = _place(cursor)
        more = True
        while more:
            query = {"after": after} | ({"since": max(0, since - SETTLED_MS)} if since is not None else {})
            page = self._tryton.ask("GET", "cases", query)
            try:
                rows, more, now = list(page["cases"]), bool(page["more"]), int(page["now"])
                after = int(rows[-1]["ref"]) if more else 0
            except (KeyError, IndexError, TypeError, ValueError):
                raise OddAnswer from None
            # What moved while the pages were read is for the next poll: it goes on from when the first was asked for.
            begun = now if begun is None else begun
            place = (
                f"{_MAPPING}|{'' if since is None else since}|{begun}|{after}"
                if more
                else f"{_MAPPING}|{begun}||0"
            )
            found = tuple(one for one in map(self._read, rows) if one is not None)
            yield Polled(found, place, KINDS, min(begun, self._clock.now()), more)

    def look(self, case_ref: str) -> Changed | Unreadable | None:
        """One patient as they now stand; None if there is nothing to tell of them."""
        try:
            return self._read(self._tryton.ask("GET", f"cases/{quote(case_ref, safe='')}"))
        except NotThere:
            return None

    def deliver(self, outgoing: Outgoing) -> Delivered:
        """Put a prompt onto the patient's forms, or take it back; Tryton looks for it first."""
        path = f"prompts/{quote(outgoing.identity, safe='')}"
        body = {
            "case": outgoing.case_ref,
            "kind": "notice" if outgoing.notice else "prompt",
            "text": outgoing.text,
            "link": outgoing.link,
        }
        told = self._tryton.ask("DELETE" if outgoing.withdraw else "PUT", path, body=body)
        try:
            return Delivered(Outcome(told["outcome"]), told["receipt"])
        except (KeyError, ValueError):
            raise OddAnswer from None

    def answers(self, case_ref: str) -> Sequence[PlatformAnswer]:
        """The answers that stand on a patient's forms."""
        told = self._tryton.ask("GET", f"cases/{quote(case_ref, safe='')}/answers")
        rows = told.get("answers")
        if not isinstance(rows, list):
            raise OddAnswer
        return [read_answer(row, self._told.zone) for row in rows]

    def read_reply(self, answer: PlatformAnswer, exemptions: Sequence[Exemption]) -> Reply:
        """Which button or reason it was."""
        return read_reply(answer.text, exemptions)

    def hint(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """The case a webhook is about. Raises `ForgedHint` unless it is signed with the key that was agreed."""
        return hinted_case(headers, body, self._told.webhook_key, self._clock.now())

    def examine(self) -> Sequence[Remark]:
        """Which module answers, and whether it can tell us that something moved."""
        told = self._tryton.ask("GET", "about")
        remarks = [
            Remark("fine", "module", f"lif_prompts answers, with {told.get('open')} prompts waiting there.")
        ]
        if told.get("version") != _MODULE:
            remarks = [Remark("wrong", "module", "lif_prompts in Tryton is not of this adapter's release.")]
        if told.get("waiting"):
            remarks.append(
                Remark(
                    "care",
                    "sender",
                    "Changes wait to be told: see that lif-tryton-sender runs beside trytond.",
                )
            )
        if not self._told.webhook_key.reveal():
            remarks.append(
                Remark("care", "webhook_key", "No key for hints: what changed is found by polls alone.")
            )
        return remarks

    def close(self) -> None:
        """Close the connections."""
        self._tryton.close()

    def _read(self, row: Mapping[str, Any]) -> Changed | Unreadable | None:
        today = day_number(
            datetime.fromtimestamp(self._clock.now() / 1000, UTC).astimezone(self._told.zone).date()
        )
        try:
            return map_case(row, self._told.zone, today)
        except OddAnswer as error:
            return Unreadable(str(row["ref"]), error.code, error.message) if "ref" in row else None


def _place(cursor: str | None) -> tuple[int | None, int | None, int]:
    """Where to go on (since, begun, after); from the beginning, if the text is none of ours or of another mapping."""
    parts = (cursor or "").split("|")
    if len(parts) != 4 or parts[0] != _MAPPING or not all(one == "" or one.isdecimal() for one in parts[1:]):
        return None, None, 0
    since, begun, after = (int(one) if one else None for one in parts[1:])
    return since, begun, after or 0
