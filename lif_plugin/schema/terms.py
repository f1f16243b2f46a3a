"""On what terms a mutation is asked: once under a key, and of the version that was seen."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, Final, TypeVar

import orjson

from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import ChangedMeanwhile, LifError, NotAllowed, NotFound
from lif_plugin.store.asked_once import claim, keep_answer
from lif_plugin.store.joined import joined
from lif_plugin.store.reads import Connection
from lif_plugin.store.versions import COUNTED, hold, versions_of
from lif_plugin.store.work import now_ms

T = TypeVar("T")
LONGEST_KEY: Final = 200


class KeyReused(LifError):
    """This idempotency key was used for something else."""

    code = "idempotency_key_reused"
    hint = "Use a new key for each thing that you want done; the same key only to ask for the same once more."


class BadKey(LifError):
    """An idempotency key is a text of 1 to 200 characters."""

    code = "bad_idempotency_key"
    hint = "Make a UUID for each thing that you want done."


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one mutation: its key, a ``digest`` of what is asked, and the thing's kind, id and seen version."""

    digest: str
    key: str | None = None
    kind: str | None = None
    thing: str | None = None
    expected: int | None = None

    @property
    def bind(self) -> bool:
        """Whether anything was said."""
        return self.key is not None or self.expected is not None

    @property
    def kept_key(self) -> str | None:
        """The key as it is kept: nobody's words. Raises `BadKey`."""
        if self.key is None:
            return None
        if not 0 < len(self.key) <= LONGEST_KEY:
            raise BadKey
        return hashlib.sha256(self.key.encode()).hexdigest()


def taken(
    desk: Desk,
    viewer: Viewer,
    terms: Terms | None,
    verb: Callable[[Desk, Viewer], T],
    gives: Callable[..., T] | None,
) -> T:
    """Take a step on its terms, all in one transaction: the key, the step and what it gave stand or fall together.

    Raises `ChangedMeanwhile` with the present ``version``, `KeyReused`, `BadKey`, and whatever the verb raises.
    """
    if terms is None or not terms.bind:
        return verb(desk, viewer)
    key = terms.kept_key
    with joined(desk.store, viewer) as (store, connection):
        before = claim(connection, viewer, key, terms.digest, now_ms()) if key else None
        if before is not None:
            return _again(before, terms.digest, gives)
        within = Desk(store, desk.framework, desk.today)
        _require_version(connection, within, viewer, terms, verb)
        made = verb(within, viewer)
        if key:
            keep_answer(connection, viewer, key, _kept(made))
        return made


def _require_version(
    connection: Connection,
    desk: Desk,
    viewer: Viewer,
    terms: Terms,
    verb: Callable[[Desk, Viewer], object],
) -> None:
    # The id of something else names nothing: the verb says so.
    if terms.expected is None or terms.thing is None or terms.kind is None or terms.kind not in COUNTED:
        return
    hold(connection, terms.kind, terms.thing)
    there = versions_of(connection, viewer, terms.kind, [terms.thing], desk.today()).get(terms.thing)
    if there is None or there == terms.expected:
        return
    # Whoever may not take the step at all learns nothing of the thing's version; all of this is undone.
    try:
        verb(desk, viewer)
    except (NotFound, NotAllowed):
        raise
    except LifError as refused:
        raise ChangedMeanwhile(version=there) from refused
    raise ChangedMeanwhile(version=there)


def _kept(made: object) -> str:
    """What a verb gave, as it is kept: plain values, or a dataclass of them."""
    plain = asdict(made) if is_dataclass(made) and not isinstance(made, type) else made
    return orjson.dumps(plain).decode()


def _again(before: dict[str, Any], digest: str, gives: Callable[..., T] | None) -> T:
    if before["digest"] != digest:
        raise KeyReused
    plain: Any = orjson.loads(before["answer"])
    if gives is None:
        made: T = plain
        return made
    return gives(**{name: tuple(one) if isinstance(one, list) else one for name, one in plain.items()})
