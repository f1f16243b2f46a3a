"""What changed: pages of changes after a cursor, and the subscription that tells of each as it comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

import strawberry
from graphql import GraphQLError
from strawberry import relay
from strawberry.types import Info

from lif_plugin.domain.change import ChangeKind, ChangeWord, Place
from lif_plugin.schema.connection import DEFAULT_SIZE, BadPage
from lif_plugin.schema.context import Context, Level
from lif_plugin.schema.types.action import Action
from lif_plugin.schema.types.case import Case
from lif_plugin.schema.types.child_action import ChildAction
from lif_plugin.schema.types.learning import LearningItem
from lif_plugin.schema.types.prompt import Prompt
from lif_plugin.schema.types.review import ReviewLink
from lif_plugin.schema.values import arg, at, resolved
from lif_plugin.store.changes import MAX_CHANGES, Wanted, changes_after, heads
from lif_plugin.store.reads.page import Row

strawberry.enum(
    ChangeKind,
    description="What changed. `PROMPT`: a prompt that reaches people; what is only counted is not told of. `LEARNING`: an "
    "item, with all that is said and found of it. `CASE`: only its removal. Each kind is for those who may read such things.",
)
strawberry.enum(
    ChangeWord,
    name="ChangeWhat",
    description="What became of it. `RAISED`: it is new, or new to people. `ANSWERED`: a prompt was answered, a review "
    "decided on. `DUE`: its time has come. `ENDED`: nothing more is asked. `REMOVED`: forget what you hold of it.",
)

_TYPES: Final[Mapping[str, Any]] = {
    ChangeKind.PROMPT: Prompt,
    ChangeKind.REVIEW_LINK: ReviewLink,
    ChangeKind.LEARNING: LearningItem,
    ChangeKind.ACTION: Action,
    ChangeKind.CHILD_ACTION: ChildAction,
    ChangeKind.CASE: Case,
}
"""Types that `node` finds. Audits have no `id`: they are asked for by their number."""

Since = Annotated[str | None, arg("A cursor: give what comes after it.")]
Kinds = Annotated[
    list[ChangeKind] | None, arg("Only of these kinds. Without it: every kind that you may follow.")
]
Words = Annotated[list[ChangeWord] | None, arg("Only with these words.")]


class ChangeLevel(Level):
    """The changes of a page; the nodes of one kind are read together."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self._rows = rows

    def node(self, info: Info[Context, Any], kind: str, key: str) -> relay.Node | None:
        """Find the node of a change among those of its kind, as it is now."""
        found_by = _TYPES.get(kind)
        if found_by is None:
            return None

        def fetch() -> dict[str, relay.Node | None]:
            keys = list(dict.fromkeys(row["node"] for row in self._rows if row["kind"] == kind))
            return dict(zip(keys, found_by.resolve_nodes(info=info, node_ids=keys), strict=True))

        return self.once(kind, fetch)[key]


@strawberry.type(
    description="That something changed: an id and a word, never what stands in it. Each kind is seen by those who may read "
    "such things, a case's by those who may see the case; what partners share, by partners. Since 0.1."
)
class Change:
    """One change."""

    cursor: str = strawberry.field(description="The place after it: give it as `since` to go on from here.")
    kind: ChangeKind = strawberry.field(description="What changed.")
    what: ChangeWord = strawberry.field(description="What became of it.")
    node_id: strawberry.ID = strawberry.field(
        description="Its `id`, as `node` takes it; the `number` of an audit."
    )
    at: datetime = strawberry.field(description="When it was written (UTC).")
    agency: str = strawberry.field(description="The agency that wrote it.")
    key: strawberry.Private[str]
    level: strawberry.Private[ChangeLevel]

    @classmethod
    def of(cls, row: Row, place: Place, level: ChangeLevel) -> "Change":
        """Make a change of its row."""
        kind = ChangeKind(row["kind"])
        named = _TYPES.get(kind)
        node_id = str(relay.GlobalID(named.__name__, row["node"])) if named else row["node"]
        return cls(
            cursor=place.cursor(), kind=kind, what=ChangeWord(row["what"]), node_id=strawberry.ID(node_id),
            at=at(row["at"]), agency=row["agency_id"], key=row["node"], level=level,
        )  # fmt: skip

    @resolved(
        "The thing itself as it is now; the reading is logged as any other. Null when it is gone, not yours to see, or an audit."
    )
    def node(self, info: Info[Context, Any]) -> relay.Node | None:
        """Read the nodes of all changes of the kind."""
        return self.level.node(info, self.kind, self.key)


