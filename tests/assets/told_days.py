"""A record that is told over some days in any order, twice, corrected and taken back: drawn, and kept as a plain model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.record import Event
from lif_plugin.domain.worktime import day_number, day_start_ms, numbered_day
from tests.assets.days import Source
from tests.assets.oracle import Known, in_time

FIRST: date = date(2017, 5, 1)
"""A bank holiday in England, and the first day on which something is told."""
REFS = ("E-1", "E-2")
SCOPES = ("2016", "2017")
TRI = (None, "yes", "no")
FIELDS: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "birth": {},
    "visit": {"seen": TRI, "alone": TRI, "code": (None, "CP", "CIN"), "purpose": (None, "parents"),
              "service": (None, "health", "police"), "outcome": (None, "prevented_by_family", "declined"),
              "interpreter": (None, "named", "relative")},
    "plan": {"code": ("CP", "CIN"), "joint": TRI},
    "placement": {"code": (None, "U1")},
    "legal_status": {"code": ("C2", "V4", "L1")},
    "section_47": {"alone": TRI},
    "assessment": {"seen": TRI, "joint": TRI},
    "conference": {"held": TRI, "participation": (None, "PN1", "PN7")},
    "review": {"held": TRI, "code": (None, "PN0", "PN1", "PN4", "PN7")},
    "missing": {"code": ("M", "A")},
    "return_interview": {"held": TRI},
    "advocacy": {"offered": TRI},
    "view_given": {},
    "closure": {},
    "need": {"code": (None, "INTERPRETER", "NO_INTERPRETER")},
    "contact": {"code": (None, "1A", "6"), "outcome": (None, "NFA")},
    "statement": {"unsafe": TRI, "linked": TRI},
    "reply": {},
    "decision": {"code": (None, "no_access", "unsafe")},
}  # fmt: skip
"""The kinds that rules read, each with what its facts may say."""
SEEDS = tuple((ref, kind, number) for ref in REFS for kind in FIELDS for number in (1, 2))
DAYS = tuple(FIRST + timedelta(days) for days in (-70, -40, -25, -8, -3, -1, 0, 1, 2, 4, 9))
BORN = (date(2012, 2, 29), date(2013, 5, 1), date(2016, 1, 1))


@st.composite
def facts(draw: st.DrawFn) -> Event:
    """A version of some fact of one of the cases; its key says which fact, not what it says."""
    ref, kind, number = draw(st.sampled_from(SEEDS))
    day = draw(st.sampled_from(BORN if kind == "birth" else DAYS))
    until = (
        draw(st.none() | st.sampled_from(DAYS).filter(lambda end: end >= day))
        if KINDS[kind].interval
        else None
    )
    stated = {name: draw(st.sampled_from(values)) for name, values in FIELDS[kind].items()}
    precision = draw(st.sampled_from(("day", "day", "day", "month")))
    return Event(
        kind, ref, f"{kind}|{ref}|{number}", day_number(day), {k: v for k, v in stated.items() if v is not None}, {},
        day_number(until) if until else None, precision=precision,
    )  # fmt: skip


@dataclass(frozen=True)
class Delivery:
    """What comes in at once. ``by_feed``: one by one. ``whole``: what it does not state is taken back."""

    scope: str
    events: tuple[Event, ...]
    whole: bool = False
    by_feed: bool = False


DELIVERIES = st.builds(
    Delivery,
    st.sampled_from(SCOPES),
    st.lists(facts(), min_size=1, max_size=8, unique_by=lambda event: event.key).map(tuple),
    st.sampled_from((False, False, True)),
    st.booleans(),
).map(lambda one: Delivery(one.scope, one.events, one.whole and not one.by_feed, one.by_feed))
TOLD = st.lists(st.lists(DELIVERIES, min_size=1, max_size=3), min_size=2, max_size=3)
"""The deliveries of some days."""


@dataclass
class Model:
    """What each scope states, and up to which day it covers everything."""

    stated: dict[str, dict[str, Event]] = field(default_factory=lambda: {scope: {} for scope in SCOPES})
    until: dict[str, int] = field(default_factory=dict)

    def take(self, one: Delivery, day: date) -> None:
        """Take a delivery that comes in on a day."""
        before = {} if one.whole else self.stated[one.scope]
        self.stated[one.scope] = before | {event.key: event for event in one.events}
        if not one.by_feed:
            self.until[one.scope] = day_number(day)

    @property
    def live(self) -> dict[str, tuple[str, Event]]:
        """Each fact by its key, with the scope whose word counts: the later."""
        return {key: (scope, event) for scope in SCOPES for key, event in self.stated[scope].items()}

    def history(self, ref: str) -> list[Known]:
        """The facts of one case, in order of time."""
        mine = (event for _scope, event in self.live.values() if event.case_ref == ref)
        return sorted((known(event) for event in mine), key=in_time)

    def source(self) -> Source:
        """What the source knows without a break, for every kind alike, and its last day."""
        last = max(self.until.values())
        return Source({kind: [(20160101, last)] for kind in FIELDS}, last)


def known(event: Event) -> Known:
    """A fact as the plain rules read it."""
    until = event.until_day
    return Known(
        event.kind, event.key, event.occurred_day, start(event.occurred_day), until,
        None if until is None else start(until), event.precision, **event.fields,
    )  # fmt: skip


def start(day: int) -> int:
    """When a day begins in London."""
    return day_start_ms(numbered_day(day), "Europe/London")
