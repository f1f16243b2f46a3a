"""Records on hold: while a case is under review nothing of it is undone or removed; what was asked for waits."""

from typing import Any

from lif_plugin.errors import RecordsOnHold
from lif_plugin.flow.purge import purge_now
from lif_plugin.store import reviews


def refuse_undo(connection: Any, agency: str, import_id: int) -> None:
    """Raise `RecordsOnHold` if an import made or ended facts of a case under review."""
    held = reviews.held_of_import(connection, agency, import_id)
    if held:
        whose = "1 case" if held == 1 else f"{held} cases"
        raise RecordsOnHold(
            f"Import {import_id} holds facts of {whose} under review: their records are on hold.",
            hint="Nothing was undone. `lif reviews list` shows the reviews; correct single facts by a later import.",
        )


def release(connection: Any, agency: str, case_id: int, now: int) -> int:
    """Carry out the removals of a case that waited, once no review holds it; gives how many.

    A removal applies to what the source had stated by then. Where it has stated more since, the removal goes on
    waiting, and is shown, until the source sends it again: nothing it does not speak of may go.
    """
    if reviews.held_cases(connection, agency, [case_id]):
        return 0
    waiting = reviews.waiting_removals(connection, case_id)
    if not waiting or reviews.stated_since(connection, case_id, waiting[0]["asked_at"]):
        return 0
    for row in waiting:
        purge_now(connection, agency, row["source"], case_id, row, now).mark(connection)
    reviews.removed(connection, case_id, now)
    return len(waiting)
