"""Evaluates a batch of cases: rules, then plugins, then the rows that should stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.kinds import OPENING_KINDS, TYPED_FIELDS
from lif_plugin.domain.prompt import AuditNomination, Evidence, Finding, ReviewLink, prompt_id
from lif_plugin.domain.rule import ByPlugin, Rule
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, day_start_ms, numbered_day
from lif_plugin.errors import PluginFault
from lif_plugin.flow.deliver import Circumstances
from lif_plugin.flow.findings import Ground, result_rows
from lif_plugin.hooks import CaseFinding, CaseView
from lif_plugin.hooks.manager import Fault
from lif_plugin.hooks.types import Fact
from lif_plugin.rules.evaluate import CaseSet, RawFinding, evaluate
from lif_plugin.rules.registry import OwnedRule, rules_of
from lif_plugin.store import agencies, cases, events, imports, results
from lif_plugin.store.work import Store, now_ms

if TYPE_CHECKING:
    from lif_plugin.flow.dispatch import Dispatcher

Row = dict[str, Any]
Save = tuple[str, int, list[Row], list[Row]]
"""What is saved, for which case, new rows, changed rows."""


class Held(NamedTuple):
    """Everything a batch was read with."""

    agency: Agency
    source: str
    rows: list[Row]
    covered: Mapping[str, int]
    as_of: date
    today: date
    views: dict[int, CaseView]
    raw: list[RawFinding]
    rules: list[OwnedRule]
    results: dict[int, dict[str, Row]]
    nominations: dict[int, dict[str, Row]]
    links: dict[int, dict[str, Row]]


@dataclass(slots=True)
class Evaluated:
    """What a batch will write, by case."""

    agency: str
    versions: dict[int, int]
    refreshed: list[tuple[int, bool | None, bool]] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)
    due: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def evaluate_cases(dispatcher: "Dispatcher", agency_id: str, limit: int, as_of: date | None) -> Evaluated | None:
    """Evaluate some stale cases of one source; None when no case is stale."""
    with dispatcher.store.read(Viewer.system("evaluate", agency_id)) as connection:
        held = _read(connection, dispatcher, agency_id, limit, as_of)
    if held is None:
        return None
    known = len(dispatcher.plugins.faults)
    found = _by_plugins(dispatcher, held)
    evaluated = Evaluated(agency_id, {row["id"]: row["version"] for row in held.rows})
    evaluated.faults = dispatcher.plugins.faults[known:]
    for row in held.rows:
        _case(held, row, found, evaluated)
    return evaluated


def _read(connection: Any, dispatcher: "Dispatcher", agency_id: str, limit: int, as_of: date | None) -> Held | None:
    rows = cases.stale_cases(connection, agency_id, limit)
    if not rows:
        return None
    agency = agencies.load_agency(connection, agency_id)
    source = rows[0]["source"]
    covered = imports.last_days(connection, agency_id, source)
    reaches = numbered_day(max(covered.values())) if covered else None
    clock = dispatcher.clock()
    day = as_of or reaches or clock
    ids = [row["id"] for row in rows]
    views = _views(agency, source, rows, covered, day, events.live_events(connection, ids))
    running = rules_of(agency, dict(dispatcher.rules))
    end = {kind: _day_end(numbered_day(last), agency.zone) for kind, last in covered.items()}
    case_set = CaseSet(ids, _day_end(day, agency.zone), end)
    return Held(
        agency=agency,
        source=source,
        rows=rows,
        covered=covered,
        as_of=day,
        today=day if agency.today is Today.COVERAGE else clock,
        views=views,
        raw=[finding for entry in running for finding in evaluate(connection, entry.rule, case_set)],
        rules=running,
        results=_grouped(results.results_of(connection, ids)),
        nominations=_grouped(results.nominations_of(connection, ids)),
        links=_grouped(results.review_links_of(connection, ids)),
    )


def _day_end(day: date, zone: str) -> int:
    return day_start_ms(day + timedelta(days=1), zone) - 1


def _grouped(rows: Iterable[Row]) -> dict[int, dict[str, Row]]:
    grouped: dict[int, dict[str, Row]] = {}
    for row in rows:
        grouped.setdefault(row["case_id"], {})[row["id"]] = row
    return grouped


def _views(
    agency: Agency, source: str, rows: list[Row], covered: Mapping[str, int], as_of: date, live: list[Row]
) -> dict[int, CaseView]:
    facts: dict[int, list[Fact]] = {row["id"]: [] for row in rows}
    for row in live:
        facts[row["case_id"]].append(
            Fact(
                Evidence(row["id"], row["digest"], row["kind"], row["occurred_day"], row["code"], row["key"]),
                row["occurred_at"],
                row["until_day"],
                row["precision"],
                {name: row[name] for name in TYPED_FIELDS if row[name] is not None},
                orjson.loads(row["detail"]),
            )
        )
    return {
        row["id"]: CaseView(
            agency, source, row["ref"], day_number(as_of), dict(covered), tuple(facts[row["id"]])
        )
        for row in rows
    }


class Found(NamedTuple):
    """What plugins found; ``silent`` names plugins that failed, whose earlier results stay."""

    findings: dict[str, list[tuple[str, Finding]]]
    nominations: dict[str, list[tuple[str, AuditNomination]]]
    links: dict[str, list[tuple[str, ReviewLink]]]
    answered: dict[str, set[str]]


def _by_plugins(dispatcher: "Dispatcher", held: Held) -> Found:
    """Call the plugins on the batch, outside any transaction."""
    views = tuple(held.views.values())
    refs = {view.case_ref for view in views}
    found = Found({}, {}, {}, {"lif_prompts": set(), "lif_audits": set(), "lif_review_links": set()})
    own = {entry.rule.id: entry.plugin for entry in held.rules if isinstance(entry.rule.template, ByPlugin)}
    framework = dispatcher.framework(held.agency)
    off = held.agency.plugins_off
    each = dispatcher.plugins.each
    for plugin, items in each("lif_prompts", CaseFinding, skip=off, cases=views):
        if _fits(dispatcher, plugin, "lif_prompts", refs, items) and _owned(dispatcher, plugin, own, items):
            found.answered["lif_prompts"].add(plugin)
            for item in items:
                if item.finding.rule in own:
                    found.findings.setdefault(item.case_ref, []).append((plugin, item.finding))
    for plugin, items in each("lif_audits", AuditNomination, skip=off, cases=views):
        if _fits(dispatcher, plugin, "lif_audits", refs, items):
            found.answered["lif_audits"].add(plugin)
            for item in items:
                found.nominations.setdefault(item.case_ref, []).append((plugin, item))
    for plugin, items in each("lif_review_links", ReviewLink, skip=off, cases=views, framework=framework):
        if _fits(dispatcher, plugin, "lif_review_links", refs, items):
            found.answered["lif_review_links"].add(plugin)
            for item in items:
                found.links.setdefault(item.case_ref, []).append((plugin, item))
    return found


def _fits(dispatcher: "Dispatcher", plugin: str, hook: str, refs: set[str], items: list[Any]) -> bool:
    if all(item.case_ref in refs for item in items):
        return True
    dispatcher.plugins.record(plugin, hook, PluginFault("Returned a result for a case it was not given."))
    return False


def _owned(dispatcher: "Dispatcher", plugin: str, own: Mapping[str, str], items: list[CaseFinding]) -> bool:
    declared = {rule for rule, owner in own.items() if owner == plugin}
    switched_off = {entry.rule.id for entry in dispatcher.rules.values() if entry.plugin == plugin}
    if all(item.finding.rule in declared | switched_off for item in items):
        return True
    dispatcher.plugins.record(plugin, "lif_prompts", PluginFault("Returned a finding for a rule that is not its own."))
    return False


def _case(held: Held, row: Row, found: Found, evaluated: Evaluated) -> None:
    case_id, ref = row["id"], row["ref"]
    view = held.views[case_id]
    is_open = _is_open(view)
    reaches = numbered_day(max(held.covered.values())) if held.covered else None
    circumstances = Circumstances(held.today, reaches, is_open)
    keys = frozenset(fact.evidence.key for fact in view.facts)
    ground = Ground(case_id, ref, held.source, held.agency, circumstances, held.as_of, now_ms(), keys)
    is_held = bool(view.facts)
    existing = held.results.get(case_id, {})
    triples = _triples(held, case_id, ref, found) if is_held else []
    stays = _silent(existing, held, found)
    new, changed = result_rows(ground, triples, {key: value for key, value in existing.items() if key not in stays})
    evaluated.saves.append(("result", case_id, new, changed))
    evaluated.saves.append(_nominations(held, ground, found))
    evaluated.saves.append(_links(held, ground, found))
    evaluated.due.extend(
        {
            "case_id": case_id,
            "rule": raw.rule,
            "subject": raw.subject,
            "agency_id": held.agency.id,
            "due_at": raw.due_at,
        }
        for raw in held.raw
        if raw.case_id == case_id and raw.state is None and raw.due_at is not None
    )
    evaluated.refreshed.append((case_id, is_open, is_held))


def _is_open(view: CaseView) -> bool | None:
    """Whether any spell that keeps a case open had not ended; None where the source covers no such kind."""
    if view.covered.keys().isdisjoint(OPENING_KINDS):
        return None
    return any(
        fact.until_day is None or fact.until_day > view.as_of for kind in OPENING_KINDS for fact in view.of(kind)
    )


def _triples(held: Held, case_id: int, ref: str, found: Found) -> list[tuple[Rule, str, Finding]]:
    by_id = {entry.rule.id: entry for entry in held.rules}
    evidence = {fact.evidence.event: fact.evidence for fact in held.views[case_id].facts}
    triples = []
    for raw in held.raw:
        if raw.case_id == case_id and raw.state is not None:
            entry = by_id[raw.rule]
            # Oldest first, as a reader of the why expects.
            proof = tuple(evidence[number] for number in reversed(raw.evidence_ids))
            finding = Finding(
                raw.rule, raw.subject, raw.state, raw.occurred_day, proof, raw.reason, raw.text, raw.due_at
            )
            triples.append((entry.rule, entry.plugin, finding))
    for plugin, finding in found.findings.get(ref, ()):
        triples.append((by_id[finding.rule].rule, plugin, finding))
    return triples


def _silent(existing: Mapping[str, Row], held: Held, found: Found) -> set[str]:
    """Results of plugins that gave no answer this time: they stay as they were."""
    own = {entry.rule.id: entry.plugin for entry in held.rules if isinstance(entry.rule.template, ByPlugin)}
    return {
        row_id
        for row_id, row in existing.items()
        if row["rule"] in own and row["subject"] and own[row["rule"]] not in found.answered["lif_prompts"]
    }


def _nominations(held: Held, ground: Ground, found: Found) -> Save:
    rows = {}
    for plugin, item in found.nominations.get(ground.case_ref, ()):
        row = _linked(ground, plugin, f"audit:{item.trigger}", item.reason, item.evidence_keys)
        rows[row["id"]] = {**row, "trigger": item.trigger}
    existing = held.nominations.get(ground.case_id, {})
    return ("nomination", ground.case_id, *_merge(rows, existing, found.answered["lif_audits"], ground.now))


def _links(held: Held, ground: Ground, found: Found) -> Save:
    rows = {}
    for plugin, item in found.links.get(ground.case_ref, ()):
        row = _linked(ground, plugin, f"review:{item.review}", item.reason, item.evidence_keys)
        rows[row["id"]] = {**row, "review": item.review, "authority": item.authority}
    existing = held.links.get(ground.case_id, {})
    return ("review_link", ground.case_id, *_merge(rows, existing, found.answered["lif_review_links"], ground.now))


def _linked(ground: Ground, plugin: str, what: str, reason: str, keys: tuple[str, ...]) -> Row:
    return {
        "case_id": ground.case_id,
        "id": prompt_id(ground.agency.id, ground.source, ground.case_ref, f"{plugin}:{what}", ""),
        "agency_id": ground.agency.id,
        "plugin": plugin,
        "reason": reason,
        "evidence": orjson.dumps(list(keys)).decode(),
        "raised_at": ground.now,
        "ended_at": None,
    }


def _merge(
    wanted: Mapping[str, Row], existing: Mapping[str, Row], answered: set[str], now: int
) -> tuple[list[Row], list[Row]]:
    """(new, changed) rows; what a plugin no longer returns ends, if the plugin gave an answer at all."""
    new = [row for row_id, row in wanted.items() if row_id not in existing]
    changed = []
    for row_id, before in existing.items():
        row = wanted.get(row_id)
        if row is None and before["ended_at"] is None and before["plugin"] in answered:
            changed.append({**before, "ended_at": now})
        elif row is not None and (before["ended_at"] is not None or before["reason"] != row["reason"]
                                  or before["evidence"] != row["evidence"]):  # fmt: skip
            changed.append({**before, **row, "raised_at": before["raised_at"]})
    return new, changed


def write_evaluated(store: Store, evaluated: Evaluated) -> None:
    """Write a batch in one short transaction; a case that changed meanwhile stays stale and comes again."""
    with store.write(Viewer.system("evaluate", evaluated.agency)) as connection:
        same = cases.unchanged(connection, evaluated.versions)
        for what in ("result", "nomination", "review_link"):
            mine = [save for save in evaluated.saves if save[0] == what and save[1] in same]
            new = [row for save in mine for row in save[2]]
            changed = [row for save in mine for row in save[3]]
            results.save(connection, what, new, changed)
        results.save_next_due(connection, same, [row for row in evaluated.due if row["case_id"] in same])
        cases.refresh(connection, (row for row in evaluated.refreshed if row[0] in same))
        results.add_faults(
            connection,
            evaluated.agency,
            ((fault.plugin, fault.hook, fault.message, int(fault.at * 1000)) for fault in evaluated.faults),
        )
