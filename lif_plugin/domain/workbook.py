"""Looks at a workbook's bytes before anything opens it: that it is one, and that it is not too large.

It opens nothing itself: whoever has the file gives the stream.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final

from lif_plugin.errors import UnreadableInput

_BLOCK: Final = 1 << 20
_OVERLAP: Final = 64
_CELL: Final = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# A part's own header in the file: its last two numbers are the lengths of its name and its extra field.
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_DOCUMENT_TYPE: Final = b"<!DOCTYPE"
_ENCRYPTED: Final = 1
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """How large a workbook may be: its parts, the bytes of all parts together, and the rows times columns of one sheet.

    Cells are counted to the last one of a sheet: a reader makes room for all of them.
    """

    members: int = 1_000
    inflated: int = 256 << 20
    cells: int = 8_000_000


def check_workbook(file: str, stream: IO[bytes], limits: WorkbookLimits, wanted: str) -> None:
    """Raise `UnreadableInput` for what is no xlsx workbook, or one that would fill the memory.

    The directory's own figures are looked at first, then each part is inflated piece by piece and counted
    to its real end: a directory can lie, and a reader of it would stop where the lie does. ``wanted`` says which
    workbook is expected. What the stream itself raises goes through.
    """
    try:
        _check_kind(file, stream.read(4), wanted)
        with zipfile.ZipFile(stream) as parts:
            directory = parts.infolist()
        if len(directory) > limits.members or sum(part.file_size for part in directory) > limits.inflated:
            raise _too_large(file, limits)
        total = 0
        for part in directory:
            size = _count(file, part, _blocks(stream, part), limits, limits.inflated - total)
            if size != part.file_size:
                raise _damaged(file)
            total += size
    # A version of the format that nobody knows is a NotImplementedError.
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError) as error:
        raise _damaged(file) from error


def _check_kind(file: str, start: bytes, wanted: str) -> None:
    if start.startswith(b"PK"):
        return
    if start == _OLD_EXCEL:
        raise UnreadableInput(
            f"{file} is an old .xls workbook, or it is protected by a password.",
            hint="Save it as .xlsx without a password.",
        )
    raise UnreadableInput(f"{file} is no workbook.", hint=wanted)


def _blocks(stream: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of one part, piece by piece, as far as they go."""
    stream.seek(part.header_offset)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size or part.flag_bits & _ENCRYPTED:
        raise zipfile.BadZipFile
    name_length, extra_length = _LOCAL.unpack(header)[-2:]
    stream.seek(part.header_offset + _LOCAL.size + name_length + extra_length)
    left = part.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    if inflater is None and part.compress_type != zipfile.ZIP_STORED:
        raise zipfile.BadZipFile
    while left > 0 and (packed := stream.read(min(_BLOCK, left))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, _BLOCK)
            packed = inflater.unconsumed_tail
    if left:
        raise zipfile.BadZipFile


def _count(
    file: str, part: zipfile.ZipInfo, blocks: Iterable[bytes], limits: WorkbookLimits, at_most: int
) -> int:
    """Count the bytes of one part, and of a sheet how far its cells reach; refuse a document type in it."""
    size, rows, columns, tail = 0, 0, 0, b""
    is_sheet = _SHEET.fullmatch(part.filename) is not None
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    for block in blocks:
        size += len(block)
        if size > at_most:
            raise _too_large(file, limits)
        both = tail + block
        if is_xml and _DOCUMENT_TYPE in both:
            raise UnreadableInput(
                f"{file} declares a document type (<!DOCTYPE …>) in one of its parts, which no spreadsheet program "
                "writes and which could make a reader fetch or expand other content. Nothing of it was read.",
                hint="Open it in a spreadsheet program and save it again as .xlsx.",
            )
        if is_sheet:
            for letters, number in _CELL.findall(both):
                rows, columns = max(rows, int(number)), max(columns, _column(letters))
        tail = both[-_OVERLAP:]
    if rows * columns > limits.cells:
        raise UnreadableInput(
            f"A sheet of {file} reaches {rows} rows down and {columns} columns across, more than can be read.",
            hint="Delete the empty rows and columns behind the list, where a stray cell stands, and save again.",
        )
    return size


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _damaged(file: str) -> UnreadableInput:
    return UnreadableInput(
        f"{file} is damaged or cut off, or it is protected by a password.",
        hint="Open it in a spreadsheet program and save it again as .xlsx without a password.",
    )


def _too_large(file: str, limits: WorkbookLimits) -> UnreadableInput:
    return UnreadableInput(
        f"{file} unpacks to more than {limits.inflated >> 20} MB or {limits.members} parts; it is not opened.",
        hint="Copy the lists into a new workbook without pictures and hidden sheets.",
    )
