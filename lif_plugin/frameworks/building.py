"""From the checked data of a framework file to its frozen values."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, TypeVar

from lif_plugin.domain import framework_entry as values
from lif_plugin.domain.framework import Framework, Period
from lif_plugin.domain.framework_entry import Basis, RouteBasis

E = TypeVar("E", bound=values.Entry)

ENTRIES: Mapping[str, type[values.Entry]] = {
    "agencies": values.Agency,
    "aims": values.Aim,
    "quality_components": values.Labelled,
    "cycle": values.CycleStage,
    "principles": values.Labelled,
    "governance_bodies": values.GovernanceBody,
    "sources_of_learning": values.SourceOfLearning,
    "review_methods": values.ReviewMethod,
    "audit_programmes": values.AuditProgramme,
    "audit_tests": values.AuditTest,
    "recurring_reports": values.RecurringReport,
    "roles": values.RoleTask,
    "reflection_opportunities": values.ReflectionOpportunity,
    "improvement_approaches": values.ImprovementApproach,
    "dissemination": values.Dissemination,
    "evaluation_methods": values.EvaluationMethod,
    "indicators": values.Indicator,
    "action_plan_types": values.PlanType,
    "obligations": values.Obligation,
    "known_defects": values.Defect,
}
WORDS = {"basis": Basis, "links_basis": Basis, "route_basis": RouteBasis}


def build_framework(data: Mapping[str, Any]) -> Framework:
    """Return the framework that `data` describes; `data` has passed every check, so nothing is checked here."""
    raw = freeze(data)
    voice = raw["voice_of_child"]
    period = {field.name: raw["period"][field.name] for field in fields(Period)}
    lists: dict[str, Any] = {name: _entries(entry, raw.get(name, ())) for name, entry in ENTRIES.items()}
    return Framework(
        id=raw["id"],
        title=raw["title"],
        nation=raw["jurisdiction"]["nation"],
        area=raw["jurisdiction"]["area"],
        statutory_basis=raw["jurisdiction"]["statutory_basis"],
        scope=raw["scope"],
        period=Period(**period),
        review_types=tuple(_review_type(row) for row in raw["review_types"]),
        reporting_calendar=tuple(_calendar(raw["reporting_calendar"])),
        voice_sources=_entries(values.Labelled, voice["sources"]),
        voice_tests=_entries(values.Labelled, voice["tests"]),
        raw=raw,
        **lists,
    )


def freeze(value: Any) -> Any:
    """Return `value` with its lists as tuples and its mappings read-only, all the way down."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(freeze(inner) for inner in value)
    return value


def _entries(entry: type[E], rows: Iterable[Mapping[str, Any]]) -> tuple[E, ...]:
    return tuple(_entry(entry, row) for row in rows)


def _entry(entry: type[E], row: Mapping[str, Any]) -> E:
    held = {field.name: row[field.name] for field in fields(entry) if field.name in row}
    held |= {name: word(held[name]) for name, word in WORDS.items() if name in held}
    return entry(**held, raw=row)


def _review_type(row: Mapping[str, Any]) -> values.ReviewType:
    """Put the criteria under all_of or any_of, whichever way the file says it. One criterion is all of them."""
    if not {"criteria_all_of", "criteria_any_of", "always_when"} & row.keys():
        logic = row.get("criteria_logic", "all_of")
        return _entry(values.ReviewType, MappingProxyType({**row, f"criteria_{logic}": row["criteria"]}))
    return _entry(values.ReviewType, row)


def _calendar(months: Iterable[Mapping[str, Any]]) -> Iterable[values.CalendarEntry]:
    for row in months:
        for report in row["items"]:
            yield values.CalendarEntry(
                id=f"{report}_{row['month']:02}",
                source=row["source"],
                month=row["month"],
                report=report,
                raw=row,
            )
