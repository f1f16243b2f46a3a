"""Looking for words in what was learnt."""

from enum import Enum
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.domain.search import sought
from lif_plugin.schema.connection import MAX_SIZE, BadPage
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import arg, resolved
from lif_plugin.store.reads.search import KINDS, Found, found


@strawberry.enum(description="What can be looked through.")
class SearchKind(Enum):
    """A kind of thing whose words are found."""

    LEARNING_ITEM = "LearningItem"
    FINDING = "Finding"
    RECOMMENDATION = "Recommendation"
    ACTION = "Action"
    LESSON = "Lesson"


@strawberry.type(description="A part of the words around. Seen like what was found. Since 0.1.")
class SnippetPart:
    """One part."""

    text: str = strawberry.field(description="As it was written: plain text, never markup.")
    found: bool = strawberry.field(description="Whether it is what was looked for.")


@strawberry.type(
    description="Something of what was learnt in which the words are. Seen by those who may read it itself. Since 0.1."
)
class SearchHit:
    """One hit."""

    rank: int = strawberry.field(description="Its place, from 1: the best fit first.")
    kind: SearchKind = strawberry.field(description="What it is.")
    id: relay.GlobalID = strawberry.field(description="Its `id`; `nodes` finds it.")
    agency: str = strawberry.field(description="The agency that recorded it.")
    partnership: str = strawberry.field(description="The partnership it belongs to.")
    snippet: list[SnippetPart] = strawberry.field(description="The words around, part by part.")

    @classmethod
    def of(cls, rank: int, one: Found) -> "SearchHit":
        """Show a hit."""
        return cls(
            rank=rank, kind=SearchKind(one.kind), id=relay.GlobalID(one.kind, one.node), agency=one.agency,
            partnership=one.partnership,
            snippet=[SnippetPart(text=text, found=is_found) for text, is_found in one.snippet],
        )  # fmt: skip


@strawberry.type
class SearchQuery:
    """The way to what was learnt, by its words."""

    @resolved(
        "Items of learning, findings, recommendations, actions and lessons of your agency and its partners in which all of the "
        'words are, in any form of English (`visit` finds `visited`): words, "phrases in quotes", words* that begin so, and '
        "-words that must not be there. Common words as `the` are left out. Error `bad_search`: nothing in it can be looked for. "
        "Since 0.1."
    )
    def search(
        self,
        info: Info[Context, None],
        text: Annotated[str, arg("What is looked for, at most 500 characters and 30 words.")],
        first: Annotated[int, arg("How many at most: 1 to 200.")] = 20,
        kinds: Annotated[list[SearchKind] | None, arg("Only such things.")] = None,
        partnership: Annotated[str | None, arg("Only of this partnership.")] = None,
    ) -> list[SearchHit] | None:
        """Search: one statement, whatever is looked for."""
        context = info.context
        if not 1 <= first <= MAX_SIZE:
            raise BadPage(f"A search gives 1 to {MAX_SIZE} hits, not {first}.")
        wanted = sought(text)
        context.spend(first)
        hits = found(
            context.connection, context.viewer, wanted, context.desk.today(), first,
            kinds=KINDS if kinds is None else [one.value for one in kinds], partnership=partnership,
        )  # fmt: skip
        return [SearchHit.of(place, one) for place, one in enumerate(hits, 1)]
