"""The permission matrix: each type and field for each role, of the own agency, of a partner, of a former one, and of none.

What comes is held against `permissions.txt`, which is read by people where it changes. `python -m
tests.slow.test_permissions` writes it anew.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from graphql import build_schema
from sqlalchemy import func, select
from strawberry.relay import to_base64
from typer.testing import CliRunner

from lif_plugin.app import App, build_app
from lif_plugin.cli import app as cli
from lif_plugin.cli.story import FRAMEWORK, PARTNERSHIP, tell_story
from lif_plugin.config import load_settings
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.schema import Api, Sources
from lif_plugin.schema.api import printed
from lif_plugin.store import partnerships
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.tables import case_record, event, learning_item, result
from tests.assets.permissions import NOTHING, SHOWN, Asking, Given, Place

FILE: Final = Path(__file__).with_name("permissions.txt")
SAMPLES: Final = Path(__file__).parents[2] / "fixtures" / "ssda903"
ROLES: Final = [role for role in Role if role is not Role.SYSTEM]
OWN, PARTNER, FORMER, STRANGER = "elmshire", "ashpolice", "oldtown", "farshire"
AGENCIES: Final = (OWN, PARTNER, FORMER, STRANGER)
MOST: Final = Viewer(
    OWN, frozenset({Role.QUALITY, Role.ADMIN, Role.MANAGER, Role.IRO}), "learning", "most.example"
)
SIGNS: Final = {SHOWN: "S", NOTHING: ".", "not_allowed": "x", "not_found": "n"}
HEAD: Final = f"""\
# Who is shown what. Each line: a field, then a sign for each role at the agency whose record it is, at a partner with an
# agreement in force, at one whose agreement has ended, and at a stranger. The roles: {", ".join(ROLES)}.
# S: a value came; .: asked, and nothing came; x: refused to the role; n: there is nothing of that name.
"""
CASE_LEVEL: Final = frozenset({"Case", "Prompt", "Event", "AuditNomination", "ReviewLink", "RejectedRow"})
"""Types that hold what is known of one child."""
NOT_ASKED: Final = {"PublishedCount", "AuditReport", "AuditDifference", "CaseAudit"}
"""Types behind arguments that name something this world has none of: a published month, a finished audit."""
Matrix = dict[Place, str]


@contextmanager
def world(home: Path) -> Iterator[App]:
    """The demonstration's story in an agency; a partner, a former partner and a stranger, none with a record."""
    url = f"sqlite:///{home / 'lif.db'}"
    for words in (
        ("init", "--agency", OWN, "--framework", "hartlepool_hscb", "--go-live", "2017-04-01", "--today", "coverage"),
        ("init", "--agency", "oakhealth"),
        *(("init", "--agency", name) for name in AGENCIES[1:]),
        ("import", "ssda903", *map(str, sorted(SAMPLES.glob("2017-*.csv"))), "--agency", OWN),
    ):  # fmt: skip
        said = CliRunner().invoke(cli, [*words, "--db", url])
        assert said.exception is None, said.exception
    with build_app(load_settings(url)) as app:
        # What is read here is written down at the end: else what the log shows would depend on the moment.
        app.read_log = ReadLog(app.store, app.settings.log_key(), interval=3600)
        tell_story(app, OWN, "oakhealth")
        with app.store.write(Viewer.system("test", OWN)) as connection:
            partnerships.join_partnership(connection, PARTNERSHIP, PARTNER, 20170401)
            partnerships.join_partnership(connection, PARTNERSHIP, FORMER, 20170401, until=20170402)
        yield app


def given(app: App) -> Given:
    """What is given for arguments that fields cannot do without."""
    with app.store.read(MOST) as connection:
        most = select(case_record.c.ref).join(event, event.c.case_id == case_record.c.id)
        most = most.join(result, result.c.case_id == case_record.c.id).where(case_record.c.agency_id == OWN)
        case = connection.scalar(
            most.group_by(case_record.c.ref).order_by(func.count().desc(), case_record.c.ref)
        )
        item = connection.scalar(select(learning_item.c.id).order_by(learning_item.c.at))
    of = {"partnership": f'"{PARTNERSHIP}"'}
    body = of | {"body": '"board"'}
    roots = {
        **dict.fromkeys(("loopClosure", "youSaidWeDid", "themes", "missingOutcomes", "duties"), of),
        **dict.fromkeys(("agenda", "exceptionPaper"), body),
        "audit": {"number": '"none"'},
        "auditStory": {"number": '"none"'},
        "case": {"ref": f'"{case}"'},
        "node": {"id": '"Q2FzZTpub25l"'},
        "nodes": {"ids": '["Q2FzZTpub25l"]'},
        "lineage": {"id": f'"{to_base64("LearningItem", item)}"'},
        "search": {"text": '"care"'},
        **{key: {"framework": f'"{FRAMEWORK}"'} for key in ("bodies", "learningSources", "frameworkFacts")},
        "auditPlan": {"from": '"2018-01"'},
        "dutyYear": of | {"since": '"2018-01-01"', "until": '"2018-12-31"'},
        "indicatorSeries": of | {"indicator": '"none"'},
    }
    return {f"Query.{name}": values for name, values in roots.items()}


