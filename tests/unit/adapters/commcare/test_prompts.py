"""A prompt as an extension case: the shape it has, what repeats and races come to, and what answers say."""

import pytest

from lif_adapter_commcare.adapter import ADAPTER
from lif_adapter_commcare.errors import NotThere, ServerFault
from lif_adapter_commcare.session import CommCareSession
from lif_adapter_commcare.testing import SERVICE_ID, Fault
from lif_adapter_commcare.testing.server import WORKER_ID
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Exemption
from lif_plugin.hooks.live import Outcome, Outgoing
from tests.contract.commcare_bench import CommCareBench

PROMPT = "784c89d9-eea5-5882-b76d-36bec93fff56"


def _show(ref: str, text: str = "The record does not yet show this.", *, withdraw: bool = False) -> Outgoing:
    return Outgoing(PROMPT, ref, text, "https://lif/p/1", withdraw)


def test_it_hangs_on_the_childs_case_with_its_owner(bench: CommCareBench, session: CommCareSession) -> None:
    ref = bench.add()
    session.deliver(_show(ref))
    [made] = bench.fake.prompts(ref)
    assert (made["case_type"], made["case_name"], made["owner_id"], made["external_id"], made["_by"]) == (
        "practice_prompt", "The record does not yet show this.", WORKER_ID, PROMPT, SERVICE_ID,
    )  # fmt: skip
    assert made["indices"] == {"host": {"case_id": ref, "case_type": "child", "relationship": "extension"}}
    assert made["properties"] == {
        "prompt_id": PROMPT, "prompt_text": "The record does not yet show this.", "prompt_link": "https://lif/p/1",
        "raised_on": "2026-11-22", "state": "open", "notice": "no",
    }  # fmt: skip


def test_a_long_sentence_is_cut_in_the_name_and_whole_beside_it(
    bench: CommCareBench, session: CommCareSession
) -> None:
    ref = bench.add()
    session.deliver(_show(ref, text="A long sentence. " * 30))
    [made] = bench.fake.prompts(ref)
    assert (len(made["case_name"]), len(made["properties"]["prompt_text"])) == (255, 509)


def test_one_that_was_taken_back_comes_again_as_a_case_of_its_own(
    bench: CommCareBench, session: CommCareSession
) -> None:
    ref = bench.add()
    told = [session.deliver(_show(ref, withdraw=withdraw)).outcome for withdraw in (False, True, False, True)]
    assert told == [Outcome.WRITTEN] * 4
    assert [one["external_id"] for one in bench.fake.prompts(ref)] == [PROMPT, f"{PROMPT}.2"]


def test_an_answer_that_a_phone_sends_after_it_was_taken_back_stands_and_nobody_is_asked_again(
    bench: CommCareBench, session: CommCareSession
) -> None:
    ref = bench.add()
    for withdraw in (False, True):
        session.deliver(_show(ref, withdraw=withdraw))
    bench.fake.answer(bench.fake.prompts(ref)[0]["case_id"], text="invented words")
    assert [one.text for one in session.answers(ref)] == ["invented words"]
    assert session.deliver(_show(ref)).outcome is Outcome.ANSWERED


def test_a_write_of_unknown_end_is_left_alone_so_that_none_is_doubled(
    bench: CommCareBench, session: CommCareSession
) -> None:
    ref = bench.add()
    bench.fake.faults.append(Fault(500, "PUT", done=True))
    with pytest.raises(ServerFault):
        session.deliver(_show(ref))
    bench.fake.world.lag_ms = 60_000
    bench.fake.world.states[bench.fake.prompts(ref)[0]["case_id"]][0]["_indexed"] += 60_000
    before = bench.time.now()
    assert session.deliver(_show(ref)).outcome is Outcome.WRITTEN
    assert (len(bench.fake.prompts(ref)), bench.time.now() - before) == (1, 10_000)


def test_without_settling_the_fake_doubles_it_as_the_documentation_says_and_the_double_is_closed(
    bench: CommCareBench,
) -> None:
    session = ADAPTER.connect({**bench.settings, "settle": 0}, bench.secrets, bench.clock)
    ref = bench.add()
    bench.fake.world.lag_ms = 1_000
    for _ in range(2):
        assert session.deliver(_show(ref)).outcome is Outcome.WRITTEN
    assert len(bench.fake.prompts(ref)) == 2
    bench.rest()
    assert session.deliver(_show(ref)).outcome is Outcome.THERE
    assert sorted(one["closed"] for one in bench.fake.prompts(ref)) == [False, True]
    session.close()


def test_one_that_somebody_closed_without_a_word_is_not_shown_again(
    bench: CommCareBench, session: CommCareSession
) -> None:
    ref = bench.add()
    session.deliver(_show(ref))
    bench.fake.answer(bench.fake.prompts(ref)[0]["case_id"])
    assert (session.deliver(_show(ref)).outcome, list(session.answers(ref))) == (Outcome.ENDED, [])


def test_nothing_is_shown_on_a_closed_case(bench: CommCareBench, session: CommCareSession) -> None:
    ref = bench.add()
    bench.fake.save(ref, {}, close=True)
    assert (session.deliver(_show(ref)).outcome, bench.shown(ref)) == (Outcome.ENDED, 0)


def test_nothing_is_shown_on_a_case_that_is_no_childs(bench: CommCareBench, session: CommCareSession) -> None:
    other = bench.fake.add_case("household", {})
    with pytest.raises(NotThere):
        session.deliver(_show(other))
    assert (bench.shown(other), session.look(other)) == (0, None)


@pytest.mark.parametrize(
    ("code", "text", "said", "kind"),
    [
        ("away", "", "away", AnswerKind.EXPLAINED),
        ("away", "with her aunt", "away: with her aunt", AnswerKind.EXPLAINED),
        ("done", "", "done", AnswerKind.DONE),
        ("wrong", "not this child", "wrong: not this child", AnswerKind.WRONG),
        ("", "Done, I think", "Done, I think", AnswerKind.REPLIED),
        ("", "away with her aunt", "away with her aunt", AnswerKind.REPLIED),
    ],
)
def test_a_code_says_what_it_is_and_words_alone_are_a_reply(
    bench: CommCareBench, session: CommCareSession, code: str, text: str, said: str, kind: AnswerKind
) -> None:
    ref = bench.add()
    session.deliver(_show(ref))
    bench.fake.answer(bench.fake.prompts(ref)[0]["case_id"], code, text)
    [found] = session.answers(ref)
    assert (found.text, found.by, found.on) == (said, "amina.w", 20261122)
    assert session.read_reply(found, (Exemption("away", "The child was away"),)).kind is kind
