"""Every rule there is, as rows: rules, timers, audit triggers and reviews; running, or waiting and for what."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lif_plugin.app import Parts
from lif_plugin.builtin.audit_triggers import TRIGGERS
from lif_plugin.builtin.audit_triggers.trigger import Trigger
from lif_plugin.builtin.national_reviews import NATIONAL
from lif_plugin.builtin.review_links import reviews_of
from lif_plugin.cli.configuring import moment
from lif_plugin.cli.options import today
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.heard import WORK_RULES, WorkRule
from lif_plugin.domain.review import ReviewKind
from lif_plugin.domain.rule import Channel, Rule
from lif_plugin.domain.threshold import amount
from lif_plugin.domain.timer import Timer
from lif_plugin.domain.viewer import RIGHTS, Right
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.frameworks import framework_ids, framework_of, load_framework
from lif_plugin.rules.registry import OwnedRule, as_set

Row = dict[str, Any]
_PANEL: Final = "panel"
_POOL: Final = "audit_pool"
_PAGES: Final = "own_pages"
_NONE: Final[Mapping[str, Any]] = {"thresholds": [], "addressee": [], "delivery": None}


_NOBODY: Final = (
    "The framework says neither what it is held for nor who decides on it: people begin it outside the system"
)
_READERS: Final = {"review_links": Right.READ_REVIEWS, "governance": Right.READ_LEARNING}
"""Who sees a timer that another feature carries."""


def catalogue(app: Parts, agency: Agency | None, demoted: Mapping[str, Row] | None = None) -> list[Row]:
    """All rows, for an agency as it has set them and as people's answers have moved them, or for none as shipped."""
    rules = (_moved(row, (demoted or {}).get(row["id"])) for row in _rules(app, agency))
    return [*rules, *_timers(app, agency), *_triggers(agency), *_reviews(agency)]


def _row(agency: Agency | None, plugin: str, nations: tuple[str, ...], row: Row, waits: str = "") -> Row:
    """A row with its status: what an agency's nation and settings say comes first, then what it waits for."""
    reason = waits or None
    if agency is not None and agency.nation not in nations:
        reason = f"not for {agency.nation}"
    elif agency is not None and row["id"] in agency.rules_off:
        reason = "switched off"
    elif agency is not None and plugin in agency.plugins_off:
        reason = f"plugin {plugin} is switched off"
    status = "waiting" if reason else "running"
    return {**_NONE, **row, "plugin": plugin, "nations": list(nations), "status": status, "reason": reason}


def _rules(app: Parts, agency: Agency | None) -> Iterator[Row]:
    owned = app.rules if agency is None else as_set(agency, app.rules)
    stated = _stated(app)
    for entry in owned.values():
        yield _row(agency, entry.plugin, entry.rule.nations, _rule(entry, stated))
    for rule in WORK_RULES:
        yield _row(agency, "", ("england", "scotland", "wales", "northern_ireland"), _work_rule(rule))


def _work_rule(rule: WorkRule) -> Row:
    """A rule about the partnership's own work: no template asks it, `lif audits heard` reads it."""
    return {
        "id": rule.id,
        "kind": "rule",
        "title": rule.title,
        "template": type(rule).__name__,
        "authority": rule.authority,
        "addressee": [role.value for role in rule.addressees],
        "delivery": rule.delivery.value,
        "severity": rule.severity.value,
        "version": rule.version,
        "kinds": [],
        "reads": list(rule.reads),
    }


def _moved(row: Row, demotion: Row | None) -> Row:
    """A row with what people's answers have made of it: a rule marked wrong too often is in the digest."""
    if demotion is None or row["delivery"] != Channel.NOW.value:
        return row
    said = f"to the digest, not now: {demotion['wrong']} of {demotion['answered']} answers said it was wrong"
    kept = {name: demotion[name] for name in ("wrong", "answered")}
    since = moment(demotion["at"])
    return {**row, "delivery": Channel.DIGEST.value, "reason": row["reason"] or said,
            "demoted": {**kept, "since": since}}  # fmt: skip


def _stated(app: Parts) -> frozenset[str]:
    """The kinds of event that some adapter states."""
    files = {kind for adapter in app.adapters.values() for kind in adapter.kinds}
    return frozenset(files | {kind for adapter in app.live_adapters.values() for kind in adapter.kinds})


def _rule(entry: OwnedRule, stated: frozenset[str]) -> Row:
    rule = entry.rule
    return {
        "id": rule.id,
        "kind": "rule",
        "title": rule.title,
        "template": type(rule.template).__name__,
        "authority": rule.authority,
        "thresholds": [_threshold(rule, number) for number in range(len(rule.thresholds))],
        "addressee": [role.value for role in rule.addressees],
        "delivery": rule.delivery.value,
        "severity": rule.severity.value,
        "version": rule.version,
        "statutory": rule.statutory,
        "kinds": sorted(rule.kinds),
        "kinds_without_source": sorted(rule.kinds - stated),
        "exemptions": [exemption.code for exemption in rule.exemptions],
        "supersedes": [covers.rule for covers in rule.covers],
    }


