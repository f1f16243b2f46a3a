"""One file of a set: recognised as a table, and its records."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lif_adapter_ssda903.files import SEPARATORS, Writing, look, opened, records
from lif_adapter_ssda903.tables import Table, column_names, not_ours, recognise
from lif_plugin.errors import UnreadableInput


@dataclass(frozen=True, slots=True)
class Source:
    """A file known as a table of the return; ``names`` are its columns in their order, ``top`` their row."""

    path: Path
    table: Table
    writing: Writing
    separator: str
    names: tuple[str, ...]
    top: int

    @property
    def at(self) -> dict[str, int]:
        """Where each column of the table is; of a doubled one the first."""
        own = set(self.table.columns)
        return {name: i for i, name in reversed(list(enumerate(self.names))) if name in own}

    @property
    def rows_expected(self) -> int:
        """About how many rows it has: its lines but the header."""
        return max(self.writing.lines - self.top, 0)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The records after the header, numbered as a spreadsheet shows them; empty lines are no rows."""
        with opened(self.path, self.writing) as lines:
            own = frozenset(self.at.values())
            for number, cells in enumerate(records(lines, self.writing, self.separator, own), 1):
                if cells and number > self.top:
                    yield number, cells

    def texts(self, columns: Collection[str]) -> Mapping[str, Counter[str]]:
        """How often each text stands in those of the columns that the file has."""
        counted = {name: (place, Counter[str]()) for name, place in self.at.items() if name in columns}
        if counted:
            width = len(self.names)
            for _, cells in self.records():
                if len(cells) == width:
                    for place, counter in counted.values():
                        counter[cells[place]] += 1
        return {name: counter for name, (_, counter) in counted.items()}


def source(path: Path) -> Source:
    """Recognise a file by its column names; raises `UnreadableInput` if it is no table of the return."""
    writing = look(path)
    first: list[str] = []
    for separator in SEPARATORS:
        top, cells = _first_record(path, writing, separator)
        first = first if len(first) >= len(cells) else list(cells)
        names = column_names(cells)
        if table := recognise(names):
            return Source(path, table, writing, separator, tuple(names), top)
    if not first:
        raise UnreadableInput(
            f"{path.name} is empty.", hint="Take it out, or export the table again with its header."
        )
    raise not_ours(path.name, first)


def _first_record(path: Path, writing: Writing, separator: str) -> tuple[int, Sequence[str]]:
    with opened(path, writing) as lines:
        for number, cells in enumerate(records(lines, writing, separator), 1):
            if any(cell.strip() for cell in cells):
                return number, cells
    return 0, []
