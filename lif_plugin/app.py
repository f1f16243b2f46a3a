"""The one composition root: joins settings, store, plugins, rules, frameworks and the flow's verbs."""

import os
import socket
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property, partial
from types import TracebackType
from typing import Final, Self

from lif_plugin.builtin import BUILTIN
from lif_plugin.config import Settings, read_secret
from lif_plugin.cycle.audits.concerns import escalate_concerns, send_concerns
from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.heard import counts_of
from lif_plugin.cycle.reminders import escalate, remind
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.prompt import Lesson
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting, PluginFault, UnknownAdapter, UnknownAgency
from lif_plugin.flow.backtest import Backtests, do_part, is_part, keys_waiting
from lif_plugin.flow.calling import Caller
from lif_plugin.flow.changes import CHANGES_SECONDS, keep_all_changes
from lif_plugin.flow.digest import send_digests
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.live import TICK_SECONDS, Live, take_hint
from lif_plugin.flow.opening import tell_watchers
from lif_plugin.flow.post import Post
from lif_plugin.flow.receive import Receiver
from lif_plugin.flow.sessions import LiveParts, Sessions, SystemClock
from lif_plugin.flow.stating import Sender, Statement, take_statement, terms_of
from lif_plugin.flow.sweep import mark_due
from lif_plugin.flow.timers import OwnedTimer, collect_timers
from lif_plugin.flow.used_tokens import UsedTokens
from lif_plugin.flow.webhook_keys import WebhookKeys
from lif_plugin.flow.webhooks import TICK_SECONDS as WEBHOOK_SECONDS
from lif_plugin.flow.webhooks import WebhookParts, Webhooks
from lif_plugin.frameworks import chosen, framework_of, load_framework
from lif_plugin.hooks import Adapter, LiveAdapter, Plugins, QueryField, build_plugins
from lif_plugin.jobs import JobPort
from lif_plugin.jobs import current_problems as job_problems
from lif_plugin.rules.registry import OwnedRule, collect_rules
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.anchors import keep_heads, kept_heads
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import current_problems, require_current
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.seal import Problem, seal, verify
from lif_plugin.store.work import Store, now_ms
from lif_plugin.tracing import tell_collector
from lif_plugin.web import Services
from lif_plugin.web.tokens import Verifier
from lif_plugin.web.trusted import Trusted

SEAL_SECONDS: Final = 60
"""How often the read log is sealed."""
DUE_SECONDS: Final = 600
"""How often what time made due is looked for."""
DIGEST_SECONDS: Final = 300
"""How often digests that are due are looked for."""
ISSUER_SECONDS: Final = 5.0
"""How long an identity provider may take with each step of an answer: somebody waits to come in."""
CONCERN_SECONDS: Final = 60
"""How often concerns are looked for that auditors raised and nobody was told of yet."""
OPENED_SECONDS: Final = 60
"""How often those who watch over it are told of cases that were opened."""
REMIND_SECONDS: Final = 3_600
"""How often actions are looked for that are late or due soon."""


class Parts:
    """What is installed here: plugins and what they bring. It needs no database."""

    def __init__(self, plugins: Plugins) -> None:
        self.plugins = plugins
        self.rules: Mapping[str, OwnedRule] = collect_rules(plugins)
        self.timers: Mapping[str, OwnedTimer] = collect_timers(plugins)
        self.adapters, self.live_adapters = _adapters(plugins)