def _threshold(rule: Rule, number: int) -> Row:
    bounds = rule.thresholds[number]
    value, unit = amount(rule.template, bounds.slot)
    return {
        "name": bounds.slot.value,
        "value": value,
        "unit": "hours" if unit is None else unit.value,
        "least": bounds.least,
        "most": bounds.most,
        "strength": bounds.strength.value,
    }


def _timers(app: Parts, agency: Agency | None) -> Iterator[Row]:
    stated = _stated(app)
    for owned in app.timers.values():
        timer = owned.timer
        row = {
            "id": timer.id,
            "kind": "timer",
            "title": timer.title,
            "template": "Timer",
            "authority": timer.source,
            "thresholds": _limits(timer),
            "addressee": _readers(_READERS.get(timer.carried_by, Right.READ_CASES)),
            "delivery": _PAGES if timer.carried_by else _PANEL,
            "strength": timer.strength.value,
            "clock_start": timer.clock_start,
            "allows": timer.allows,
            "read_first": timer.read_first,
            "carried_by": timer.carried_by or None,
            "told_by": list(timer.told_by),
            "pause_reasons": list(timer.pause_reasons),
            "kinds": sorted(timer.kinds),
            "kinds_without_source": sorted(timer.kinds - stated),
            "unfed": timer.unfed or None,
        }
        yield _row(agency, owned.plugin, timer.nations, row, timer.waits)


def _limits(timer: Timer) -> list[Row]:
    return [
        {"name": step.what, "value": step.limit.n, "unit": step.limit.unit.value, "strength": timer.strength.value,
         "from": step.valid_from, "to": step.valid_to}
        for step in timer.steps
    ]  # fmt: skip


def _readers(right: Right) -> list[str]:
    return sorted(role.value for role in RIGHTS[right])


def _triggers(agency: Agency | None) -> Iterator[Row]:
    for trigger in TRIGGERS:
        row = {
            "id": trigger.id,
            "kind": "audit_trigger",
            "title": trigger.title,
            "template": trigger.find.__name__,
            "authority": trigger.authority,
            "thresholds": _windows(trigger),
            "addressee": _readers(Right.READ_AUDITS),
            "delivery": _POOL,
            "kinds": sorted(trigger.reads),
        }  # fmt: skip
        yield _row(agency, "audit_triggers", trigger.nations, row)


def _windows(trigger: Trigger) -> list[Row]:
    found: list[Row] = [{"name": "count", "value": trigger.count, "unit": None}] if trigger.count > 1 else []
    for unit, value in (
        ("months", trigger.span.months),
        ("days", trigger.span.days),
        ("working_days", trigger.working_days),
    ):
        if value:
            found.append({"name": "within", "value": value, "unit": unit})
    return found


def _reviews(agency: Agency | None) -> Iterator[Row]:
    if agency is not None:
        framework = framework_of(agency, numbered_day(today()))
        for kind in reviews_of(agency.nation, framework):
            yield _review(agency, agency.nation, kind, framework)
        return
    for nation, kinds in NATIONAL.items():
        yield from (_review(None, nation, kind, None) for kind in kinds)
    for name in framework_ids():
        framework = load_framework(name)
        national = {kind.id for kind in NATIONAL.get(framework.nation, ())}
        own = (kind for kind in framework.review_kinds if kind.id not in national)
        yield from (_review(None, framework.nation, kind, framework) for kind in own)


def _review(agency: Agency | None, nation: str, kind: ReviewKind, framework: Framework | None) -> Row:
    is_national = any(kind.id == one.id for one in NATIONAL.get(nation, ()))
    row = {
        "id": kind.id if is_national or framework is None else f"{framework.id}/{kind.id}",
        "kind": "review",
        "title": kind.label,
        "template": "criteria",
        "authority": kind.authority,
        "thresholds": [
            {"name": clock.id, "value": clock.limit, "unit": clock.unit.value} for clock in kind.clocks
        ],
        "addressee": _readers(Right.READ_REVIEWS if kind.brought_up_by else Right.READ_LEARNING),
        "delivery": _PAGES,
        "framework": framework.id if framework else None,
        "brought_up_by": sorted(incident.value for incident in kind.brought_up_by),
        "raised_by": sorted({source for way in kind.raised_by for source in way.sources}),
        "programmes": [*kind.programmes],
        "asked_of": kind.decided_by,
    }
    is_brought = kind.brought_up_by or kind.raised_by or kind.programmes
    waits = "" if is_brought else _NOBODY
    return _row(agency, "review_links", (nation,), row, waits)
