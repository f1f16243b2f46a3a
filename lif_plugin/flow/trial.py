"""Trial: what a configuration would do to today's caseload, and the text of one prompt; nothing is written."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.rule import Channel, Rule, State
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.evaluation import as_they_would_stand
from lif_plugin.flow.findings import spoken_day
from lif_plugin.rules.registry import as_set, rules_of
from lif_plugin.store import cases, imports, pushes
from lif_plugin.store.reads.cases import cases_named

Row = dict[str, Any]
AT_ONCE: Final = 100
"""Cases to a reading transaction."""
WEEK: Final = 7
TOO_MANY: Final = 2
"""Prompts a worker and week above which people switch off (domain guide, alert budget)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How prompts spread over workers: of a list of numbers the median, the 90th percentile and the highest."""

    median: float
    p90: float
    highest: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Spread":
        """The spread of some numbers; a percentile is the lowest number that so many do not pass."""
        held = sorted(numbers) or [0.0]
        return cls(_percentile(held, 50), _percentile(held, 90), held[-1])


def _percentile(held: Sequence[float], share: int) -> float:
    return held[max(-(-len(held) * share // 100), 1) - 1]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a configuration would do to the open cases of today.

    ``interrupting`` are the prompts that ask to interrupt a worker, before the alert budget; ``a_week`` the same
    spread over the days for which a fact counts as recent. ``by_delivery`` counts all that is open, ``by_rule``
    those that ask to interrupt. ``unheld`` are cases that nobody is known to hold.
    """

    cases: int
    workers: int
    unheld: int
    interrupting: Spread
    a_week: Spread
    by_delivery: Mapping[str, int]
    by_rule: Mapping[str, int]

    @property
    def is_too_much(self) -> bool:
        """Whether one worker in ten would be interrupted more often than people bear."""
        return self.a_week.p90 > TOO_MANY


def dry_run(dispatcher: Dispatcher, viewer: Viewer, agency: Agency) -> Trial:
    """Work out what an agency's settings would do to its open cases; reads only. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    held: Counter[str] = Counter()
    by_delivery: Counter[str] = Counter()
    by_rule: Counter[str] = Counter()
    workers: set[str] = set()
    count = unheld = 0
    for rows, holders in _caseload(dispatcher, agency):
        whose = {
            row["id"]: f"{row['source']} {holders[row['id']].actor}" for row in rows if row["id"] in holders
        }
        count += len(rows)
        unheld += len(rows) - len(whose)
        workers |= set(whose.values())
        for one in as_they_would_stand(dispatcher, agency, rows):
            if not _is_open(one):
                continue
            by_delivery[one["delivery"]] += 1
            if one["delivery"] == Channel.NOW:
                by_rule[one["rule"]] += 1
                if one["case_id"] in whose and ",worker," in one["addressees"]:
                    held[whose[one["case_id"]]] += 1
    numbers = [held[worker] for worker in sorted(workers)]
    weekly = [number * WEEK / agency.recent_days for number in numbers]
    return Trial(count, len(workers), unheld, Spread.of(numbers), Spread.of(weekly), by_delivery, by_rule)


def _is_open(row: Row) -> bool:
    return row["state"] == State.GAP and row["ended_at"] is None and row["superseded_by"] is None


def _caseload(
    dispatcher: Dispatcher, agency: Agency
) -> Iterator[tuple[list[Row], Mapping[int, pushes.Holder]]]:
    """The open cases in batches of one source, each with who holds them on the source's last day."""
    viewer = Viewer.system("trial", agency.id)
    with dispatcher.store.read(viewer) as connection:
        sources = cases.sources_of(connection, agency.id)
    for source in sources:
        after = 0
        while True:
            with dispatcher.store.read(viewer) as connection:
                rows = cases.open_cases(connection, agency.id, source, after, AT_ONCE)
                days = imports.last_days(connection, agency.id, source)
                day = max(days.values(), default=day_number(dispatcher.clock()))
                holders = pushes.holders(connection, [row["id"] for row in rows], day)
            if not rows:
                break
            after = rows[-1]["id"]
            yield rows, holders


@dataclass(frozen=True, slots=True)
class Preview:
    """One prompt as people would see it. ``platform`` is the sentence in a live platform; None: it is not shown there."""

    state: State
    delivery: Channel
    reason: str | None
    message: str
    remedy: str
    reasons: tuple[str, ...]
    addressees: tuple[str, ...]
    platform: str | None


def preview(
    dispatcher: Dispatcher, viewer: Viewer, agency: Agency, rule_id: str, name: str
) -> tuple[list[str], list[Preview]]:
    """What a rule would say of a case by an agency's settings: (the case's public ids, prompts and what else it found).

    The caller logs the reading. Raises `NotFound` for a case or rule that is not there, `NotAllowed`.
    """
    viewer.require(Right.READ_CASES)
    if rule_id not in dispatcher.rules:
        raise NotFound(f"There is no rule {rule_id!r}.", hint="`lif rules` lists them.")
    with dispatcher.store.read(viewer) as connection:
        named = cases_named(connection, viewer, name)
        rows = cases.rows_of(connection, [one["case_id"] for one in named])
    if not rows:
        raise NotFound("There is no such case.")
    rule = as_set(agency, dispatcher.rules)[rule_id].rule
    runs = rule_id in {entry.rule.id for entry in rules_of(agency, dispatcher.rules)}
    found = []
    for row in rows:
        stand = as_they_would_stand(dispatcher, agency, [row])
        mine = (
            one
            for one in stand
            if one["rule"] == rule_id and one["ended_at"] is None and one["superseded_by"] is None
        )
        found += [_preview(one, rule) for one in sorted(mine, key=lambda one: one["occurred_day"] or 0)]
    return [one["public_id"] for one in named], found if runs else []


def _preview(row: Row, rule: Rule) -> Preview:
    shown = row["delivery"] == Channel.NOW and row["state"] == State.GAP
    return Preview(
        state=State(row["state"]),
        delivery=Channel(row["delivery"]),
        reason=row["reason"],
        message=row["message"],
        remedy=row["remedy"],
        reasons=tuple(exemption.label for exemption in rule.exemptions),
        addressees=tuple(row["addressees"].strip(",").split(",")),
        platform=rule.shown_text(spoken_day(row["occurred_day"])) if shown else None,
    )
