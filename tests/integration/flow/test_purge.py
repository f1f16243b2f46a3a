"""What a source asks to be removed is gone, in every version; what stays is that it went."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Select, String, cast, func, select

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.record import Purge, Rejected
from lif_plugin.flow.importing import undo_import
from lif_plugin.store.erasure import STAYS, unsaid
from lif_plugin.store.tables import answer, case_record, event, metadata, purge, rejected_row, result
from tests.assets.world import World, review

GONE = "Wren-17"
A, B, OTHER = review(GONE, 20170501), review(GONE, 20170901, "PN7"), review("E-2", 20170601)
ALL = Purge("made.csv", 1, GONE)


def kept(world: World) -> list[tuple[int, bool, int]]:
    """(import, whole, versions) of every removal on record."""
    query = select(purge.c.import_id, purge.c.whole, purge.c.versions).order_by(purge.c.id)
    return [(row["import_id"], row["whole"], row["versions"]) for row in world.rows(query)]


def keys(world: World) -> list[str]:
    return sorted(row["key"] for row in world.rows(select(event.c.key)))


def mentions(word: str) -> list[Select[Any]]:
    """Selects of rows, of every table and column, that hold a word; the case's own reference aside."""
    return [
        select(func.count().label("n")).where(cast(column, String).contains(word))
        for table in metadata.sorted_tables
        for column in table.c
        if column is not case_record.c.ref
    ]


def test_every_version_of_every_fact_of_the_case_goes(world: World) -> None:
    world.bring(A, B, OTHER)
    world.bring(review(GONE, 20170501, "PN2"))
    number = world.bring(ALL)
    assert keys(world) == [OTHER.key]
    assert kept(world) == [(number, True, 3)]
    assert world.state()["held"] == [("made", "E-2")]


def test_nothing_in_any_table_names_what_went(world: World) -> None:
    world.bring(A, B, Rejected("made.csv", 9, "REVIEW", "no_date", "No date.", f"{GONE},,PN4"))
    world.answer(world.results("VOC-08")[0]["id"], AnswerKind.EXPLAINED, "unwell")
    assert sum(world.rows(query)[0]["n"] for query in mentions(GONE)) > 0
    world.bring(ALL)
    assert sum(world.rows(query)[0]["n"] for query in mentions(GONE)) == 0
    assert world.rows(select(answer)) == []
    assert [(row["reason"], row["raw"]) for row in world.rows(select(rejected_row))] == [("no_date", "")]


def test_a_refused_row_of_another_child_stays_whole(world: World) -> None:
    world.bring(A, Rejected("made.csv", 9, "REVIEW", "no_date", "No date.", f"{GONE}5,,PN4"))
    world.bring(ALL)
    assert [row["raw"] for row in world.rows(select(rejected_row))] == [f"{GONE}5,,PN4"]


def test_open_prompts_end_with_a_reason_of_their_own(world: World) -> None:
    world.bring(A, B)
    told = {row["id"] for row in world.results() if row["evidence"] != "[]"}
    world.bring(ALL)
    assert world.results() == []
    ended = world.results(ended=True)
    assert {row["id"] for row in ended} == told
    assert {(row["state"], row["reason"], row["evidence"], row["occurred_day"]) for row in ended} == {
        ("not_applicable", "purged", "[]", None)
    }


def test_only_the_facts_named_go(world: World) -> None:
    world.bring(A, B, OTHER)
    number = world.bring(Purge("made.csv", 1, GONE, B.key))
    assert keys(world) == sorted([A.key, OTHER.key])
    assert kept(world) == [(number, False, 1)]
    assert world.states("VOC-07") == [(OTHER.key, "gap"), (A.key, "gap")]
    reasons = {(row["rule"], row["reason"]) for row in world.results(ended=True)}
    assert reasons >= {("VOC-07", "purged"), ("VOC-08", "purged")}


def test_a_name_that_only_begins_alike_stays(world: World) -> None:
    longer = review(f"{GONE}5", 20170501)
    world.bring(A, longer)
    world.bring(ALL)
    assert keys(world) == [longer.key]