def asking(app: App, ways: dict[str, list[tuple[str, str]]] | None) -> Asking:
    """Over an application; ways are looked for where none are given."""
    services = app.services()
    sources = Sources(
        services.store, services.plugins, services.rules, services.lessons, services.read_log, services.timers
    )
    schema = build_schema(printed(services.plugins))
    return Asking(Api(sources), schema, given(app), ways, MOST)


def matrix(asks: Asking) -> Matrix:
    """For each field the signs of all roles, agency by agency."""
    columns = [
        [asks.cells(Viewer(agency, frozenset({role}), "learning", f"{role}.example")) for role in ROLES]
        for agency in AGENCIES
    ]
    return {
        place: " ".join("".join(SIGNS.get(cells[place], "?") for cells in column) for column in columns)
        for place in columns[0][0]
    }


def written(asks: Asking, found: Matrix) -> str:
    """The file: each type with the way to it, each field with its signs."""
    lines = [HEAD]
    for named, places in groupby(sorted(found), key=lambda place: place[0]):
        way = [f"{step.name}:{step.as_type}" for step in asks.ways[named]]
        lines.append("/".join([named, *way]))
        lines += [f"  {field:<28} {found[named, field]}" for _named, field in places]
    return "\n".join(lines) + "\n"


def read() -> tuple[dict[str, list[tuple[str, str]]], Matrix]:
    """The ways to each type, as names with types, and the signs."""
    ways: dict[str, list[tuple[str, str]]] = {}
    found: Matrix = {}
    named = ""
    for line in FILE.read_text().splitlines():
        if line.startswith("  "):
            field, _, signs = line.strip().partition(" ")
            found[named, field] = signs.strip()
        elif line and not line.startswith("#"):
            named, *steps = line.split("/")
            ways[named] = [(step.partition(":")[0], step.partition(":")[2]) for step in steps]
    return ways, found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Asking, Matrix]]:
    """The matrix as it is."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()):
        home = tmp_path_factory.mktemp("home")
        patch.setenv("LIF_HOME", str(home))
        with world(home) as app:
            asks = asking(app, read()[0])
            yield asks, matrix(asks)


def test_what_each_role_is_shown_is_what_is_written_down(
    found: tuple[Asking, Matrix], capsys: pytest.CaptureFixture[str]
) -> None:
    _asks, now = found
    expected = read()[1]
    differ = {place: (expected.get(place), now.get(place)) for place in expected.keys() | now.keys()}
    with capsys.disabled():
        sys.stdout.write(f" permissions: {len(now) * len(ROLES) * len(AGENCIES):,} cells ")
    assert {place: signs for place, signs in differ.items() if signs[0] != signs[1]} == {}
    assert not [place for place, signs in now.items() if "?" in signs]


def test_every_type_that_can_be_asked_for_is_in_the_matrix(found: tuple[Asking, Matrix]) -> None:
    asks, now = found
    assert asks.reachable() - {named for named, _field in now} == NOT_ASKED


def test_without_an_agreement_in_force_a_partner_is_a_stranger(found: tuple[Asking, Matrix]) -> None:
    former = {place: signs.split()[2] for place, signs in found[1].items()}
    stranger = {place: signs.split()[3] for place, signs in found[1].items()}
    # One may still read which partnership one was in: a directory, without anybody's data.
    assert {place for place in former if former[place] != stranger[place]} == set()


def test_nothing_on_the_way_from_a_case_is_shown_to_another_agency(found: tuple[Asking, Matrix]) -> None:
    asks, now = found
    through = {named for named, way in asks.ways.items() if any(step.as_type in CASE_LEVEL for step in way)}
    leaked = {
        (named, field): signs for (named, field), signs in now.items()
        if named in through and "S" in "".join(signs.split()[1:])
    }  # fmt: skip
    assert (leaked, through >= CASE_LEVEL) == ({}, True)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        os.environ["LIF_HOME"] = folder
        with redirect_stdout(io.StringIO()), world(Path(folder)) as made:
            made_of = asking(made, None)
            text = written(made_of, matrix(made_of))
    FILE.write_text(text)