class App(Parts):
    """An application: built from settings, closed after use. Parts that are not used are not started."""

    def __init__(self, settings: Settings, plugins: Plugins) -> None:
        super().__init__(plugins)
        self.settings = settings
        self.store = Store(make_engine(settings.url, pool_size=settings.pool_size))
        self.dispatcher = Dispatcher(self.store, plugins, self.rules, chosen, today)
        self.desk = Desk(self.store, load_framework, today)
        self.wake: Callable[[str], object] = _found_by_the_sweep

    @cached_property
    def receiver(self) -> Receiver:
        """The one writer of the inbox; started when first used."""
        return Receiver(self.store)

    @cached_property
    def used_tokens(self) -> UsedTokens:
        """Which tokens of other systems were used; started when first used."""
        return UsedTokens(self.store)

    @cached_property
    def read_log(self) -> ReadLog:
        """The log of reads of case-level data; started when first used."""
        return ReadLog(self.store, self.settings.log_key())

    @cached_property
    def backtests(self) -> Backtests:
        """What a backtest needs."""
        return Backtests(self.dispatcher, self.read_log.record)

    @cached_property
    def query_fields(self) -> list[QueryField]:
        """The lists that plugins add to the GraphQL query."""
        return [field for _plugin, fields in self.plugins.each("lif_graphql", QueryField) for field in fields]

    @cached_property
    def live(self) -> LiveParts:
        """What each step of the loop with live platforms needs; sessions are made when first used."""
        return LiveParts(
            store=self.store,
            plugins=self.plugins,
            rules=self.rules,
            sessions=Sessions(self.live_adapters, read_secret, SystemClock()),
            clock=SystemClock(),
            executor=f"{socket.gethostname()}:{os.getpid()}",
            address=self.settings.address.rstrip("/"),
        )

    @cached_property
    def webhooks(self) -> WebhookParts:
        """What telling other systems needs."""
        caller = Caller(self.settings.inside)
        return WebhookParts(self.store, WebhookKeys(self.settings.keys), caller.post)

    @cached_property
    def trusted(self) -> Trusted:
        """Whose tokens are taken besides our own."""
        caller = Caller(self.settings.issuers_inside, seconds=ISSUER_SECONDS)
        return Trusted(self.settings.keys, self.settings.audience, caller)

    def live_adapter(self, name: str) -> LiveAdapter:
        """An installed adapter of a live platform by name. Raises `UnknownAdapter`."""
        if name not in self.live_adapters:
            names = ", ".join(sorted(self.live_adapters)) or "none"
            raise UnknownAdapter(f"There is no live adapter {name!r}.", hint=f"Installed: {names}.")
        return self.live_adapters[name]

    def adapter(self, name: str) -> Adapter:
        """An installed adapter by name. Raises `UnknownAdapter`."""
        if name not in self.adapters:
            names = ", ".join(sorted(self.adapters)) or "none"
            raise UnknownAdapter(f"There is no adapter {name!r}.", hint=f"Installed: {names}.")
        return self.adapters[name]

    def agency(self, agency_id: str) -> Agency:
        """An agency with its settings. Raises `UnknownAgency`."""
        with self.store.read(Viewer.system("settings", agency_id)) as connection:
            return load_agency(connection, agency_id)

    def agencies(self, agency_id: str | None) -> list[str]:
        """The agency named, or all of them. Raises `UnknownAgency`."""
        known = self.store.agencies()
        if agency_id is None:
            return known
        if agency_id not in known:
            raise UnknownAgency(f"There is no agency {agency_id!r}.")
        return [agency_id]

    def lessons(self) -> dict[str, list[Lesson]]:
        """What each agency's partnership asks or has learnt."""
        lessons: dict[str, list[Lesson]] = {}
        for agency_id in self.store.agencies():
            agency = self.agency(agency_id)
            framework = framework_of(agency, today())
            given = self.plugins.each(
                "lif_lessons", Lesson, skip=agency.plugins_off, framework=framework, learnt=()
            )
            lessons[agency_id] = [lesson for _plugin, items in given for lesson in items]
        return lessons

    def services(self) -> Services:
        """What the pages need."""
        return Services(
            store=self.store,
            plugins=self.plugins,
            rules={rule_id: owned.rule for rule_id, owned in self.rules.items()},
            lessons=self.lessons(),
            read_log=self.read_log,
            verifier=Verifier.of(
                self.settings.keys, self.settings.audience, self.settings.issuer, self.trusted
            ),
            pool_size=self.settings.pool_size,
            keys=self.settings.keys,
            ready=lambda: current_problems(self.store.engine) + job_problems(self.settings.url),
            take_hint=partial(take_hint, self.live),
            take_statement=self._take_statement,
            use_token=self.used_tokens.use,
            wake=self._wake,
            address=self.settings.address,
            timers=self.timers,
            allowed=self.settings.allowed,
            rate=self.settings.rate,
            origins=self.settings.origins,
        )

    def _wake(self, agency: str) -> object:
        """Wake whoever applies facts now: that changes as work begins and ends."""
        return self.wake(agency)

    def _take_statement(self, sender: Sender, said: Statement) -> bool:
        terms = terms_of(self.store, sender)
        return take_statement(self.receiver, self.wake, sender, said, now_ms(), terms)

    @contextmanager
    def working(self) -> Iterator[JobPort]:
        """Work on what waits and seal the read log, until the block ends.

        Raises `DatabaseBusy` on SQLite while another process works on the file.
        """
        # Imported here because DBOS takes half a second, which `lif --help` should not.
        from lif_plugin.jobs.durable import Jobs

        jobs = Jobs(self.settings.url, self.work, self._waiting)
        jobs.every(SEAL_SECONDS, "seal", self._seal)
        jobs.every(DUE_SECONDS, "due", self._for_all(self._mark_due))
        if self.settings.mail is not None:
            jobs.every(DIGEST_SECONDS, "digest", self._for_all(self.send_digests))
            jobs.every(OPENED_SECONDS, "opened", self._for_all(self.tell_watchers))
        jobs.every(REMIND_SECONDS, "remind", self._for_all(self.remind))
        days = self.settings.change_days
        jobs.every(CHANGES_SECONDS, "changes", partial(keep_all_changes, self.store, now_ms, days))
        jobs.every(CONCERN_SECONDS, "concerns", self._for_all(self.tell_concerns))
        jobs.start()
        live = Live(replace(self.live, executor=jobs.executor, wake=jobs.wake), self.store.agencies)
        webhooks = Webhooks(self.webhooks, self.store.agencies)
        self.wake = jobs.wake
        try:
            live.begin_anew()
            jobs.every(TICK_SECONDS, "live", live.tick)
            jobs.every(WEBHOOK_SECONDS, "webhooks", webhooks.tick)
            yield jobs
        finally:
            jobs.stop()
            live.close()
            webhooks.close()

    @contextmanager
    def doing(self, keys: Iterable[str]) -> Iterator[JobPort]:
        """Do parts of a backtest, named by their keys, until the block ends; nothing else is looked after.

        Raises `DatabaseBusy` on SQLite while another process works on the file: that one does them.
        """
        from lif_plugin.jobs.durable import Jobs

        jobs = Jobs(self.settings.url, self.work, lambda: keys)
        jobs.start()
        try:
            yield jobs
        finally:
            jobs.stop()

    def work(self, key: str) -> bool:
        """Do a batch of an agency, or a part of a backtest; true: more of it waits."""
        return do_part(self.backtests, key) if is_part(key) else self.dispatcher.batch(key)

    def _waiting(self) -> list[str]:
        known = self.store.agencies()
        parts = (key for agency in known for key in keys_waiting(self.dispatcher, agency))
        return [*(agency for agency in known if self.dispatcher.waits(agency)), *parts]

    def _seal(self) -> None:
        key = self.settings.log_key()
        keep_heads(self.settings.heads, [seal(self.store, agency, key) for agency in self.store.agencies()])

    def seal_problems(self) -> list[Problem]:
        """What is wrong with the read log of any agency, checked against the heads kept outside the database."""
        kept = kept_heads(self.settings.heads)
        key = self.settings.log_key()
        return [
            problem
            for agency in self.store.agencies()
            for problem in verify(self.store, agency, key, kept.get(agency))
        ]

    def _mark_due(self, agency: str) -> None:
        """What time alone made due, as far as each source reaches."""
        mark_due(self.dispatcher, agency, self.dispatcher.clock())

    def send_digests(self, agency_id: str) -> Counter[str]:
        """Send an agency's digests that are due; counts what became of them. Raises `BadSetting` without a server."""
        mail = self.settings.mail
        if mail is None:
            raise BadSetting("No mail server is set.", hint="Set LIF_SMTP and LIF_SMTP_FROM.")
        with Post(mail) as post:
            return send_digests(
                self.store, agency_id, post.send, mail.sender, self.settings.address, now_ms, counts_of
            )

    def remind(self, agency_id: str) -> tuple[list[str], Counter[str]]:
        """Put an agency's actions that are late for long before their bodies, and remind owners where mail is set.

        Gives the actions that were put before a body, and what became of the messages.
        """
        how, mail = self.settings.reminding, self.settings.mail
        late = escalate(self.desk, agency_id, how)
        if mail is None:
            return late, Counter()
        with Post(mail) as post:
            return late, remind(self.desk, agency_id, how, post.send, mail.sender, self.settings.address)

    def tell_concerns(self, agency_id: str) -> tuple[list[str], Counter[str]]:
        """Tell the next of an agency's concerns that wait, and send the messages that did not go out where mail is set.

        Gives the concerns of which the next was told, and what became of the messages.
        """
        moved, mail = escalate_concerns(self.desk, agency_id), self.settings.mail
        if mail is None:
            return moved, Counter()
        with Post(mail) as post:
            return moved, send_concerns(self.desk, agency_id, post.send, mail.sender, self.settings.address)

    def tell_watchers(self, agency_id: str) -> Counter[str]:
        """Tell an agency's managers and administrators of cases that were opened; counts what became of it."""
        mail = self.settings.mail
        if mail is None:
            return Counter()
        with Post(mail) as post:
            return tell_watchers(self.store, agency_id, post.send, mail.sender, now_ms())

    def _for_all(self, verb: Callable[[str], object]) -> Callable[[], None]:
        """A verb for each agency in turn."""

        def do() -> None:
            for agency in self.store.agencies():
                verb(agency)

        return do

    def close(self) -> None:
        """Commit what is under way and give everything back."""
        for part in ("receiver", "used_tokens", "read_log"):
            if part in self.__dict__:
                self.__dict__[part].close()
        if "live" in self.__dict__:
            self.live.sessions.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _adapters(plugins: Plugins) -> tuple[dict[str, Adapter], dict[str, LiveAdapter]]:
    """The adapters of all plugins, for files and live; a name that is taken is a fault of the later plugin."""
    files: dict[str, Adapter] = {}
    live: dict[str, LiveAdapter] = {}
    for plugin, adapters in plugins.each("lif_adapters", Adapter | LiveAdapter):
        for adapter in adapters:
            taken = live if isinstance(adapter, LiveAdapter) else files
            if taken.setdefault(adapter.name, adapter) is not adapter:
                fault = PluginFault(f"There is an adapter {adapter.name} already.")
                plugins.record(plugin, "lif_adapters", fault)
    return files, live


def _found_by_the_sweep(agency_id: str) -> None:
    """While nobody works here, what came in is found by whoever begins to."""


def today() -> date:
    """The day of the clock."""
    return datetime.now(UTC).astimezone().date()


def installed_parts() -> Parts:
    """The built-in plugins and those that are installed, without a database."""
    return Parts(build_plugins(BUILTIN, discover=True))


def build_app(settings: Settings, extra: Iterable[tuple[str, object]] = (), *, discover: bool = True) -> App:
    """Build an application on a migrated database, with the built-in plugins and those that are installed.

    Raises `SchemaBehind` if the tables are not those of this version.
    """
    if settings.telemetry:
        tell_collector()
    app = App(settings, build_plugins([*BUILTIN, *extra], discover=discover))
    require_current(app.store.engine)
    return app
