"""A case note through the schema: its words are read as they are taken, and not kept. Refusals are types."""

from datetime import date
from typing import Annotated, Any
from uuid import uuid4

import strawberry
from strawberry.types import Info

from lif_plugin import errors
from lif_plugin.domain.stated import FACT
from lif_plugin.flow.stating import Statement, state
from lif_plugin.schema.context import Context
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import Problem, Unsteady, attempt, said
from lif_plugin.schema.values import arg
from lif_plugin.store.work import now_ms


@strawberry.input(
    description="A case note. Its words are read for what they record of the child as they are taken; no word of it is kept."
)
class SendNoteInput:
    """One note."""

    case: str = strawberry.field(description="The case's reference in your system.")
    key: str = strawberry.field(description="The note's own key in your system; the same again corrects it.")
    day: date = strawberry.field(description="The day of the contact.")
    text: str = strawberry.field(description="The words.")
    purpose: str | None = strawberry.field(
        default=None,
        description="`see_child`, `child_views`, `review`, `conference` or `complaint`, where it is of one.",
    )
    record_type: str | None = strawberry.field(
        default=None, description="The kind of entry in your system's words."
    )
    born_on: date | None = strawberry.field(default=None, description="The child's date of birth.")
    needs: str | None = strawberry.field(
        default=None, description="What is recorded of how the child communicates."
    )
    names: list[str] = strawberry.field(
        default_factory=list, description="The child's names as the note may write them, 20 at most."
    )


@strawberry.type(description="You do not send facts of this case or source. Nothing was taken.")
class NoteNotAllowed(Problem):
    """Not yours."""


@strawberry.type(description="The note does not fit. Nothing was taken; no word of it is told.")
class NoteNotTaken(Problem):
    """Not fitting."""


@strawberry.type(description="The note is taken; what it was read to show reaches its case shortly.")
class NoteTaken:
    """Taken."""

    key: str = strawberry.field(description="The note's own key.")


SendNoteResult = Annotated[
    NoteTaken | NoteNotAllowed | NoteNotTaken | Unsteady,
    strawberry.union("SendNoteResult", description="What became of the note."),
]


@strawberry.type
class NoteMutation:
    """The mutation on notes."""

    @mutation(
        "Send a case note as a system of record does by events; for tokens of a source. It is read by the agency's own words "
        "too (`note_words` of its configuration). Since 0.1."
    )
    def send_note(
        self,
        info: Info[Context, None],
        input: Annotated[SendNoteInput, arg("The note.")],  # noqa: A002  Relay's word
    ) -> SendNoteResult:
        """Send a note."""
        statement = Statement("graphql", str(uuid4()), f"{FACT}note", _stated(input))
        done = attempt(
            info.context, lambda desk, viewer: state(desk.store, viewer, statement, now_ms()), _refused
        )
        if not isinstance(done, bool):
            return done
        info.context.sources.wake(info.context.viewer.agency)
        return NoteTaken(key=input.key)


def _stated(note: SendNoteInput) -> dict[str, Any]:
    """The note as an event would state it."""
    words = {"text": note.text, "purpose": note.purpose, "record_type": note.record_type, "needs": note.needs}
    words["born_on"] = None if note.born_on is None else note.born_on.isoformat()
    return {
        "case": note.case,
        "key": note.key,
        "day": note.day.isoformat(),
        "words": {**words, "names": note.names},
    }


def _refused(error: errors.LifError) -> NoteNotAllowed | NoteNotTaken:
    return (NoteNotAllowed if isinstance(error, errors.NotAllowed) else NoteNotTaken)(**said(error))
