"""XML from outside, read record by record: no document type, no entities, bounded sizes, flat memory.

The parser is libexpat, which Python brings along. What it would let through is refused here: a document type
(and with it every entity that could be fetched or expanded), markup of a megabyte, elements nested without
end. A file that breaks off gives the records before the break.
"""

import codecs
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from lif_plugin.errors import UnreadableInput

LARGEST_FILE: Final = 1 << 30
"""Bytes; the largest authority's return has a hundredth of it."""
_BLOCK: Final = 1 << 16
_LONGEST_MARKUP: Final = 1 << 20
_DEEPEST: Final = 12
_MOST_ELEMENTS: Final = 20_000
_MOST_TEXT: Final = 1 << 20
_MOST_BEFORE: Final = 200
_FALLBACK: Final = "windows-1252"


class Element:
    """One element of a record. ``text`` is trimmed; ``stray`` says that text stands between its elements."""

    __slots__ = ("children", "line", "name", "stray", "text")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.text = ""
        self.stray = False
        self.children: list[Element] = []

    def values(self) -> dict[str, str]:
        """The text of each element inside that holds no others; of a doubled one the first."""
        return {child.name: child.text for child in reversed(self.children) if not child.children}

    def write(self) -> str:
        """The element as XML on one line."""
        inner = "".join(child.write() for child in self.children) or _escaped(self.text)
        return f"<{self.name}>{inner}</{self.name}>" if inner else f"<{self.name}/>"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: which of the file it is (from 1), the line it begins on, and its element.

    The element is None where the record is larger than any can be.
    """

    number: int
    line: int
    element: Element | None


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a file stops to be XML; ``inside`` is the record that it tears, if any.

    ``cut`` says that the file just ends there.
    """

    line: int
    cut: bool
    inside: Record | None


@dataclass(slots=True)
class Look:
    """What a file turned out to be: its root, the values before its first record, whether it is whole.

    ``encoding`` is None where the file is what it says or, if it says nothing, UTF-8. ``found`` counts the
    start tags that were asked for.
    """

    root: str = ""
    before: dict[str, str] = field(default_factory=dict)
    broken: Broken | None = None
    encoding: str | None = None
    found: int = 0


