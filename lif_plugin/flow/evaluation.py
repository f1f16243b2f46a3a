"""Evaluates a batch of stale cases: rules, then plugins, then the rows that should stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.in_force import terms
from lif_plugin.domain.prompt import Finding, OpenPrompt
from lif_plugin.domain.rule import ByPlugin, GapSince, Rule, State
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, day_start_ms, numbered_day
from lif_plugin.flow import ladder
from lif_plugin.flow.deliver import Circumstances
from lif_plugin.flow.findings import Ground, result_rows
from lif_plugin.flow.guarding import guarded
from lif_plugin.flow.pilot import not_told
from lif_plugin.flow.plugin_calls import Batch, Found, ask_plugins
from lif_plugin.flow.proposals import link_rows, nomination_rows, unknown_rows
from lif_plugin.flow.reach import Reach, reach_of
from lif_plugin.flow.showing import settle_shown
from lif_plugin.flow.telling import tell_results
from lif_plugin.flow.touched import rules_asked
from lif_plugin.flow.views import Known, facts_of, is_open, keys_of, views_of
from lif_plugin.flow.waiting import waiting_prompts
from lif_plugin.hooks import CaseView, Fault
from lif_plugin.hooks.types import Fact
from lif_plugin.rules.evaluate import CaseSet, evaluate
from lif_plugin.rules.raw import RawFinding
from lif_plugin.rules.registry import OwnedRule
from lif_plugin.store import agencies, cases, connections, demotions, imports, pushes, results
from lif_plugin.store.work import Store, hold_agency

if TYPE_CHECKING:
    from lif_plugin.flow.dispatch import Dispatcher

Row = dict[str, Any]
Save = tuple[str, int, list[Row], list[Row]]
"""What is saved, for which case, new rows, changed rows."""


class Held(NamedTuple):
    """Everything a batch was read with; rules by id, all else of a case by its id.

    ``asked`` are the rules that are asked about a case, where not all are: its other results stand as they were.
    """

    agency: Agency
    source: str
    rows: Sequence[Row]
    reaches: date | None
    as_of: date
    today: date
    known: Mapping[str, OwnedRule]
    running: Mapping[str, OwnedRule]
    views: dict[int, CaseView]
    opened: Mapping[int, bool | None]
    raw: dict[int, list[RawFinding]]
    results: dict[int, dict[str, Row]]
    nominations: dict[int, dict[str, Row]]
    unknown: dict[int, dict[str, Row]]
    links: dict[int, dict[str, Row]]
    over_budget: frozenset[str]
    let_through: frozenset[str]
    demoted: frozenset[str]
    live: Row | None
    reach: Reach
    case_set: CaseSet
    asked: Mapping[int, frozenset[str]]

    def asks(self, case_id: int, rule_id: str) -> bool:
        """Whether a rule is asked about a case."""
        return case_id not in self.asked or rule_id in self.asked[case_id]


@dataclass(slots=True)
class Evaluated:
    """What a batch will write, by case."""

    agency: str
    versions: dict[int, int]
    faults: list[Fault]
    reach: Reach
    refreshed: list[tuple[int, bool | None, bool]] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)
    due: list[Row] = field(default_factory=list)
    live: Row | None = None
    rules: Mapping[str, OwnedRule] = field(default_factory=dict)
    now: int = 0
    unknown: list[Row] = field(default_factory=list)
    cleared: list[tuple[int, str]] = field(default_factory=list)
    asked: Mapping[int, frozenset[str]] = field(default_factory=dict)
    alike: dict[str, tuple[Rule, Row]] = field(default_factory=dict)


def evaluate_cases(
    dispatcher: "Dispatcher", agency_id: str, limit: int, as_of: date | None
) -> Evaluated | None:
    """Evaluate some stale cases of one source; None when no case is stale."""
    with dispatcher.store.read(Viewer.system("evaluate", agency_id)) as connection:
        # The cases come first: what changes after their versions are read is noticed when the batch is written.
        rows = cases.stale_cases(connection, agency_id, limit)
        if not rows:
            return None
        agency = agencies.load_agency(connection, agency_id)
        held = read_cases(connection, dispatcher, agency, rows, as_of=as_of, partly=as_of is None)
    return work_out(dispatcher, held)


def as_they_would_stand(dispatcher: "Dispatcher", agency: Agency, rows: Sequence[Row]) -> list[Row]:
    """Evaluate cases of one source by an agency's settings without writing: the results they would have."""
    with dispatcher.store.read(Viewer.system("trial", agency.id)) as connection:
        held = read_cases(connection, dispatcher, agency, rows)
    # Prompts that the budget has moved to the digest are counted as what they ask for.
    evaluated = work_out(dispatcher, held._replace(over_budget=frozenset()))
    found = {key: one for mine in held.results.values() for key, one in mine.items()}
    for what, _case_id, new, changed in evaluated.saves:
        if what == "result":
            found |= {one["id"]: {**found.get(one["id"], {}), **one} for one in (*new, *changed)}
    return list(found.values())


