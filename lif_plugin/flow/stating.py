"""Stating: facts that a system sends event by event go into the inbox; the sender is answered after the commit."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from lif_plugin.domain.cloud_event import EventRefused
from lif_plugin.domain.field_map import FieldMap
from lif_plugin.domain.local_words import NO_WORDS, LocalWords
from lif_plugin.domain.record import Event
from lif_plugin.domain.stated import keys_of, read_stated
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import InvalidEvent, NotAllowed
from lif_plugin.flow.reading import without_words
from lif_plugin.flow.receive import Receiver
from lif_plugin.store import connections, inbox
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.inbox import LIVE_FEED, InboxRow, inbox_row, snapshot_row
from lif_plugin.store.received import SCOPE, Received, take_once
from lif_plugin.store.work import Store

_ORIGIN: Final = "0:0"


class Sender(NamedTuple):
    """Who sends: an agency's system for one source, limited to cases where ``case_refs`` says so."""

    agency: str
    source: str
    case_refs: frozenset[str] | None = None


class Statement(NamedTuple):
    """An event as a convention brought it; ``source`` and ``id`` together are the sender's own and unique."""

    source: str
    id: str
    type: str
    data: Any


class Terms(NamedTuple):
    """By what an agency takes what a source states: ``maps`` of that source, ``words`` for its notes."""

    maps: FieldMap = MappingProxyType({})
    words: LocalWords = NO_WORDS


def take_statement(
    receiver: Receiver,
    wake: Callable[[str], object],
    sender: Sender,
    said: Statement,
    now: int,
    terms: Terms = Terms(),  # noqa: B008  a tuple that nothing changes
) -> bool:
    """Take what an event states; False if it was taken before. Returns after the commit.

    ``terms`` are the agency's for this source (see `terms_of`). The words of notes are read here and left behind.

    Raises `EventRefused` for what cannot be read, `NotAllowed` for another case than the sender may speak of.
    """
    rows, once = _read(sender, said, now, terms)
    fresh = receiver.submit(sender.agency, rows, once).result()
    if fresh:
        wake(sender.agency)
    return fresh


def state(store: Store, viewer: Viewer, said: Statement, now: int) -> bool:
    """Take what somebody states themselves, in a transaction of theirs; False if it was taken before.

    For the agency's system of a source, which the viewer's token names. Whoever calls wakes who applies it. Raises as
    `take_statement` does, and `NotAllowed` for whoever may not send facts.
    """
    viewer.require(Right.SEND_FACTS)
    if viewer.source is None:
        raise NotAllowed("The token names no source.", hint="Make one with `lif token --source SOURCE`.")
    sender = Sender(viewer.agency, viewer.source, viewer.case_refs)
    with store.write(viewer) as connection:
        rows, once = _read(sender, said, now, _terms(connection, sender))
        fresh = take_once(connection, sender.agency, once)
        if fresh:
            inbox.put(connection, rows)
    return fresh


def _read(sender: Sender, said: Statement, now: int, terms: Terms) -> tuple[list[InboxRow], Received]:
    """What a statement comes to: rows for the inbox, and by what it is known again."""
    stated = read_stated(said.type, said.data, terms.maps)
    refs = {event.case_ref for event in stated.events} | ({stated.whole} if stated.whole else set())
    if sender.case_refs is not None and not refs <= sender.case_refs:
        raise NotAllowed("The token is not for this case.")
    where: dict[str, Any] = {
        "agency": sender.agency, "source": sender.source, "scope": SCOPE, "origin": _ORIGIN, "now": now,
    }  # fmt: skip
    rows: list[InboxRow] = [
        inbox_row(kept, import_id=LIVE_FEED, **where) for kept in _kept(stated.events, terms.words)
    ]
    if stated.whole is not None:
        rows.append(snapshot_row(stated.whole, keys_of(stated.events), **where))
    return rows, Received.of(sender.source, said.source, said.id, now, stated.coverage)


def _kept(events: Sequence[Event], words: LocalWords) -> list[Event]:
    """Facts as they may be kept. Raises `EventRefused`, which names no word of a note."""
    try:
        return [without_words(event, words) for event in events]
    except InvalidEvent as error:
        raise EventRefused(error.message) from error


def terms_of(store: Store, sender: Sender) -> Terms:
    """By what an agency takes the facts of a source.

    Raises `UnknownAgency`, and `NotAllowed` for the source of a connection: what that can see is its own to say.
    """
    with store.read(Viewer.system("state", sender.agency)) as connection:
        return _terms(connection, sender)


def _terms(connection: Any, sender: Sender) -> Terms:
    if connections.of_source(connection, sender.agency, sender.source) is not None:
        raise NotAllowed(
            "The facts of this source come by its connection.",
            hint="Send events under a source of their own.",
        )
    agency = load_agency(connection, sender.agency)
    return Terms(agency.field_maps.get(sender.source, {}), agency.note_words)
