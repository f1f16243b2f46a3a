"""A CSV file as bytes: its encoding, its size, and its records, of which none is lost to a stray quotation mark."""

import codecs
import csv
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lif_plugin.errors import UnreadableInput

SEPARATORS: Final = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
_BLOCK: Final = 1 << 20
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A cell of the return is one short line: more lines than this in one record is an unclosed quotation mark.
_LINES_OF_A_RECORD: Final = 20


class Torn(list[str]):
    """A line with a quotation mark that is opened and never closed, as one cell."""


class Overlong(list[str]):
    """Stands for a line too long to be read, as one empty cell."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file is written; ``lines`` counts all of them, the header too."""

    encoding: str
    lines: int
    quoted: bool
    nul: bool


def look(path: Path) -> Writing:
    """Find out in one pass how a file is written; raises `UnreadableInput` for what is no text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, quoted, nul, utf8, last = 0, False, False, True, b"\n"
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
            _refuse_other_formats(path.name, start)
            stream.seek(0)
            while block := stream.read(_BLOCK):
                lines += block.count(b"\n")
                quoted = quoted or b'"' in block
                nul = nul or b"\0" in block
                utf8 = utf8 and _decodes(decoder, block)
                last = block[-1:]
    except OSError as error:
        raise UnreadableInput(
            f"{path.name} cannot be opened.", hint="Check its path and your rights."
        ) from error
    wide = start[:2] in _UTF16
    utf8 = utf8 and not decoder.getstate()[0]
    encoding = "utf-16" if wide else "utf-8-sig" if utf8 else "cp1252"
    return Writing(encoding, lines + (last != b"\n"), quoted, nul and not wide)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_other_formats(file: str, start: bytes) -> None:
    if start.startswith(b"PK"):
        raise UnreadableInput(f"{file} is a workbook, not CSV.", hint="Save each sheet as CSV (UTF-8).")
    if start.removeprefix(codecs.BOM_UTF8).startswith(b"<"):
        raise UnreadableInput(
            f"{file} is XML; the XML form of the return holds all tables in one file.",
            hint="Import it alone, without CSV files beside it.",
        )


@contextmanager
def opened(path: Path, writing: Writing) -> Iterator[Iterable[str]]:
    """The lines of a file. What cp1252 does not have becomes a mark, so that a line is never lost to it."""
    with path.open(encoding=writing.encoding, errors="replace", newline="") as stream:
        # In UTF-16 every other byte is NUL, so whether there is a NUL character is not known beforehand.
        marked = writing.nul or writing.encoding == "utf-16"
        yield (line.replace("\0", "�") for line in stream) if marked else stream


def records(
    lines: Iterable[str], writing: Writing, separator: str, one_line: Collection[int] = ()
) -> Iterator[list[str]]:
    """The records of a file, each as its cells; an empty line gives an empty list.

    ``one_line`` names the places of cells that never hold a line break.
    """
    if writing.quoted:
        yield from _careful(lines, separator, one_line)
        return
    rows = csv.reader(lines, delimiter=separator)
    while True:
        try:
            yield from rows
        except csv.Error:
            yield Overlong([""])
        else:
            return


class _Tape:
    """Feeds lines to the CSV reader and remembers those of the record being read, so they can be read again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.record: list[str] = []

    def __iter__(self) -> "_Tape":
        return self

    def __next__(self) -> str:
        if len(self.record) >= _LINES_OF_A_RECORD:
            raise StopIteration
        line = self._again.popleft() if self._again else next(self._lines)
        self.record.append(line)
        return line

    def rewind(self) -> str:
        """Put all lines of the record but its first back, and return the first."""
        first, *rest = self.record
        self._again.extendleft(reversed(rest))
        return first


def _careful(lines: Iterable[str], separator: str, one_line: Collection[int]) -> Iterator[list[str]]:
    """Records of a file with quotation marks.

    A cell may hold line breaks. But where a record of several lines has not as many cells as the first
    one, or a break in a cell that never holds one, a quotation mark was not closed: only its first line is
    given up, the rest is read again.
    """
    tape = _Tape(lines)
    rows = csv.reader(tape, delimiter=separator)
    width = 0
    while True:
        tape.record.clear()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            cells = Overlong([""])
        if len(tape.record) > 1 and width and _is_torn(cells, width, one_line):
            yield Torn([tape.rewind().rstrip("\r\n")])
            continue
        width = width or len(cells)
        yield cells


def _is_torn(cells: list[str], width: int, one_line: Collection[int]) -> bool:
    return len(cells) != width or any("\n" in cells[place] or "\r" in cells[place] for place in one_line)