def work_out(dispatcher: "Dispatcher", held: Held, *, proposals: bool = True) -> Evaluated:
    """Ask the plugins about what was read, and work out what would be written; outside any transaction."""
    batch = Batch(
        views=[view for view in held.views.values() if view.facts],
        frameworks=[
            (since, dispatcher.framework(name))
            for since, name in terms(held.agency.framework, held.agency.framework_from)
        ],
        off=held.agency.plugins_off,
        running=list(held.running.values()),
        known=held.known,
        proposals=proposals,
    )
    found = ask_plugins(dispatcher.plugins, batch)
    versions = {row["id"]: row["version"] for row in held.rows}
    evaluated = Evaluated(held.agency.id, versions, found.faults, held.reach)
    evaluated.live, evaluated.rules, evaluated.now = held.live, held.known, dispatcher.now()
    evaluated.asked = held.asked
    for row in held.rows:
        _case(held, row, found, evaluated)
    return evaluated


def read_cases(
    connection: Any,
    dispatcher: "Dispatcher",
    agency: Agency,
    rows: Sequence[Row],
    *,
    as_of: date | None = None,
    standing: dict[int, dict[str, Row]] | None = None,
    partly: bool = False,
) -> Held:
    """Read all that cases of one source are evaluated by, as of the source's last day unless told otherwise.

    ``standing`` are the results that stand, by case and id, where they are not those of the store. ``partly``: where
    only some facts of a case changed, only rules that can tell are asked.
    """
    source = rows[0]["source"]
    covered = imports.last_days(connection, agency.id, source)
    reaches = numbered_day(max(covered.values())) if covered else None
    clock = dispatcher.clock()
    day = as_of or reaches or clock
    ids = [row["id"] for row in rows]
    book = dispatcher.books.of(agency)
    live = connections.of_source(connection, agency.id, source)
    stretches = imports.covered_days(connection, agency.id, source)
    end = {kind: _moment(numbered_day(last), agency.zone, live) for kind, last in covered.items()}
    moment = _moment(day, agency.zone, None if as_of else live)
    case_set = CaseSet(ids, moment, end, stretches, agency.nation, agency.zone)
    reach = reach_of(connection, agency, source, dispatcher.rules, book.running, covered, day)
    facts = facts_of(connection, ids)
    opened = {case_id: is_open(covered, mine, day_number(day)) for case_id, mine in facts.items()}
    asked = rules_asked(book, rows, opened, facts) if partly and not reach.has_news else {}
    raw = _found(connection, reach, case_set, asked)
    stored = _grouped(_results(connection, ids, asked)) if standing is None else standing
    said = {case_id: book.by_select & asked.get(case_id, book.by_select) for case_id in ids}
    waiting = _waiting(stored, raw, said, facts, (day, agency.zone))
    return Held(
        agency=agency,
        source=source,
        rows=rows,
        reaches=reaches,
        as_of=day,
        today=day if agency.today is Today.COVERAGE else clock,
        known=book.known,
        running=book.running,
        views=views_of(agency, rows, Known(covered, stretches), day, facts, waiting),
        opened=opened,
        raw=raw,
        results=stored,
        nominations=_grouped(results.nominations_of(connection, ids)),
        unknown=_grouped(results.unknown_of(connection, ids), "plugin"),
        links=_grouped(results.review_links_of(connection, ids)),
        over_budget=pushes.over_budget(connection, ids),
        let_through=demotions.let_through(connection, ids),
        # What a past record would have shown is asked of the rules as they are, not of today's answers.
        demoted=frozenset(demotions.in_force(connection, agency.id) if standing is None else ()),
        live=live,
        reach=reach,
        case_set=case_set,
        asked=asked,
    )


