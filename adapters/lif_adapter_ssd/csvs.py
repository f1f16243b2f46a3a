"""The dataset as one CSV file for each table, known by its columns."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lif_adapter_ssd.dictionary import Table, recognise
from lif_adapter_ssd.source import Torn
from lif_plugin.errors import UnreadableInput

_SEPARATORS: Final = ",;\t|"
_BLOCK: Final = 1 << 20
_LONGEST_RAW: Final = 4_000


@dataclass(frozen=True, slots=True)
class File:
    """A CSV file known as a table of the dataset."""

    path: Path
    table: Table
    columns: tuple[str, ...]
    encoding: str
    separator: str

    @property
    def label(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def oddities(self) -> tuple[str, ...]:
        """Whether it is not UTF-8."""
        return ("encoding",) if self.encoding == "cp1252" else ()

    def rows(self) -> Iterator[tuple[int, Mapping[str, Any] | Torn]]:
        """The records after the header, numbered as a spreadsheet shows them; empty lines are no rows."""
        taken = [place for place, name in enumerate(self.columns) if name in self.table.wanted]
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as stream:
            records = csv.reader((line.replace("\0", "�") for line in stream), delimiter=self.separator)
            number = 0
            while True:
                number += 1
                try:
                    cells = next(records)
                except StopIteration:
                    return
                except csv.Error:
                    yield number, Torn("line_too_long", "")
                    continue
                if number == 1 or not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(self.columns):
                    yield number, Torn("cell_count", _joined(cells))
                else:
                    yield number, {self.columns[place]: cells[place] for place in taken}


def _joined(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()[:_LONGEST_RAW]


def file(path: Path) -> File:
    """Recognise a file by its columns; raises `UnreadableInput` if it is no table of the dataset."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        top = stream.readline(_BLOCK)
    separator = max(_SEPARATORS, key=top.count)
    cells = next(csv.reader([top], delimiter=separator), [])
    names = tuple(cell.strip().lower() for cell in cells)
    table = recognise(names)
    if table is None:
        raise UnreadableInput(
            f"{path.name} is no table of the Standard Safeguarding Dataset: its first row has none of its column names.",
            hint="Export each table as CSV with its own columns (pers_person_id and so on) in the first row.",
        )
    return File(path, table, names, encoding, separator)


def _encoding(path: Path) -> str:
    """UTF-8 where all of it is, else what a Windows program writes."""
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
        if start.startswith((b"PK", b"\xd0\xcf")):
            raise UnreadableInput(
                f"{path.name} is a workbook, not CSV.", hint="Export each table as CSV (UTF-8)."
            )
        if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return "utf-16"
        with path.open(encoding="utf-8-sig", newline="") as text:
            while text.read(_BLOCK):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    except OSError as error:
        raise UnreadableInput(
            f"{path.name} cannot be opened.", hint="Check its path and your rights."
        ) from error
    return "utf-8-sig"
