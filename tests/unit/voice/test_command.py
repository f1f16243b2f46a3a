"""`lif voice read` and `lif voice score`."""

import json
from pathlib import Path

from typer.testing import CliRunner

from lif_plugin.cli.voice import app

NOTES = Path(__file__).parents[2] / "assets" / "voice_notes" / "own_dev.jsonl"
RUN = CliRunner()


def test_read_writes_one_object_for_each_note() -> None:
    found = RUN.invoke(app, ["read", str(NOTES)])
    assert found.exit_code == 0
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert len(rows) == 60
    assert set(rows[0]) == {"id", "labels", "overall", "why", "evidence", "spans", "rubric"}


def test_read_can_write_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "read.jsonl"
    assert RUN.invoke(app, ["read", str(NOTES), "--out", str(out)]).exit_code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 60


def test_score_prints_reader_and_baselines() -> None:
    found = RUN.invoke(app, ["score", str(NOTES)])
    assert found.exit_code == 0
    assert found.stdout.startswith("this reader")
    assert "keyword list" in found.stdout


def test_a_bad_line_ends_with_its_number_and_without_its_text(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1", "note": 5, "secret": "Amy"}\n', encoding="utf-8")
    found = RUN.invoke(app, ["read", str(bad)])
    assert found.exit_code == 2
    assert "Line 1" in found.stderr
    assert "Amy" not in found.stderr + found.stdout