def _waiting(
    stored: Mapping[int, Mapping[str, Row]],
    raw: Mapping[int, Sequence[RawFinding]],
    said: Mapping[int, frozenset[str]],
    facts: Mapping[int, tuple[Fact, ...]],
    now: tuple[date, str],
) -> dict[int, tuple[OpenPrompt, ...]]:
    """The prompts that wait, by case, as plugins are shown them; ``said`` are the rules that selects have answered."""
    return {
        case_id: waiting_prompts(
            stored.get(case_id, {}).values(), _gaps(raw[case_id]), said[case_id], keys, now
        )
        for case_id, keys in keys_of(facts).items()
    }


def _gaps(raw: Iterable[RawFinding]) -> set[tuple[str, str]]:
    return {(one.rule, one.subject) for one in raw if one.state is State.GAP}


def _found(
    connection: Any, reach: Reach, case_set: CaseSet, asked: Mapping[int, frozenset[str]]
) -> dict[int, list[RawFinding]]:
    """What each rule that is asked finds, by case."""
    raw: dict[int, list[RawFinding]] = {number: [] for number in case_set.case_ids}
    for entry in reach.ask:
        ids = [number for number in raw if number not in asked or entry.rule.id in asked[number]]
        for finding in evaluate(connection, entry.rule, replace(case_set, case_ids=ids)):
            raw[finding.case_id].append(finding)
    return raw


def _results(connection: Any, ids: Sequence[int], asked: Mapping[int, frozenset[str]]) -> list[Row]:
    """The results of cases: where only some rules are asked of any of them, theirs and those that wait."""
    some = None if len(asked) < len(ids) else frozenset().union(*asked.values())
    return results.results_of(connection, ids, some)


def _moment(day: date, zone: str, live: Row | None) -> int:
    """The end of a day, or on a live platform's last day the moment up to which it was asked."""
    end = day_start_ms(day + timedelta(days=1), zone) - 1
    return min(end, live["covered_until"]) if live and live["covered_until"] is not None else end


def _grouped(rows: Iterable[Row], by: str = "id") -> dict[int, dict[str, Row]]:
    grouped: dict[int, dict[str, Row]] = {}
    for row in rows:
        grouped.setdefault(row["case_id"], {})[row[by]] = row
    return grouped


def _case(held: Held, row: Row, found: Found, evaluated: Evaluated) -> None:
    """Work out everything one case will be written with."""
    case_id, view = row["id"], held.views[row["id"]]
    opened, is_held = held.opened[case_id], bool(view.facts)
    raw = held.raw[case_id] if is_held else []
    ground = Ground(
        case_id,
        row["ref"],
        held.source,
        held.agency,
        Circumstances(held.today, held.reaches, opened),
        held.as_of,
        evaluated.now,
        frozenset(fact.evidence.key for fact in view.facts),
        frozenset(held.running),
        frozenset((finding.rule, finding.subject) for finding in raw if finding.state is None),
        held.over_budget,
        held.reach.silent,
        _out_of_question(held, raw),
        not_told(held.agency, held.running, view),
        held.demoted,
        held.let_through,
        evaluated.alike,
    )
    existing = {
        key: old for key, old in held.results.get(case_id, {}).items() if held.asks(case_id, old["rule"])
    }
    ending = {key: old for key, old in existing.items() if not is_held or not _stays(old, held, found)}
    triples: Iterable[tuple[Rule, str, Finding]] = _triples(held, case_id, raw, found)
    if len(ending) < len(existing):
        left = existing.keys() - ending.keys()
        triples = [one for one in triples if ground.prompt_id(one[2]) not in left]
    new, changed = result_rows(ground, triples, ending)
    now_stand = {**existing, **{one["id"]: one for one in (*new, *changed)}}
    evaluated.due += ladder.next_rungs(held.agency, now_stand.values(), ground.now)
    evaluated.saves += [
        ("result", case_id, new, changed),
        ("nomination", case_id, *nomination_rows(ground, found, held.nominations.get(case_id, {}))),
        ("review_link", case_id, *link_rows(ground, found, held.links.get(case_id, {}))),
    ]
    unknown, cleared = unknown_rows(ground, found, held.unknown.get(case_id, {}))
    evaluated.unknown += unknown
    evaluated.cleared += cleared
    evaluated.due += [
        {
            "case_id": case_id,
            "rule": finding.rule,
            "subject": finding.subject,
            "agency_id": held.agency.id,
            "due_at": finding.due_at,
        }
        for finding in raw
        if finding.state is None and finding.due_at is not None
    ]
    evaluated.refreshed.append((case_id, opened, is_held))


