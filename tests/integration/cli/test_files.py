"""What came of each file of an import."""

from collections.abc import Callable
from pathlib import Path

from lif_plugin.app import build_app
from lif_plugin.config import load_settings
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.reads.files import outcomes_by_file
from tests.integration.cli.conftest import Lif


def test_each_file_has_its_own_children_and_prompts(ready: Lif, reviews: Callable[..., Path]) -> None:
    first = reviews("r.csv", ("A1", "03/05/2021", "PN7"), ("B2", "03/05/2021", "PN1"))
    second = first.with_name("m.csv")
    second.write_text("CHILD,DOB,MISSING,MIS_START,MIS_END\nC3,01/02/2008,M,01/06/2021,03/06/2021\n")
    ready.import_(first, second, options=("--period", "2021-04-01..2022-03-31"))
    with build_app(load_settings(ready.url)) as app:
        viewer = Viewer.system("test", "elmshire")
        with app.store.read(viewer) as connection:
            outcomes = {item.file: item for item in outcomes_by_file(connection, viewer)}
    assert (outcomes["r.csv"].children, outcomes["m.csv"].children) == (2, 1)
    assert dict(outcomes["r.csv"].results) == {("VOC-07", "historic"): 1}
    # That the return says nothing of interviews is so for all of it, and comes from no file of it.
    assert dict(outcomes["m.csv"].results) == {}
