"""An invented agency with its whole flow, fed by an adapter that states whatever a test hands it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

import orjson
from sqlalchemy import select

from lif_plugin.builtin import voice_of_child
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.prompt import AnswerKind, Prompt
from lif_plugin.domain.record import Coverage, Delivery, Event, Row
from lif_plugin.domain.record import Item as Read
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.flow.answer import answer_prompt
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.importing import Imported, import_files, undo_import
from lif_plugin.flow.receive import Receiver
from lif_plugin.hooks import Adapter, build_plugins
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.rules.registry import collect_rules
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.imports import covered
from lif_plugin.store.reads.unanswered import as_results
from lif_plugin.store.tables import case_record, event, import_run, plugin_fault, result
from lif_plugin.store.work import Store

Item = Event | Read
BUILTIN = (("voice_of_child", voice_of_child),)
UNTIL = 20180331
SINCE = 20170401
TODAY = date(2018, 4, 10)
NOW = 1_523_354_400_000
"""11:00 of that Tuesday, in London."""


def review(ref: str, day: int, code: str | None = "PN4", *, key: str = "", **fields: Any) -> Event:
    """A looked-after review that was held."""
    stated = {"code": code, "held": "yes", "seq": 1} | fields
    return Event("review", ref, key or f"review|{ref}|{day}", day, stated, {})


def missing(ref: str, day: int, until: int | None, code: str | None = "M") -> Event:
    """An episode of being missing."""
    return Event("missing", ref, f"missing|{ref}|{day}", day, {"code": code}, {}, until)


def talk(ref: str, day: int, held: str | None = "yes") -> Event:
    """A return interview."""
    return Event("return_interview", ref, f"talk|{ref}|{day}", day, {"held": held}, {})


def adapter(items: Iterable[Item], delivery: Delivery, source: str = "made") -> Adapter:
    """An adapter that reads these items; an event stands for a row with it."""

    def read(_delivery: Delivery) -> Iterator[Read]:
        for number, item in enumerate(items, 1):
            yield Row("made.csv", number, (item,)) if isinstance(item, Event) else item

    return Adapter("made", "Made up", source, frozenset(), lambda _paths, _options: delivery, read)


@dataclass
class World:
    """One agency: facts in, results out. Use it in a ``with`` statement, so that its receiver stops."""

    store: Store
    agency: Agency = field(default_factory=lambda: Agency("elmshire", "Elmshire"))
    plugins: Sequence[tuple[str, object]] = BUILTIN
    deadline: float = 10.0
    now: int = NOW

    def __post_init__(self) -> None:
        self.viewer = Viewer.system("test", self.agency.id)
        loaded = build_plugins(self.plugins, deadline=self.deadline)
        self.rules = collect_rules(loaded)
        self.dispatcher = Dispatcher(
            self.store, loaded, self.rules, lambda _agency: None, lambda: TODAY, lambda: self.now
        )
        self.receiver = Receiver(self.store)
        self.save(self.agency)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.receiver.close()

    def save(self, agency: Agency) -> None:
        """Save the agency's settings."""
        self.agency = agency
        with self.store.write(self.viewer) as connection:
            save_agency(connection, agency, "test")

    def receive(self, *items: Item, **how: Any) -> Imported:
        """Import a delivery into the inbox, without applying it."""
        return self.stream(items, **how)

    def stream(
        self, items: Iterable[Item], scope: str = "2017", source: str = "made", until: int = UNTIL,
        kinds: Sequence[str] = ("review",), since: int = SINCE, *, complete: bool = False,
        parts: tuple[str, ...] | None = None,
    ) -> Imported:  # fmt: skip
        """Import what may come bit by bit."""
        coverage = tuple(Coverage(kind, since, until) for kind in kinds)
        delivery = Delivery("made", scope, coverage, "declared", ("made.csv",), parts=parts)
        return import_files(
            self.store,
            self.receiver,
            adapter(items, delivery, source),
            [Path("made.csv")],
            self.agency.id,
            ExamineOptions(received=20180410),
            complete=complete,
        )

    def bring(self, *items: Item, **how: Any) -> int:
        """Import a delivery and do all that follows; gives its number."""
        done = self.receive(*items, **how)
        self.drain()
        assert done.id is not None
        return done.id

    def undo(self, import_id: int) -> None:
        """Take an import back, with all that follows."""
        undo_import(self.store, self.agency.id, import_id)
        self.drain()

    def drain(self) -> None:
        """Work until nothing waits."""
        self.dispatcher.drain(self.agency.id)
        assert not self.dispatcher.waits(self.agency.id)

    def answer(
        self, prompt_id: str, kind: AnswerKind = AnswerKind.DONE, reason: str | None = None, *roles: Role
    ) -> Prompt:
        """Answer a prompt, as an independent reviewing officer unless told otherwise."""
        by = Viewer(self.agency.id, frozenset(roles or {Role.IRO}), "casework", "sam.example")
        rules = {name: entry.rule for name, entry in self.rules.items()}
        return answer_prompt(
            self.store, self.dispatcher.plugins, rules, by, prompt_id, kind, reason, None, 1_523_318_400_000
        )

    def rows(self, statement: Any) -> list[dict[str, Any]]:
        """What the agency sees of a select."""
        with self.store.read(self.viewer) as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    def results(self, rule: str | None = None, *, ended: bool = False) -> list[dict[str, Any]]:
        """Results by day and rule: those that stand, or with ``ended`` those that do not.

        What a source cannot tell of any case stands for each of its cases, as readers see it.
        """
        said = [] if ended else self.rows(as_results(self.viewer).add_columns(case_record.c.ref))
        query = select(result, case_record.c.ref).join(case_record, case_record.c.id == result.c.case_id)
        query = query.where(result.c.ended_at.is_not(None) if ended else result.c.ended_at.is_(None))
        query = query.where(result.c.agency_id == self.agency.id)
        if rule is not None:
            query = query.where(result.c.rule == rule)
        rows = [*self.rows(query), *(row for row in said if rule in {None, row["rule"]})]
        return sorted(rows, key=lambda row: (row["occurred_day"] or 0, row["rule"], row["ref"]))

    def states(self, rule: str) -> list[tuple[str, str]]:
        """(subject, state) of a rule's results that stand."""
        return sorted((row["subject"], row["state"]) for row in self.results(rule))

    def live_facts(self, kind: str) -> Any:
        """The select of live events of a kind, with their case's reference."""
        query = select(event, case_record.c.ref).join(case_record, case_record.c.id == event.c.case_id)
        return query.where(event.c.kind == kind, event.c.live, event.c.agency_id == self.agency.id)

    def faults(self) -> list[tuple[str, str]]:
        """(plugin, hook) of the faults on record."""
        return [(row["plugin"], row["hook"]) for row in self.rows(select(plugin_fault))]

    def imports(self) -> dict[int, str]:
        """The state of every import."""
        return {row["id"]: row["state"] for row in self.rows(select(import_run))}

    def state(self) -> dict[str, Any]:
        """Everything that stands, without the numbers by which it is stored."""
        facts = select(event, case_record.c.ref).join(case_record, case_record.c.id == event.c.case_id)
        with self.store.read(self.viewer) as connection:
            covers = covered(connection, self.agency.id)
        return {
            "facts": sorted(
                (row["ref"], row["source"], row["scope"], row["key"], row["digest"], row["live"])
                for row in self.rows(
                    facts.where(event.c.ended_at.is_(None), event.c.agency_id == self.agency.id)
                )
            ),
            "held": sorted(
                (row["source"], row["ref"])
                for row in self.rows(
                    select(case_record).where(
                        case_record.c.is_held, case_record.c.agency_id == self.agency.id
                    )
                )
            ),
            "covers": sorted(
                (row["source"], row["kind"], row["scope"], row["first_day"], row["last_day"])
                for row in covers
            ),
            "prompts": self._prompts(),
        }

    def _prompts(self) -> dict[tuple[str, str, str], tuple[Any, ...]]:
        """What each prompt tells, by case, rule and subject."""
        rows = self.results()
        names = {row["id"]: (row["ref"], row["rule"], row["subject"]) for row in rows}
        return {names[row["id"]]: (*_told(row), names.get(row["superseded_by"])) for row in rows}


_KEPT = ("state", "reason", "delivery", "message", "occurred_day", "due_at", "answer_kind")


def _told(row: dict[str, Any]) -> tuple[Any, ...]:
    proof = [{name: part[name] for name in part if name != "event"} for part in orjson.loads(row["evidence"])]
    return (*(row[name] for name in _KEPT), proof)
