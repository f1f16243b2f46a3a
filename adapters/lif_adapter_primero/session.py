"""One Primero through one account, as the house uses it: what changed, what is shown, what was answered.

Everything it can fail with is a `TryLater`, `GiveUp` or `SignInRefused` (see ``errors``).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from lif_adapter_primero import doctor, replies
from lif_adapter_primero.client import Primero, api_address
from lif_adapter_primero.clock import HouseClock
from lif_adapter_primero.errors import Gone, NotVisible, NoWayToShow, OddAnswer
from lif_adapter_primero.hints import hinted_case
from lif_adapter_primero.mapping import covered_kinds, map_case
from lif_adapter_primero.reach import View, find_view
from lif_adapter_primero.rows import Notes, OwnSubform, RowWriter
from lif_adapter_primero.settings import Connection
from lif_adapter_primero.sign_in import ByPassword, BySession, ByToken
from lif_adapter_primero.sweep import Cursor, Sweep
from lif_adapter_primero.watched import Watched
from lif_adapter_primero.writing import Writer
from lif_plugin.domain.rule import Exemption
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks.live import (
    Changed,
    Delivered,
    LiveClock,
    Outgoing,
    PlatformAnswer,
    Polled,
    Remark,
    Reply,
    Unreadable,
)

MAPPING: Final = "1"
"""Raised when a case is mapped otherwise: all cases are then read anew."""
VIEW_MS: Final = 60 * 60_000
"""How long what the account may see is taken to be the same: its forms are some 400 kB."""
TAKEN_BACK: Final = "Nothing more to do here."
_BESIDE: Final = ("created_at", "module_id")


class PrimeroSession:
    """A `LiveSession`. What the account may see is read when first needed and each hour."""

    def __init__(self, connection: Connection, clock: LiveClock) -> None:
        self._told = connection
        self._clock = HouseClock(clock)
        address = api_address(connection.address)
        self._client = Primero(
            connection.address,
            _sign_in(connection, address, self._clock),
            clock=self._clock,
            apart_ms=connection.apart_ms,
            timeout=httpx.Timeout(connection.timeout_s, connect=min(10.0, connection.timeout_s)),
        )
        self._account: dict[str, Any] = {}
        self._view = View({})
        self._seen_at: int | None = None
        self._flags = Writer(self._client, connection.user_name, connection.settle_ms)
        self._rows = _row_writer(connection, self._client)

    def __repr__(self) -> str:
        return f"PrimeroSession({self._client!r})"

    def poll(self, cursor: str | None) -> Iterator[Polled]:
        """What changed since a cursor, a page at a time; all of it, if what we may see has changed since."""
        view = self._see()
        mark = self._mark(view)
        asked_at = self._clock.now()
        sweep = Sweep(self._client, _cursor(cursor, mark), (*self._told.field_map.asked(), *_BESIDE))
        for page in sweep.pages():
            cases = [self._read(row, view) for row in page if self._is_ours(row)]
            until = asked_at if sweep.done else min(asked_at, sweep.cursor.at)
            text = f"{sweep.cursor.at}|{mark}"
            yield Polled(tuple(cases), text, covered_kinds(view), until, not sweep.done)

    def look(self, case_ref: str) -> Changed | Unreadable | None:
        """One case as it now stands; None if it is gone, out of scope or of another module."""
        view = self._see()
        try:
            row = self._client.case(case_ref)
        except (Gone, NotVisible):
            return None
        return self._read(row, view) if self._is_ours(row) else None

    def deliver(self, outgoing: Outgoing) -> Delivered:
        """Show a prompt the way the connection says, or take it back."""
        if self._rows is not None:
            self._need_a_way()
            return self._rows.withdraw(outgoing) if outgoing.withdraw else self._rows.show(outgoing)
        if outgoing.withdraw:
            words = self._told.withdrawn or outgoing.text or TAKEN_BACK
            told = self._flags.withdraw(outgoing.case_ref, outgoing.identity, words)
        else:
            told = self._flags.show(outgoing)
        return Delivered(told.outcome, str(told.flag.id) if told.flag else None)

    def answers(self, case_ref: str) -> Sequence[PlatformAnswer]:
        """The answers on a case: texts of resolved flags, or what stands in or beside our rows."""
        if self._rows is not None:
            return self._rows.answers(case_ref)
        return list(replies.answers_in(self._client.flags(case_ref), self._told.user_name))

    def read_reply(self, answer: PlatformAnswer, exemptions: Sequence[Exemption]) -> Reply:
        """Which answer a text is, by its first words."""
        return replies.read_reply(answer.text, exemptions, self._told.words)

    def hint(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """The case a webhook is about. Raises `ForgedHint` without the key that was agreed."""
        given = next((value for name, value in headers.items() if name.lower() == "x-api-key"), None)
        return hinted_case(body, given, self._told.webhook_key)

    def examine(self) -> Sequence[Remark]:
        """What the doctor finds, and whether prompts can be shown the way the connection says."""
        told = self._told
        found = doctor.examine(self._client, told.field_map, told.user_id, told.settle_ms, told.show)
        lacking = _lacking(told, self._client.account(told.user_id))
        remarks = [Remark(one.weight.value, one.about, one.sentence) for one in found]
        return remarks + ([Remark("wrong", "show", lacking)] if lacking else [])

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _see(self) -> View:
        now = self._clock.now()
        if self._seen_at is None or now - self._seen_at >= VIEW_MS:
            self._account = self._client.account(self._told.user_id)
            forms = self._client.forms(self._told.field_map.module)
            self._view = find_view(self._told.field_map, forms, self._account)
            self._seen_at = now
        return self._view

    def _mark(self, view: View) -> str:
        """Changes when a case would be read otherwise: another map, other grants, another mapping of ours."""
        paths = sorted((name, [*map(str, paths)]) for name, paths in self._told.field_map.paths.items())
        seen = (
            MAPPING,
            self._told.user_name,
            self._told.field_map.module,
            paths,
            sorted(view.reaches.items()),
        )
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]

    def _is_ours(self, row: Mapping[str, Any]) -> bool:
        return row.get("module_id") in {None, self._told.field_map.module}

    def _read(self, row: Mapping[str, Any], view: View) -> Changed | Unreadable:
        today = day_number(datetime.fromtimestamp(self._clock.now() / 1000, UTC).astimezone(self._told.zone))
        try:
            return map_case(Watched(row, self._told.field_map, view, self._told.user_name), today)
        except OddAnswer as error:
            return Unreadable(str(row["id"]), error.code, error.message)

    def _need_a_way(self) -> None:
        self._see()
        if lacking := _lacking(self._told, self._account):
            raise NoWayToShow(lacking)


def _sign_in(told: Connection, address: str, clock: HouseClock) -> httpx.Auth:
    match told.sign_in:
        case "session":
            return BySession(address, told.user_name, told.password, clock)
        case "token":
            return ByToken(told.password)
        case _:
            return ByPassword(told.user_name, told.password)


def _row_writer(told: Connection, client: Primero) -> RowWriter | None:
    if told.show == "subform" and told.subform is not None:
        return RowWriter(client, told.user_name, OwnSubform(told.subform), told.settle_ms)
    if told.show == "note":
        return RowWriter(client, told.user_name, Notes(told.note_subject), told.settle_ms)
    return None


def _lacking(told: Connection, account: Mapping[str, Any]) -> str | None:
    """Why prompts cannot be shown the way the connection says; None if they can."""
    held = doctor.held(account)
    granted = account.get("permitted_form") or {}
    if told.show == "note" and not ("add_note" in held and "notes" in granted):
        return (
            "Prompts are to be shown as notes; that needs the case permission 'add_note' and the form notes."
        )
    if told.show == "subform" and told.subform is not None:
        if "write" not in held:
            return "Prompts are to be shown in a subform; the role lacks the case permission 'write'."
        if granted.get(told.subform.form) != "rw":
            return (
                f"Prompts are to be shown in a subform; the role may not write the form {told.subform.form}."
            )
    return None


def _cursor(text: str | None, mark: str) -> Cursor:
    """Where to go on; from the beginning, if the text is none of ours or was written with another view."""
    at, _, with_mark = (text or "").partition("|")
    if with_mark != mark or not at.isdigit():
        return Cursor()
    try:
        return Cursor(int(at))
    except ValueError:
        return Cursor()
