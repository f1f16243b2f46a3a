"""The loop: a case changes, its platform shows the prompt, the worker answers there, once."""

import pytest

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import PLATFORM_TEXT
from lif_plugin.errors import TryLater
from tests.assets.live_world import TODAY, LiveWorld, opened, visit


def test_a_change_is_shown_once(anywhere: LiveWorld) -> None:
    anywhere.case()
    anywhere.round()
    [shown] = anywhere.platform.standing("c1")
    assert (anywhere.platform.writes, anywhere.out()) == (1, [("show", "done", "written")])
    assert shown.identity == anywhere.prompt()["id"]
    assert shown.text == "The visit on 9 March 2026 does not yet show that the child was seen."
    assert shown.link == f"http://lif.example/panel/{anywhere.public_id()}"


def test_the_workers_answer_comes_back_once(anywhere: LiveWorld) -> None:
    anywhere.case()
    anywhere.platform.answer("c1", "done, saw her on Monday")
    anywhere.round()
    anywhere.round()
    prompt = anywhere.prompt()
    assert anywhere.answers() == [("done", None, "done, saw her on Monday", "w.amina")]
    assert (prompt["state"], prompt["answer_kind"], prompt["answer_by"]) == ("met", "done", "w.amina")
    assert (anywhere.platform.writes, anywhere.plugin.told) == (1, [("SEEN", "done")])
    assert anywhere.out() == [("show", "done", "answered")]


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("child refused, twice", "explained", "refused"),
        ("will ask my manager", "replied", None),
        ("no such reason", "replied", None),
        ("", "replied", None),
    ],
)
def test_the_words_say_which_answer_it_is(world: LiveWorld, text: str, kind: str, reason: str | None) -> None:
    world.case()
    world.platform.answer("c1", text)
    world.round()
    assert world.answers() == [(kind, reason, text or None, "w.amina")]
    assert world.prompt()["state"] == "explained"


def test_what_is_written_over_an_answer_later_is_ignored(world: LiveWorld) -> None:
    world.case()
    world.platform.answer("c1", "done")
    world.round()
    world.platform.answer("c1", "child refused", by="somebody.else")
    world.round()
    assert world.answers() == [("done", None, "done", "w.amina")]


def test_a_record_that_shows_it_takes_the_prompt_back(anywhere: LiveWorld) -> None:
    anywhere.case()
    anywhere.platform.save("c1", visit("c1", 1, "yes"))
    anywhere.round()
    assert anywhere.platform.standing("c1") == []
    assert anywhere.out() == [("show", "done", "taken_back"), ("withdraw", "done", "written")]
    assert (
        anywhere.platform.cases["c1"].shown[0].answer == "The record now shows this. Nothing more to do here."
    )
    assert anywhere.answers() == []


def test_an_answered_prompt_is_not_taken_back(world: LiveWorld) -> None:
    world.case()
    world.platform.answer("c1", "child refused")
    world.platform.save("c1", visit("c1", 1, "yes"))
    world.round()
    assert [(one.by, one.answer) for one in world.platform.standing("c1")] == [("w.amina", "child refused")]
    assert world.answers() == [("explained", "refused", "child refused", "w.amina")]


def test_an_answer_to_a_prompt_that_has_ended_is_kept(anywhere: LiveWorld) -> None:
    anywhere.case()
    anywhere.platform.save("c1", visit("c1", 1, "yes"))
    anywhere.live.once(anywhere.agency.id, lambda _agency: None)
    anywhere.dispatcher.drain(anywhere.agency.id)
    anywhere.platform.answer("c1", "done")
    anywhere.round()
    prompt = anywhere.prompt()
    assert prompt["ended_at"] is not None
    assert (prompt["state"], prompt["reason"], prompt["answer_kind"]) == ("met", "record_now_shows_it", None)
    assert anywhere.answers() == [("done", None, "done", "w.amina")]
    assert anywhere.late() == ["done"]


