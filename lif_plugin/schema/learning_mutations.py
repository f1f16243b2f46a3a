"""What is written down of learning through the schema. Refusals are members of a union, not errors."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import learning
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.learning import Nature, NotTold
from lif_plugin.domain.own_source import OWN_SOURCES
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import found
from lif_plugin.schema.types.learning import LearningItem
from lif_plugin.schema.values import arg, number_of


@strawberry.input(description="Something learnt. It names no child and no worker.")
class RecordLearningInput:
    """One item."""

    partnership: str = strawberry.field(description="The partnership's id.")
    source_of_learning: str = strawberry.field(
        description="The framework's source of learning; or, named by it or not, `other:` and one of: "
        f"{', '.join(one.id.removeprefix('other:') for one in OWN_SOURCES)}. What comes from those has no route until one is chosen."
    )
    title: str = strawberry.field(description="In a few words.")
    summary: str = strawberry.field(description="What was seen.")
    nature: Nature = strawberry.field(description="A strength or a concern.")
    theme: str = strawberry.field(description="What it is about.")
    day: date = strawberry.field(description="The day of it.")
    voice_source: str | None = strawberry.field(
        default=None, description="How a child's view began it; it then stays open until the child was told."
    )
    shared: bool = strawberry.field(default=True, description="Whether partners may read it.")


@strawberry.input(description="The routes of an item whose framework gives its source none.")
class ChooseRoutesInput:
    """Two routes."""

    item: relay.GlobalID = strawberry.field(description="The item's `id`.")
    learning: list[list[str]] = strawberry.field(description="Steps of bodies on the way to learning.")
    evaluation: list[list[str]] = strawberry.field(description="Steps of bodies that evaluate.")
    why: str = strawberry.field(description="Why this way; it is kept.")


@strawberry.input(description="What a body said of an item at its meeting.")
class SpeakForBodyInput:
    """One word."""

    item: relay.GlobalID = strawberry.field(description="The item's `id`.")
    route: str = strawberry.field(description="`learning` or `evaluation`.")
    body: str = strawberry.field(description="The body, or a form of it.")
    verdict: Verdict = strawberry.field(description="What it said.")
    day: date = strawberry.field(description="The day of the meeting.")
    note: str | None = strawberry.field(default=None, description="Why; needed where it does not go on.")
    back_to: str | None = strawberry.field(default=None, description="With `SENT_BACK`: who looks again.")
    attended: int | None = strawberry.field(default=None, description="How many came.")
    quorate: bool | None = strawberry.field(default=None, description="Whether enough came.")
    method: str | None = strawberry.field(default=None, description="How it was evaluated.")


@strawberry.type(description="It is written down.")
class LearningItemSaved:
    """Saved."""

    item: LearningItem = strawberry.field(description="The item as it now is.")


LearningItemResult = Annotated[
    LearningItemSaved | Refusal,
    strawberry.union("LearningItemResult", description="What became of a step of an item."),
]
ItemArg = Annotated[relay.GlobalID, arg("The item's `id`.")]


@strawberry.type
class LearningMutation:
    """The mutations on items of learning."""

    @mutation("Record something learnt; it goes the way its framework gives its source. Since 0.1.")
    def record_learning(
        self,
        info: Info[Context, None],
        input: Annotated[RecordLearningInput, arg("What was learnt.")],  # noqa: A002  Relay's word
    ) -> LearningItemResult:
        """Record an item."""
        new = learning.NewItem(
            input.partnership, input.source_of_learning, input.title, input.summary, input.nature, input.theme,
            day_number(input.day), input.voice_source, input.shared,
        )  # fmt: skip
        made = step(info.context, lambda desk, viewer: learning.record_item(desk, viewer, new))
        return _saved(info.context, made) if isinstance(made, str) else made

    @mutation(
        "Choose the routes of an item whose framework gives its source none. For quality and board. Since 0.1.",
        changes="input.item",
    )
    def choose_routes(
        self,
        info: Info[Context, None],
        input: Annotated[ChooseRoutesInput, arg("The routes.")],  # noqa: A002  Relay's word
    ) -> LearningItemResult:
        """Choose routes."""
        routes = [tuple(tuple(part) for part in route) for route in (input.learning, input.evaluation)]
        return _stepped(
            info.context,
            input.item,
            lambda desk, viewer, item: learning.choose_route(
                desk, viewer, item, routes[0], routes[1], input.why
            ),
        )

    @mutation(
        "Write down what a body said of an item. For quality and board. Since 0.1.", changes="input.item"
    )
    def speak_for_body(
        self,
        info: Info[Context, None],
        input: Annotated[SpeakForBodyInput, arg("What it said.")],  # noqa: A002  Relay's word
    ) -> LearningItemResult:
        """Keep a word."""
        word = learning.Word(
            input.route, input.body, input.verdict, day_number(input.day), input.note, input.back_to, input.attended,
            input.quorate, input.method,
        )  # fmt: skip
        return _stepped(
            info.context, input.item, lambda desk, viewer, item: learning.speak(desk, viewer, item, word)
        )

    @mutation(
        "Write down how the child whose view began an item was told what came of it, or why not. Since 0.1.",
        changes="item",
    )
    def tell_child(
        self,
        info: Info[Context, None],
        item: ItemArg,
        how: Annotated[str | None, arg("How the child was told.")] = None,
        reason: Annotated[NotTold | None, arg("Or why that could not be.")] = None,
        by: Annotated[str | None, arg("The role of who told the child; else yours.")] = None,
        day: Annotated[date | None, arg("The day; else today.")] = None,
    ) -> LearningItemResult:
        """Keep that the child was told."""
        return _stepped(
            info.context,
            item,
            lambda desk, viewer, one: learning.tell_child(
                desk, viewer, one, how, reason, by=by, day=number_of(day)
            ),
        )

    @mutation(
        "Close an item that was evaluated as better on its evaluation route. For quality and board. Since 0.1.",
        changes="item",
    )
    def close_learning(self, info: Info[Context, None], item: ItemArg) -> LearningItemResult:
        """Close an item."""
        return _stepped(info.context, item, learning.close_item)

    @mutation(
        "Open an item again; a new round of evaluation begins. For quality and board. Since 0.1.",
        changes="item",
    )
    def reopen_learning(
        self,
        info: Info[Context, None],
        item: ItemArg,
        reason: Annotated[str, arg("What shows that it got no better.")],
    ) -> LearningItemResult:
        """Open an item again."""
        return _stepped(
            info.context, item, lambda desk, viewer, one: learning.reopen_item(desk, viewer, one, reason)
        )


def _stepped(
    context: Context, item: relay.GlobalID, verb: Callable[[Desk, Viewer, str], None]
) -> LearningItemResult:
    # The id of something else names no item.
    item_id = item.node_id if item.type_name == "LearningItem" else ""
    refused = step(context, lambda desk, viewer: verb(desk, viewer, item_id))
    return _saved(context, item_id) if refused is None else refused


def _saved(context: Context, item_id: str) -> LearningItemSaved:
    return LearningItemSaved(item=found(LearningItem.by_ids(context, [item_id])[0]))
