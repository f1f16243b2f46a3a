"""The voice rules over extracts of case systems, imported whole: they find what csv and datetime find, child by child."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lif_adapter_annex_a import lif_adapters as annex_a
from lif_adapter_ssd import lif_adapters as ssd
from lif_plugin.flow.importing import import_files
from lif_plugin.hooks.types import Adapter, ExamineOptions
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.work import Store
from tests.assets import invented_ssd
from tests.assets.calendars import fill_england
from tests.assets.voice_script import (
    Folder,
    Told,
    assessments_without_the_child,
    conferences_without_the_child,
    enquiries_without_the_child_alone,
    not_seen,
    two_without_being_alone,
    visits_without_the_child,
)
from tests.assets.world import World

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SETS = ("liquidlogic", "mosaic", "eclipse", "invented")
CODES = {f"PN{number}": f"PN{number}" for number in range(8)} | {"Child attended a": "PN1"}
"""What stands for a participation code: Mosaic cuts the description of PN1 at 16 characters."""
Loaded = tuple[World, Folder]


def imported(folder: Path, adapter: Adapter, files: list[Path], last: int | None = None) -> World:
    """A world into which files have been imported by a real adapter."""
    url = f"sqlite:///{folder / 'lif.db'}"
    migrate(url)
    fill_england(url)
    world = World(Store(make_engine(url)))
    options = ExamineOptions(20261122, last_day=last)
    done = import_files(world.store, world.receiver, adapter, files, world.agency.id, options)
    assert done.tally.read == done.tally.accepted > 0
    world.drain()
    return world


@pytest.fixture(scope="module", params=SETS)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    name = str(request.param)
    home = tmp_path_factory.mktemp(name)
    folder = invented_ssd.write(home / "set") if name == "invented" else FIXTURES / "ssd" / name
    with imported(home, ssd()[0], [folder], 20240310) as world:
        yield world, Folder(folder, date(2024, 3, 10), n_is_blank=name == "eclipse")
        world.store.close()


def told(world: World, rule: str) -> list[Told]:
    """What a rule cannot tell or did not find, whatever another prompt tells of it."""
    rows = [row for row in world.results(rule) if row["state"] in {"gap", "cannot_tell"}]
    return sorted(
        (
            (
                row["ref"],
                date.fromisoformat(str(row["occurred_day"])) if row["occurred_day"] else None,
                row["state"],
            )
            for row in rows
        ),
        key=str,
    )


def test_visits_without_the_child_are_those_in_the_files(loaded: Loaded) -> None:
    world, folder = loaded
    assert told(world, "VOC-01") == sorted(visits_without_the_child(folder), key=str) != []


def test_two_visits_running_without_being_alone_are_those_in_the_files(loaded: Loaded) -> None:
    world, folder = loaded
    assert told(world, "VOC-02") == sorted(two_without_being_alone(folder), key=str)


def test_enquiries_without_the_child_alone_are_those_in_the_files(loaded: Loaded) -> None:
    world, folder = loaded
    assert told(world, "VOC-03") == sorted(enquiries_without_the_child_alone(folder), key=str) != []


def test_assessments_without_the_child_are_those_in_the_files(loaded: Loaded) -> None:
    world, folder = loaded
    assert told(world, "VOC-04") == sorted(assessments_without_the_child(folder), key=str)


def test_children_not_seen_for_ten_working_days_are_those_in_the_files(loaded: Loaded) -> None:
    world, folder = loaded
    assert told(world, "VOC-05") == not_seen(folder, 10, working=True) != []


def test_children_not_seen_for_four_weeks_are_those_in_the_files(loaded: Loaded) -> None:
    world, folder = loaded
    assert told(world, "VOC-05C") == not_seen(folder, 28, working=False) != []


def test_conferences_without_the_child_are_those_in_the_files(loaded: Loaded) -> None:
    world, folder = loaded
    assert told(world, "VOC-23") == sorted(conferences_without_the_child(folder, CODES), key=str) != []


def test_the_invented_set_has_every_answer_of_every_rule(tmp_path: Path) -> None:
    folder = Folder(invented_ssd.write(tmp_path / "set"), date(2024, 3, 10), n_is_blank=False)
    found = [
        visits_without_the_child(folder),
        two_without_being_alone(folder),
        enquiries_without_the_child_alone(folder),
        assessments_without_the_child(folder),
        not_seen(folder, 10, working=True),
        not_seen(folder, 28, working=False),
        conferences_without_the_child(folder, CODES),
    ]
    assert [{state for _child, _day, state in one} for one in found] == [{"gap", "cannot_tell"}] * len(found)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with imported(
        tmp_path_factory.mktemp("annex"), annex_a()[0], [FIXTURES / "annex_a" / "Annex_A_2024_Jan.xlsx"]
    ) as world:
        yield world
        world.store.close()


def test_lists_that_name_the_last_visit_only_show_nothing_by_their_silence(report: World) -> None:
    for rule in ("VOC-01", "VOC-02", "VOC-03", "VOC-05", "VOC-05C", "VOC-05L", "VOC-06"):
        assert {row["state"] for row in report.results(rule)} == {"cannot_tell"}
    assert report.results("VOC-04") == []
