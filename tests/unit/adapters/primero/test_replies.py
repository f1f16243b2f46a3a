"""A worker's free text becomes an answer by its first words, and only by those."""

from dataclasses import replace

import pytest

from lif_adapter_primero.answers import Flag
from lif_adapter_primero.flagging import flag_message
from lif_adapter_primero.replies import Words, answers_in, read_reply
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Exemption
from lif_plugin.hooks.live import PlatformAnswer, Reply

REASONS = (
    Exemption("child_refused", "The child did not want to"),
    Exemption("seen_by_police", "Seen by police"),
)
IDENTITY = "784c89d9-eea5-5882-b76d-36bec93fff56"
MESSAGE = flag_message("Please look", "", IDENTITY)
ANSWERED = Flag(33, "case", MESSAGE, "svc", None, True, "Done, see section 3.", "w.amina", 20_261_122)


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("Done, see section 3", AnswerKind.DONE, None),
        ("  – YES!", AnswerKind.DONE, None),
        ("seen on 20 Nov", AnswerKind.DONE, None),
        ("Seen by police: on the ward", AnswerKind.EXPLAINED, "seen_by_police"),
        ("child_refused", AnswerKind.EXPLAINED, "child_refused"),
        ("Child refused. Will try again", AnswerKind.EXPLAINED, "child_refused"),
        ("the child did not want to talk", AnswerKind.EXPLAINED, "child_refused"),
        ("Wrong child", AnswerKind.WRONG, None),
        ("n/a", AnswerKind.WRONG, None),
        ("Spoke with her on 20 Nov, she wants to stay with her aunt.", AnswerKind.REPLIED, None),
        ("Could not be done", AnswerKind.REPLIED, None),
        ("Seenaa is the mother", AnswerKind.REPLIED, None),
        ("", AnswerKind.REPLIED, None),
    ],
)
def test_the_first_words_say_which_answer_it_is(text: str, kind: AnswerKind, reason: str | None) -> None:
    assert read_reply(text, REASONS) == Reply(kind, reason)


def test_a_deployment_brings_words_of_its_own_language() -> None:
    words = Words(done=("نعم", "sí"), reasons={"child_refused": ("se negó",)})
    assert read_reply("sí, ayer", REASONS, words).kind is AnswerKind.DONE
    assert read_reply("نعم", REASONS, words).kind is AnswerKind.DONE
    assert read_reply("Se negó a hablar", REASONS, words).reason == "child_refused"


def test_answers_are_read_from_our_own_flags_that_somebody_else_resolved() -> None:
    found = list(answers_in([ANSWERED], "svc"))
    assert found == [PlatformAnswer(IDENTITY, "case", "33", "w.amina", 20_261_122, "Done, see section 3.")]


def test_open_withdrawn_and_foreign_flags_are_no_answers() -> None:
    flags = [
        replace(ANSWERED, removed=False),
        replace(ANSWERED, answered_by="svc"),
        replace(ANSWERED, flagged_by="w.amina"),
        replace(ANSWERED, message="Please look"),
    ]
    assert list(answers_in(flags, "svc")) == []
