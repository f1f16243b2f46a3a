"""Poll: ask a platform what changed, step by step; a step's place is kept only with its cases."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, local_day
from lif_plugin.errors import BadSetting, LifError, SignInRefused, UnknownAdapter
from lif_plugin.flow.sessions import LiveParts, next_try
from lif_plugin.flow.taking import take_cases, take_gone
from lif_plugin.hooks.live import Changed, Polled, Unreadable
from lif_plugin.store import agencies, cases, connections, watched
from lif_plugin.store.work import hold_agency

Row = dict[str, Any]
STOPS: Final = (SignInRefused, BadSetting, UnknownAdapter)
"""What no new try mends: the connection stops until somebody saves it again."""
_ROWS: Final = 200
"""Facts to a transaction, give or take one case: a longer write would starve receiving on SQLite."""
_LOOKS: Final = 50
_LOOKS_AT_MOST: Final = 8


def poll(parts: LiveParts, row: Row) -> int | None:
    """Ask what changed since the last time; gives how many cases had news, None if it is another's turn.

    Whatever stops it, what was kept is kept, and the next poll goes on from there.
    """
    with parts.store.write(_viewer(row)) as connection:
        turn = connections.take_turn(connection, row, parts.executor, parts.clock.now(), parts.lease_ms)
    if turn is None:
        return None
    news, more = 0, False
    try:
        for step in parts.sessions.of(row).poll(row["cursor"]):
            kept = _keep(parts, row, turn, step)
            if kept is None:
                return None
            news, more = news + kept, step.more
    except STOPS as error:
        parts.stop(row, error)
        return news
    except Exception as error:  # noqa: BLE001  an adapter can raise anything; the next poll comes
        _put_off(parts, row, turn, error)
        return news
    now = parts.clock.now()
    done = {"poll_at": now if more else now + row["every_ms"], "polled_at": now, "turn_until": 0,
            "tries": 0, "reason": None, "said": None}  # fmt: skip
    with parts.store.write(_viewer(row)) as connection:
        connections.write_turn(connection, row["id"], turn, **done)
    return news


def _viewer(row: Row) -> Viewer:
    return Viewer.system("poll", row["agency_id"])


def _put_off(parts: LiveParts, row: Row, turn: int, error: Exception) -> None:
    reason, said = parts.trouble(row, error)
    later = {"poll_at": next_try(error, row["tries"], parts.clock.now()), "tries": row["tries"] + 1,
             "turn_until": 0, "reason": reason, "said": said}  # fmt: skip
    with parts.store.write(_viewer(row)) as connection:
        connections.write_turn(connection, row["id"], turn, **later)


def _keep(parts: LiveParts, row: Row, turn: int, step: Polled) -> int | None:
    """Keep one step; None, with nothing more written, once somebody else has the turn."""
    news = 0
    portions = list(_portions(step.cases)) or [[]]
    for number, portion in enumerate(portions, 1):
        now = parts.clock.now()
        with parts.store.write(_viewer(row)) as connection:
            hold_agency(connection, row["agency_id"])
            place = {"cursor": step.cursor} if number == len(portions) else {}
            if not connections.write_turn(
                connection, row["id"], turn, turn_until=now + parts.lease_ms, **place
            ):
                return None
            fresh = take_cases(connection, row, portion, now)
            later = place and not step.more and _cover(connection, row, step, now)
        news += fresh
        if fresh or later:
            parts.wake(row["agency_id"])
    return news


def _portions(found: Sequence[Changed | Unreadable]) -> Iterator[list[Changed | Unreadable]]:
    portion: list[Changed | Unreadable] = []
    size = 0
    for item in found:
        portion.append(item)
        size += 1 + (len(item.events) if isinstance(item, Changed) else 0)
        if size >= _ROWS:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _cover(connection: Any, row: Row, step: Polled, now: int) -> bool:
    """Write up to when everything is known; says whether a new day, or kind, has every case asked again."""
    until = min(step.until_ms, now)
    zone = agencies.load_agency(connection, row["agency_id"]).zone
    connections.cover_until(connection, row["id"], until)
    if not connections.cover(connection, row, step.covered, day_number(local_day(until, zone))):
        return False
    cases.mark_source_stale(connection, row["agency_id"], row["source"])
    return True


def look(parts: LiveParts, row: Row) -> int:
    """Look at the cases that somebody hinted at and those that time alone has changed; gives how many."""
    now = parts.clock.now()
    with parts.store.read(_viewer(row)) as connection:
        zone = agencies.load_agency(connection, row["agency_id"]).zone
        today = day_number(local_day(now, zone))
        due = watched.any_due(connection, row["id"], today)
        hints = watched.hints(connection, row["id"], now, _LOOKS)
    if due:
        with parts.store.write(_viewer(row)) as connection:
            watched.wake_due(connection, row, today, now)
        with parts.store.read(_viewer(row)) as connection:
            hints = watched.hints(connection, row["id"], now, _LOOKS)
    for done, hint in enumerate(hints):
        try:
            _look_at(parts, row, hint)
        except STOPS as error:
            parts.stop(row, error)
            return done
        except Exception as error:  # noqa: BLE001  an adapter can raise anything; the poll finds the case too
            _look_later(parts, row, hint, error)
            if not isinstance(error, LifError) or "due_at" not in error.facts:
                return done
    return len(hints)


def _look_at(parts: LiveParts, row: Row, hint: Row) -> None:
    found = parts.sessions.of(row).look(hint["case_ref"])
    now = parts.clock.now()
    with parts.store.write(_viewer(row)) as connection:
        hold_agency(connection, row["agency_id"])
        if found is None:
            take_gone(connection, row, hint["case_ref"], now)
        else:
            take_cases(connection, row, [found], now, forced=hint["forced"])
        watched.forget_hint(connection, hint)
    parts.wake(row["agency_id"])


def _look_later(parts: LiveParts, row: Row, hint: Row, error: Exception) -> None:
    parts.trouble(row, error)
    with parts.store.write(_viewer(row)) as connection:
        if hint["tries"] >= _LOOKS_AT_MOST and not hint["forced"]:
            watched.forget_hint(connection, hint)
        else:
            watched.put_off_hint(connection, hint, next_try(error, hint["tries"], parts.clock.now()))
