"""What came of each imported file: the children it speaks of, and the results that rest on it."""

from collections import Counter
from dataclasses import dataclass, field

import orjson
from sqlalchemy import Connection, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.tables import event, import_run, result
from lif_plugin.store.work import visible


@dataclass(slots=True)
class FileOutcome:
    """One file of one import; ``results`` counts standing results by (rule, delivery).

    A result counts for the file that states its newest evidence, so each counts once.
    """

    import_id: int
    file: str
    children: int = 0
    results: Counter[tuple[str, str]] = field(default_factory=Counter)


def outcomes_by_file(connection: Connection, viewer: Viewer) -> list[FileOutcome]:
    """Say what came of each file of an agency's imports, in order. Raises `NotAllowed`.

    It reads every event once: for demonstrations and single imports, not for every day.
    """
    viewer.require(Right.READ_CASES)
    names = {
        row.id: orjson.loads(row.files)
        for row in connection.execute(
            select(import_run.c.id, import_run.c.files).where(visible(viewer, import_run))
        )
    }
    outcomes: dict[tuple[int, int], FileOutcome] = {
        (run, number): FileOutcome(run, name)
        for run, files in names.items()
        for number, name in enumerate(files)
    }
    stated: dict[int, tuple[int, int]] = {}
    children: set[tuple[tuple[int, int], int]] = set()
    query = select(event.c.id, event.c.case_id, event.c.import_id, event.c.origin).where(
        visible(viewer, event)
    )
    for row in connection.execute(query):
        stated[row.id] = file = (row.import_id, int(row.origin.partition(":")[0]))
        children.add((file, row.case_id))
    for file, count in Counter(file for file, _child in children).items():
        outcomes[file].children = count
    found = select(result.c.rule, result.c.delivery, result.c.evidence).where(
        visible(viewer, result), result.c.ended_at.is_(None)
    )
    for standing in connection.execute(found):
        evidence = orjson.loads(standing.evidence)
        if evidence and evidence[-1]["event"] in stated:
            outcomes[stated[evidence[-1]["event"]]].results[standing.rule, standing.delivery] += 1
    return list(outcomes.values())
