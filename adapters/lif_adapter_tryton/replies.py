"""Reads the answers that come back: the word of a button or a reason's code, then what the worker wrote."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from lif_adapter_tryton.errors import OddAnswer
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Exemption
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks.live import PlatformAnswer, Reply

TEXT_AT_MOST: Final = 2000
_BUTTONS: Final = {"done": AnswerKind.DONE, "wrong": AnswerKind.WRONG}


def read_answer(told: dict[str, Any], zone: ZoneInfo) -> PlatformAnswer:
    """An answer as Tryton tells of it. Raises `OddAnswer`."""
    try:
        moment = datetime.fromtimestamp(told["at"] / 1000, UTC).astimezone(zone)
        return PlatformAnswer(
            str(told["identity"]), str(told["ref"]), str(told["receipt"]), str(told["by"]),
            day_number(moment.date()), str(told["text"])[:TEXT_AT_MOST],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, OverflowError):
        raise OddAnswer from None


def read_reply(text: str, exemptions: Sequence[Exemption]) -> Reply:
    """Which answer a text is: a button's word or a reason's code, alone or before a colon. Anything else is a reply."""
    word = text.partition(":")[0].strip()
    if word in {one.code for one in exemptions}:
        return Reply(AnswerKind.EXPLAINED, word)
    return Reply(_BUTTONS.get(word, AnswerKind.REPLIED))
