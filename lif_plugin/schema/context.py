"""What one operation works with: the viewer, one reading transaction, a budget of rows, and what was shown."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.prompt import Lesson
from lif_plugin.domain.rule import Rule
from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.timers import OwnedTimer
from lif_plugin.hooks import Plugins
from lif_plugin.rules.registry import rules_as_set
from lif_plugin.schema.allowed import READ_AT_MOST, Allowed, QueryTooLarge
from lif_plugin.schema.terms import Terms
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.meter import Meter, measured
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.reads import Connection
from lif_plugin.store.reads.summary import Figures
from lif_plugin.store.work import Store

MAX_ROWS: Final = READ_AT_MOST
"""What the shares are of that fields cost which read a whole partnership."""

T = TypeVar("T")


def _found_by_the_sweep(_agency: str) -> None:
    """Nobody to wake: whoever applies facts looks for them now and then."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What the schema reads from and answers through; made once, by the application.

    ``lessons`` are by agency id, ``timers`` by their own. ``wake`` says that an agency has news to apply.
    """

    store: Store
    plugins: Plugins
    rules: Mapping[str, Rule]
    lessons: Mapping[str, Sequence[Lesson]]
    read_log: ReadLog
    timers: Mapping[str, OwnedTimer] = field(default_factory=dict)
    figures: Figures = field(default_factory=Figures)
    allowed: Allowed = field(default_factory=Allowed)
    wake: Callable[[str], object] = _found_by_the_sweep


@dataclass(slots=True)
class Context:
    """One operation of one viewer; ``takes_text`` lets PostgreSQL write lists as JSON where it can.

    ``terms`` are those of the mutation that is about to be done. ``together`` is how many operations share what they
    read: whichever comes to it first reads it for all, and may spend as much.
    """

    sources: Sources
    viewer: Viewer
    _open: ExitStack
    meter: Meter
    takes_text: bool = False
    together: int = 1
    estimated: int = MAX_ROWS
    rows: int = 0
    terms: Terms | None = None
    _connection: Connection | None = None
    _rules: Mapping[str, Rule] | None = None
    _before: int = 0
    _shown: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def connection(self) -> Connection:
        """The operation's reading transaction, begun when it is first needed."""
        if self._connection is None:
            self._connection = self._open.enter_context(self.sources.store.read(self.viewer))
        return self._connection

    @property
    def desk(self) -> Desk:
        """Where the learning of partnerships is kept."""
        return Desk.over(self.sources.store)

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules as the viewer's agency has set them; read once."""
        if self._rules is None:
            agency = load_agency(self.connection, self.viewer.agency)
            self._rules = rules_as_set(agency, self.sources.rules)
        return self._rules

    def renew(self) -> None:
        """End the reading transaction, so that the next read sees what a mutation wrote.

        A verb that begins its own must not find ours still holding a connection.
        """
        self._open.close()
        self._connection = None

    def spend(self, rows: int) -> None:
        """Count rows before they are read, or as soon as their number is known. Raises `QueryTooLarge`."""
        limit = min(self.estimated, self.sources.allowed.real) * self.together
        if self.cost + rows > limit:
            raise QueryTooLarge(f"There is more to read for this than the {limit:,} points that it may cost.")
        self.rows += rows

    @property
    def cost(self) -> int:
        """What the operation has cost: rows that were counted and statements that were run."""
        return self.rows + self.meter.statements - self._before

    def begin_anew(self, estimated: int) -> None:
        """Give a budget, as an operation begins: also the next of several that share a reading transaction."""
        self.estimated, self.rows, self._before = estimated, 0, self.meter.statements

    def shown(self, what: str, public_ids: Iterable[str]) -> None:
        """Note whose case-level data this operation gives out; nothing is noted where nothing was found."""
        found = dict.fromkeys(public_ids)
        if found:
            self._shown[what].update(found)

    def shown_without_case(self, what: str) -> None:
        """Note that child data was given out which belongs to no case of ours."""
        self._shown[what].update({})

    def log(self) -> None:
        """Hand what was shown to the read log."""
        for what, public_ids in self._shown.items():
            self.sources.read_log.record(self.viewer, f"graphql.{what}", list(public_ids))
        self._shown.clear()


@contextmanager
def operation(
    sources: Sources, viewer: Viewer, *, takes_text: bool = False, meter: Meter | None = None
) -> Iterator[Context]:
    """One operation: what it read is logged and its transaction ended, however it goes."""
    meter = meter or Meter.within(sources.allowed.seconds)
    with measured(meter), ExitStack() as stack:
        context = Context(sources, viewer, stack, meter, takes_text and not sources.store.is_sqlite)
        try:
            yield context
        finally:
            context.log()


class Level:
    """The nodes on one level of a document, which one statement brought.

    What the first of them asks for is fetched for all of them, and the others find it here; so a level
    costs one statement however many nodes it has. Arguments, aliases, fragments and directives are then
    the executor's business: the key is what was truly asked.
    """

    def __init__(self) -> None:
        self._found: dict[Hashable, Any] = {}

    def once(self, key: Hashable, fetch: Callable[[], T]) -> T:
        """Return what was found under the key, or fetch it now."""
        if key not in self._found:
            self._found[key] = fetch()
        found: T = self._found[key]
        return found


class CaseLevel(Level):
    """A level of cases, or of what is about cases; ``public_ids`` are by case id."""

    def __init__(self, public_ids: Mapping[int, str]) -> None:
        super().__init__()
        self.public_ids = public_ids

    @property
    def case_ids(self) -> list[int]:
        """The cases, each once."""
        return list(self.public_ids)
