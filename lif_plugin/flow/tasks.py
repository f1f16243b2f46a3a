"""Tasks: open prompts as a file for the council's own import; a spreadsheet runs nothing that stands in it."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from lif_plugin.domain.task import COLUMNS, Task, closed_because
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import local_day
from lif_plugin.errors import BadSetting
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.reads.tasks import tasks_for
from lif_plugin.store.work import Store
from lif_plugin.workbooks.sheet import csv_rows, write_xlsx

_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks: of one role, closed ones of the last ``closed_days``; those of the digest too or not."""

    role: Role = Role.WORKER
    closed_days: int = 56
    with_digest: bool = False


def tasks_of(
    store: Store, log: ReadLog, viewer: Viewer, wanted: Wanted, address: str, now: int
) -> list[Task]:
    """Read tasks; the reading is in the log before anything is given out. Raises `NotAllowed`."""
    with store.read(viewer) as connection:
        zone = load_agency(connection, viewer.agency).zone
        rows = tasks_for(
            connection,
            viewer,
            wanted.role,
            now,
            closed_since=now - wanted.closed_days * _DAY_MS,
            with_digest=wanted.with_digest,
        )
    log.record_now(viewer, "export.tasks", {row["public_id"] for row in rows})
    return [_task(row, zone, address) for row in rows]


def _task(row: dict[str, Any], zone: str, address: str) -> Task:
    open_ = bool(row["open"])
    return Task(
        task_id=row["id"],
        source=row["source"],
        child_id=row["ref"],
        status="open" if open_ else "closed",
        what=row["message"],
        to_do=row["remedy"],
        due=_day(row["due_at"], zone),
        asked_of=row["addressees"].strip(",").replace(",", " "),
        raised=_day(row["raised_at"], zone),
        closed="" if open_ else _day(row["ended_at"] or row["answer_at"] or row["updated_at"], zone),
        closed_because="" if open_ else closed_because(row),
        link=f"{address}/panel/{row['public_id']}",
    )


def _day(ms: int | None, zone: str) -> str:
    return "" if ms is None else local_day(ms, zone).isoformat()


def write_tasks(path: Path, tasks: Sequence[Task]) -> None:
    """Write tasks as CSV or xlsx, by the file's ending; its owner alone can read it, and it is whole or not there.

    Raises `BadSetting` for another ending.
    """
    forms = {".csv": as_csv, ".xlsx": as_xlsx}
    if path.suffix.lower() not in forms:
        raise BadSetting("Tasks are written as .csv or .xlsx.")
    content = forms[path.suffix.lower()](tasks)
    part = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(content)
        part.replace(path)
    except OSError as error:
        raise BadSetting(
            "The file cannot be written.", hint="Choose a folder that you may write to."
        ) from error


def as_csv(tasks: Iterable[Task]) -> bytes:
    """Tasks as CSV, UTF-8; what could run in a spreadsheet has a quote mark before it."""
    return b"".join(csv_rows([COLUMNS, *map(astuple, tasks)]))


def as_xlsx(tasks: Iterable[Task]) -> bytes:
    """Tasks as a workbook in which every cell is a text."""
    out = BytesIO()
    write_xlsx(out, "Tasks", [COLUMNS, *map(astuple, tasks)])
    return out.getvalue()
