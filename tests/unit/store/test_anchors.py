"""Ends of chains are kept outside the database and never go back."""

from pathlib import Path

from lif_plugin.store.anchors import keep_heads, kept_heads
from lif_plugin.store.seal import Head


def test_nothing_is_kept_at_first(tmp_path: Path) -> None:
    assert kept_heads(tmp_path / "heads.json") == {}


def test_ends_are_kept_by_agency(tmp_path: Path) -> None:
    path = tmp_path / "heads.json"
    keep_heads(path, [Head("aton", 3, "c3")])
    keep_heads(path, [Head("beton", 1, "c1"), Head("aton", 4, "c4")])
    assert kept_heads(path) == {"aton": Head("aton", 4, "c4"), "beton": Head("beton", 1, "c1")}


def test_a_shorter_chain_does_not_take_a_longer_ones_place(tmp_path: Path) -> None:
    path = tmp_path / "heads.json"
    keep_heads(path, [Head("aton", 4, "c4")])
    keep_heads(path, [Head("aton", 3, "other")])
    assert kept_heads(path) == {"aton": Head("aton", 4, "c4")}


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "heads.json"
    keep_heads(path, [Head("aton", 1, "c")])
    assert path.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["heads.json"]
