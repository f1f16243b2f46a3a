"""Backtest: a period gone through under some configurations, part by part; what it counts is kept, nothing is told.

A part is a range of one source's cases. It is read, replayed and written as counts in one transaction, so that a run
that is cut off goes on with the parts that wait, whoever does them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import orjson

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.backtest import Every, Knowledge, Moment, Period
from lif_plugin.domain.budget import Candidate, decide
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.document import read, write
from lif_plugin.domain.rule import Channel, Severity
from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.errors import NotFound
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.push import quiet_of
from lif_plugin.flow.replay import Part, Seen, replay
from lif_plugin.flow.standing import count_states
from lif_plugin.store import agencies, backtests, cases
from lif_plugin.store.known import past_record
from lif_plugin.store.reach import Pair

Row = dict[str, Any]
Side = tuple[str, Configuration]
"""A configuration with the name it is shown by."""
CASES: Final = 200
"""Cases to a part."""
PUSHED: Final = "pushed"
_AT_THE_END: Final = 0
_KEY: Final = "backtest"


@dataclass(frozen=True, slots=True)
class Backtests:
    """What a backtest needs: the dispatch, and the log of who read which cases (viewer, action, public ids)."""

    dispatcher: Dispatcher
    log: Callable[[Viewer, str, Iterable[str]], None]


def begin(
    dispatcher: Dispatcher,
    viewer: Viewer,
    period: Period,
    sides: Sequence[Side],
    *,
    size: int = CASES,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> tuple[int, bool]:
    """Begin a backtest, or go on with one that asks the same; gives its number and whether it is gone on with.

    Raises `NotAllowed`, `UnknownAgency`.
    """
    viewer.require(Right.READ_COUNTS)
    documents = [{"name": name, "document": write(value)} for name, value in sides]
    said = (period.first, period.last, period.known, period.every, [one["document"] for one in documents])
    asked = blake2b(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()
    store = dispatcher.store
    with store.read(viewer) as connection:
        agency = agencies.load_agency(connection, viewer.agency)
        found = backtests.unfinished(connection, viewer.agency, asked)
        sources = cases.sources_of(connection, viewer.agency)
        parts = [one for source in sources for one in backtests.cut(connection, viewer.agency, source, size)]
    if found is not None:
        return found, True
    fields = _fields(dispatcher, viewer, agency, period, sources, progress)
    row = {
        "agency_id": viewer.agency, "asked": asked, "first_day": period.first, "last_day": period.last,
        "known": period.known.value, "every": period.every.value, "sides": orjson.dumps(documents).decode(),
        "fields": orjson.dumps(fields).decode(), "viewer": orjson.dumps(_as_said(viewer)).decode(),
        "begun_at": dispatcher.now(),
    }  # fmt: skip
    numbered = [{"number": number, **one} for number, one in enumerate(parts, 1)]
    with store.write(viewer) as connection:
        return backtests.add(connection, row, numbered), False


def _fields(
    dispatcher: Dispatcher, viewer: Viewer, agency: Agency, period: Period, sources: Sequence[str],
    progress: Callable[[str, int, int | None], None] | None,
) -> dict[str, list[list[Pair]]]:  # fmt: skip
    """What each source's facts held at each moment: it decides what rules can be answered by it at all."""
    moments = moments_of(period, agency.zone)
    found: dict[str, list[list[Pair]]] = {source: [] for source in sources}
    with past_record(dispatcher.store, viewer) as record:
        for number, moment in enumerate(moments, 1):
            for source in sources:
                found[source].append(sorted(record.fields(source, moment)))
            if progress is not None:
                progress("looking through the record", number, len(moments))
    return found


def moments_of(period: Period, zone: str) -> list[Moment]:
    """The moments at which a period is looked at, the eve of its first day before all."""
    return [Moment.at_the_end_of(day, zone, period.known) for day in period.days()]


def _as_said(viewer: Viewer) -> Row:
    return {"subject": viewer.subject, "purpose": viewer.purpose, "roles": sorted(viewer.roles)}