@strawberry.type(
    description="A page of changes, in the order in which they were committed. Seen like its changes. Since 0.1."
)
class ChangePage:
    """A page of changes."""

    changes: list[Change] = strawberry.field(description="The changes, the oldest first.")
    cursor: str = strawberry.field(description="The place after the page, also of an empty one.")
    has_more: bool = strawberry.field(description="Whether more is there already.")


def wanted_of(
    kinds: Sequence[ChangeKind] | None, what: Sequence[ChangeWord] | None, limit: int = MAX_CHANGES
) -> Wanted:
    """What is asked for, as the store takes it."""
    return Wanted(
        frozenset(kinds) if kinds is not None else None, frozenset(what) if what is not None else None, limit
    )


@strawberry.type
class ChangeQuery:
    """The ways to what changed."""

    @resolved(
        "What changed after a cursor, or since the oldest change that is kept: nothing is left out and nothing comes twice, "
        "whoever writes meanwhile. Refused with `cursor_too_old` where some changes are kept no longer."
    )
    def changes(
        self,
        info: Info[Context, None],
        since: Since = None,
        kinds: Kinds = None,
        what: Words = None,
        first: Annotated[int, arg(f"How many at most: 1 to {MAX_CHANGES}.")] = DEFAULT_SIZE,
    ) -> ChangePage | None:
        """Read a page of changes."""
        if not 1 <= first <= MAX_CHANGES:
            raise BadPage(f"A page has 1 to {MAX_CHANGES} items, not {first}.")
        context = info.context
        context.spend(first)
        place = Place.of(since) if since is not None else None
        today = context.desk.today()
        found = changes_after(context.connection, context.viewer, place, wanted_of(kinds, what, first), today)
        level = ChangeLevel(found.rows)
        made = [Change.of(row, after, level) for row, after in zip(found.rows, found.places, strict=True)]
        return ChangePage(changes=made, cursor=found.place.cursor(), has_more=found.more)

    @resolved(
        "The cursor of now. Ask for it, then read all that you keep, then follow `changes` from it: so nothing is missed."
    )
    def changes_cursor(self, info: Info[Context, None]) -> str | None:
        """Read how far changes reach."""
        context = info.context
        return Place(heads(context.connection, context.viewer, context.desk.today())).cursor()


@dataclass(slots=True)
class Opening:
    """The root of a subscription's first run, which only says what is asked for."""

    wanted: Wanted | None = None
    since: str | None = None


class Opened(GraphQLError):
    """What a subscription is for has been noted: its first run ends here, and that is no fault."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The root of a subscription's later runs, one for each change."""

    row: Row
    place: Place
    level: ChangeLevel


@strawberry.type(
    description="What is told as it happens, over `graphql-transport-ws` or server-sent events at `/graphql`."
)
class Subscription:
    """The root of all subscriptions."""

    @resolved(
        "Each change as it is committed: prompts raised and answered, actions changed, things falling due. After the cursor "
        "`since` nothing is left out and nothing comes twice; without it, from now."
    )
    def changed(
        self, info: Info[Context, Any], since: Since = None, kinds: Kinds = None, what: Words = None
    ) -> Change:
        """Tell of one change; at first, note what is asked for."""
        root = info.root_value
        if isinstance(root, Opening):
            wanted = wanted_of(kinds, what)
            wanted.kinds_of(info.context.viewer)
            root.wanted, root.since = wanted, since
            raise Opened("The subscription has begun.")
        return Change.of(root.row, root.place, root.level)
