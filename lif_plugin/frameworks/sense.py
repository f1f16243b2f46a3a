"""What a framework file must not say at the same time, beyond shape and references."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from lif_plugin.frameworks.faults import Fault, suggestion
from lif_plugin.frameworks.reading import Document
from lif_plugin.frameworks.references import entries
from lif_plugin.frameworks.shape import known_fields


def sense_faults(document: Document) -> Iterator[Fault]:
    """Yield a fault for each repeated id, misspelt field and entry that contradicts itself."""
    return chain(
        _repeated_ids(document),
        _repeated_reports(document),
        _misspelt_fields(document),
        _routes(document),
        _criteria(document),
        _inferred_links(document),
    )


def _lists(document: Document) -> Iterator[str]:
    for name, value in document.data.items():
        if isinstance(value, list):
            yield name
    yield from ("voice_of_child.sources", "voice_of_child.tests")


def _repeated_ids(document: Document) -> Iterator[Fault]:
    for name in _lists(document):
        first_line: dict[str, int | None] = {}
        for parts, row in entries(document, name):
            value = row.get("id")
            if not isinstance(value, str):
                continue
            if value in first_line:
                problem = f"repeats the id of line {first_line[value]}"
                yield document.fault((*parts, "id"), problem, "Give it another id, or merge the two.")
            first_line.setdefault(value, document.line(parts))


def _repeated_reports(document: Document) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for parts, row in entries(document, "reporting_calendar"):
        for report in dict.fromkeys(_flat(row.get("items"))):
            if (str(row.get("month")), report) in seen:
                problem = f'has "{report}" in month {row.get("month")} once more'
                yield document.fault((*parts, "items"), problem, "Keep it once.")
            seen.add((str(row.get("month")), report))


def _misspelt_fields(document: Document) -> Iterator[Fault]:
    # Fields of a framework's own are welcome and kept; one that nearly is a field we read would be lost.
    for name in _lists(document):
        known = known_fields(name)
        for parts, row in entries(document, name):
            for field in row.keys() - known:
                near = suggestion(field, known - row.keys(), likeness=0.8)
                if near and not field.endswith(("_basis", "_note")):
                    yield document.fault((*parts, field), "is read by nobody", f"Check the spelling.{near}")


def _routes(document: Document) -> Iterator[Fault]:
    for parts, row in entries(document, "sources_of_learning"):
        learning, evaluation = row.get("learning_route"), row.get("evaluation_route")
        if row.get("route_basis") == "none" and (learning or evaluation):
            remedy = "Say stated, partly or inferred, or leave both routes empty."
            yield document.fault((*parts, "route_basis"), "is none though there is a route", remedy)
        elif row.get("route_basis") != "none" and learning == [] and evaluation == []:
            remedy = "Write the routes, or say none: the source is then shown as unrouted."
            yield document.fault((*parts, "route_basis"), "speaks of a route, but both are empty", remedy)
        on_route = set(_flat(learning)) | set(_flat(evaluation))
        for name in _flat(row.get("optional_steps")):
            if name not in on_route:
                problem = f'names "{name}", which is on neither route'
                yield document.fault(
                    (*parts, "optional_steps"), problem, "Put it on a route, or take it out."
                )


def _criteria(document: Document) -> Iterator[Fault]:
    explicit = {"criteria_logic", "criteria_all_of", "criteria_any_of", "always_when"}
    for parts, row in entries(document, "review_types"):
        criteria = row.get("criteria")
        if isinstance(criteria, list) and len(criteria) > 1 and not explicit & row.keys():
            problem = f"has {len(criteria)} criteria and does not say whether all or any must be met"
            yield document.fault((*parts, "criteria"), problem, "Add criteria_logic: all_of or any_of.")


def _inferred_links(document: Document) -> Iterator[Fault]:
    for parts, row in entries(document, "action_plan_types"):
        links = set(_flat(row.get("takes_from"))) | set(_flat(row.get("feeds_into")))
        for name in _flat(row.get("links_inferred")):
            if name not in links:
                problem = f'names "{name}", which is no link of this plan'
                remedy = "Add it to takes_from or feeds_into, or take it out."
                yield document.fault((*parts, "links_inferred"), problem, remedy)


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from chain.from_iterable(_flat(item) for item in value)