def keys_waiting(dispatcher: Dispatcher, agency_id: str, number: int | None = None) -> list[str]:
    """The parts that wait, each by the key that `do_part` takes."""
    with dispatcher.store.read(Viewer.system("backtest", agency_id)) as connection:
        waiting = backtests.waiting(connection, agency_id, number)
    return [f"{_KEY}/{agency_id}/{which}/{part}" for which, part in waiting]


def is_part(key: str) -> bool:
    """Whether a key names a part, not an agency."""
    return key.startswith(f"{_KEY}/")


def do_part(made: Backtests, key: str) -> bool:
    """Do a part, if it still waits; the last one done finishes the backtest. Always False: nothing more waits for it."""
    _kind, agency_id, number, which = key.split("/")
    dispatcher = made.dispatcher
    viewer = Viewer.system("backtest", agency_id)
    with dispatcher.store.read(viewer) as connection:
        row = backtests.of(connection, agency_id, int(number))
        one = backtests.part(connection, agency_id, int(number), int(which))
        rows = backtests.cases_between(connection, agency_id, one) if one else []
        agency = agencies.load_agency(connection, agency_id)
    if row is None or one is None:
        return False
    asker = _asker(agency_id, row)
    made.log(asker, "backtest", {held["public_id"] for held in rows})
    counts, pushes = _counted(dispatcher, agency, row, one, rows)
    with dispatcher.store.write(viewer) as connection:
        backtests.finish_part(connection, one, counts, pushes, dispatcher.now())
    _finish(dispatcher, agency, row)
    return False


def _asker(agency_id: str, row: Row) -> Viewer:
    said = orjson.loads(row["viewer"])
    return Viewer(
        agency_id, frozenset(Role(role) for role in said["roles"]), said["purpose"], said["subject"]
    )


def _period(row: Row) -> Period:
    return Period(row["first_day"], row["last_day"], Knowledge(row["known"]), Every(row["every"]))


def _sides(agency: Agency, row: Row) -> list[tuple[str, Agency]]:
    return [
        (side["name"], read(side["document"]).agency(agency.id, agency.name, agency.version))
        for side in orjson.loads(row["sides"])
    ]


