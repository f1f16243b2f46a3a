"""The whole loop with CommCare over HTTP: a visit, the prompt, its extension case, the worker's words, and no echo."""

import pytest

from lif_plugin.store.work import Store
from tests.assets.commcare_world import NOTE, CommCareWorld

TEXT = "She was with her aunt, I saw her on Friday"
MESSAGE = "does not yet show whether the child was seen"
WITHIN = 10.0


@pytest.mark.parametrize(
    ("lost", "doubled"), [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)], ids=["each", "lost", "doubled"]
)
def test_a_visit_becomes_one_prompt_and_the_workers_words_its_answer(
    store: Store, lost: float, doubled: float
) -> None:
    with CommCareWorld(store) as world:
        world.fake.forwarder.lost, world.fake.forwarder.doubled = lost, doubled
        ref = world.add_case()
        world.go_on(60, step=30)
        world.visit(ref)
        to_prompt = world.until(lambda: world.prompts(ref), step=1)
        assert MESSAGE in world.in_panel(ref)
        assert [(one["rule"], one["case"]["ref"]) for one in world.in_api()] == [("CCH-01", ref)]
        to_shown = world.until(lambda: world.fake.prompts(ref), step=1)
        [prompt] = world.fake.prompts(ref)
        world.fake.answer(prompt["case_id"], "away", TEXT)
        to_answer = world.until(world.answers, step=1)
        world.go_on(1_200, step=300)
        assert [len(world.fake.prompts(ref)), len(world.prompts(ref))] == [1, 1]
        assert world.answers() == [("explained", f"away: {TEXT}", "amina.w")]
        assert world.out() == [("show", "done", None)]
        assert NOTE not in str(prompt["properties"])
    print(f"prompt {to_prompt:.1f} s, shown {to_shown:.1f} s later, answer {to_answer:.1f} s")  # noqa: T201
    assert (to_prompt <= WITHIN, to_shown <= WITHIN, to_answer <= WITHIN) == (True, True, True)


def test_our_own_writes_coming_back_are_no_news_and_ask_for_nothing(sqlite_store: Store) -> None:
    with CommCareWorld(sqlite_store) as world:
        ref = world.add_case()
        world.visit(ref)
        world.until(lambda: world.fake.prompts(ref), step=5)
        world.go_on(30, step=15)
        facts = world.versions()
        world.fake.requests.clear()
        world.go_on(400, step=80)
        assert world.versions() == facts
        assert [path for _method, path in world.fake.requests if f"/{ref}" in path] == []


def test_cases_that_are_indexed_anew_are_no_news(sqlite_store: Store) -> None:
    with CommCareWorld(sqlite_store) as world:
        refs = [world.add_case() for _ in range(3)]
        for ref in refs:
            world.visit(ref)
        world.until(lambda: all(world.fake.prompts(ref) for ref in refs), step=5)
        world.go_on(30, step=15)
        facts = world.versions()
        world.fake.world.index_anew()
        world.go_on(400, step=80)
        assert (world.versions(), [len(world.fake.prompts(ref)) for ref in refs]) == (facts, [1, 1, 1])


def test_a_visit_that_is_filled_in_takes_its_prompt_back(sqlite_store: Store) -> None:
    with CommCareWorld(sqlite_store) as world:
        ref = world.add_case()
        visit = world.visit(ref)
        world.until(lambda: world.fake.prompts(ref), step=5)
        world.fake.save(visit, {"child_seen": "yes"})
        world.until(lambda: world.fake.prompts(ref)[0]["closed"], step=5)
        assert [one["state"] for one in world.prompts(ref)] == ["met"]
        assert world.fake.prompts(ref)[0]["properties"]["state"] == "withdrawn"


@pytest.mark.parametrize("forwards", [True, False], ids=["forwarded", "polled"])
def test_what_a_phone_sends_after_its_prompt_was_taken_back_is_kept_as_late(
    sqlite_store: Store, *, forwards: bool
) -> None:
    with CommCareWorld(sqlite_store, forwards=forwards) as world:
        ref = world.add_case()
        visit = world.visit(ref)
        world.until(lambda: world.fake.prompts(ref), step=5)
        world.fake.save(visit, {"child_seen": "yes"})
        world.until(lambda: world.fake.prompts(ref)[0]["closed"], step=5)
        world.go_on(3_600, step=600)
        world.fake.answer(world.fake.prompts(ref)[0]["case_id"], "wrong", TEXT)
        world.until(world.answers, step=5)
        world.go_on(60, step=30)
        assert world.late() == world.answers() == [("wrong", f"wrong: {TEXT}", "amina.w")]
        [prompt] = world.prompts(ref)
        assert (prompt["state"], prompt["reason"], prompt["answer_kind"]) == (
            "met",
            "record_now_shows_it",
            None,
        )
        assert (TEXT in world.in_panel(ref), "Answers that came late" in world.in_panel(ref)) == (True, True)
