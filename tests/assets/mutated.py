"""Workbooks changed as files are changed in life and in malice, part by part, without a spreadsheet program."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

Parts = dict[str, bytes]


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(parts: Parts) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = parts_of(content)
    parts[name] = change(parts.get(name, b""))
    return packed(parts)


def put(sheet: bytes, cell: str, text: str, *, formula: bool = False) -> bytes:
    """A sheet's part with other content in one cell."""
    value = (
        f'<c r="{cell}"><f>{escape(text)}</f><v>1</v></c>'
        if formula
        else f'<c r="{cell}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
    )
    changed, count = re.subn(rf'<c r="{cell}"[^>]*?(?:/>|>.*?</c>)'.encode(), value.encode(), sheet, count=1)
    assert count == 1, cell
    return changed


def rows_of(sheet: bytes) -> list[bytes]:
    return re.findall(rb"<row .*?</row>", sheet)


def numbered(row: bytes, number: int) -> bytes:
    """A row moved to another place."""
    moved = re.sub(rb'<row r="\d+"', b'<row r="%d"' % number, row)
    return re.sub(rb'r="([A-Z]+)\d+"', rb'r="\g<1>%d"' % number, moved)


def with_rows(sheet: bytes, rows: list[bytes]) -> bytes:
    """A sheet with these rows from the top."""
    start, end = sheet.index(b"<sheetData>") + 11, sheet.index(b"</sheetData>")
    return sheet[:start] + b"".join(numbered(row, at) for at, row in enumerate(rows, 1)) + sheet[end:]


def bomb(content: bytes, size: int, claimed: int) -> bytes:
    """The workbook with a part that unpacks to so many zeros, while the file's directory claims another size."""
    block = 16 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # After a full flush each piece stands by itself, so that one piece can be repeated.
    piece = packer.compress(bytes(block)) + packer.flush(zlib.Z_FULL_FLUSH)
    data = piece * (size // block) + packer.flush(zlib.Z_FINISH)
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a") as book:
        part: Any = book
        info = zipfile.ZipInfo("xl/media/image1.png")
        info.compress_type, info.header_offset = zipfile.ZIP_DEFLATED, part.start_dir
        info.file_size, info.compress_size, info.CRC = claimed, len(data), 0
        part.fp.seek(part.start_dir)
        part.fp.write(info.FileHeader(zip64=False) + data)
        part.start_dir, part._didModify = part.fp.tell(), True
        part.filelist.append(info)
        part.NameToInfo[info.filename] = info
    return out.getvalue()


def cut_off(content: bytes, count: int) -> Iterator[bytes]:
    """The workbook cut off at so many places."""
    for step in range(count):
        yield content[: len(content) * step // count]


def flipped(content: bytes, count: int) -> Iterator[bytes]:
    """The workbook with one byte changed at so many places."""
    for step in range(count):
        at = len(content) * step // count
        yield content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]
