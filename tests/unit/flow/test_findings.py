"""From findings to result rows: supersession, answers that are kept, results that end."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.prompt import Evidence, Finding
from lif_plugin.domain.rule import Channel, Covers, Link, Rule, State
from lif_plugin.flow.deliver import Circumstances
from lif_plugin.flow.findings import Ground, result_rows

Row = dict[str, Any]
AGENCY = Agency("elmshire", "Elmshire", go_live=20180301)
NOW = Circumstances(date(2018, 4, 10), date(2018, 3, 31), is_open=True)
DAYS = {"a": 20180315, "b": 20180320, "c": 20180325}
GROUND = Ground(
    case_id=1,
    case_ref="E-1",
    source="made",
    agency=AGENCY,
    circumstances=NOW,
    as_of=date(2018, 3, 31),
    now=1000,
    live_keys=frozenset(DAYS),
    running=frozenset({"VOC-07", "VOC-08"}),
)
UNANSWERED = dict.fromkeys(("answer_kind", "answer_reason", "answer_text", "answer_by", "answer_at"))


def found(rule: Rule, *keys: str, state: State = State.GAP) -> tuple[Rule, str, Finding]:
    """A finding about the last of these reviews, resting on all of them."""
    proof = tuple(Evidence(n, f"d{n}", "review", DAYS[key], "PN4", key) for n, key in enumerate(keys, 1))
    return rule, "voice_of_child", Finding(rule.id, keys[-1], state, DAYS[keys[-1]], proof)


def rows(*findings: tuple[Rule, str, Finding], ground: Ground = GROUND) -> dict[tuple[str, str], Row]:
    new, changed = result_rows(ground, findings, {})
    assert changed == []
    return {(row["rule"], row["subject"]): row | UNANSWERED for row in new}


def again(before: Row, *findings: tuple[Rule, str, Finding], ground: Ground = GROUND) -> list[Row]:
    """The changed rows where this one row stood before."""
    new, changed = result_rows(ground, findings, {before["id"]: before})
    assert new == []
    return changed


def one(**changes: Any) -> Row:
    return rows(found(VOC_07, "a"))["VOC-07", "a"] | changes


def test_a_result_says_what_it_rests_on() -> None:
    row = one()
    assert (
        row["message"]
        == "The review on 15 March 2018 does not yet show a view from the child (nothing recorded)."
    )
    assert row["evidence"] == (
        '[{"event":1,"digest":"d1","kind":"review","day":20180315,"code":"PN4","key":"a"}]'
    )
    assert (row["authority"], row["rule_version"], row["as_of"]) == (VOC_07.authority, 1, 20180331)


def test_one_fact_is_told_once() -> None:
    made = rows(found(VOC_07, "a"), found(VOC_07, "b"), found(VOC_08, "a", "b"))
    run = made["VOC-08", "b"]["id"]
    assert {key: row["superseded_by"] for key, row in made.items()} == {
        ("VOC-07", "a"): run,
        ("VOC-07", "b"): run,
        ("VOC-08", "b"): None,
    }
    assert [key for key, row in made.items() if row["told"]] == [("VOC-08", "b")]


def test_of_a_longer_run_the_newest_is_told() -> None:
    made = rows(found(VOC_08, "b", "c"), found(VOC_08, "a", "b"))
    assert made["VOC-08", "b"]["superseded_by"] == made["VOC-08", "c"]["id"]
    assert made["VOC-08", "c"]["superseded_by"] is None


def test_what_cannot_be_told_supersedes_nothing() -> None:
    made = rows(found(VOC_07, "b"), found(VOC_08, "a", "b", state=State.CANNOT_TELL))
    assert made["VOC-07", "b"]["superseded_by"] is None


def test_two_results_never_supersede_each_other() -> None:
    run = replace(VOC_08, supersedes=("VOC-08",))
    made = rows(found(run, "b", "a"), found(run, "a", "b"))
    assert sorted(row["superseded_by"] is None for row in made.values()) == [False, True]


def test_the_same_finding_again_changes_nothing() -> None:
    assert again(one(), found(VOC_07, "a"), ground=replace(GROUND, now=2000)) == []


@pytest.mark.parametrize(
    ("kind", "reason", "state", "said"),
    [
        ("done", None, "met", "answered_done"),
        ("explained", "unwell", "explained", "unwell"),
        ("wrong", None, "not_applicable", "answered_wrong"),
    ],
)
def test_an_answer_is_kept_when_the_fact_is_corrected(
    kind: str, reason: str | None, state: str, said: str
) -> None:
    before = one(answer_kind=kind, answer_reason=reason, evidence="[]")
    (row,) = again(before, found(VOC_07, "a"))
    assert (row["state"], row["reason"]) == (state, said)


def test_an_answer_does_not_hide_what_cannot_be_told() -> None:
    (row,) = again(one(answer_kind="done", state="met"), found(VOC_07, "a", state=State.CANNOT_TELL))
    assert row["state"] == "cannot_tell"


def test_a_result_found_again_stands_again() -> None:
    (row,) = again(one(ended_at=500, raised_at=10, state="met"), found(VOC_07, "a"))
    assert (row["ended_at"], row["raised_at"], row["state"]) == (None, 10, "gap")


@pytest.mark.parametrize(
    ("before", "ground", "ending"),
    [
        ({}, {}, ("met", "record_now_shows_it")),
        ({"state": "cannot_tell"}, {}, ("cannot_tell", "no_longer_in_question")),
        ({}, {"live_keys": frozenset({"b"})}, ("not_applicable", "fact_withdrawn")),
        ({"subject": ""}, {"live_keys": frozenset()}, ("not_applicable", "fact_withdrawn")),
        ({}, {"running": frozenset()}, ("not_applicable", "rule_switched_off")),
        ({}, {"pending": frozenset({("VOC-07", "a")})}, ("not_applicable", "not_yet_due")),
    ],
)
def test_what_is_no_longer_found_ends_and_says_why(
    before: Row, ground: dict[str, Any], ending: tuple[str, str]
) -> None:
    (row,) = again(one(superseded_by="x", **before), ground=replace(GROUND, **ground))
    assert (row["state"], row["reason"]) == ending
    assert (row["ended_at"], row["superseded_by"]) == (1000, None)


def test_what_has_ended_does_not_end_again() -> None:
    assert again(one(ended_at=500)) == []


def test_an_ending_leaves_the_answer_alone() -> None:
    (row,) = again(one(answer_kind="done", answer_by="sam.example"))
    assert [name for name in row if name.startswith("answer_")] == []


def test_who_has_been_told_stays_told_by_the_same_channel() -> None:
    late = replace(GROUND, circumstances=replace(NOW, today=date(2018, 12, 1)))
    (row,) = again(one(told=True, delivery="digest", evidence="[]"), found(VOC_07, "a"), ground=late)
    assert (row["told"], row["delivery"]) == (True, "digest")


def test_once_the_case_is_closed_what_was_told_is_historic() -> None:
    closed = replace(GROUND, circumstances=replace(NOW, is_open=False))
    (row,) = again(one(told=True, delivery="digest"), found(VOC_07, "a"), ground=closed)
    assert (row["told"], row["delivery"]) == (True, "historic")


def test_what_is_historic_has_been_told_to_nobody() -> None:
    quiet = replace(GROUND, agency=replace(AGENCY, go_live=None))
    row = rows(found(VOC_07, "a"), ground=quiet)["VOC-07", "a"]
    assert (row["told"], row["delivery"]) == (False, Channel.HISTORIC)


@pytest.mark.parametrize(
    ("link", "rests_on", "told_by_it"),
    [
        (Link.EVIDENCE, "a", {"a"}),
        (Link.SINCE, "b", {"b", "c"}),
        (Link.SAME_DAY, "b", {"b"}),
    ],
)
def test_one_fact_is_told_once_by_whatever_link_a_rule_names(
    link: Link, rests_on: str, told_by_it: set[str]
) -> None:
    wide = replace(VOC_08, id="TST-01", supersedes=(Covers("VOC-07", link),))
    made = rows(*(found(VOC_07, key) for key in DAYS), found(wide, rests_on))
    teller = made["TST-01", rests_on]["id"]
    assert {
        key for rule, key in made if rule == "VOC-07" and made[rule, key]["superseded_by"] == teller
    } == told_by_it


def test_what_the_source_no_longer_says_is_not_taken_for_met() -> None:
    (row,) = again(one(), ground=replace(GROUND, silent={"VOC-07": "not_recorded"}))
    assert (row["state"], row["reason"], row["ended_at"]) == ("cannot_tell", "not_recorded", 1000)
