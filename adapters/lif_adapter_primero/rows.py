"""Prompts as rows of a case: as notes, or in a subform of our own. A row's id is the prompt's identity.

The server merges rows by their id, so a repetition changes nothing. A row is looked for before it is written and read
back after, taken away only while it is unanswered, and never one that we did not make.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from lif_adapter_primero.clock import Clock
from lif_adapter_primero.errors import NotKept
from lif_adapter_primero.flagging import flag_message, marker, whole_message
from lif_adapter_primero.quiet import SETTLE_MS, Quiet
from lif_adapter_primero.replies import kept_text
from lif_adapter_primero.subform import ANSWER, TEXT, Subform
from lif_adapter_primero.times import parse_day
from lif_plugin.hooks.live import Delivered, Outcome, Outgoing, PlatformAnswer

NOTES: Final = "notes_section"
Row = dict[str, Any]


class Server(Protocol):
    """What writing rows needs of a client."""

    clock: Clock

    def case(self, case_id: str, fields: str | None = None) -> dict[str, Any]:
        """One case."""
        ...

    def add_notes(self, case_id: str, rows: list[Row]) -> None:
        """Add, change or withdraw notes of our own."""
        ...

    def write_rows(self, case_id: str, field: str, rows: list[Row]) -> None:
        """Add, change or withdraw rows of a subform."""
        ...


class Way(Protocol):
    """One of the two ways a prompt can be a row."""

    @property
    def field(self) -> str:
        """The field of the case that holds the rows."""
        ...

    def row(self, outgoing: Outgoing) -> Row:
        """The row of a prompt."""
        ...

    def write(self, server: Server, case_id: str, row: Row) -> None:
        """Write a row, or one to be taken away."""
        ...

    def answers(self, case_id: str, rows: Sequence[Row], account: str) -> Iterator[PlatformAnswer]:
        """The answers among the rows of a case."""
        ...


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes: with the permission ``add_note`` and no other. A worker answers by a note that quotes our mark."""

    subject: str
    field: str = NOTES

    def row(self, outgoing: Outgoing) -> Row:
        """The mark stands in the text, so that it can be quoted."""
        text = flag_message(outgoing.text, outgoing.link, outgoing.identity)
        return {"unique_id": outgoing.identity, "note_subject": self.subject, "note_text": text}

    def write(self, server: Server, case_id: str, row: Row) -> None:
        """By ``add_note``, which takes notes alone."""
        server.add_notes(case_id, [row])

    def answers(self, case_id: str, rows: Sequence[Row], account: str) -> Iterator[PlatformAnswer]:
        """Notes of others that quote a mark, the first for each; what they wrote beside it."""
        ours = {_id(row): marker(_id(row)) for row in rows if _is_ours(row, account)}
        for identity, mark in ours.items():
            for row in rows:
                text = row.get("note_text")
                if row.get("note_created_by") != account and isinstance(text, str) and mark in text:
                    by, on = str(row.get("note_created_by") or ""), parse_day(row.get("note_date"))
                    said = kept_text(" ".join(text.replace(mark, " ").split()))
                    yield PlatformAnswer(identity, case_id, _id(row), by, on, said)
                    break


@dataclass(frozen=True, slots=True)
class OwnSubform:
    """A subform of our own: needs ``write`` and the form read and write. A worker answers in the row itself.

    A row does not say who filled it in, nor when.
    """

    place: Subform

    @property
    def field(self) -> str:
        """The field of the case whose rows are ours."""
        return self.place.field

    def row(self, outgoing: Outgoing) -> Row:
        """The sentence and the link; the identity is the row's id."""
        return {"unique_id": outgoing.identity, TEXT: whole_message(outgoing.text, outgoing.link)}

    def write(self, server: Server, case_id: str, row: Row) -> None:
        """By an ordinary save of this one field."""
        server.write_rows(case_id, self.place.field, [row])

    def answers(self, case_id: str, rows: Sequence[Row], account: str) -> Iterator[PlatformAnswer]:
        """What stands in the rows' field for answers."""
        for row in rows:
            if said := kept_text(row.get(ANSWER)).strip():
                yield PlatformAnswer(_id(row), case_id, _id(row), "", None, said)


class RowWriter:
    """Writes prompts as rows for one account."""

    def __init__(self, server: Server, account: str, way: Way, settle_ms: int = SETTLE_MS) -> None:
        self._server = server
        self._account = account
        self._way = way
        self._quiet = Quiet(server, settle_ms)

    def show(self, outgoing: Outgoing) -> Delivered:
        """Put a prompt on its case, unless it is there. May be repeated after any error.

        The case is read first, because the server takes notes on cases the account may not even see.
        Raises `NotQuiet` (with ``due_at``), `NotKept`, and what the client raises.
        """
        row = self._way.row(outgoing)
        with self._quiet.alone(outgoing.case_ref):
            state = self._state(outgoing)
            if state is not Outcome.ABSENT:
                return Delivered(state, outgoing.identity)
            if not self._quiet.may_write(outgoing.case_ref):
                return Delivered(Outcome.ENDED)
            self._way.write(self._server, outgoing.case_ref, row)
            if self._state(outgoing) is Outcome.ABSENT:
                raise NotKept(hint="The role may lack the form that shows it, to read it back.")
            return Delivered(Outcome.WRITTEN, outgoing.identity)

    def withdraw(self, outgoing: Outgoing) -> Delivered:
        """Take a prompt's row away, if it is ours and unanswered; raises as `show` does."""
        with self._quiet.alone(outgoing.case_ref):
            state = self._state(outgoing)
            if state is not Outcome.THERE:
                return Delivered(state)
            if not self._quiet.may_write(outgoing.case_ref):
                return Delivered(Outcome.ENDED)
            # The last look is the one right before: an answer may have come.
            if (state := self._state(outgoing)) is not Outcome.THERE:
                return Delivered(state)
            self._way.write(
                self._server, outgoing.case_ref, {"unique_id": outgoing.identity, "_destroy": True}
            )
            if self._state(outgoing) is not Outcome.ABSENT:
                raise NotKept
            return Delivered(Outcome.WRITTEN)

    def answers(self, case_id: str) -> list[PlatformAnswer]:
        """The answers that stand on a case now."""
        return list(self._way.answers(case_id, self._rows(case_id), self._account))

    def _state(self, outgoing: Outgoing) -> Outcome:
        rows = self._rows(outgoing.case_ref)
        if outgoing.identity not in {_id(row) for row in rows}:
            return Outcome.ABSENT
        answered = {one.identity for one in self._way.answers(outgoing.case_ref, rows, self._account)}
        return Outcome.ANSWERED if outgoing.identity in answered else Outcome.THERE

    def _rows(self, case_id: str) -> list[Row]:
        found = self._server.case(case_id, f"id,{self._way.field}").get(self._way.field)
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _id(row: Row) -> str:
    return str(row.get("unique_id") or "")


def _is_ours(row: Row, account: str) -> bool:
    return row.get("note_created_by") == account and str(row.get("note_text")).rstrip().endswith(_mark(row))


def _mark(row: Row) -> str:
    try:
        return marker(_id(row))
    except ValueError:
        return "\n"