def _counted(
    dispatcher: Dispatcher, agency: Agency, row: Row, one: Row, rows: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """Replay a part under each side: what it counts, and what would ask to interrupt somebody."""
    period = _period(row)
    part = Part(one["source"], one["first_case"], one["last_case"])
    fields = [{(kind, name) for kind, name in held} for held in orjson.loads(row["fields"])[part.source]]
    counts: list[Row] = []
    pushes: list[Row] = []
    with past_record(dispatcher.store, Viewer.system("backtest", agency.id)) as record:
        for side, (_name, set_so) in enumerate(_sides(agency, row)):
            moments = zip(moments_of(period, set_so.zone), fields, strict=True)
            tally: Counter[tuple[str, int, str]] = Counter()
            for number, seen in enumerate(replay(dispatcher, record, set_so, (part, rows), moments)):
                if number:
                    tally.update(_raised(period, seen))
                    pushes += [_push(side, seen, candidate) for candidate in seen.pushes]
                last = seen
            states = count_states(last.held, last.results, last.asked)
            tally.update({(rule, _AT_THE_END, state.value): count for (rule, state), count in states.items()})
            counts += [
                {"side": side, "rule": rule, "week": week, "what": what, "count": count}
                for (rule, week, what), count in tally.items()
            ]
    return counts, pushes


def _raised(period: Period, seen: Seen) -> Iterable[tuple[str, int, str]]:
    """What is told without interrupting anybody; of the rest the budget decides over all parts together."""
    week = period.week(seen.moment.day)
    return ((one["rule"], week, one["delivery"]) for one in seen.raised if one["delivery"] != Channel.NOW)


def _push(side: int, seen: Seen, candidate: Candidate) -> Row:
    return {
        "side": side, "result_id": candidate.result_id, "case_id": candidate.case_id,
        "rule": seen.results[candidate.case_id][candidate.result_id]["rule"], "day": seen.moment.day,
        "person": candidate.person, "severity": candidate.severity.value,
        "occurred_day": candidate.occurred_day, "not_before": candidate.not_before,
    }  # fmt: skip


def _finish(dispatcher: Dispatcher, agency: Agency, row: Row) -> None:
    """Once every part is done: let the alert budget decide on all that would interrupt, moment by moment."""
    viewer = Viewer.system("backtest", agency.id)
    with dispatcher.store.read(viewer) as connection:
        if backtests.waiting(connection, agency.id, row["id"]):
            return
        asked = [backtests.pushes(connection, row["id"], side) for side, _ in enumerate(_sides(agency, row))]
    period = _period(row)
    counts = [
        {"side": side, "rule": rule, "week": week, "what": what, "count": count}
        for side, (_name, set_so) in enumerate(_sides(agency, row))
        for (rule, week, what), count in _budgeted(set_so, period, asked[side]).items()
    ]
    with dispatcher.store.write(viewer) as connection:
        backtests.finish(connection, agency.id, row["id"], counts, dispatcher.now())


def _budgeted(agency: Agency, period: Period, rows: Sequence[Row]) -> Counter[tuple[str, int, str]]:
    spent: Counter[tuple[str, int]] = Counter()
    tally: Counter[tuple[str, int, str]] = Counter()
    by_day: dict[int, list[Row]] = {}
    for row in rows:
        by_day.setdefault(row["day"], []).append(row)
    for day in sorted(by_day):
        rules = {row["result_id"]: row["rule"] for row in by_day[day]}
        asking = [
            Candidate(row["case_id"], row["result_id"], row["person"], Severity(row["severity"]),
                      row["occurred_day"], row["not_before"])
            for row in by_day[day]
        ]  # fmt: skip
        for made in decide(asking, spent, agency.pushes_a_week, quiet_of(agency)):
            pushed = made.push_from is not None
            spent[made.person, made.week] += pushed
            what = PUSHED if pushed else Channel.DIGEST.value
            tally[rules[made.candidate.result_id], period.week(day), what] += 1
    return tally


@dataclass(frozen=True, slots=True)
class SideReport:
    """What one configuration would have done: cases by state, and prompts by the way they reach people.

    ``states`` by rule and state; ``prompts`` by rule and way; ``weeks`` by the week's first day and way.
    """

    name: str
    states: Mapping[str, Mapping[str, int]]
    prompts: Mapping[str, Mapping[str, int]]
    weeks: Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a backtest found; ``left`` are the parts that still wait."""

    number: int
    period: Period
    cases: int
    parts: int
    left: int
    sides: tuple[SideReport, ...]


def report(dispatcher: Dispatcher, viewer: Viewer, number: int) -> Report:
    """Read what a backtest has counted so far. Raises `NotAllowed`, `NotFound`."""
    viewer.require(Right.READ_COUNTS)
    with dispatcher.store.read(viewer) as connection:
        row = backtests.of(connection, viewer.agency, number)
        if row is None:
            raise NotFound(f"There is no backtest {number}.")
        parts, held = backtests.size(connection, viewer.agency, number)
        left = len(backtests.waiting(connection, viewer.agency, number))
        counted = backtests.counted(connection, viewer.agency, number)
    period = _period(row)
    sides = tuple(
        _side(side["name"], period, [one for one in counted if one["side"] == place])
        for place, side in enumerate(orjson.loads(row["sides"]))
    )
    return Report(number, period, held, parts, left, sides)


def _side(name: str, period: Period, counted: Sequence[Row]) -> SideReport:
    states: dict[str, Counter[str]] = {}
    prompts: dict[str, Counter[str]] = {}
    weeks: dict[int, Counter[str]] = {
        period.week(moment.day): Counter() for moment in moments_of(period, "UTC")[1:]
    }
    for one in counted:
        if one["week"] == _AT_THE_END:
            states.setdefault(one["rule"], Counter())[one["what"]] += one["count"]
        else:
            prompts.setdefault(one["rule"], Counter())[one["what"]] += one["count"]
            weeks[one["week"]][one["what"]] += one["count"]
    return SideReport(name, states, prompts, weeks)
