"""What named roles see of a review link: criteria, clocks read on a day, decisions, household and hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.clock import (
    Basis,
    ClockReading,
    ClockRule,
    Milestone,
    Pause,
    Sense,
    Started,
    Unit,
    read_clock,
)
from lif_plugin.domain.criteria import Criterion, Part, Standing, whole
from lif_plugin.domain.review import Decision
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import Calendar, local_day, numbered_day
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.calendars import nation_calendar
from lif_plugin.store.reads import reviews as stored

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """A criterion as it stood when people decided, and what they answered; None: they left it open."""

    criterion: Criterion
    answer: Standing | None


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision. ``decided_on`` is the day people decided, ``at`` (UTC ms) when ``by`` wrote it down."""

    decision: Decision
    decided_on: date
    recommended_by: str
    decided_by: str
    reason: str
    dissent: str | None
    criteria: tuple[Answered, ...]
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Relative:
    """Another child's case in the same household, by the source's own record."""

    ref: str
    public_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSeen:
    """One review link as it is shown.

    ``withdrawn_at`` (UTC ms): since then the record no longer shows what the link rests on. ``is_old``: the
    incident was before the agency's first day. ``waiting`` removals are held back by a review of the case.
    """

    id: str
    case_id: int
    public_id: str
    case_ref: str
    source: str
    review: str
    label: str
    subject: str
    day: date | None
    reason: str
    authority: str
    plugin: str
    note: str | None
    defects: tuple[str, ...]
    recommended_by: str | None
    decided_by: str | None
    criteria: tuple[Criterion, ...]
    standing: Standing
    clocks: tuple[ClockReading, ...]
    days: Mapping[Milestone, date]
    decisions: tuple[Decided, ...]
    household: tuple[Relative, ...]
    is_old: bool
    on_hold: bool
    waiting: int
    raised_at: int
    withdrawn_at: int | None

    @property
    def last(self) -> Decided | None:
        """The decision that counts."""
        return self.decisions[-1] if self.decisions else None

    @property
    def is_decided(self) -> bool:
        """Whether people said yes or no."""
        return self.last is not None and self.last.decision is not Decision.NOT_YET

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """The days that people can state for its clocks; a decision brings its own."""
        named = dict.fromkeys(day for clock in self.clocks for day in clock.rule.milestones)
        return tuple(day for day in named if day is not Milestone.DECIDED)


def see_reviews(connection: Any, viewer: Viewer, rows: Sequence[Row], now: int) -> list[ReviewSeen]:
    """Make what is shown of some links, read together. Raises `NotAllowed`."""
    if not rows:
        return []
    agency = load_agency(connection, viewer.agency)
    case_ids = {row["case_id"] for row in rows}
    decisions = stored.decisions_of(connection, viewer, [row["id"] for row in rows])
    days = stored.days_of(connection, viewer, case_ids)
    households = stored.households_of(connection, viewer, case_ids)
    held = stored.on_hold(connection, viewer, case_ids)
    waiting = stored.waiting_of(connection, viewer, case_ids)
    return [
        _seen(
            row,
            tuple(_decided(one) for one in decisions[row["id"]]),
            _days(days.get((row["case_id"], row["subject"]), {})),
            agency,
            now,
            household=tuple(Relative(one["ref"], one["public_id"]) for one in households[row["case_id"]]),
            on_hold=row["case_id"] in held,
            waiting=waiting.get(row["case_id"], 0),
        )
        for row in rows
    ]


def _seen(
    row: Row,
    decisions: tuple[Decided, ...],
    days: dict[Milestone, date],
    agency: Agency,
    now: int,
    **more: Any,
) -> ReviewSeen:
    detail = orjson.loads(row["detail"])
    criteria = tuple(_criterion(part) for part in detail.get("criteria", ()))
    if decisions and decisions[-1].decision is not Decision.NOT_YET:
        days = {**days, Milestone.DECIDED: decisions[-1].decided_on}
    started = _starts(row, days, agency)
    stopped = bool(decisions) and decisions[-1].decision is Decision.NO
    today, calendar = local_day(now, agency.zone), nation_calendar(agency.nation)
    return ReviewSeen(
        **{name: row[name] for name in ("id", "case_id", "public_id", "source", "review", "subject", "reason",
                                        "authority", "plugin", "raised_at")},
        case_ref=row["ref"],
        label=row["label"] or row["review"].replace("_", " ").capitalize(),
        day=numbered_day(row["day"]) if row["day"] else None,
        note=detail.get("note"),
        defects=tuple(detail.get("defects", ())),
        recommended_by=detail.get("recommended_by"),
        decided_by=detail.get("decided_by"),
        criteria=criteria,
        standing=whole(criteria),
        clocks=tuple(
            _reading(_rule(part), started, days, today, calendar, stopped=stopped)
            for part in detail.get("clocks", ())
        ),
        days=days,
        decisions=decisions,
        is_old=row["day"] is not None and (agency.go_live is None or row["day"] < agency.go_live),
        withdrawn_at=row["ended_at"],
        **more,
    )  # fmt: skip


def _starts(row: Row, days: Mapping[Milestone, date], agency: Agency) -> dict[Milestone, Started]:
    """Days that start clocks: what people state counts before what the record suggests."""
    recorded = {}
    if row["aware_at"] is not None:
        recorded[Milestone.AWARE] = Started(local_day(row["aware_at"], agency.zone), Basis.RECORDED)
    return recorded | {name: Started(day, Basis.STATED) for name, day in days.items()}


def _reading(
    rule: ClockRule,
    started: Mapping[Milestone, Started],
    days: Mapping[Milestone, date],
    today: date,
    calendar: Calendar,
    *,
    stopped: bool,
) -> ClockReading:
    # A clock that runs to the decision is met by a no as by a yes.
    is_off = stopped and rule.done is not Milestone.DECIDED and not rule.either_way
    began = days.get(rule.pauses[0]) if rule.pauses else None
    pause = Pause(began, days.get(rule.pauses[1])) if rule.pauses and began else None
    return read_clock(
        rule, started.get(rule.starts), days.get(rule.done), today, calendar, stopped=is_off, pause=pause
    )


def _days(stated: Mapping[str, Row]) -> dict[Milestone, date]:
    return {
        Milestone(name): numbered_day(row["day"]) for name, row in stated.items() if row["day"] is not None
    }


def _criterion(part: Mapping[str, Any]) -> Criterion:
    return Criterion(
        Part(part["part"]),
        part["text"],
        Standing(part["standing"]),
        part["because"],
        tuple(part["evidence_keys"]),
        part["asked"],
        tuple(part["defects"]),
    )


def _rule(part: Mapping[str, Any]) -> ClockRule:
    return ClockRule(
        part["id"],
        part["label"],
        Milestone(part["starts"]),
        Milestone(part["done"]),
        part["limit"],
        Unit(part["unit"]),
        part["source"],
        Sense(part.get("sense", Sense.WITHIN)),
        (Milestone(part["pauses"][0]), Milestone(part["pauses"][1])) if part.get("pauses") else None,
        part.get("either_way", False),
    )


def _decided(row: Row) -> Decided:
    criteria = tuple(
        Answered(_criterion(part["criterion"]), Standing(part["answer"]) if part["answer"] else None)
        for part in orjson.loads(row["criteria"])
    )
    return Decided(
        Decision(row["decision"]),
        numbered_day(row["decided_on"]),
        row["recommended_by"],
        row["decided_by"],
        row["reason"],
        row["dissent"],
        criteria,
        row["by"],
        row["at"],
    )
