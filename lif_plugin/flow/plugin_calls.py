"""Calls the plugins on a batch of cases, and keeps only what belongs: own rules, given cases, shown evidence."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import UnionType
from typing import Any, Final, NamedTuple

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import AuditNomination, CannotTell, Finding, ReviewLink
from lif_plugin.domain.record import is_day
from lif_plugin.domain.rule import ByPlugin
from lif_plugin.errors import PluginFault
from lif_plugin.hooks import CaseFinding, CaseView, Fault, Plugins
from lif_plugin.rules.registry import OwnedRule

_LAST_DAY: Final = 9999_12_31


class Found(NamedTuple):
    """What plugins found, by case reference, with the name of the plugin.

    ``unknown`` is what audit triggers could not tell. ``answered`` names by hook the plugins that gave an answer: what they no longer return ends, what
    the others returned before stays. ``faults`` are those of this call.
    """

    findings: dict[str, list[tuple[str, Finding]]]
    nominations: dict[str, list[tuple[str, AuditNomination]]]
    unknown: dict[str, list[tuple[str, CannotTell]]]
    links: dict[str, list[tuple[str, ReviewLink]]]
    answered: dict[str, set[str]]
    faults: list[Fault]


class Batch(NamedTuple):
    """What plugins are asked about: views of cases of one agency, and the rules that run there.

    ``frameworks`` are those that the agency works or worked by, each from a day on, in order of time. Without
    ``proposals`` plugins are asked for prompts alone.
    """

    views: Sequence[CaseView]
    frameworks: Sequence[tuple[int, Framework | None]]
    off: frozenset[str]
    running: Sequence[OwnedRule]
    known: Mapping[str, OwnedRule]
    proposals: bool = True


def ask_plugins(plugins: Plugins, batch: Batch) -> Found:
    """Ask every plugin about a batch; to be called outside any transaction."""
    found = Found({}, {}, {}, {}, {}, [])
    shown = {view.case_ref: {fact.evidence.key for fact in view.facts} for view in batch.views}
    views = tuple(batch.views)

    def ask(
        hook: str, returns: type | UnionType, own: Callable[[str, list[Any]], str | None], **more: Any
    ) -> Iterable[Any]:
        # A plugin that is switched off has its answer: nothing.
        found.answered[hook] = set(batch.off)
        for plugin, items in plugins.each(
            hook, returns, skip=batch.off, faults=found.faults, cases=views, **more
        ):
            wrong = _foreign(shown, items) or own(plugin, items)
            if wrong:
                found.faults.append(plugins.record(plugin, hook, PluginFault(wrong)))
            else:
                found.answered[hook].add(plugin)
                yield from ((plugin, item) for item in items)

    running = {entry.rule.id for entry in batch.running}
    for plugin, item in ask("lif_prompts", CaseFinding, _own_rules(batch.known)):
        if item.finding.rule in running:
            found.findings.setdefault(item.case_ref, []).append((plugin, item.finding))
    if not batch.proposals:
        return found._replace(answered={"lif_audits": set(), "lif_review_links": set(), **found.answered})
    for plugin, item in ask("lif_audits", AuditNomination | CannotTell, _own_days):
        kept: dict[str, list[Any]] = found.unknown if isinstance(item, CannotTell) else found.nominations
        kept.setdefault(item.case_ref, []).append((plugin, item))
    answered = []
    for since, until, framework in _terms(batch.frameworks):
        for plugin, item in ask("lif_review_links", ReviewLink, _anything, framework=framework):
            # What is of a day is held against the framework of that day; what is of none against the last.
            if since <= (item.day or _LAST_DAY) < until:
                found.links.setdefault(item.case_ref, []).append((plugin, item))
        answered.append(found.answered["lif_review_links"])
    found.answered["lif_review_links"] = set.intersection(*answered)
    return found


def _terms(
    frameworks: Sequence[tuple[int, Framework | None]],
) -> Iterable[tuple[int, int, Framework | None]]:
    """Frameworks with the first day of each, and the first one that is not its any more."""
    ends = [*(since for since, _framework in frameworks[1:]), _LAST_DAY + 1]
    return [(since, until, framework) for (since, framework), until in zip(frameworks, ends, strict=True)]


def _foreign(shown: Mapping[str, set[str]], items: list[Any]) -> str | None:
    """What is wrong where an item is about a case, or rests on a fact, that the plugin was not shown."""
    for item in items:
        if item.case_ref not in shown:
            return "Returned a result for a case it was not given."
        if not shown[item.case_ref].issuperset(_keys(item)):
            return "Returned evidence that is not of the case."
    return None


def _keys(item: Any) -> Sequence[str]:
    if isinstance(item, CannotTell):
        return ()
    if isinstance(item, CaseFinding):
        return [proof.key for proof in item.finding.evidence]
    keys: Sequence[str] = item.evidence_keys
    return keys


def _own_rules(known: Mapping[str, OwnedRule]) -> Callable[[str, list[CaseFinding]], str | None]:
    def wrong(plugin: str, items: list[CaseFinding]) -> str | None:
        own = {
            rule_id
            for rule_id, entry in known.items()
            if entry.plugin == plugin and isinstance(entry.rule.template, ByPlugin)
        }
        if all(item.finding.rule in own for item in items):
            return None
        return "Returned a finding for a rule that is not its own to find."

    return wrong


def _own_days(_plugin: str, items: list[Any]) -> str | None:
    """What is wrong where a nomination's day is none of the calendar."""
    days = (item.day for item in items if isinstance(item, AuditNomination) and item.day is not None)
    return None if all(map(is_day, days)) else "The day of a nomination is no day of the calendar (YYYYMMDD)."


def _anything(_plugin: str, _items: list[Any]) -> str | None:
    return None