def test_what_is_sent_after_the_removal_is_new(world: World) -> None:
    world.save(replace(world.agency, go_live=20170401, recent_days=3650))
    world.bring(A, B)
    (before,) = world.results("VOC-08")
    world.answer(before["id"], AnswerKind.EXPLAINED, "unwell")
    world.now += 1
    world.bring(ALL, A, B)
    (after,) = world.results("VOC-08")
    assert (after["id"], after["state"], after["answer_kind"]) == (before["id"], "gap", None)
    assert after["raised_at"] > before["raised_at"]
    assert world.state()["held"] == [("made", GONE)]


def test_the_order_of_rows_decides_what_goes(world: World) -> None:
    world.bring(A, ALL, B)
    assert keys(world) == [B.key]
    assert [version for _import, _whole, version in kept(world)] == [1]


def test_the_same_removal_twice_removes_nothing_more(world: World) -> None:
    world.bring(A)
    world.bring(ALL)
    state = world.state()
    world.bring(ALL)
    assert world.state() == state
    assert [versions for _import, _whole, versions in kept(world)] == [1, 0]


def test_removal_of_a_child_nobody_knows_makes_no_case(world: World) -> None:
    done = world.receive(ALL, OTHER)
    world.drain()
    assert (done.tally.read, done.tally.accepted, done.tally.purges) == (2, 2, 1)
    assert [row["ref"] for row in world.rows(select(case_record))] == ["E-2"]
    assert kept(world) == []


def test_undoing_takes_back_the_rest_and_says_what_is_gone(world: World) -> None:
    first = world.bring(A, OTHER)
    second = world.bring(ALL, review("E-2", 20170601, "PN1"))
    assert undo_import(world.store, world.agency.id, second) == 1
    world.drain()
    assert (keys(world).count(A.key), world.states("VOC-07")) == (0, [(OTHER.key, "gap")])
    world.undo(first)
    assert world.state() == {"facts": [], "held": [], "covers": [], "prompts": {}}


def test_a_removal_that_names_nobody_is_refused(world: World) -> None:
    done = world.receive(Purge("made.csv", 4, ""), A)
    world.drain()
    assert done.tally.refused == {("made.csv", "invalid_event"): 1}
    assert keys(world) == [A.key]


def test_another_case_with_the_fact_in_another_scope_keeps_it(world: World) -> None:
    world.bring(A._replace(case_ref="E-9"), scope="2016")
    world.bring(A, scope="2018")
    world.bring(ALL, scope="2018")
    assert [row["ref"] for row in world.rows(world.live_facts("review"))] == ["E-9"]


def test_another_case_that_has_the_fact_now_is_asked_about_it(world: World) -> None:
    world.bring(A._replace(case_ref="E-9"), scope="2016")
    world.bring(A, scope="2018")
    told = select(case_record.c.ref).join(result, result.c.case_id == case_record.c.id)
    told = told.where(result.c.rule == "VOC-07", result.c.ended_at.is_(None))
    assert [row["ref"] for row in world.rows(told)] == [GONE]
    world.bring(ALL, scope="2018")
    assert [row["ref"] for row in world.rows(told)] == ["E-9"]


def test_results_of_other_cases_are_left_alone(world: World) -> None:
    world.bring(A, OTHER)
    before = world.rows(select(result).where(result.c.rule == "VOC-07", result.c.subject == OTHER.key))
    world.bring(ALL)
    assert (
        world.rows(select(result).where(result.c.rule == "VOC-07", result.c.subject == OTHER.key)) == before
    )


def test_of_every_table_with_a_cases_data_it_is_said_what_a_removal_does() -> None:
    assert unsaid() == set()
    assert STAYS.keys() <= {table.name for table in metadata.sorted_tables}


@pytest.mark.parametrize("complete", [False, True])
def test_parts_limit_what_a_complete_delivery_retracts(world: World, *, complete: bool) -> None:
    mine, others = review(GONE, 20170501, key="review|own|1"), review(GONE, 20170502, key="review|other|2")
    world.bring(mine, others)
    world.bring(OTHER, complete=complete, parts=("review|own|",))
    assert sorted(key for _r, _s, _c, key, _d, live in world.state()["facts"] if live) == sorted(
        [others.key, OTHER.key] + ([] if complete else [mine.key])
    )


def test_a_delivery_of_no_part_retracts_nothing(world: World) -> None:
    world.bring(A, B)
    world.bring(OTHER, complete=True, parts=())
    assert keys(world) == sorted([A.key, B.key, OTHER.key])
