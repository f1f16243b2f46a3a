"""The demonstration's worker with 22 open cases, as extracts of the case system on a Monday."""

import csv
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

import lif_adapter_ssd
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.flow.importing import import_files
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.tables import case_record, push, result
from tests.assets.world import World

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "demo" / "caseload"
# Live since before the first fact: that old facts are not pushed does not hang on the first day alone.
AGENCY: Final = Agency("elmshire", "Elmshire", go_live=20180101, today=Today.COVERAGE)


def load(world: World) -> None:
    """Import the extract and do all that follows."""
    (adapter,) = lif_adapter_ssd.lif_adapters()
    import_files(
        world.store, world.receiver, adapter, [FOLDER], world.agency.id, ExamineOptions(received=20240611)
    )
    world.drain()


def pushed(world: World) -> list[dict[str, Any]]:
    """The prompts that interrupt somebody, each with its case."""
    query = (
        select(result, case_record.c.ref, case_record.c.public_id, push.c.push_from)
        .join(case_record, case_record.c.id == result.c.case_id)
        .join(push, (push.c.case_id == result.c.case_id) & (push.c.result_id == result.c.id))
        .where(push.c.push_from.is_not(None))
        .order_by(case_record.c.ref)
    )
    return world.rows(query)


def not_alone_twice() -> set[str]:
    """The children of two years or more whose last two visits were seen and not alone, by a plain look at the files."""
    born = {row["pers_person_id"]: date.fromisoformat(row["pers_dob"]) for row in _rows("ssd_person")}
    visits: dict[str, list[tuple[date, str, str]]] = {}
    for row in _rows("ssd_cp_visits"):
        day = date.fromisoformat(row["cppv_cp_visit_date"])
        seen = (day, row["cppv_cp_visit_seen"], row["cppv_cp_visit_seen_alone"])
        visits.setdefault(row["cppv_person_id"], []).append(seen)
    return {
        child
        for child, known in visits.items()
        if [visit[1:] for visit in sorted(known)[-2:]] == [("Y", "N")] * 2
        and (max(known)[0] - born[child]).days > 731
    }


def _rows(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
