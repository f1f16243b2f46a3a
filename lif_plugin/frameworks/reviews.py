"""A framework's reviews as a record can be held against them: its criteria, and the table of what answers each.

The table is the file `criteria.yaml` beside the framework. Nothing is read out of a criterion's wording: what
the table does not name is asked of people.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lif_plugin.domain.criteria import Part
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.framework_entry import Labelled, ReviewType
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.review import ASK, Incident, Question, Raising, RecordFact, ReviewKind
from lif_plugin.frameworks.faults import Fault, suggestion
from lif_plugin.frameworks.reading import Document, Parts, read_document

FILE_NAME: Final = "criteria.yaml"
_REVIEW: Final = frozenset(
    {"brought_up_by", "raised_by", "programmes", "note", "defects", "criteria", "entry", "decided_by"}
)
_RAISING: Final = frozenset({"sources", "items", "different", "nature", "criterion"})
_CRITERION: Final = frozenset({"by", "defects"})
_ANSWERS: Final = frozenset({*RecordFact, ASK})


def read_table(path: Path) -> Document:
    """Read the table beside the framework file at ``path``; no file is an empty table."""
    beside = path.with_name(FILE_NAME)
    return read_document(beside) if beside.exists() else Document(str(beside), {}, {})


def table_faults(framework: Framework, table: Document) -> Iterator[Fault]:
    """Yield a fault for each thing the table names that the framework, or the record, does not have."""
    yield from table.faults
    if not isinstance(table.data, dict):
        if not table.faults:
            yield table.fault((), "is no mapping of reviews", "Write each review's id, then what answers it.")
        return
    defects = {defect.id for defect in framework.known_defects}
    for name, row in table.data.items():
        if not isinstance(row, dict):
            yield table.fault((name,), "is no mapping", "Write criteria, brought_up_by, note or defects.")
            continue
        yield from _unknown(table, (name,), row, _REVIEW, "is read by nobody")
        known = _entry(framework, name, row)
        if known is None:
            remedy = "Name a review type, or the list it is in under entry."
            yield table.fault((name,), "is no entry of the framework", remedy)
            continue
        yield from _unknown(table, (name, "brought_up_by"), row.get("brought_up_by", []), set(Incident),
                            "is no incident")  # fmt: skip
        programmes = {programme.id for programme in framework.audit_programmes}
        yield from _unknown(table, (name, "programmes"), row.get("programmes", []), programmes,
                            "is no audit programme")  # fmt: skip
        yield from _raising_faults(framework, table, name, row, known)
        yield from _unknown(table, (name, "defects"), row.get("defects", []), defects, "is no known defect")
        yield from _criterion_faults(table, name, row, known, defects)


def _raising_faults(
    framework: Framework, table: Document, name: str, row: Mapping[str, Any], known: Labelled
) -> Iterator[Fault]:
    sources = {word for source in framework.sources_of_learning for word in (source.id, source.kind)}
    texts = {text for _part, text in _texts(known)}
    for way in row.get("raised_by", []):
        here: Parts = (name, "raised_by")
        if not isinstance(way, dict) or not way.get("sources"):
            yield table.fault(here, "does not say from which sources", "Write sources: [performance_data].")
            continue
        yield from _unknown(table, here, way, _RAISING, "is read by nobody")
        yield from _unknown(
            table, here, way["sources"], sources, "is no source of learning and no kind of one"
        )
        yield from _unknown(
            table, here, [way["nature"]] if "nature" in way else [], set(Nature), "is no nature"
        )
        named = [way["criterion"]] if "criterion" in way else []
        yield from _unknown(table, here, named, texts, "is no criterion of this review")


def _criterion_faults(
    table: Document, name: str, row: Mapping[str, Any], known: Labelled, defects: set[str]
) -> Iterator[Fault]:
    texts = {text for _part, text in _texts(known)}
    for text, answer in row.get("criteria", {}).items():
        here: Parts = (name, "criteria", text)
        if text not in texts:
            remedy = f"Write it as the framework does.{suggestion(text, texts)}"
            yield table.fault(here, "is no criterion of this review", remedy)
        if not isinstance(answer, dict) or not answer.get("by"):
            yield table.fault(here, "does not say what answers it", "Write by: [ask], or the facts.")
            continue
        yield from _unknown(table, here, answer, _CRITERION, "is read by nobody")
        yield from _unknown(table, (*here, "by"), answer["by"], _ANSWERS, "is no fact of a record")
        yield from _unknown(
            table, (*here, "defects"), answer.get("defects", []), defects, "is no known defect"
        )


def _unknown(
    table: Document, parts: Parts, names: Sequence[str] | Mapping[str, Any], known: Any, problem: str
) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            remedy = f"Correct the name, or take it out.{suggestion(str(name), known)}"
            yield table.fault(parts, f'names "{name}", which {problem}', remedy)


def review_kinds(framework: Framework, table: Mapping[str, Any]) -> tuple[ReviewKind, ...]:
    """Return every review of a framework with what answers its criteria; the table has passed its checks."""
    others = [(name, _entry(framework, name, row), row) for name, row in table.items() if "entry" in row]
    types = [(review.id, review, table.get(review.id, {})) for review in framework.review_types]
    return tuple(_kind(framework, entry, row) for _name, entry, row in [*types, *others] if entry is not None)


def _kind(framework: Framework, entry: Labelled, row: Mapping[str, Any]) -> ReviewKind:
    notes = {defect.id: defect.note for defect in framework.known_defects}
    bodies = {body.id: body.label for body in (*framework.agencies, *framework.governance_bodies)}
    answers = row.get("criteria", {})
    decided_by = row.get("decided_by", entry.raw.get("decided_by"))
    recommended_by = entry.raw.get("recommended_by")
    return ReviewKind(
        id=entry.id,
        label=entry.label,
        authority=f"{framework.title}, {entry.source}",
        questions=tuple(_question(part, text, answers.get(text, {}), notes) for part, text in _texts(entry)),
        brought_up_by=frozenset(Incident(name) for name in row.get("brought_up_by", ())),
        raised_by=tuple(_raising(way) for way in row.get("raised_by", ())),
        programmes=tuple(row.get("programmes", ())),
        note=". ".join(filter(None, (row.get("note"), _also(entry)))) or None,
        defects=tuple(notes[name] for name in row.get("defects", ())),
        recommended_by=bodies.get(str(recommended_by), recommended_by),  # type: ignore[arg-type]
        decided_by=bodies.get(str(decided_by), decided_by),
    )


def _raising(way: Mapping[str, Any]) -> Raising:
    return Raising(**{**way, "sources": frozenset(way["sources"])})


def _also(entry: Labelled) -> str | None:
    also = entry.also_includes if isinstance(entry, ReviewType) else ()
    return f"Also includes: {'; '.join(also)}" if also else None


def _question(part: Part, text: str, answer: Mapping[str, Any], notes: Mapping[str, str]) -> Question:
    by = answer.get("by", [ASK])
    return Question(
        part,
        text,
        tuple(RecordFact(name) for name in by if name != ASK),
        asked=ASK in by,
        defects=tuple(notes[name] for name in answer.get("defects", ())),
    )


def _entry(framework: Framework, name: str, row: Mapping[str, Any]) -> Labelled | None:
    listed = getattr(framework, str(row.get("entry", "review_types")), ())
    found = (entry for entry in listed if isinstance(entry, Labelled) and entry.id == name)
    return next(found, None)


def _texts(entry: Labelled) -> list[tuple[Part, str]]:
    """The criteria of a review; what is no review type has its topic for one."""
    if isinstance(entry, ReviewType):
        return [
            *((Part.ALL_OF, text) for text in entry.criteria_all_of),
            *((Part.ANY_OF, text) for text in entry.criteria_any_of),
            *((Part.ALWAYS_WHEN, text) for text in entry.always_when),
        ]
    topic = entry.raw.get("topic")
    return [(Part.ALL_OF, topic)] if isinstance(topic, str) else []
