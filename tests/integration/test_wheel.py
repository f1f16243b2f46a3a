"""What is in the wheel: the house, each adapter as a package of its own, what the pages load, the licences."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_wheel_holds_the_house_and_the_adapters_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    adapters = {path.name for path in (ROOT / "adapters").glob("lif_adapter_*")} - {"lif_adapter_tryton"}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"lif_plugin", *adapters}


def test_wheel_holds_every_file_the_query_page_loads(wheel: zipfile.ZipFile) -> None:
    page = wheel.read("lif_plugin/web/templates/graphql.html").decode()
    loaded = {part.split('"')[0] for part in page.split('"static/')[1:]}
    assert len(loaded) == 7
    assert {f"lif_plugin/web/static/{name}" for name in loaded} <= set(wheel.namelist())


def test_wheel_holds_the_licence_of_everything_in_it(wheel: zipfile.ZipFile) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel.namelist())
    licences = wheel.read("lif_plugin/web/static/vendor/LICENSES.txt").decode()
    assert all(
        f"\n{name} " in f"\n{licences}"
        for name in ("codemirror", "graphiql", "graphql", "react", "react-dom")
    )


def test_wheel_registers_each_adapter_by_entry_point(wheel: zipfile.ZipFile) -> None:
    (points,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    told = project()["project"]["entry-points"]["lif_plugin"]
    lines = "".join(f"{name} = {module}\n" for name, module in sorted(told.items()))
    assert f"[lif_plugin]\n{lines}" in wheel.read(points).decode()
