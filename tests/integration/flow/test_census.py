"""A census through the whole flow: what it covers, what it cannot tell, and a file that breaks off."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from lif_adapter_cin import lif_adapters
from lif_plugin.flow.importing import Imported, import_files
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.tables import coverage, event
from tests.assets.world import World

SAMPLE = Path(__file__).resolve().parents[3] / "fixtures" / "cin_census" / "fake_CIN_data_part1.xml"
(CENSUS,) = lif_adapters()


def bring(world: World, path: Path, *, complete: bool = False) -> Imported:
    options = ExamineOptions(20261122)
    done = import_files(
        world.store, world.receiver, CENSUS, [path], world.agency.id, options, complete=complete
    )
    world.drain()
    return done


def live(world: World) -> int:
    (row,) = world.rows(select(func.count().label("n")).select_from(event).where(event.c.live))
    count: int = row["n"]
    return count


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    """The sample, ended in the middle of its second half."""
    path = tmp_path / "cut.xml"
    text = SAMPLE.read_text()
    path.write_text(text[: len(text) * 2 // 3])
    return path


def test_whole_sample_is_in_and_looked_after_rules_cannot_tell(world: World) -> None:
    done = bring(world, SAMPLE)
    assert (done.tally.read, done.tally.rejected, live(world)) == (369, 0, done.tally.events)
    asked = [row for row in world.results() if row["rule"] in {"VOC-07", "VOC-08", "VOC-09", "VOC-21"}]
    assert {row["state"] for row in asked} == {"cannot_tell"}


def test_same_census_again_changes_nothing(world: World) -> None:
    bring(world, SAMPLE)
    before = live(world)
    bring(world, SAMPLE, complete=True)
    assert live(world) == before


def test_census_that_breaks_off_brings_its_children_and_covers_nothing(world: World, cut: Path) -> None:
    done = bring(world, cut)
    assert (done.tally.rejected, list(done.tally.refused)) == (1, [("cut.xml", "child_cut_off")])
    assert live(world) == done.tally.events > 500
    assert world.rows(select(coverage.c.kind)) == []


def test_census_that_breaks_off_takes_nothing_back_even_if_declared_complete(world: World, cut: Path) -> None:
    bring(world, SAMPLE)
    before = live(world)
    bring(world, cut, complete=True)
    assert live(world) == before
