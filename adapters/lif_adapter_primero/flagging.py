"""The text of a flag: a neutral sentence, a link, and at the end the prompt's identity by which it is found again."""

import re
import uuid
from collections.abc import Iterable
from typing import Final

from lif_adapter_primero.answers import Flag
from lif_adapter_primero.errors import NotTaken

AT_MOST: Final = 255
"""Characters: the server keeps more, its screen does not show them."""
_MARKER: Final = re.compile(r"\[P:([0-9a-f]{32})\]\s*\Z")
_MARKER_LIKE: Final = re.compile(r"\[P:[^\]]*\]?")


def marker(identity: str) -> str:
    """The mark of a prompt. Raises ValueError if the identity is no UUID."""
    return f"[P:{uuid.UUID(identity).hex}]"


def flag_message(text: str, link: str, identity: str) -> str:
    """The whole text of a flag, at most 255 characters; a long sentence is cut at a word.

    ``text`` names no child, no word of the child's and no suspicion: everybody who sees the record sees it, and
    the change log keeps it. Raises `NotTaken` if link and marker alone leave no room for a sentence.
    """
    end = " ".join(part for part in (_one_line(link), marker(identity)) if part)
    room = AT_MOST - len(end) - 1
    sentence = _one_line(_MARKER_LIKE.sub("", text))
    if not sentence or room < 40:
        raise NotTaken("A flag needs a sentence and room for one.", hint="Shorten the address of the link.")
    if len(sentence) > room:
        sentence = sentence[: room - 1].rsplit(" ", maxsplit=1)[0].rstrip(" ,;:.") + "…"
    return f"{sentence} {end}"


def whole_message(text: str, link: str) -> str:
    """Sentence and link on one line, where there is room for all of it and the identity stands elsewhere."""
    return " ".join(part for part in (_one_line(_MARKER_LIKE.sub("", text)), _one_line(link)) if part)


def identity_of(message: str) -> str | None:
    """The identity of the prompt a flag's text ends with, or None if it is no flag of ours."""
    found = _MARKER.search(message)
    return str(uuid.UUID(found[1])) if found else None


def find_flag(flags: Iterable[Flag], identity: str, account: str) -> Flag | None:
    """The flag of a prompt among a case's flags, resolved ones too: an answered one before an open one.

    Only flags made by the account count: a worker's own may quote our mark.
    """
    wanted = marker(identity)
    ours = [flag for flag in flags if flag.flagged_by == account and flag.message.rstrip().endswith(wanted)]
    ours.sort(key=lambda flag: (not is_answered(flag, account), flag.removed, flag.id))
    return ours[0] if ours else None


def is_answered(flag: Flag, account: str) -> bool:
    """Says whether somebody else resolved a flag; one that we withdrew ourselves has no answer."""
    return flag.removed and flag.answered_by != account


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