def test_an_answer_that_came_late_is_none_to_what_opens_again(world: LiveWorld) -> None:
    world.case()
    world.platform.save("c1", visit("c1", 1, "yes"))
    world.live.once(world.agency.id, lambda _agency: None)
    world.dispatcher.drain(world.agency.id)
    world.platform.answer("c1", "this is wrong")
    world.round()
    world.platform.save("c1", visit("c1", 1, "no"))
    world.round()
    assert (world.prompt()["state"], world.prompt()["ended_at"]) == ("gap", None)
    assert world.late() == ["this is wrong"]


def test_an_answer_on_the_panel_takes_the_prompt_back(anywhere: LiveWorld) -> None:
    anywhere.case()
    anywhere.answer_on_panel(anywhere.prompt()["id"])
    anywhere.round()
    assert anywhere.platform.standing("c1") == []
    assert anywhere.platform.cases["c1"].shown[0].answer == "This was answered. Nothing more to do here."
    assert [kind for kind, *_rest in anywhere.answers()] == ["done"]


def test_of_two_answers_the_panels_stands_and_the_platforms_is_kept(world: LiveWorld) -> None:
    world.case()
    world.platform.answer("c1", "child refused")
    world.answer_on_panel(world.prompt()["id"], AnswerKind.WRONG)
    world.round()
    assert [kind for kind, *_rest in world.answers()] == ["wrong", "explained"]
    assert (world.prompt()["answer_kind"], world.late()) == ("wrong", ["child refused"])
    assert world.platform.standing("c1")[0].by == "w.amina"


def test_a_prompt_that_comes_back_is_shown_again(world: LiveWorld) -> None:
    world.case()
    world.platform.save("c1", visit("c1", 1, "yes"))
    world.round()
    world.platform.save("c1", visit("c1", 1, "no"))
    world.round()
    assert [row[0] for row in world.out()] == ["show", "withdraw", "show"]
    assert len(world.platform.standing("c1")) == 1


def test_what_ends_before_it_was_begun_is_never_shown(world: LiveWorld) -> None:
    world.platform.save("c1", opened("c1"), visit("c1", 1))
    world.pause()
    world.round()
    assert world.out() == [("show", "waiting", None)]
    world.platform.save("c1", visit("c1", 1, "yes"))
    world.resume()
    world.round()
    assert (world.platform.writes, world.out()) == (0, [])


def test_what_may_have_been_shown_is_taken_back(world: LiveWorld) -> None:
    world.platform.after.append(TryLater())
    world.case()
    world.platform.save("c1", visit("c1", 1, "yes"))
    world.round()
    assert world.platform.cases["c1"].shown[0].by == "service"
    assert world.platform.standing("c1") == []


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param((visit("c1", 1, outcome="odd", seen="yes"),), id="for the data team"),
        pytest.param((visit("c1", 1), opened("c1")._replace(kind="death", key="d", fields={})), id="death"),
        pytest.param(
            (opened("c1")._replace(kind="serious_harm", key="h", occurred_day=TODAY, fields={"code": "x"}),),
            id="serious harm",
        ),
        pytest.param((visit("c1", 1, day=20251201),), id="from before go-live"),
    ],
)
def test_what_is_not_for_the_platform_is_not_shown(world: LiveWorld, facts: tuple[object, ...]) -> None:
    world.platform.save("c1", opened("c1"), *facts)  # type: ignore[arg-type]
    world.round()
    assert (world.platform.writes, world.out()) == (0, [])


def test_a_restricted_case_shows_nothing(world: LiveWorld) -> None:
    world.case(restricted=True)
    assert (world.platform.writes, world.out()) == (0, [])


def test_a_case_that_becomes_restricted_shows_nothing_any_more(world: LiveWorld) -> None:
    world.case()
    world.platform.save("c1", restricted=True)
    world.round()
    assert world.platform.standing("c1") == []


def test_a_message_that_quotes_the_record_is_not_what_is_shown(world: LiveWorld) -> None:
    world.case("c2")
    quoted = visit("c1", 1, "yes", outcome="other", code_raw="Mum's words")
    world.platform.save("c1", opened("c1"), quoted)
    world.round()
    assert [one.text for one in world.platform.standing("c1")] == [PLATFORM_TEXT]


def test_a_closed_case_is_left_alone(world: LiveWorld) -> None:
    world.case(ended=True)
    assert (world.platform.writes, world.out()) == (0, [("show", "done", "ended")])
