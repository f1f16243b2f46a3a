"""The buttons of the form, as answers: a button's word or a reason's code, then what the worker wrote."""

from zoneinfo import ZoneInfo

import pytest

from lif_adapter_tryton.errors import OddAnswer
from lif_adapter_tryton.replies import read_answer, read_reply
from lif_adapter_tryton.rules import OWN_VIEW
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.hooks.live import Reply

TOLD = {"identity": "i", "ref": "12", "receipt": "3", "by": "7", "at": 1_795_230_000_000, "text": "done"}


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("done", Reply(AnswerKind.DONE)),
        ("wrong: it was another day", Reply(AnswerKind.WRONG)),
        ("refused", Reply(AnswerKind.EXPLAINED, "refused")),
        ("not_safe: father was there", Reply(AnswerKind.EXPLAINED, "not_safe")),
        ("another_reason: said somebody", Reply(AnswerKind.REPLIED)),
        ("It was not done", Reply(AnswerKind.REPLIED)),
        ("", Reply(AnswerKind.REPLIED)),
    ],
)
def test_a_text_says_which_answer_it_is(text: str, reply: Reply) -> None:
    assert read_reply(text, OWN_VIEW.exemptions) == reply


def test_an_answer_is_of_the_day_where_the_people_are() -> None:
    assert [read_answer(TOLD, ZoneInfo(zone)).on for zone in ("UTC", "Pacific/Auckland")] == [
        20261121,
        20261121,
    ]


@pytest.mark.parametrize("broken", [{"at": None}, {"at": 10**30}])
def test_an_answer_that_cannot_be_read_is_a_typed_error(broken: dict[str, object]) -> None:
    with pytest.raises(OddAnswer):
        read_answer(TOLD | broken, ZoneInfo("UTC"))
