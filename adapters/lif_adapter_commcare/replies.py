"""Which answer a prompt's case holds: the code that the app's form writes. Words alone are a reply; nobody guesses."""

from collections.abc import Sequence
from typing import Final

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Exemption
from lif_plugin.hooks.live import Reply

_CODES: Final = {"done": AnswerKind.DONE, "wrong": AnswerKind.WRONG}


def read_reply(text: str, exemptions: Sequence[Exemption]) -> Reply:
    """Read an answer: ``done``, ``wrong`` or a reason's code, alone or before a colon."""
    code = text.partition(":")[0].strip()
    if code in {one.code for one in exemptions}:
        return Reply(AnswerKind.EXPLAINED, code)
    return Reply(_CODES.get(code, AnswerKind.REPLIED))
