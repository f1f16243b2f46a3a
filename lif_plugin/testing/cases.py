"""Invented cases as hooks receive them, in as few words as a test needs."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from hashlib import sha256
from itertools import count
from typing import Any, Final

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.prompt import Evidence
from lif_plugin.domain.record import Event, check_event
from lif_plugin.domain.worktime import day_start_ms, numbered_day
from lif_plugin.hooks.types import CaseView, Fact
from lif_plugin.store.calendars import nation_calendar

ELMSHIRE: Final = Agency("elmshire", "Elmshire", go_live=20240101)
"""An agency that does not exist, in England."""
COVERED_FROM: Final = 20000101
"""The first day its source knows."""
_events: Final[Iterator[int]] = count(1)
_EVENT: Final = frozenset({"until_day", "precision"})


def fact(kind: str, day: int, code: str | None = None, *, key: str | None = None, **more: Any) -> Fact:
    """Make one event of a case, on a day (YYYYMMDD).

    ``more`` may hold ``until_day``, ``precision``, ``detail`` and typed fields such as ``seen``. Raises
    `InvalidEvent` for what an event of this kind cannot hold.
    """
    number = next(_events)
    key = key or f"{kind}-{number}"
    detail: Mapping[str, Any] = more.pop("detail", {})
    about = {name: more.pop(name) for name in tuple(more) if name in _EVENT}
    typed = {**({} if code is None else {"code": code}), **more}
    event = Event(kind, "invented", key, day, typed, detail, **about)
    check_event(event)
    digest = sha256(repr(event).encode()).hexdigest()
    evidence = Evidence(number, digest, kind, day, code, key)
    start = day_start_ms(numbered_day(day), ELMSHIRE.zone)
    return Fact(evidence, start, event.until_day, event.precision, typed, detail)


def case(*facts: Fact, ref: str = "case-1", as_of: int = 20240331, **more: Any) -> CaseView:
    """Make one case of Elmshire with these facts, put in order of time.

    Its source covers every kind from 2000 up to ``as_of`` (YYYYMMDD), and England's working days are known;
    ``more`` may say otherwise of any other field of a `CaseView`, such as ``agency``, ``covered`` or ``prompts``.
    """
    known = {field.name for field in fields(CaseView)}
    if not more.keys() <= known:
        raise TypeError(f"A case has no {', '.join(sorted(more.keys() - known))}.")
    held = {
        "agency": ELMSHIRE,
        "source": "elmshire-records",
        "covered": dict.fromkeys(KINDS, as_of),
        "stretches": dict.fromkeys(KINDS, ((COVERED_FROM, as_of),)),
        "calendar": nation_calendar("england"),
        **more,
    }
    ordered = tuple(sorted(facts, key=lambda one: one.occurred_at))
    return CaseView(case_ref=ref, as_of=as_of, facts=ordered, **held)
