"""Figures of learning and actions: how many, out of how many, and of how many it can be told at all."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from lif_plugin.domain.learning import FINISHED, ActionState, ItemState


class Dimension(StrEnum):
    """What figures can be told apart by; never by a person."""

    THEME = "theme"
    AGENCY = "agency"
    SOURCE = "source_of_learning"
    MONTH = "month"
    STATE = "state"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of one kind there are; ``days`` to closing, None where that cannot be told; ``voice`` as stored."""

    what: str
    state: str
    late: bool
    days: int | None
    voice: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """``numerator`` of ``denominator``; ``covered`` are those of the denominator of which it can be told."""

    numerator: int
    denominator: int
    covered: int

    @property
    def value(self) -> float | None:
        """The share of those covered; None: there are none."""
        return self.numerator / self.covered if self.covered else None


@dataclass(frozen=True, slots=True)
class Median:
    """The middle of the days to closing of those ``covered``, out of all closed, the ``denominator``."""

    denominator: int
    covered: int
    value: float | None


@dataclass
class Summary:
    """The figures of one group.

    ``open``: actions neither signed off nor dropped; ``overdue``: not done past their due day; ``closed``: signed off.
    """

    items: int = 0
    items_closed: int = 0
    voiced: int = 0
    told: int = 0
    findings: int = 0
    actions: int = 0
    open: int = 0
    overdue: int = 0
    closed: int = 0
    dropped: int = 0
    days: Counter[int] = field(default_factory=Counter)
    item_days: Counter[int] = field(default_factory=Counter)

    def take(self, one: Counted) -> None:
        """Take in how many of one kind there are."""
        if one.what == "finding":
            self.findings += one.count
        elif one.what == "item":
            self._take_items(one)
        else:
            self._take_actions(one)

    def _take_items(self, one: Counted) -> None:
        self.items += one.count
        self.voiced += one.count * bool(one.voice)
        self.told += one.count * (one.voice == "told")
        if one.state == ItemState.CLOSED:
            self.items_closed += one.count
            if one.days is not None:
                self.item_days[one.days] += one.count

    def _take_actions(self, one: Counted) -> None:
        self.actions += one.count
        self.overdue += one.count * one.late
        self.open += one.count * (one.state not in FINISHED)
        self.dropped += one.count * (one.state == ActionState.DROPPED)
        if one.state == ActionState.SIGNED_OFF:
            self.closed += one.count
            if one.days is not None:
                self.days[one.days] += one.count

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.items or self.findings or self.actions)

    @property
    def overdue_share(self) -> Part:
        """Overdue actions among those that are open."""
        return Part(self.overdue, self.open, self.open)

    @property
    def loop_closure(self) -> Part:
        """Items that are closed, which needs their evaluation, among all."""
        return Part(self.items_closed, self.items, self.items)

    @property
    def voice_coverage(self) -> Part:
        """Items that a child's view began, among all."""
        return Part(self.voiced, self.items, self.items)

    @property
    def children_told(self) -> Part:
        """Items whose child was told what came of it, among those that a child's view began."""
        return Part(self.told, self.voiced, self.voiced)

    @cached_property
    def days_to_close(self) -> Median:
        """From an action's writing down to its signing off."""
        return Median(self.closed, self.days.total(), median(self.days))

    @cached_property
    def item_days_to_close(self) -> Median:
        """From an item's day to its closing."""
        return Median(self.items_closed, self.item_days.total(), median(self.item_days))


def median(counts: Mapping[int, int]) -> float | None:
    """The median of values with how often each is there; of an even number the mean of the two in the middle."""
    total = sum(counts.values())
    if total <= 0:
        return None
    middles, passed = [(total - 1) // 2, total // 2], 0
    found: list[int] = []
    for value in sorted(counts):
        passed += counts[value]
        while len(found) < 2 and middles[len(found)] < passed:
            found.append(value)
    return sum(found) / 2


def summed(groups: Iterable[tuple[tuple[str, ...], Counted]]) -> dict[tuple[str, ...], Summary]:
    """The figures of each group, by what it is told apart by; groups with nothing in them are left out."""
    found: dict[tuple[str, ...], Summary] = {}
    for key, one in groups:
        found.setdefault(key, Summary()).take(one)
    return {key: found[key] for key in sorted(found) if not found[key].is_empty}