def look(path: Path, record: Collection[str], tags: Sequence[str] = ()) -> Look:
    """Look through a file at the parser's own speed: its root, what stands before its first record, its end.

    Raises `UnreadableInput` for a document type, a file too large, an encoding nobody knows.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise UnreadableInput(
            f"{path.name} has {size / LARGEST_FILE:.1f} GiB; no return is larger than 1 GiB.",
            hint="Check that it is the return and not an archive or a dump.",
        )
    reader = _Looker(path, record, None, tags)
    reader.run()
    if reader.look.broken and not reader.look.broken.cut and not _is_utf8(path):
        second = _Looker(path, record, _FALLBACK, tags)
        second.run()
        if second.further_than(reader):
            second.look.encoding = _FALLBACK
            return second.look
    return reader.look


def records(path: Path, record: Collection[str], encoding: str | None = None) -> Iterator[Record | Broken]:
    """The records of a file, one after the other; last a `Broken` if it is not whole.

    Raises `UnreadableInput` for a document type.
    """
    reader = _Reader(path, record, encoding)
    for chunk in _chunks(path):
        reader.feed(chunk)
        yield from reader.done
        reader.done.clear()
        if reader.broken:
            break
    else:
        reader.finish()
        yield from reader.done
    if reader.broken:
        yield reader.broken


class _Parser:
    """The parser with what it must not do forbidden; a subclass hangs its own handlers in."""

    def __init__(self, path: Path, encoding: str | None) -> None:
        self.path = path
        self.broken: Broken | None = None
        self.parser: Any = expat.ParserCreate(encoding, intern={})
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_document_type
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._fed = 0

    def feed(self, chunk: bytes) -> None:
        self._step(chunk, last=False)
        self._fed += len(chunk)
        # A tag that does not end would be read again from its start with each chunk.
        if self.broken is None and self._fed - self.parser.CurrentByteIndex > _LONGEST_MARKUP:
            self._break(cut=False)

    def finish(self) -> None:
        self._step(b"", last=True)

    def _step(self, chunk: bytes, *, last: bool) -> None:
        try:
            self.parser.Parse(chunk, last)
        except (LookupError, ValueError) as error:
            raise UnreadableInput(
                f"{self.path.name} names an encoding that cannot be read.",
                hint="Save it as UTF-8 and say so in its first line.",
            ) from error
        except expat.ExpatError:
            self._break(cut=last)

    def _break(self, *, cut: bool) -> None:
        self.broken = Broken(self.parser.CurrentLineNumber, cut, self.open_record())

    def open_record(self) -> Record | None:
        """The record that is being read."""
        return None

    def _refuse_document_type(self, *_declared: object) -> None:
        raise UnreadableInput(
            f"{self.path.name} declares a document type (<!DOCTYPE …>), which no return has and which could make "
            "the reader fetch or expand other content. Nothing of it was read.",
            hint="Export the return anew; do not take the line out of a file you do not know.",
        )


class _Reader(_Parser):
    """Builds the records, one small tree at a time."""

    def __init__(self, path: Path, record: Collection[str], encoding: str | None) -> None:
        super().__init__(path, encoding)
        self.done: list[Record] = []
        self._record = frozenset(record)
        self._stack: list[Element] = []
        self._texts: list[str] = []
        self._count = self._elements = self._length = self._too_deep = 0
        self._line = 0
        self._large = False
        self.parser.StartElementHandler = self._outside
        self.parser.EndElementHandler = None

    def open_record(self) -> Record | None:
        return Record(self._count, self._line, None) if self._stack else None

    def _outside(self, name: str, _attributes: object) -> None:
        if _local(name) not in self._record:
            return
        self._count += 1
        self._elements = self._length = self._too_deep = 0
        self._large = False
        self._line = self.parser.CurrentLineNumber
        self._stack.append(Element(_local(name), self._line))
        self._texts.clear()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, _attributes: object) -> None:
        if self._large or len(self._stack) >= _DEEPEST or self._elements >= _MOST_ELEMENTS:
            self._large = True
            self._too_deep += 1
            return
        self._elements += 1
        parent = self._stack[-1]
        if self._texts:
            self._take_stray(parent)
        child = Element(_local(name) if ":" in name else name, self.parser.CurrentLineNumber)
        parent.children.append(child)
        self._stack.append(child)

    def _end(self, _name: str) -> None:
        if self._too_deep:
            self._too_deep -= 1
            return
        element = self._stack.pop()
        if self._texts:
            if element.children:
                self._take_stray(element)
            else:
                element.text = "".join(self._texts).strip()
                self._texts.clear()
        if not self._stack:
            self.done.append(Record(self._count, self._line, None if self._large else element))
            self.parser.StartElementHandler = self._outside
            self.parser.EndElementHandler = self.parser.CharacterDataHandler = None

    def _text(self, text: str) -> None:
        if text.isspace():
            return
        self._length += len(text)
        if self._length > _MOST_TEXT:
            self._large = True
        else:
            self._texts.append(text)

    def _take_stray(self, element: Element) -> None:
        element.stray = True
        self._texts.clear()


class _Looker(_Parser):
    """Reads what stands before the first record; from there on only the parser itself looks."""

    def __init__(
        self, path: Path, record: Collection[str], encoding: str | None, tags: Sequence[str]
    ) -> None:
        super().__init__(path, encoding)
        self.look = Look()
        self._record = frozenset(record)
        self._tags = [f"<{tag}".encode() for tag in tags]
        self._name = ""
        self._texts: list[str] = []
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._texts.append

    def run(self) -> None:
        """Go through the file, or to where it breaks."""
        for chunk in _chunks(self.path):
            self.feed(chunk)
            if self.broken:
                break
            self.look.found += sum(chunk.count(tag) for tag in self._tags)
        else:
            self.finish()
        self.look.broken = self.broken

    def further_than(self, other: "_Looker") -> bool:
        """Whether this one came further through the file."""
        return self.broken is None or (
            other.broken is not None and self.parser.ErrorByteIndex > other.parser.ErrorByteIndex
        )

    def _start(self, name: str, _attributes: object) -> None:
        name = _local(name)
        self.look.root = self.look.root or name
        self._name = name
        self._texts.clear()
        if name in self._record or len(self.look.before) >= _MOST_BEFORE:
            self.parser.StartElementHandler = self.parser.EndElementHandler = None
            self.parser.CharacterDataHandler = None

    def _end(self, name: str) -> None:
        if _local(name) == self._name:
            self.look.before.setdefault(self._name, "".join(self._texts).strip())
        self._name = ""


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_BLOCK):
            yield chunk


def _local(name: str) -> str:
    """The name without the prefix of a namespace."""
    return name.rpartition(":")[2] if ":" in name else name


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