def _out_of_question(held: Held, raw: Sequence[RawFinding]) -> frozenset[str]:
    """Rules about a spell that lasts which found none in this case: what they asked has ended, not been met."""
    asked = {entry.rule.id for entry in held.reach.ask if isinstance(entry.rule.template, GapSince)}
    return frozenset(asked - {finding.rule for finding in raw})


def _stays(old: Row, held: Held, found: Found) -> bool:
    """Whether a stored result is left as it was, because nobody could be asked about it.

    Its rule is gone (a plugin that failed to load), or its plugin gave no answer this time. A switched-off
    rule's results end.
    """
    entry = held.known.get(old["rule"])
    if entry is None:
        return True
    if old["rule"] not in held.running or not isinstance(entry.rule.template, ByPlugin):
        return False
    return entry.plugin not in found.answered["lif_prompts"]


def _triples(
    held: Held, case_id: int, raw: Sequence[RawFinding], found: Found
) -> Iterable[tuple[Rule, str, Finding]]:
    view = held.views[case_id]
    evidence = {fact.evidence.event: fact.evidence for fact in view.facts}
    for one in raw:
        if one.state is not None:
            entry = held.running[one.rule]
            # Oldest first, as a reader of the why expects.
            proof = tuple(evidence[number] for number in reversed(one.evidence_ids))
            finding = Finding(
                one.rule, one.subject, one.state, one.occurred_day, proof, one.reason, one.text, one.due_at
            )
            yield entry.rule, entry.plugin, guarded(entry.rule, finding, view)
    if view.facts:
        for plugin, finding in found.findings.get(view.case_ref, ()):
            if finding.rule in held.reach.silent or not held.asks(case_id, finding.rule):
                continue
            rule = held.running[finding.rule].rule
            yield rule, plugin, guarded(rule, finding, view)


def write_evaluated(store: Store, evaluated: Evaluated) -> None:
    """Write a batch in one short transaction; a case that changed meanwhile stays stale and comes again."""
    with store.write(Viewer.system("evaluate", evaluated.agency)) as connection:
        hold_agency(connection, evaluated.agency)
        same = cases.unchanged(connection, evaluated.versions)
        if same:
            evaluated.reach.write(connection)
        for what in ("result", "nomination", "review_link"):
            mine = [save for save in evaluated.saves if save[0] == what and save[1] in same]
            new = [row for save in mine for row in save[2]]
            changed = [row for save in mine for row in save[3]]
            if what == "result":
                tell_results(connection, evaluated.agency, (new, changed), evaluated.rules, evaluated.now)
            results.save(connection, what, new, changed)
        results.save_next_due(
            connection,
            {case_id: evaluated.asked.get(case_id) for case_id in same},
            [row for row in evaluated.due if row["case_id"] in same],
        )
        results.save_unknown(
            connection,
            [pair for pair in evaluated.cleared if pair[0] in same],
            [row for row in evaluated.unknown if row["case_id"] in same],
        )
        if evaluated.live is not None:
            settle_shown(connection, evaluated.live, same, evaluated.rules, evaluated.now)
        cases.refresh(connection, (row for row in evaluated.refreshed if row[0] in same))
        results.add_faults(
            connection,
            evaluated.agency,
            ((fault.plugin, fault.hook, fault.message, int(fault.at * 1000)) for fault in evaluated.faults),
        )
