"""`lif frameworks`: list, show, check, coverage, new."""

import json
from pathlib import Path

from typer.testing import CliRunner

from lif_plugin.cli import app


def lif(*words: str, code: int = 0) -> str:
    """What a command prints that needs no database."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    return result.stdout


def test_coverage_is_one_document_of_every_framework() -> None:
    found = {one["id"]: one for one in json.loads(lif("frameworks", "coverage", "--json"))}
    assert len(found) == 5
    assert sum(one["total"] for one in found.values()) == 1170
    for one in found.values():
        assert one["live"] == sum(kind["live"] for kind in one["kinds"].values())
        assert one["total"] - one["live"] == len(one["not_live"])
        assert all(why["reason"] for why in one["not_live"])


def test_coverage_names_feature_and_test_of_each_item() -> None:
    (one,) = json.loads(lif("frameworks", "coverage", "hartlepool_hscb", "--items", "--json"))
    assert len(one["items"]) == one["live"]
    assert all(item["feature"] and item["test"].endswith("[hartlepool_hscb]") for item in one["items"])


def test_new_framework_passes_the_check_as_it_is(tmp_path: Path) -> None:
    lif("frameworks", "new", "elm_board", "--into", str(tmp_path), "--title", "Elm's framework")
    assert "Nothing is wrong." in lif("frameworks", "check", str(tmp_path / "elm_board" / "framework.yaml"))


def test_fault_is_named_by_file_line_and_item(tmp_path: Path) -> None:
    lif("frameworks", "new", "elm_board", "--into", str(tmp_path), "--title", "Elm's framework")
    file = tmp_path / "elm_board" / "framework.yaml"
    file.write_text(file.read_text().replace("scope: multi_agency", "scope: whole_world"))
    out = lif("frameworks", "check", str(file), code=1)
    assert "framework.yaml:" in out.replace("\n", "")
    assert "scope" in out


def test_show_says_which_sources_have_no_route() -> None:
    out = lif("frameworks", "show", "derby_cypd_2014", "--kind", "source_of_learning")
    assert "(unrouted)" in out
