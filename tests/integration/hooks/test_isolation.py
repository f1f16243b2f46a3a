"""A plugin that fails at its work on cases changes nobody else's results, and takes back nothing of its own."""

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from lif_plugin.builtin import BUILTIN
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.prompt import AuditNomination, Evidence, Finding, ReviewLink
from lif_plugin.domain.record import Event
from lif_plugin.domain.rule import ByPlugin, Channel, Rule, Severity, State
from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import CaseFinding, CaseView, hookimpl
from lif_plugin.store.tables import case_record, nomination, review_link
from lif_plugin.store.work import Store
from tests.assets.world import World, missing, review

DEADLINE = 1.0
KINDS = ("review", "missing", "death", "birth")
RECORD = (
    review("E-1", 20170501),
    review("E-1", 20170901, "PN7"),
    review("E-2", 20170601, "PN1"),
    review("E-2", 20170601, "PN4", key="other"),
    *(missing("E-2", day, day + 1) for day in (20170701, 20170710, 20170720)),
    Event("birth", "E-3", "birth|E-3", 20100101, {}, {}),
    Event("death", "E-3", "death|E-3", 20171001, {}, {}),
)
OURS = Rule(
    "OUR-01", 1, "Ours", "On {day}.", "Mend it.", "Ours", ByPlugin("review"), (Role.DATA_TEAM,), Severity.INFO,
    Channel.DIGEST, ("england",),
)  # fmt: skip
Items = Callable[[str, CaseView], list[Any]]
HOOKS = ("lif_prompts", "lif_audits", "lif_review_links")


def _item(hook: str, ref: str, *keys: str, rule: str = "OUR-01", day: int | None = 20170501) -> Any:
    if hook == "lif_prompts":
        proof = tuple(Evidence(0, "", "review", 20170501, None, key) for key in keys)
        return CaseFinding(ref, Finding(rule, "subject", State.GAP, day, proof))
    if hook == "lif_audits":
        return AuditNomination("ours", ref, "Ours", keys)
    return ReviewLink("ours", ref, "Ours", "Ours", keys)


def _raise(error: BaseException) -> Items:
    def items(hook: str, case: CaseView) -> list[Any]:
        raise error

    return items


def _unkeepable(hook: str, case: CaseView) -> list[Any]:
    item = _item(hook, case.case_ref)
    broken = {"lif_prompts": "finding", "lif_audits": "reason", "lif_review_links": "authority"}
    object.__setattr__(item, broken[hook], None)
    return [item]


MISTAKES: dict[str, Items] = {
    "raises": _raise(KeyError("E-1")),
    "exits": _raise(SystemExit()),
    "returns another type": lambda _hook, case: [case],
    "returns what cannot be kept": _unkeepable,
    "speaks of a case it was not given": lambda hook, _case: [_item(hook, "E-9")],
    "rests on an event of nobody": lambda hook, case: [_item(hook, case.case_ref, "nobody")],
    "hangs": lambda _hook, _case: [threading.Event().wait()],
}


def _plugin(items: Items) -> SimpleNamespace:
    def asked(hook: str) -> Any:
        def answer(cases: tuple[CaseView, ...]) -> Iterator[Any]:
            for case in cases:
                yield from items(hook, case)

        return hookimpl(answer, specname=hook)

    return SimpleNamespace(
        lif_rules=hookimpl(lambda: [OURS], specname="lif_rules"), **{h: asked(h) for h in HOOKS}
    )


def _standing(world: World, table: Any) -> list[tuple[str, str, str, str]]:
    query = select(table, case_record.c.ref).join(case_record, case_record.c.id == table.c.case_id)
    rows = world.rows(query.where(table.c.ended_at.is_(None)))
    return sorted((row["ref"], row["plugin"], row["reason"], row["evidence"]) for row in rows)


def _all(world: World) -> dict[str, Any]:
    prompts = {key: told for key, told in world.state()["prompts"].items() if key[1] != "OUR-01"}
    return {"prompts": prompts, "pool": _standing(world, nomination), "links": _standing(world, review_link)}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_plugin_that_fails_changes_nobody_elses_prompts_nominations_or_links(
    store: Store, mistake: Items
) -> None:
    with World(store, Agency("elmshire", "Elmshire"), BUILTIN) as whole:
        whole.bring(*RECORD, kinds=KINDS)
    first, *rest = BUILTIN
    plugins = [first, ("broken", _plugin(mistake)), *rest]
    with World(store, Agency("oakshire", "Oakshire"), plugins, DEADLINE) as disturbed:
        disturbed.bring(*RECORD, kinds=KINDS)
    assert _all(disturbed) == _all(whole)
    assert [len(part) > 0 for part in _all(whole).values()] == [True, True, True]
    assert {plugin for plugin, _hook in disturbed.faults()} == {"broken"}


def test_a_finding_for_a_rule_of_another_plugin_is_not_taken(store: Store) -> None:
    def items(hook: str, case: CaseView) -> list[Any]:
        return [_item(hook, case.case_ref, rule="DAT-01")] if hook == "lif_prompts" else []

    with World(store, plugins=[*BUILTIN, ("broken", _plugin(items))]) as world:
        world.bring(review("E-1", 20170501, "PN1"))
    assert (world.results("DAT-01"), world.faults()) == ([], [("broken", "lif_prompts")])


def test_a_plugin_that_fails_later_keeps_what_it_found_before(store: Store) -> None:
    fails = threading.Event()

    def items(hook: str, case: CaseView) -> list[Any]:
        if fails.is_set():
            raise ValueError
        return [_item(hook, case.case_ref)]

    with World(store, plugins=[("unsteady", _plugin(items))]) as world:
        world.bring(review("E-1", 20170501))
        before = (world.states("OUR-01"), _standing(world, nomination), _standing(world, review_link))
        fails.set()
        world.bring(review("E-1", 20170901))
        after = (world.states("OUR-01"), _standing(world, nomination), _standing(world, review_link))
    assert before == after
    assert before[0] == [("subject", "gap")]
    assert sorted(world.faults()) == [("unsteady", hook) for hook in sorted(HOOKS)]


def test_a_plugin_that_finds_nothing_any_more_ends_what_it_found(store: Store) -> None:
    over = threading.Event()
    with World(
        store,
        plugins=[("ours", _plugin(lambda hook, case: [] if over.is_set() else [_item(hook, case.case_ref)]))],
    ) as world:
        world.bring(review("E-1", 20170501))
        over.set()
        world.bring(review("E-1", 20170901))
        assert (world.states("OUR-01"), _standing(world, nomination), _standing(world, review_link)) == (
            [],
            [],
            [],
        )
    assert world.faults() == []
