"""A signed link opens once, also when it is followed twice at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.launches import open_case
from lif_plugin.store.tables import launch
from lif_plugin.store.work import Store
from tests.assets.builders import Record


def test_of_many_at_the_same_moment_one_opens(store: Store) -> None:
    Record.of(store).case("E-1001")
    viewer = Viewer.system("test", "elmshire")

    def follow(_number: int) -> str:
        said = open_case(
            store, viewer, "ssda903", "E-1001", subject="sam.example", key="key-one", once="a" * 64
        )
        return said[0]

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(follow, range(8)))
    assert outcomes == ["opened"] + ["replayed"] * 7
    with store.read(viewer) as connection:
        assert len(connection.execute(select(launch)).all()) == 1


def test_plain_launches_open_as_often_as_they_are_followed(store: Store) -> None:
    Record.of(store).case("E-1001")
    viewer = Viewer.system("test", "elmshire")
    said = [open_case(store, viewer, "ssda903", "E-1001", subject="sam.example")[0] for _ in range(3)]
    assert said == ["opened"] * 3
