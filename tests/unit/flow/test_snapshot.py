"""The order in which facts, snapshots and removals of an inbox are applied."""

from typing import Any

from lif_plugin.flow.snapshot import in_order


def row(kind: str, ref: str) -> dict[str, Any]:
    return {"kind": kind, "case_ref": ref}


def steps(*rows: tuple[str, str]) -> list[tuple[str, list[str]]]:
    found = in_order([row(*one) for one in rows], {"purge"})
    return [(kind, [one["case_ref"] for one in part]) for kind, part in found]


def test_facts_of_many_cases_go_together_before_their_snapshots() -> None:
    mixed = steps(("visit", "a"), ("snapshot", "a"), ("visit", "b"), ("case", "b"), ("snapshot", "b"))
    assert mixed == [("visit", ["a", "b", "b"]), ("snapshot", ["a", "b"])]


def test_what_follows_the_snapshot_of_its_own_case_comes_after_it() -> None:
    assert steps(("visit", "a"), ("snapshot", "a"), ("visit", "a"), ("snapshot", "a")) == [
        ("visit", ["a"]),
        ("snapshot", ["a"]),
        ("visit", ["a"]),
        ("snapshot", ["a"]),
    ]


def test_a_removal_stands_in_its_place() -> None:
    assert steps(("visit", "a"), ("purge", "a"), ("purge", "b"), ("visit", "b")) == [
        ("visit", ["a"]),
        ("purge", ["a", "b"]),
        ("visit", ["b"]),
    ]


def test_rows_of_files_are_one_step() -> None:
    assert steps(("visit", "a"), ("review", "b"), ("visit", "a")) == [("visit", ["a", "b", "a"])]
