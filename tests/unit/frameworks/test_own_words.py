"""The table of a framework's own words is checked: every moment has a stage, and every stage an item that can be in it."""

import shutil
from pathlib import Path

import pytest

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.stage import Moment
from lif_plugin.frameworks import check_framework, framework_ids, load_framework
from lif_plugin.frameworks.library import SHIPPED


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of Hartlepool's framework whose words can be spoilt."""
    shutil.copytree(SHIPPED / "hartlepool_hscb", tmp_path / "hartlepool_hscb")
    return tmp_path / "hartlepool_hscb"


@pytest.mark.parametrize("framework", framework_ids())
def test_every_moment_is_in_a_stage_and_every_stage_has_a_moment(framework: str) -> None:
    one: Framework = load_framework(framework)
    assert one.stages.keys() == {moment.value for moment in Moment}
    assert set(one.stages.values()) == {stage.id for stage in one.cycle}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("evaluated: monitor", "evaluated: monitored", 'names "monitored"'),
        ("recorded: identify", "recorder: identify", "is no word of ours"),
        ("  decided: plan\n", "", "leaves out decided"),
        ("board: board", "board: circus", 'names "circus"'),
        ("bodies:", "people:", "has other parts"),
    ],
)
def test_faults_name_the_place(copy: Path, old: str, new: str, said: str) -> None:
    table = copy / "words.yaml"
    text = table.read_text()
    assert old in text
    table.write_text(text.replace(old, new))
    faults = check_framework(copy / "framework.yaml")
    assert any(said in str(fault) for fault in faults)


def test_framework_without_words_shows_no_stage(copy: Path) -> None:
    (copy / "words.yaml").unlink()
    assert check_framework(copy / "framework.yaml") == ()
