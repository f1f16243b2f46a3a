"""A rule that people mark wrong too often goes to the digest here, until an admin restores it with a reason."""

import pytest
from sqlalchemy import select

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, NotAllowed, NotFound
from lif_plugin.flow.demoting import listed, restore
from lif_plugin.store.tables import push
from lif_plugin.store.work import Store
from tests.assets.told_rules import KINDS, LIVE, PLUGINS, silent
from tests.assets.world import NOW, World

ADMIN = Viewer("elmshire", frozenset({Role.ADMIN}), "configuring", "alex.example")
ANSWERED_AT = 1_523_318_400_000
"""The midnight at which a world's people answer."""


def bring(world: World, *numbers: int) -> None:
    """Bring in cases of workers of their own, so that none waits for another."""
    facts = [fact for number in numbers for fact in silent(f"C{number}", 20180320, f"W{number}")]
    world.bring(*facts, kinds=KINDS, until=20180408, scope=f"{numbers}")


def answer(world: World, *kinds: AnswerKind) -> None:
    waiting = [row for row in world.results("TST-01") if row["answer_kind"] is None]
    for row, kind in zip(waiting, kinds, strict=False):
        world.answer(row["id"], kind, None, Role.WORKER)


def channels(world: World) -> dict[str, str]:
    return {row["ref"]: row["delivery"] for row in world.results("TST-01")}


def demotions(world: World) -> list[tuple[str, int, int, str | None, str | None]]:
    with world.store.read(ADMIN) as connection:
        return [
            (row["rule"], row["wrong"], row["answered"], row["restored_by"], row["why"])
            for row in listed(connection, ADMIN)
        ]


def test_a_rule_marked_wrong_too_often_interrupts_nobody_new_until_it_is_restored(store: Store) -> None:
    with World(store, LIVE, PLUGINS) as world:
        bring(world, *range(7))
        answer(world, *[AnswerKind.DONE] * 4, AnswerKind.WRONG)
        assert demotions(world) == []
        answer(world, AnswerKind.WRONG)
        assert demotions(world) == [("TST-01", 2, 6, None, None)]
        bring(world, 7)
        assert channels(world) == {**{f"C{number}": "now" for number in range(7)}, "C7": "digest"}
        for refused, viewer, why in (
            (BadSetting, ADMIN, " "),
            (NotAllowed, Viewer("elmshire", frozenset({Role.WORKER}), "casework", "sam.example"), "Please"),
        ):
            with pytest.raises(refused):
                restore(store, viewer, "TST-01", why, ANSWERED_AT)
        restore(store, ADMIN, "TST-01", "The form was wrong", ANSWERED_AT)
        bring(world, 8)
        assert channels(world)["C8"] == "now"
        # What was answered before is judged: one more says nothing yet.
        answer(world, AnswerKind.WRONG)
        assert demotions(world) == [("TST-01", 2, 6, "alex.example", "The form was wrong")]
        with pytest.raises(NotFound):
            restore(store, ADMIN, "TST-01", "Again", NOW)


def test_what_the_budget_had_not_decided_on_goes_to_the_digest(store: Store) -> None:
    with World(store, LIVE, PLUGINS) as world:
        bring(world, *range(5))
        world.receive(*silent("C9", 20180320, "W9"), kinds=KINDS, until=20180408, scope="later")
        while "C9" not in channels(world):
            world.dispatcher.batch("elmshire")
        assert channels(world)["C9"] == "now"
        waiting = [row for row in world.results("TST-01") if row["ref"] != "C9"]
        for row in waiting:
            world.answer(row["id"], AnswerKind.WRONG, None, Role.WORKER)
        world.drain()
        [mine] = [row["id"] for row in world.results("TST-01") if row["ref"] == "C9"]
        assert {row["result_id"]: row["push_from"] for row in world.rows(select(push))}[mine] is None
