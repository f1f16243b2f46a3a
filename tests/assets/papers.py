"""Small files of every kind that evidence comes in, each made by the library that knows the kind."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pypdf

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(change: Callable[[pypdf.PdfWriter], object] | None = None) -> bytes:
    """A PDF of one empty page, with what a test does to it."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(72, 72)
    if change is not None:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def excel(cell: object = "Seen") -> bytes:
    """A workbook with one cell."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"].value = cell
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word(body: str = "<w:p/>") -> bytes:
    """A document of Word, with a body of one's own."""
    return packed({
        "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{_WORD}"/></Types>',
        "word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>",
    })  # fmt: skip


def packed(parts: dict[str, str | bytes], onto: bytes = b"") -> bytes:
    """A package of parts, or one with more parts."""
    out = io.BytesIO(onto)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "0001b4a7e4530000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb0043") + bytes(64) + b"\xff\xd9"
