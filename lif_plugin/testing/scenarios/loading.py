"""Reads scenario files: every fault with the file, the line, the item and what to do about it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

from lif_plugin.domain.clock import Milestone
from lif_plugin.domain.kinds import KINDS
from lif_plugin.errors import LifError
from lif_plugin.frameworks.faults import Fault, suggestion
from lif_plugin.frameworks.reading import Document, Parts, read_document
from lif_plugin.frameworks.shape import faults_by
from lif_plugin.testing.scenarios.facts import events_of
from lif_plugin.testing.scenarios.form import NOT_CALLED_FOR, TOLD_BY, WORDS, Claim, Five, Part, Subject

KNOWN_FROM: Final = "2018-01-01"
SCHEMA: Final = Path(__file__).with_name("schema.json")


class ScenarioInvalid(LifError):
    """A scenario file cannot be used."""

    code = "scenario_invalid"
    hint = "Mend every item named here; `lif scenarios schema` prints the form for an editor."

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        listed = "".join(f"\n  {fault}" for fault in self.faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__(f"The scenario files have {count}:{listed}\n")


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files that paths name; of a folder, those directly in it."""
    return [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]


def load(paths: Iterable[Path]) -> list[Part]:
    """Read files. Raises `ScenarioInvalid` with every fault of every file."""
    parts: list[Part] = []
    faults: list[Fault] = []
    for path in paths:
        document = read_document(path)
        found = [*document.faults, *(faults_by(document, _validator()) if not document.faults else ())]
        if not found:
            made = list(_parts(document))
            found = [one for one in made if isinstance(one, Fault)]
            parts += [one for one in made if isinstance(one, Part)]
        faults += found
    if faults:
        raise ScenarioInvalid(faults)
    return parts


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def _parts(document: Document) -> Iterator[Part | Fault]:
    whole = document.data
    for number, entry in enumerate(whole["rules"]):
        at: Parts = ("rules", number)
        named = [subject for subject in Subject if subject.value in entry]
        if len(named) != 1:
            yield document.fault(at, "does not name one rule, timer, trigger or review", "Name one of them.")
            continue
        subject = named[0]
        made = [
            one
            for index, claim in enumerate(entry["claims"])
            for one in _claims(document, (*at, "claims", index), whole, (subject, entry[subject]), claim)
        ]
        yield from (one for one in made if isinstance(one, Fault))
        given = {**whole.get("cannot_occur", {}), **entry.get("cannot_occur", {})}
        claims = tuple(one for one in made if isinstance(one, Claim))
        yield Part(subject, entry[subject], claims, {Five(name): reason for name, reason in given.items()})


def _claims(
    document: Document,
    at: Parts,
    whole: Mapping[str, Any],
    about: tuple[Subject, str],
    entry: Mapping[str, Any],
) -> Iterator[Claim | Fault]:
    """The children of a claim: one, or one for each reason that is chosen."""
    faults = [
        *_days(document, at, {**whole, **entry}),
        *_names(document, at, entry),
        *_says(document, at, about[0], entry),
    ]
    if faults:
        yield from faults
        return
    place = f"{Path(document.file).name}, {about[1]}: {entry['claim']}"
    for answered in entry.get("answered", [None]):
        claim = Claim(
            place=place + (f" ({answered})" if answered else ""),
            subject=about[0],
            rule=about[1],
            title=entry["claim"],
            nation=entry.get("nation", whole["nation"]),
            today=date.fromisoformat(entry.get("today", whole.get("today"))),
            known_from=date.fromisoformat(whole.get("known_from", KNOWN_FROM)),
            facts=tuple(entry["facts"]),
            says=entry["says"] if isinstance(entry["says"], str) else tuple(entry["says"]),
            born=date.fromisoformat(entry["born"]) if "born" in entry else None,
            framework=entry.get("framework"),
            source=entry.get("source"),
            unknown=frozenset(entry.get("unknown", ())),
            known={kind: _span(span) for kind, span in entry.get("known", {}).items()},
            stated=entry.get("stated", {}),
            answered=answered,
            edge=entry.get("edge"),
            why=entry.get("why", ""),
        )
        try:
            list(events_of(claim, "invented"))
        except LifError as error:
            yield document.fault(
                (*at, "facts"), error.message.rstrip("."), "See the kinds of event and their fields."
            )
            return
        yield claim


def _span(days: Sequence[str]) -> tuple[date, date]:
    return date.fromisoformat(days[0]), date.fromisoformat(days[1])


def _days(document: Document, at: Parts, said: Mapping[str, Any]) -> Iterator[Fault]:
    """Days that are written as days and are none of the calendar, and a question without its day."""
    if "today" not in said:
        yield document.fault(
            at, "has no day the question is asked on", "Add today, here or at the top of the file."
        )
    given = [said.get(name) for name in ("today", "known_from", "born")]
    given += [fact.get(name) for fact in said["facts"] for name in ("day", "until")]
    given += [day for span in said.get("known", {}).values() for day in span]
    for day in given:
        try:
            date.fromisoformat(day or KNOWN_FROM)
        except ValueError:
            yield document.fault(at, f"{day} is no day of the calendar", "Mend the day.")


def _names(document: Document, at: Parts, entry: Mapping[str, Any]) -> Iterator[Fault]:
    kinds = [fact["kind"] for fact in entry["facts"]] + [*entry.get("unknown", ()), *entry.get("known", ())]
    for kind in dict.fromkeys(kinds):
        if kind not in KINDS:
            yield document.fault(
                at, f"there is no kind of fact {kind!r}", f"Name one that is there.{suggestion(kind, KINDS)}"
            )
    for name in entry.get("stated", {}):
        if name != NOT_CALLED_FOR and name not in {one.value for one in Milestone}:
            near = suggestion(name, [one.value for one in Milestone])
            yield document.fault(
                (*at, "stated"), f"nobody states a day {name!r}", f"Name one that is stated.{near}"
            )


def _says(document: Document, at: Parts, subject: Subject, entry: Mapping[str, Any]) -> Iterator[Fault]:
    said = entry["says"]
    if isinstance(said, str) and said not in WORDS[subject] and not said.startswith(TOLD_BY):
        words = ", ".join(sorted(WORDS[subject])) or "a list of readings, [] for none"
        yield document.fault(
            (*at, "says"), f"{said!r} is nothing a {subject} says", f"Write one of: {words}."
        )
