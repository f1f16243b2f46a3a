"""Prompts as tasks for the council's own import: out, closed by the next extract, and nobody else's."""

import csv
import json
import stat
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.record import Event
from lif_plugin.domain.task import COLUMNS, Task
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, NotAllowed
from lif_plugin.flow.tasks import Wanted, as_csv, as_xlsx, tasks_of, write_tasks
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.tables import case_record, read_log, result
from lif_plugin.store.work import Store, now_ms
from tests.assets.told_rules import KINDS, LIVE, PLUGINS, plan, silent
from tests.assets.world import World, review, talk

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
"""For what no database makes a difference to."""
YEARS = 10_000
"""In days: what the world's own clock closed, it closed years ago."""
CASES = [fact for number in range(3) for fact in silent(f"C{number}", 20180320 + number)]


@pytest.fixture
def live(store: Store) -> Iterator[World]:
    with World(store, LIVE, PLUGINS) as made:
        yield made


def bring(world: World, *facts: Event, **how: Any) -> None:
    world.bring(*facts, kinds=KINDS, until=20180408, **how)


def exported(
    world: World, role: Role = Role.WORKER, *, agency: str = "elmshire", **wanted: Any
) -> list[Task]:
    viewer = Viewer(agency, frozenset({role}), "tasks", "sam.example")
    log = ReadLog(world.store, b"invented key")
    try:
        return tasks_of(world.store, log, viewer, Wanted(role, **wanted), "https://lif.example", now_ms() + 1)
    finally:
        log.close()


def statuses(world: World, **wanted: Any) -> dict[str, str]:
    return {task.child_id: task.status for task in exported(world, **wanted)}


def test_what_is_pushed_is_a_task_and_what_waits_in_the_digest_only_if_asked(live: World) -> None:
    bring(live, *CASES)
    assert statuses(live) == {"C1": "open", "C2": "open"}
    assert statuses(live, with_digest=True) == {"C0": "open", "C1": "open", "C2": "open"}


@ON_SQLITE
def test_a_task_says_whose_what_until_when_and_where(live: World) -> None:
    bring(live, *silent("C1", 20180321))
    (task,) = exported(live)
    (row,) = live.results("TST-01")
    (case,) = live.rows(select(case_record))
    assert (task.task_id, task.child_id, task.source, task.asked_of) == (row["id"], "C1", "made", "worker")
    assert (task.what, task.to_do) == (row["message"], row["remedy"])
    assert task.due == "2018-03-24"
    assert task.link == f"https://lif.example/panel/{case['public_id']}"


def test_the_next_extract_closes_the_task_under_the_same_id(live: World) -> None:
    bring(live, *silent("C1", 20180321))
    (before,) = exported(live)
    bring(live, *silent("C1", 20180321), talk("C1", 20180322), scope="next")
    (after,) = exported(live, closed_days=YEARS)
    assert (before.status, after.status, after.closed_because) == ("open", "closed", "the record shows it")
    assert after.task_id == before.task_id
    assert after.closed != ""


@ON_SQLITE
def test_an_answer_closes_the_task(live: World) -> None:
    bring(live, *silent("C1", 20180321))
    (prompt,) = live.results("TST-01")
    live.answer(prompt["id"], AnswerKind.EXPLAINED, "declined", Role.WORKER)
    (task,) = exported(live, closed_days=YEARS)
    assert (task.status, task.closed_because) == ("closed", "answered: could not, with a reason")


@ON_SQLITE
def test_a_closed_case_closes_its_task(live: World) -> None:
    bring(live, *silent("C1", 20180321))
    bring(live, plan("C1", until=20180401), *silent("C1", 20180321)[1:])
    (task,) = exported(live, closed_days=YEARS)
    assert (task.status, task.closed_because) == ("closed", "the case is closed, or it is long past")


@ON_SQLITE
def test_long_closed_tasks_are_left_out(live: World) -> None:
    bring(live, *silent("C1", 20180321))
    bring(live, *silent("C1", 20180321), talk("C1", 20180322), scope="next")
    assert exported(live, closed_days=0) == []


def test_nobody_elses_tasks_are_in_the_file(live: World) -> None:
    bring(live, *CASES, plan("C9"), review("C9", 20180320))
    assert {task.asked_of for task in exported(live)} == {"worker"}
    assert [task.child_id for task in exported(live, Role.IRO)] == ["C9"]
    assert exported(live, Role.MANAGER) == []


def test_another_agency_sees_none(live: World) -> None:
    bring(live, *CASES)
    with World(live.store, Agency("oakshire", "Oakshire")):
        assert exported(live, agency="oakshire", with_digest=True) == []


@ON_SQLITE
def test_a_role_that_reads_no_cases_is_refused(live: World) -> None:
    with pytest.raises(NotAllowed):
        exported(live, Role.BOARD)


@ON_SQLITE
def test_what_rests_on_a_death_is_never_exported(live: World) -> None:
    bring(live, *silent("C1", 20180321))
    with live.store.write(live.viewer) as connection:
        connection.execute(
            update(result).values(evidence='[{"event":1,"digest":"d","kind":"death","day":1}]')
        )
    assert exported(live, with_digest=True) == []


def test_every_case_in_the_file_is_in_the_read_log(live: World) -> None:
    bring(live, *CASES)
    exported(live)
    (note,) = live.rows(select(read_log))
    wanted = select(case_record.c.public_id).where(case_record.c.ref.in_(["C1", "C2"]))
    assert note["action"] == "export.tasks"
    assert json.loads(note["cases"]) == sorted(row["public_id"] for row in live.rows(wanted))


def a_task(what: str, child_id: str = "C1") -> Task:
    return Task(
        "t1", "made", child_id, "open", what, "", "", "worker", "2018-03-24", "", "", "https://lif.example"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_nothing_in_a_file_runs_in_a_spreadsheet(start: str) -> None:
    nasty = f"{start}HYPERLINK(1)"
    (_, row) = csv.reader(StringIO(as_csv([a_task(nasty, nasty)]).decode(), newline=""))
    assert (row[2], row[4]) == (f"'{nasty}", f"'{nasty}")
    sheet = load_workbook(BytesIO(as_xlsx([a_task(nasty)]))).active
    assert sheet is not None
    cell = sheet["E2"]
    assert (cell.data_type, str(cell.value).strip()) == ("s", nasty.strip())


def test_both_forms_hold_the_same_columns_and_rows() -> None:
    task = a_task("The record does not yet show a talk – with the child.", "00123")
    (head, row) = csv.reader(StringIO(as_csv([task]).decode()))
    sheet = load_workbook(BytesIO(as_xlsx([task]))).active
    assert sheet is not None
    (xlsx_head, xlsx_row) = sheet.iter_rows(values_only=True)
    assert head == list(xlsx_head) == list(COLUMNS)
    assert row == [value or "" for value in xlsx_row]
    assert row[2] == "00123"


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    write_tasks(tmp_path / "tasks.csv", [a_task("x")])
    assert stat.S_IMODE((tmp_path / "tasks.csv").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["tasks.csv"]


def test_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        write_tasks(tmp_path / "tasks.pdf", [])
    assert list(tmp_path.iterdir()) == []
