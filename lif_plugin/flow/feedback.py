"""Feedback: what somebody did with a card in their own system becomes the answer to its prompt, once."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from lif_plugin.domain.prompt import Answer, AnswerKind
from lif_plugin.domain.rule import Rule
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import AnswerRefused, NotAllowed, NotFound
from lif_plugin.flow.answer import TEXT_AT_MOST, AlreadyAnswered, answer_prompt, keep_late
from lif_plugin.hooks import Plugins
from lif_plugin.store import card_feedback
from lif_plugin.store.card_feedback import Kept
from lif_plugin.store.work import Store

ACCEPTED: Final = "accepted"
OVERRIDDEN: Final = "overridden"
ANSWERED: Final = "answered"
DISMISSED: Final = "dismissed"
"""Put aside without a reason: that is no answer, and the prompt goes on waiting."""
LATE: Final = "late"
"""Its prompt no longer waited, or a later answer stands: the words are kept beside it and shown as late."""
UNKNOWN: Final = "unknown_suggestion"
"""What was accepted was no suggestion of this card."""


class Feedback(NamedTuple):
    """What became of one card. ``kind`` None: nothing that answers its prompt. ``at`` in UTC milliseconds."""

    card: str
    outcome: str
    at: int
    kind: AnswerKind | None
    reason: str | None = None
    text: str | None = None
    user: str | None = None


class Answering(NamedTuple):
    """What answering needs."""

    store: Store
    plugins: Plugins
    rules: Mapping[str, Rule]


def take_feedback(
    parts: Answering, viewer: Viewer, client: str, told: Iterable[Feedback], now: int
) -> list[tuple[str, str]]:
    """Answer the prompts of cards in the order in which people acted; gives (card, effect) of each.

    Feedback that cannot be applied is kept with its reason. Twice for a card is one answer.
    """
    return [
        (one.card, _take(parts, viewer, client, one, now)) for one in sorted(told, key=lambda one: one.at)
    ]


def _take(parts: Answering, viewer: Viewer, client: str, one: Feedback, now: int) -> str:
    at = min(one.at, now)
    nothing = UNKNOWN if one.outcome == ACCEPTED else DISMISSED
    effect = nothing if one.kind is None else _answer(parts, viewer, one, one.kind, at)
    kept = Kept(client, one.card[:36], one.outcome, one.reason, effect, at, now)
    with parts.store.write(viewer) as connection:
        card_feedback.keep(connection, viewer.agency, kept)
    return effect


def _answer(parts: Answering, viewer: Viewer, one: Feedback, kind: AnswerKind, at: int) -> str:
    text = (one.text or "").replace("\x00", "").strip()[:TEXT_AT_MOST] or None
    given = Answer(kind, viewer.subject, at, one.reason, text)
    try:
        answer_prompt(
            parts.store, parts.plugins, parts.rules, viewer, one.card, kind, one.reason, text, at, only_news=True
        )  # fmt: skip
    except (NotAllowed, NotFound) as error:
        return error.code
    except (AlreadyAnswered, AnswerRefused) as error:
        if keep_late(parts.store, parts.rules, viewer, one.card, given):
            return LATE
        if kind is AnswerKind.EXPLAINED and text and isinstance(error, AnswerRefused):
            # A reason that the rule does not have is nobody's to guess; what was said with it stands.
            said = one._replace(reason=None, text=f"{one.reason}: {text}")
            return _answer(parts, viewer, said, AnswerKind.REPLIED, at)
        return error.code
    return ANSWERED
