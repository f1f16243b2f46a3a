"""Looks whether an Office file holds anything that acts by itself: macros, controls, embedded programs, outside links."""

import re
import zipfile
import zlib
from typing import IO, Final

from lif_plugin.errors import UnreadableInput

# Parts by their place in the package, as Office Open XML (ISO/IEC 29500) and its macro extensions name them.
_ACTIVE: Final = re.compile(
    r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|/activex/|/embeddings/|/ctrlprops/|customui/|/externallinks/"
    r"|/connections\.xml|/querytables/|/webextensions/|\.(bin|exe|dll|js|vbs|ps1|bat|cmd|hta|scr|jar)$",
    re.IGNORECASE,
)
_PRINTER: Final = re.compile(r"/printersettings/[^/]+\.bin$", re.IGNORECASE)
_MACRO_KIND: Final = b"macroenabled"
_OUTSIDE: Final = re.compile(
    rb"relationships/(?:attachedTemplate|oleObject|frame|subDocument|externalLink)[^>]*TargetMode\s*=\s*[\"']External"
    rb"|TargetMode\s*=\s*[\"']External[\"'][^>]*relationships/(?:attachedTemplate|oleObject|frame|subDocument|externalLink)",
    re.IGNORECASE,
)
_RELATIONS_AT_MOST: Final = 4 << 20


def check_passive(file: str, stream: IO[bytes]) -> None:
    """Raise `UnreadableInput` for an Office file (OOXML) with anything in it that acts, or fetches, by itself.

    The file's sizes are taken as known to be sound (`check_workbook`). What the stream itself raises goes through.
    """
    try:
        with zipfile.ZipFile(stream) as parts:
            for part in parts.infolist():
                _check_part(file, parts, part)
    # Locked parts and a newer version of the format are RuntimeError, NotImplementedError among them.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise UnreadableInput(
            f"{file} is damaged.", hint="Open it in the program it is from and save it again."
        ) from error


def _check_part(file: str, parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = f"/{part.filename}"
    if _ACTIVE.search(name) and not _PRINTER.search(name):
        raise _acts(file)
    if part.filename == "[Content_Types].xml" or name.endswith(".rels"):
        with parts.open(part) as text:
            said = text.read(_RELATIONS_AT_MOST)
        if _MACRO_KIND in said.lower() or _OUTSIDE.search(said):
            raise _acts(file)


def _acts(file: str) -> UnreadableInput:
    return UnreadableInput(
        f"{file} holds macros, controls, embedded files or links to outside. Nothing of it was read.",
        hint="Save it without them: .xlsx or .docx, links broken.",
    )
