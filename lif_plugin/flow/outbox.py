"""Outbox: deliver what waits for a platform, at least once and in order; what cannot be is kept with its reason."""

from collections import Counter
from typing import Any, Final

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import GiveUp, LifError
from lif_plugin.flow.poll import STOPS
from lif_plugin.flow.sessions import LiveParts, next_try
from lif_plugin.hooks.live import Delivered, Outcome, Outgoing
from lif_plugin.store import cases, notices, outbox, pauses, watched
from lif_plugin.store.work import hold_agency
from lif_plugin.tracing import Kind, span

Row = dict[str, Any]
TRIES: Final = 40
"""Tries that come to nothing before a person is asked: with the pauses between them a day and a half."""
ASK_AGAIN_MS: Final = 10 * 60_000
"""How often a case with an unanswered prompt is looked at, should its platform not have said that it moved."""


def deliver(parts: LiveParts, row: Row, limit: int = 100) -> Counter[str]:
    """Deliver what is due for a connection; gives how many came to which state.

    One executor at a time works on a case; what a dead one had claimed is taken over after its lease.
    """
    done: Counter[str] = Counter()
    for _ in range(limit):
        with parts.store.read(_viewer(row)) as connection:
            stopped = pauses.paused(connection, row["agency_id"]) is not None
            if stopped or not outbox.any_claimable(connection, row["id"], parts.clock.now()):
                return done
        claimed = _claim(parts, row)
        if claimed is None:
            return done
        with span("deliver prompt", Kind.PRODUCER, agency=row["agency_id"]) as delivery:
            state, goes_on = _deliver_one(parts, row, claimed)
            delivery.note("lif.state", state)
        done[state] += 1
        if not goes_on:
            return done
    return done


def _viewer(row: Row) -> Viewer:
    return Viewer.system("outbox", row["agency_id"])


def _claim(parts: LiveParts, row: Row) -> Row | None:
    now = parts.clock.now()
    with parts.store.write(_viewer(row)) as connection:
        hold_agency(connection, row["agency_id"])
        if pauses.paused(connection, row["agency_id"]) is not None:
            return None
        outbox.drop_over_budget(connection, row["id"])
        claimed = outbox.claim(connection, row["id"], parts.executor, now, parts.lease_ms)
        if claimed is not None:
            claimed["public_id"] = cases.public_id(connection, claimed["case_id"])
            claimed["notice"] = notices.is_notice(connection, claimed["case_id"], claimed["prompt_id"])
    return claimed


def _deliver_one(parts: LiveParts, row: Row, claimed: Row) -> tuple[str, bool]:
    """(state it came to, whether to go on with others)."""
    link = f"{parts.address}/panel/{claimed['public_id']}" if parts.address else ""
    withdraw = claimed["want"] == outbox.WITHDRAW
    try:
        session = parts.sessions.of(row)
        delivered = session.deliver(
            Outgoing(
                claimed["prompt_id"], claimed["case_ref"], claimed["text"], link, withdraw, claimed["notice"]
            )
        )
    except STOPS as error:
        _finish(parts, row, claimed, state="waiting", due_at=parts.clock.now(), **_said(parts, row, error))
        parts.stop(row, error)
        return "stopped", False
    except GiveUp as error:
        _finish(parts, row, claimed, state="dead", tries=claimed["tries"] + 1, **_said(parts, row, error))
        return "dead", True
    except Exception as error:  # noqa: BLE001  an adapter can raise anything; it is tried again
        return _later(parts, row, claimed, error)
    _delivered(parts, row, claimed, delivered)
    return "done", True


def _said(parts: LiveParts, row: Row, error: Exception) -> dict[str, str]:
    reason, said = parts.trouble(row, error)
    return {"reason": reason, "said": said}


def _finish(parts: LiveParts, row: Row, claimed: Row, **values: Any) -> bool:
    with parts.store.write(_viewer(row)) as connection:
        return outbox.finish(connection, claimed, **values)


def _later(parts: LiveParts, row: Row, claimed: Row, error: Exception) -> tuple[str, bool]:
    """Try again later. When the platform says from when, that is no failure, and others may have their turn."""
    waits_for_it = isinstance(error, LifError) and isinstance(error.facts.get("due_at"), int)
    tries = claimed["tries"] + (0 if waits_for_it else 1)
    state = "dead" if tries >= TRIES else "waiting"
    due_at = next_try(error, claimed["tries"], parts.clock.now())
    _finish(parts, row, claimed, state=state, tries=tries, due_at=due_at, **_said(parts, row, error))
    return state, waits_for_it


def _delivered(parts: LiveParts, row: Row, claimed: Row, delivered: Delivered) -> None:
    """Write what came of a delivery, and when to look for the worker's answer."""
    now, outcome = parts.clock.now(), delivered.outcome
    withdraw = claimed["want"] == outbox.WITHDRAW
    # An answer that stands there already is brought back by who looks for answers.
    kept = Outcome.THERE if outcome is Outcome.ANSWERED else outcome
    with parts.store.write(_viewer(row)) as connection:
        mine = outbox.finish(
            connection, claimed, state="done", outcome=kept.value, receipt=delivered.receipt, done_at=now,
            reason=None, said=None,
        )  # fmt: skip
        if not mine:
            return
        if withdraw and outcome is not Outcome.ANSWERED:
            outbox.gone_from(connection, claimed, "ended" if outcome is Outcome.ENDED else "taken_back")
        if outcome is Outcome.ANSWERED:
            watched.ask(connection, row, claimed["case_ref"], now)
        elif not withdraw and outcome in {Outcome.WRITTEN, Outcome.THERE}:
            watched.ask(connection, row, claimed["case_ref"], now + ASK_AGAIN_MS)
