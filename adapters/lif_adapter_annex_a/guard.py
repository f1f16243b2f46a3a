"""Looks at a workbook's bytes before anything opens it: that it is one, and that it is not too large."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from lif_plugin.errors import UnreadableInput

MEMBERS_AT_MOST: Final = 1_000
INFLATED_AT_MOST: Final = 256 << 20
"""Bytes of all parts together; an authority's largest lists are a tenth of it."""
CELLS_AT_MOST: Final = 8_000_000
"""Rows times columns of one sheet, counted to its last cell: a reader makes room for all of them."""
_BLOCK: Final = 1 << 20
_OVERLAP: Final = 64
_CELL: Final = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# A part's own header in the file: its last two numbers are the lengths of its name and its extra field.
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_DOCUMENT_TYPE: Final = b"<!DOCTYPE"
_ENCRYPTED: Final = 1
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


def check(path: Path) -> None:
    """Raise `UnreadableInput` for what is no xlsx workbook, or one that would fill the memory.

    The directory's own figures are looked at first, then each part is inflated piece by piece and counted
    to its real end: a directory can lie, and a reader of it would stop where the lie does.
    """
    try:
        with path.open("rb") as stream:
            _check_kind(path.name, stream.read(4))
            with zipfile.ZipFile(stream) as parts:
                directory = parts.infolist()
            _check_directory(path.name, directory)
            total = 0
            for part in directory:
                size = _count(path.name, part, _blocks(stream, part), INFLATED_AT_MOST - total)
                if size != part.file_size:
                    raise _damaged(path.name)
                total += size
    except OSError as error:
        raise UnreadableInput(
            f"{path.name} cannot be opened.", hint="Check its path and your rights."
        ) from error
    except (zipfile.BadZipFile, zlib.error, ValueError) as error:
        raise _damaged(path.name) from error


def _check_kind(file: str, start: bytes) -> None:
    if start.startswith(b"PK"):
        return
    if start == _OLD_EXCEL:
        raise UnreadableInput(
            f"{file} is an old .xls workbook, or it is protected by a password.",
            hint="Save it as .xlsx without a password.",
        )
    raise UnreadableInput(
        f"{file} is no workbook.", hint="Annex A is read as one .xlsx with a sheet for each list."
    )


def _check_directory(file: str, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MEMBERS_AT_MOST or sum(part.file_size for part in parts) > INFLATED_AT_MOST:
        raise _too_large(file)


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


def _count(file: str, part: zipfile.ZipInfo, blocks: Iterable[bytes], at_most: int) -> int:
    """Count the bytes of one part, and of a sheet how far its cells reach; refuse a document type in it."""
    size, rows, columns, tail = 0, 0, 0, b""
    is_sheet = _SHEET.fullmatch(part.filename) is not None
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    for block in blocks:
        size += len(block)
        if size > at_most:
            raise _too_large(file)
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
    if rows * columns > CELLS_AT_MOST:
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


def _too_large(file: str) -> UnreadableInput:
    return UnreadableInput(
        f"{file} unpacks to more than {INFLATED_AT_MOST >> 20} MB or {MEMBERS_AT_MOST} parts; it is not opened.",
        hint="Copy the lists into a new workbook without pictures and hidden sheets.",
    )
