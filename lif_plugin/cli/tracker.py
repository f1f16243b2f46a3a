"""A board's action tracker: `import actions`."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import typer

from lif_plugin.cli.options import at_desk
from lif_plugin.cli.output import document, say, table
from lif_plugin.cycle.tracker import Mapped, read_mapping
from lif_plugin.cycle.tracking import Tracked, import_tracker
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import BadSetting

ACTIONS: Final = "actions"
"""The word that stands where an adapter's name does."""


def import_actions(
    paths: Sequence[Path],
    agency: str,
    role: Role,
    partnership: str | None,
    mapping: Path | None,
    db: str | None,
    *,
    dry: bool,
    good_rows: bool,
    as_json: bool,
) -> None:
    """Bring in a tracker; exit code 1 where something is wrong with it. Raises `BadSetting`."""
    if partnership is None or len(paths) != 1 or not paths[0].is_file():
        raise BadSetting(
            "`lif import actions` needs one workbook and its --partnership.",
            hint="`lif partnership show` lists them.",
        )
    mapped = read_mapping(mapping) if mapping else Mapped()
    with at_desk(db, agency, role) as (desk, viewer):
        done = import_tracker(desk, viewer, partnership, paths[0], mapped, dry=dry, good_rows=good_rows)
    if as_json:
        document(asdict(done))
    else:
        _report(done, dry=dry)
    if done.faults:
        raise typer.Exit(1)


def _report(done: Tracked, *, dry: bool) -> None:
    if done.faults:
        rows = [(one.sheet, one.cell, one.what, one.remedy) for one in done.faults]
        table("What to mend", ("sheet", "cell", "what", "how"), rows)
    if done.standing or done.repeated:
        rows_twice = [(row, f"stands already as {other}") for row, other in done.standing]
        rows_twice += [(row, f"the same as {other}") for row, other in done.repeated]
        table("Not taken again", ("row", "why"), rows_twice)
    for what in done.left_out:
        say(f"Left out: {what}.")
    taken = [(one.at, one.text, one.owner_agency, one.due, one.state.value) for one in done.taken]
    table("Actions", ("row", "action", "owner", "due", "state"), taken)
    if done.written:
        say(f"{len(done.taken)} of {done.rows} rows taken.")
    else:
        say(
            "Dry run: nothing was written."
            if dry
            else "Nothing was taken: mend the cells, or take --good-rows."
        )
