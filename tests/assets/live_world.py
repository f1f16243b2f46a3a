"""An invented agency that is connected with a made-up platform: its whole loop, on a clock that a test moves."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, Self

from sqlalchemy import select

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.condition import Is
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.record import Event
from lif_plugin.domain.rule import Channel, Exemption, FieldCheck, Rule, Severity
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.flow import pausing
from lif_plugin.flow.answer import answer_prompt
from lif_plugin.flow.connecting import connect
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.live import Live
from lif_plugin.flow.sessions import LiveParts, Sessions
from lif_plugin.hooks import build_plugins, hookimpl
from lif_plugin.rules.registry import collect_rules
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.tables import answer, case_record, event, live_connection, outbox, rejected_row, result
from lif_plugin.store.work import Store
from tests.assets.made_platform import Clock, MadePlatform

NOON = int(datetime(2026, 3, 10, 12, tzinfo=UTC).timestamp() * 1000)
TODAY = 20260310
DAY = 86_400_000
LEASE = 60_000


def visit(ref: str, number: int, seen: str | None = "no", day: int = TODAY - 1, **fields: Any) -> Event:
    """A visit, by default one that does not show the child seen."""
    return Event("visit", ref, f"visit|{ref}|{number}", day, {"seen": seen} | fields, {})


def opened(ref: str, until: int | None = None) -> Event:
    """The case is open in the platform."""
    return Event("case", ref, f"case|{ref}", 20260101, {"code": "open"}, {}, until)


def _rule(name: str, kind: str, gap: Any, *roles: Role, **more: Any) -> Rule:
    return Rule(
        id=name, version=1, title=name, remedy="Write it down.", authority="Ours", template=FieldCheck(kind, gap),
        addressees=roles, severity=Severity.CRITICAL, delivery=Channel.NOW, nations=("england",),
        **{"message": "The visit on {day} does not yet show that the child was seen."} | more,
    )  # fmt: skip


SEEN = _rule(
    "SEEN", "visit", Is("seen", ("no",)), Role.WORKER, exemptions=(Exemption("refused", "child refused"),)
)
QUOTING = _rule(
    "QUOTING", "visit", Is("outcome", ("other",)), Role.WORKER, message="The visit on {day} says {text}."
)
FOR_DATA = _rule("FOR-DATA", "visit", Is("outcome", ("odd",)), Role.DATA_TEAM)
HARM = _rule("HARM", "serious_harm", Is("code", ("x",)), Role.WORKER)
RULES = (SEEN, QUOTING, FOR_DATA, HARM)


class Plugin(SimpleNamespace):
    """The rules as a plugin, and what it was told of answers."""

    def __init__(self, rules: Iterable[Rule] = RULES) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []

        @hookimpl
        def lif_rules() -> list[Rule]:
            return list(rules)

        @hookimpl
        def lif_prompt_answered(prompts: Any) -> None:
            self.told += [(one.rule, one.answer.kind.value) for one in prompts]

        self.lif_rules, self.lif_prompt_answered = lif_rules, lif_prompt_answered


@dataclass
class LiveWorld:
    """One agency's loop. Every executor has its own sessions, as processes have."""

    store: Store
    agency: Agency = field(default_factory=lambda: Agency("elmshire", "Elmshire", go_live=20260101))
    rules: tuple[Rule, ...] = RULES
    platform: MadePlatform = field(default_factory=lambda: MadePlatform(Clock(NOON)))

    def __post_init__(self) -> None:
        self.clock = self.platform.clock
        self.viewer = Viewer.system("test", self.agency.id)
        self.plugin = Plugin(self.rules)
        self.plugins = build_plugins([("ours", self.plugin)])
        self.known = collect_rules(self.plugins)
        self.dispatcher = Dispatcher(
            self.store, self.plugins, self.known, lambda _agency: None, self._today, self.clock.now
        )
        self.made: list[Live] = []
        with self.store.write(self.viewer) as connection:
            save_agency(connection, self.agency, "test")
        self.parts = self.executor("one")
        self.live = self.loop(self.parts)
        self.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for live in self.made:
            live.close()

    def _today(self) -> date:
        return datetime.fromtimestamp(self.clock.at / 1000, UTC).date()

    def executor(self, name: str, **more: Any) -> LiveParts:
        """The parts of a process of this name."""
        sessions = Sessions(
            {"made": self.platform.adapter()},
            lambda _name, where: {"MADE_PASSWORD": "agreed"}[where["env"]],
            self.clock,
        )
        return LiveParts(
            self.store, self.plugins, self.known, sessions, self.clock, name, "http://lif.example",
            **{"lease_ms": LEASE} | more,
        )  # fmt: skip

    def loop(self, parts: LiveParts) -> Live:
        """The loop of a process."""
        self.made.append(Live(parts, lambda: [self.agency.id]))
        return self.made[-1]

    def connect(self, **settings: Any) -> dict[str, Any]:
        """Save the connection."""
        read = ({"url": "made://here", **settings}, {"password": {"env": "MADE_PASSWORD"}})
        return connect(self.parts, self.platform.adapter(), self.agency.id, "made", read, 60, "test")

    def round(self, live: Live | None = None) -> None:
        """Let a minute pass, and go round until nothing is due now."""
        self.clock.at += 60_000
        live = live or self.live
        for _ in range(6):
            done = live.once(self.agency.id, self.dispatcher.drain)
            if not any(counts.total() for counts in done.values()):
                return

    def pause(self) -> None:
        """Stop all delivery, as an admin does."""
        assert pausing.pause(self.store, self._admin(), "a trial", self.clock.at)

    def resume(self) -> int | None:
        """Let it go on; gives how many prompts the budget decides on anew."""
        return pausing.resume(self.store, self._admin(), self.clock.at)

    def _admin(self) -> Viewer:
        return Viewer(self.agency.id, frozenset({Role.ADMIN}), "setting up", "ada.example")

    def case(self, ref: str = "c1", **more: Any) -> None:
        """A case with a visit that did not see the child, brought in."""
        self.platform.save(ref, opened(ref), visit(ref, 1), **more)
        self.round()

    def rows(self, statement: Any) -> list[dict[str, Any]]:
        """What the agency sees of a select."""
        with self.store.read(self.viewer) as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    @property
    def connection(self) -> dict[str, Any]:
        """The connection as it stands."""
        return self.rows(select(live_connection).where(live_connection.c.agency_id == self.agency.id))[0]

    def prompt(self, rule: str = "SEEN", ref: str = "c1") -> dict[str, Any]:
        """The one result of a rule on a case."""
        query = select(result).join(case_record, case_record.c.id == result.c.case_id)
        query = query.where(result.c.rule == rule, case_record.c.ref == ref)
        [found] = self.rows(query.where(result.c.agency_id == self.agency.id))
        return found

    def out(self) -> list[tuple[str, str, str | None]]:
        """(want, state, outcome) of what was written to the outbox and not dropped, in order."""
        query = select(outbox).where(outbox.c.state != "dropped", outbox.c.agency_id == self.agency.id)
        return [(row["want"], row["state"], row["outcome"]) for row in self.rows(query.order_by(outbox.c.id))]

    def answers(self) -> list[tuple[str, str | None, str | None, str]]:
        """(kind, reason, text, by) of every answer."""
        query = select(answer).where(answer.c.agency_id == self.agency.id).order_by(answer.c.id)
        return [(row["kind"], row["reason"], row["text"], row["by"]) for row in self.rows(query)]

    def late(self) -> list[str | None]:
        """The words of the answers for which nothing waited any more."""
        query = select(answer.c.text).where(answer.c.agency_id == self.agency.id, answer.c.late)
        return [row["text"] for row in self.rows(query.order_by(answer.c.id))]

    def facts(self, ref: str = "c1") -> list[str]:
        """The keys of a case's live facts."""
        query = select(event.c.key).join(case_record, case_record.c.id == event.c.case_id)
        query = query.where(event.c.live, case_record.c.ref == ref, event.c.agency_id == self.agency.id)
        rows = self.rows(query.order_by(event.c.key))
        return [row["key"] for row in rows]

    def refused(self) -> list[tuple[str, str]]:
        """(reason, raw) of what could not be read."""
        return [
            (row["reason"], row["raw"]) for row in self.rows(select(rejected_row).order_by(rejected_row.c.id))
        ]

    def answer_on_panel(self, prompt: str, kind: AnswerKind = AnswerKind.DONE) -> None:
        """Answer on our pages."""
        by = Viewer(self.agency.id, frozenset({Role.WORKER}), "casework", "sam.example")
        rules = {name: owned.rule for name, owned in self.known.items()}
        answer_prompt(self.store, self.plugins, rules, by, prompt, kind, None, None, self.clock.now())

    def public_id(self, ref: str = "c1") -> str:
        """The id by which our addresses name a case."""
        return str(self.rows(select(case_record.c.public_id).where(case_record.c.ref == ref))[0]["public_id"])


__all__ = ["DAY", "LEASE", "NOON", "TODAY", "LiveWorld", "opened", "replace", "visit"]
