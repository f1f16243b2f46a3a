"""Reads what a worker wrote when resolving a flag: a short word says which answer it is, the rest is kept.

Whoever resolves a flag writes freely; only a word at the beginning is taken for an answer. A text that begins
with none of them is nobody's to interpret: it stands as the reply.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from lif_adapter_primero.answers import Flag
from lif_adapter_primero.flagging import identity_of, is_answered
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Exemption
from lif_plugin.hooks.live import PlatformAnswer, Reply

TEXT_AT_MOST: Final = 2000
DONE: Final = ("done", "yes", "ok", "seen", "recorded", "completed")
WRONG: Final = ("wrong", "mistake", "incorrect", "not applicable", "n/a")


@dataclass(frozen=True, slots=True)
class Words:
    """The short words of a deployment's languages, beside those a rule's reasons bring along themselves."""

    done: tuple[str, ...] = DONE
    wrong: tuple[str, ...] = WRONG
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


def answers_in(flags: Iterable[Flag], account: str) -> Iterator[PlatformAnswer]:
    """The answers among a case's flags. To be kept when first seen: anybody may write over one later."""
    for flag in flags:
        identity = identity_of(flag.message) if flag.flagged_by == account else None
        if identity is not None and is_answered(flag, account):
            yield PlatformAnswer(
                identity,
                flag.case_id,
                str(flag.id),
                flag.answered_by or "",
                flag.answered_on,
                kept_text(flag.answer),
            )


def read_reply(text: str, exemptions: Sequence[Exemption], words: Words | None = None) -> Reply:
    """Read an answer. Reasons go first and longer words before shorter: "seen by police" may be one.

    A reason is known by its code (``child_refused`` or "child refused"), by its label, and by the deployment's words.
    """
    words = words or Words()
    begins = _plain(text)
    choices: list[tuple[str, AnswerKind, str | None]] = []
    for exemption in exemptions:
        own = (exemption.code, exemption.label, *words.reasons.get(exemption.code, ()))
        choices += [(_plain(word), AnswerKind.EXPLAINED, exemption.code) for word in own]
    choices += [(_plain(word), AnswerKind.DONE, None) for word in words.done]
    choices += [(_plain(word), AnswerKind.WRONG, None) for word in words.wrong]
    for word, kind, reason in sorted(choices, key=lambda choice: -len(choice[0])):
        if word and re.match(rf"{re.escape(word)}(?!\w)", begins):
            return Reply(kind, reason)
    return Reply(AnswerKind.REPLIED)


def kept_text(told: object) -> str:
    """What somebody wrote, as far as it is kept: no longer than our own form takes, nothing a database cannot hold."""
    text = told if isinstance(told, str) else ""
    return "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff")[:TEXT_AT_MOST]


def _plain(text: str) -> str:
    """Small letters, single blanks, no marks before the first letter; an underline is a blank."""
    return " ".join(text.casefold().replace("_", " ").split()).lstrip("-–—*•.,:;!\"'“”‘’([ ")
