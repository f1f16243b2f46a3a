"""What one entry of a framework names in another: every name must lead somewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lif_plugin.frameworks.faults import Fault, suggestion
from lif_plugin.frameworks.reading import Document, Parts

AN_ID = re.compile(r"[a-z][a-z0-9_]*")
# Single words for readers or doers that are no body or agency of a framework.
PLAIN_WORDS = frozenset({"public", "managers"})

BODIES = ("governance_bodies",)
BODIES_OR_AGENCIES = ("governance_bodies", "agencies")
WHAT = {
    "governance_bodies": "governance body",
    "agencies": "agency",
    "sources_of_learning": "source of learning",
    "review_types": "review type",
    "review_methods": "review method",
    "audit_programmes": "audit programme",
    "audit_tests": "audit test",
    "recurring_reports": "recurring report",
    "indicators": "indicator",
    "action_plan_types": "action plan type",
    "cycle": "cycle stage",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Fields of the entries of one list that name entries of others.

    Where `or_words` is set the field may hold words instead ("Executive Director; managers as relevant"): then
    only what is written like an id must be one.
    """

    within: str
    fields: tuple[str, ...]
    to: tuple[str, ...]
    or_words: bool = False


REFERENCES = (
    Reference("aims", ("of",), ("sources_of_learning",)),
    Reference("cycle", ("next",), ("cycle",)),
    Reference("governance_bodies", ("forms", "may_be_same_as"), BODIES),
    Reference("sources_of_learning", ("lead_body", "learning_route", "evaluation_route"), BODIES),
    Reference("sources_of_learning", ("optional_steps", "commissioned_by"), BODIES),
    Reference("sources_of_learning", ("linked_to",), ("sources_of_learning",)),
    Reference("review_methods", ("used_for",), ("review_types",)),
    Reference("review_types", ("method_options",), ("review_methods",)),
    Reference("review_types", ("escalates_to",), ("review_types",)),
    Reference(
        "review_types", ("decided_by", "decided_by_also", "recommended_by"), BODIES_OR_AGENCIES, or_words=True
    ),
    Reference("review_types", ("overseen_by", "reports_to"), BODIES_OR_AGENCIES, or_words=True),
    Reference("audit_programmes", ("led_by", "reports_to"), BODIES_OR_AGENCIES, or_words=True),
    Reference("audit_programmes", ("commissioned_by",), BODIES),
    Reference("audit_programmes", ("tests",), ("audit_tests",)),
    Reference("audit_tests", ("of", "also_of"), ("audit_programmes",)),
    Reference("reporting_calendar", ("items",), ("recurring_reports",)),
    Reference("recurring_reports", ("to", "also_to"), BODIES_OR_AGENCIES, or_words=True),
    Reference("roles", ("via",), BODIES),
    Reference("reflection_opportunities", ("body",), BODIES),
    Reference("indicators", ("example_of",), ("indicators",)),
    Reference("action_plan_types", ("takes_from", "feeds_into", "links_inferred"), ("action_plan_types",)),
    Reference("action_plan_types", ("owner", "monitored_by"), BODIES_OR_AGENCIES, or_words=True),
)


def reference_faults(document: Document) -> Iterator[Fault]:
    """Yield a fault for every name that leads nowhere; parts without the right shape are passed over."""
    for reference in REFERENCES:
        known = {name for target in reference.to for name in ids(document, target)}
        for parts, row in entries(document, reference.within):
            for field in reference.fields:
                for at, name in _names((*parts, field), row.get(field)):
                    if name not in known and not (reference.or_words and _is_words(name)):
                        problem, remedy = _explained(reference, name, known)
                        yield document.fault((*parts, field), problem, remedy, at=at)


def _explained(reference: Reference, name: str, known: set[str]) -> tuple[str, str]:
    what = " or ".join(WHAT[target] for target in reference.to)
    remedy = f"Correct the name, or add it to {' or '.join(reference.to)}.{suggestion(name, known)}"
    if reference.or_words:
        remedy += " If it is meant as words, write them out with capitals or spaces."
    return f'names "{name}", which is no {what} here', remedy


def entries(document: Document, name: str) -> Iterator[tuple[Parts, dict[str, Any]]]:
    """Yield every well-formed entry of the list `name` (`voice_of_child.tests` reaches an inner list)."""
    here: Any = document.data
    path: Parts = ()
    for part in name.split("."):
        here = here.get(part) if isinstance(here, dict) else None
        path = (*path, part)
    for n, row in enumerate(here if isinstance(here, list) else ()):
        if isinstance(row, dict):
            yield (*path, n), row


def ids(document: Document, name: str) -> Iterator[str]:
    """Yield the ids of the list `name`."""
    return (row["id"] for _, row in entries(document, name) if isinstance(row.get("id"), str))


def _names(parts: Parts, value: Any) -> Iterator[tuple[Parts, str]]:
    if isinstance(value, str):
        yield parts, value
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _names((*parts, n), item)


def _is_words(text: str) -> bool:
    return text in PLAIN_WORDS or not AN_ID.fullmatch(text)
