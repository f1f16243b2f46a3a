"""What is wrong with one cell of a workbook, and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell and how to mend it; never what stands in it.

    ``cell`` is as a spreadsheet calls it, a row or nothing where no one cell is meant; ``sheet`` its title.
    """

    file: str
    sheet: str
    cell: str
    what: str
    remedy: str
