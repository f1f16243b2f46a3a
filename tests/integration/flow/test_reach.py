"""What a source cannot answer is kept once and read for each case: in lists, in counts, and until the source can."""

from collections.abc import Sequence

from sqlalchemy import func, select

from lif_plugin.domain.record import Event
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.reads.counts import prompt_counts, prompts_by_delivery
from lif_plugin.store.reads.page import Window, key_of
from lif_plugin.store.reads.prompts import PromptFilter, count_prompts, prompts_by_id, prompts_page
from lif_plugin.store.reads.unanswered import rules_beyond
from lif_plugin.store.reads.voice import voice_coverage
from lif_plugin.store.tables import result
from tests.assets.world import World, missing, review

MANY = [review(f"E-{number}", 20180301, "PN1", born_on=20080101) for number in range(5)]


def visit(ref: str, seen: str | None, alone: str | None = None) -> Event:
    stated = {name: value for name, value in (("seen", seen), ("alone", alone)) if value}
    return Event("visit", ref, f"visit|{ref}", 20180301, {"code": "CP"} | stated, {})


def pages(world: World, wanted: PromptFilter, size: int) -> list[str]:
    """The ids of all pages, one after the other."""
    found: list[str] = []
    after = None
    with world.store.read(world.viewer) as connection:
        while True:
            page = prompts_page(connection, world.viewer, wanted, Window(size, after=after))
            found += [row["id"] for row in page.rows]
            if not page.has_next:
                return found
            after = key_of(page.rows[-1])


def beyond(world: World, rule: str) -> Sequence[object]:
    with world.store.read(world.viewer) as connection:
        return [
            (row["reason"], row["lacking"], row["about"], row["cases"])
            for row in rules_beyond(connection, world.viewer)
            if row["rule"] == rule
        ]


def test_no_case_has_a_row_of_what_its_source_cannot_say(world: World) -> None:
    world.bring(*MANY)
    assert world.rows(select(func.count().label("n")).select_from(result)) == [{"n": 0}]
    assert [row["ref"] for row in world.results("VOC-21")] == [f"E-{number}" for number in range(5)]
    assert beyond(world, "VOC-21") == [("not_covered", ["missing"], None, 5)]


def test_pages_hold_each_once_whatever_their_size(world: World) -> None:
    world.bring(*MANY, review("E-9", 20180320, "PN7"))
    whole = pages(world, PromptFilter(), 1000)
    assert len(set(whole)) == len(whole) > 100
    assert pages(world, PromptFilter(), 7) == whole
    with world.store.read(world.viewer) as connection:
        assert count_prompts(connection, world.viewer, PromptFilter()) == len(whole)


def test_each_is_found_by_its_id_and_left_out_where_a_filter_says_so(world: World) -> None:
    world.bring(*MANY)
    (name, *_rest) = pages(world, PromptFilter(rules=("VOC-21",), case_ref="E-3"), 10)
    with world.store.read(world.viewer) as connection:
        (row,) = prompts_by_id(connection, world.viewer, [name]).values()
    assert (row["rule"], row["ref"], row["state"], row["delivery"]) == ("VOC-21", "E-3", "cannot_tell", "off")
    for none in (
        PromptFilter(states=("gap",)), PromptFilter(open=True), PromptFilter(deliveries=("now",)),
        PromptFilter(answered=True), PromptFilter(ended=True), PromptFilter(first_day=20180101),
    ):  # fmt: skip
        assert pages(world, none, 10) == []


def test_a_worker_is_not_shown_what_is_for_the_data_team(world: World) -> None:
    world.bring(missing("E-1", 20180301, None), kinds=("missing",))
    worker = Viewer(world.agency.id, frozenset({Role.WORKER}), "casework", "sam.example", frozenset({"E-1"}))
    with world.store.read(worker) as connection:
        rules = {row["rule"] for row in prompts_page(connection, worker, PromptFilter(), Window(100)).rows}
    assert "VOC-07" in rules
    assert rules.isdisjoint({"VOC-09", "DAT-01"})


def test_counts_hold_what_lists_show(world: World) -> None:
    world.bring(*MANY)
    with world.store.read(world.viewer) as connection:
        viewer = Viewer(world.agency.id, frozenset({Role.BOARD}), "figures", "board.example")
        counted = {row["rule"]: row["count"] for row in prompt_counts(connection, viewer, None, None)}
        sent = {
            (row["rule"], row["delivery"]): row["count"] for row in prompts_by_delivery(connection, viewer)
        }
    assert (counted["VOC-21"], sent["VOC-21", "off"]) == (5, 5)


def test_a_field_that_no_row_ever_recorded_is_no_sign_that_it_was_not_so(world: World) -> None:
    kinds = ("visit",)
    first = world.bring(visit("E-1", None), visit("E-2", None), kinds=kinds)
    assert first
    assert beyond(world, "VOC-01") == [("not_recorded", ["visit.seen"], "visit", 2)]
    second = world.bring(visit("E-2", "no"), kinds=kinds)
    assert beyond(world, "VOC-01") == []
    assert [(row["ref"], row["state"]) for row in world.results("VOC-01")] == [
        ("E-1", "cannot_tell"),
        ("E-2", "gap"),
    ]
    world.undo(second)
    assert beyond(world, "VOC-01") == [("not_recorded", ["visit.seen"], "visit", 2)]
    (over,) = [row for row in world.results("VOC-01", ended=True) if row["ref"] == "E-2"]
    assert over["state"] == "cannot_tell"


def test_voice_coverage_keeps_what_each_share_is_of(world: World) -> None:
    seen = [("yes", "yes"), ("yes", "no"), ("no", None), (None, None), ("not_applicable", None)]
    world.bring(*(visit(f"E-{number}", *said) for number, said in enumerate(seen)), kinds=("visit",))
    with world.store.read(world.viewer) as connection:
        rows = {
            row["field"]: (row["rows"], row["recorded"], row["showing"])
            for row in voice_coverage(connection, world.viewer)
        }
    assert rows == {"seen": (4, 3, 2), "alone": (5, 2, 1)}
