"""Looks at a workbook's bytes before anything opens it, with the limits of an inspection's lists."""

from pathlib import Path
from typing import Final

from lif_plugin.domain.workbook import WorkbookLimits, check_workbook
from lif_plugin.errors import UnreadableInput

MEMBERS_AT_MOST: Final = 1_000
INFLATED_AT_MOST: Final = 256 << 20
"""Bytes of all parts together; an authority's largest lists are a tenth of it."""
CELLS_AT_MOST: Final = 8_000_000
"""Rows times columns of one sheet, counted to its last cell: a reader makes room for all of them."""
_WANTED: Final = "Annex A is read as one .xlsx with a sheet for each list."


def check(path: Path) -> None:
    """Raise `UnreadableInput` for what is no xlsx workbook, or one that would fill the memory."""
    limits = WorkbookLimits(MEMBERS_AT_MOST, INFLATED_AT_MOST, CELLS_AT_MOST)
    try:
        with path.open("rb") as stream:
            check_workbook(path.name, stream, limits, _WANTED)
    except OSError as error:
        raise UnreadableInput(
            f"{path.name} cannot be opened.", hint="Check its path and your rights."
        ) from error
