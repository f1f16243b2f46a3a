"""The whole loop with Primero over HTTP: a change, the prompt, the flag, the worker's words, and no echo."""

import pytest

from lif_plugin.flow.live import running
from lif_plugin.store.work import Store
from tests.assets.primero_world import FIELD, PrimeroWorld

TEXT = "Done – saw her on Friday at her aunt's"
MESSAGE = "does not yet show that the child was seen"
WITHIN = 10.0


@pytest.mark.parametrize(
    ("lost", "doubled"), [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)], ids=["each", "lost", "doubled"]
)
def test_a_change_becomes_one_flag_and_the_workers_words_its_answer(
    store: Store, lost: float, doubled: float
) -> None:
    with PrimeroWorld(store) as world:
        world.fake.webhooks.lost, world.fake.webhooks.doubled = lost, doubled
        ref = world.add_case()
        world.go_on(60)
        world.plan_follow_up(ref)
        saved = world.clock.now()
        to_prompt = world.until(lambda: world.prompts(ref))
        assert MESSAGE in world.in_panel(ref)
        assert [(one["rule"], one["case"]["ref"]) for one in world.in_api()] == [("PRM-01", ref)]
        world.go_on(590 - (world.clock.now() - saved) / 1000)
        assert world.fake.flags(ref) == []
        world.until(lambda: world.fake.flags(ref))
        after_settle = (world.clock.now() - saved) / 1000 - 600
        [flag] = world.fake.flags(ref)
        world.fake.resolve(ref, flag["id"], TEXT)
        to_answer = world.until(world.answers)
        world.go_on(1_200)
        assert [len(world.fake.flags(ref)), len(world.prompts(ref))] == [1, 1]
        assert world.answers() == [("done", TEXT, "primero_cp")]
        assert world.prompts(ref)[0]["answer_text"] == TEXT
        assert world.out() == [("show", "done", None)]
    print(f"prompt {to_prompt:.1f} s, flag {after_settle:.1f} s after settling, answer {to_answer:.1f} s")  # noqa: T201
    assert (to_prompt <= WITHIN, 0 <= after_settle <= WITHIN, to_answer <= WITHIN) == (True, True, True)


def test_words_that_a_worker_writes_while_a_fact_is_withdrawn_are_kept_as_late(sqlite_store: Store) -> None:
    with PrimeroWorld(sqlite_store, webhooks=False) as world:
        ref = world.add_case()
        row = world.plan_follow_up(ref)
        world.until(lambda: world.fake.flags(ref), step=30)
        [flag] = world.fake.flags(ref)
        world.fake.save(ref, {"followup_subform_section": [{"unique_id": row, "_destroy": True}]})
        for one in running(world.parts, FIELD.id):
            world.live.bring_in(one)
        world.dispatcher.drain(FIELD.id)
        world.fake.resolve(ref, flag["id"], TEXT)
        world.until(world.answers, step=30)
        assert [kind for kind, *_rest in world.late()] == ["done"]
        [prompt] = world.prompts(ref)
        assert (prompt["state"], prompt["answer_kind"]) == ("not_applicable", None)
        assert "saw her on Friday" in world.in_panel(ref)
