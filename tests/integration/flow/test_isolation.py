"""On PostgreSQL another agency's record cannot be reached, even where no statement of ours asks whose it is."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.exc import ProgrammingError

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.tables import case_record, coverage, event, import_run, inbox, next_due, result
from lif_plugin.store.work import Store
from tests.assets.world import World, missing, review

STRANGER = Viewer.system("test", "otherton")
FILLED = (case_record, coverage, event, import_run, inbox, next_due, result)


@pytest.fixture
def world(postgres_store: Store) -> Iterator[World]:
    """An agency with a row in every table of its record."""
    with World(postgres_store) as made:
        made.bring(review("E-1", 20180320), kinds=("review", "missing", "return_interview"))
        made.bring(missing("E-1", 20180329, 20180330), kinds=("missing", "return_interview"))
        made.receive(review("E-2", 20180320))
        yield made


@pytest.mark.parametrize("table", FILLED, ids=lambda table: table.name)
def test_a_bare_select_shows_the_own_rows_only(world: World, table: Table) -> None:
    everything = select(func.count()).select_from(table)
    with world.store.read(world.viewer) as connection:
        assert connection.scalar(everything) != 0
    with world.store.read(STRANGER) as connection:
        assert connection.scalar(everything) == 0


@pytest.mark.parametrize("table", FILLED, ids=lambda table: table.name)
def test_a_row_cannot_be_put_into_another_agency(world: World, table: Table) -> None:
    (row, *_) = world.rows(select(table))
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        world.store.write(STRANGER) as connection,
    ):
        connection.execute(insert(table).values(row))


@pytest.mark.parametrize("table", FILLED, ids=lambda table: table.name)
def test_a_bare_update_changes_no_row_of_another(world: World, table: Table) -> None:
    with world.store.write(STRANGER) as connection:
        assert connection.execute(update(table).values(agency_id="otherton")).rowcount == 0


def test_a_stranger_drains_nothing_of_another(world: World) -> None:
    with World(world.store, world.agency.__class__("otherton", "Otherton")) as other:
        other.drain()
        assert other.state() == {"facts": [], "held": [], "covers": [], "prompts": {}}
    assert world.dispatcher.waits(world.agency.id)
