"""Evidence files: what a file is by its content, that nothing in it acts by itself, and reading one back unchanged."""

import csv
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

import puremagic
import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from lif_plugin.cycle.desk import CycleRefused, Desk
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.workbook import WorkbookLimits, check_workbook
from lif_plugin.errors import UnreadableInput
from lif_plugin.store.tables import evidence_file
from lif_plugin.workbooks import check_passive

AT_MOST: Final = 10_000_000
"""Bytes of one evidence file."""
PDF: Final = "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN, CSV = "text/plain", "text/csv"
TAKEN: Final = frozenset({PDF, WORD, EXCEL, "image/png", "image/jpeg", PLAIN, CSV})
_NAME_AT_MOST: Final = 200
_LIMITS: Final = WorkbookLimits(inflated=100 << 20)
_MAIN_PARTS: Final = {
    b"wordprocessingml.document.main+xml": WORD,
    b"spreadsheetml.sheet.main+xml": EXCEL,
}
# Fields of a document that start or fetch something; the words may be cut into several runs.
_FIELDS: Final = re.compile(rb"<w:instrText[^>]*>([^<]*)<|w:instr=\"([^\"]*)\"")
_FETCHES: Final = re.compile(rb"DDE|INCLUDETEXT|INCLUDEPICTURE|WEBSERVICE\(|_XLFN\.IMAGE\(", re.IGNORECASE)
_PDF_ACTS: Final = frozenset({
    "/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/RichMedia", "/XFA",
    "/EmbeddedFiles", "/EmbeddedFile", "/Movie", "/Sound", "/Rendition", "/3D",
})  # fmt: skip
"""Names in a PDF (ISO 32000) by which it runs, sends, opens or carries something."""
_OBJECTS_AT_MOST: Final = 200_000
_FORMULA: Final = ("=", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it was attached."""

    file: str
    name: str
    media: str
    content: bytes


def media_of(claimed: str | None, content: bytes) -> str:
    """What a file is by its content, whatever its name. Raises `CycleRefused` for what is not taken.

    ``claimed`` is what its sender calls it: it has to be so; text alone cannot say whether it is a table.
    """
    if not 0 < len(content) <= AT_MOST:
        raise CycleRefused(f"An evidence file holds 1 to {AT_MOST} bytes.")
    if claimed is not None and claimed not in TAKEN:
        raise CycleRefused(f"Files of the kind {claimed!r} are not taken.", hint=_GIVE)
    media = _by_content(content)
    if media == PLAIN and claimed == CSV:
        media = CSV
        _check_table(content)
    if claimed not in {None, media}:
        raise CycleRefused("The file is not of the kind it says.", hint="Save it again from its own program.")
    return media


_GIVE: Final = "Give PDF, Word, Excel, image or text."


def named(name: str) -> str:
    """A file's name without its folders. Raises `CycleRefused` for one that cannot be shown."""
    bare = PureWindowsPath(PurePosixPath(name).name).name.strip()
    if not bare or len(bare) > _NAME_AT_MOST or not bare.isprintable():
        raise CycleRefused(f"A file's name has 1 to {_NAME_AT_MOST} signs that can be printed.")
    return bare


def read_evidence(desk: Desk, viewer: Viewer, file_id: str) -> Evidence:
    """An evidence file that the viewer may read; whoever shows it logs that. Raises `NotFound`, `CycleRefused`."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        row = desk.row(connection, viewer, evidence_file, file_id)
    if hashlib.sha256(row["content"]).hexdigest() != row["sha256"]:
        raise CycleRefused("The file is not what was attached.", hint="Take it from a backup.")
    return Evidence(row["id"], row["name"], row["media"], row["content"])


def _by_content(content: bytes) -> str:
    try:
        kinds = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        kinds = set()
    if content.startswith(b"PK"):
        return _office(content)
    if PDF in kinds:
        _check_pdf(content)
        return PDF
    for media in ("image/png", "image/jpeg"):
        if media in kinds:
            return media
    if _is_text(content):
        return PLAIN
    raise CycleRefused("What is in the file is of no kind that is taken.", hint=_GIVE)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    begins = text.lstrip()[:5].lower()
    acts = begins.startswith(("<", "{\\rtf", "#!", "mz"))
    return not acts and all(sign.isprintable() or sign in "\n\r\t" for sign in text)


def _office(content: bytes) -> str:
    try:
        check_workbook("The file", io.BytesIO(content), _LIMITS, _GIVE)
        check_passive("The file", io.BytesIO(content))
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            kinds = parts.read("[Content_Types].xml")
            texts = [parts.read(name) for name in parts.namelist() if name.endswith(".xml")]
    except UnreadableInput as refused:
        raise CycleRefused(refused.message, hint=refused.hint) from refused
    except (KeyError, zipfile.BadZipFile, NotImplementedError) as error:
        raise CycleRefused("The file is damaged, or no Office document.", hint=_GIVE) from error
    fields = b"".join(one or other for text in texts for one, other in _FIELDS.findall(text))
    formulas = b"".join(part for text in texts for part in re.findall(rb"<f[^>]*>([^<]*)<", text))
    if _FETCHES.search(fields) or _FETCHES.search(formulas):
        raise CycleRefused("The file fetches or starts something when it is opened.", hint="Save it as PDF.")
    media = {kind for part, kind in _MAIN_PARTS.items() if part in kinds}
    if len(media) != 1:
        raise CycleRefused("The file is no Word or Excel document.", hint=_GIVE)
    return media.pop()


def _check_pdf(content: bytes) -> None:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        is_open = not reader.is_encrypted
        pages = len(reader.pages) if is_open else 0
        acts = is_open and _acts(reader)
    except Exception as error:  # the library lets through whatever a wrong part makes Python raise
        raise CycleRefused("The PDF is damaged.", hint="Save it again from its own program.") from error
    if not is_open:
        raise CycleRefused("The PDF is protected by a password.", hint="Save it without one.")
    if not pages:
        raise CycleRefused("The PDF has no page.", hint="Save it again from its own program.")
    if acts:
        raise CycleRefused("The PDF runs, sends or carries something.", hint="Print it to a new PDF.")


def _acts(reader: pypdf.PdfReader) -> bool:
    """Whether anything that can be reached in a PDF is named as something that acts, or there is too much to look at."""
    waiting: list[Any] = [reader.trailer]
    met: set[tuple[int, int]] = set()
    for _step in range(_OBJECTS_AT_MOST):
        if not waiting:
            return False
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in met:
                continue
            met.add((one.idnum, one.generation))
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            names = {str(name) for name in one} | {
                str(one.raw_get(name)) for name in ("/S", "/Type", "/Subtype") if name in one
            }
            if names & _PDF_ACTS:
                return True
            waiting += [one.raw_get(name) for name in one]
        elif isinstance(one, ArrayObject):
            waiting += list.__iter__(one)
    return True


def _check_table(content: bytes) -> None:
    """A cell that begins like a formula would be run by the program that opens the table."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    try:
        runs = any(cell.startswith(_FORMULA) for row in rows for cell in row)
    except csv.Error as error:
        raise CycleRefused("The table cannot be read.", hint="Save it again as CSV.") from error
    if runs:
        raise CycleRefused("A cell of the table begins like a formula.", hint="Write its value instead.")
