"""What a file seems to be by its first bytes, so that another format is named and not just refused."""

import codecs
from pathlib import Path

from lif_plugin.errors import UnreadableInput


def looks_like_xml(path: Path) -> bool:
    """Whether a file begins as XML does; raises `UnreadableInput` if it cannot be opened."""
    return _start_of(path).startswith("<")


def what_it_is(path: Path) -> str:
    """Says what a file that is no XML seems to be, for a message."""
    start = _start_of(path)
    if not start.strip():
        return "is empty"
    if start.startswith("PK"):
        return "is a workbook or a zip archive, not XML"
    if start.startswith("\x1f"):
        return "is compressed, not XML"
    if start.lstrip()[:1] in {"{", "["}:
        return "is JSON, not XML"
    return "is CSV or other text, not XML"


def _start_of(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            start = stream.read(256)
    except OSError as error:
        raise UnreadableInput(
            f"{path.name} cannot be opened.", hint="Check its path and your rights."
        ) from error
    wide = start[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    text = start.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    return text.lstrip() if text.lstrip().startswith("<") else text
