"""One file being read: what its elements are called, its codes and dates, and what was noticed about its rows."""

from dataclasses import dataclass, field
from typing import Any, Final

from lif_adapter_cin.dictionary import blocks, codes, in_collection
from lif_adapter_cin.period import Period
from lif_adapter_cin.wording import NOTICED, REFUSED
from lif_adapter_kit.codes import Coded, Codes
from lif_adapter_kit.dates import NOT_A_DATE, Days, last_of_year
from lif_adapter_kit.xml import Element
from lif_plugin.domain.record import Notice, Rejected

LONGEST_REF: Final = 100
_LONGEST_RAW: Final = 4_000
_LONGEST_NAME: Final = 60
_MOST_NAMES: Final = 100


@dataclass(slots=True)
class Block:
    """A block of one child as it was read: its values by element, and the blocks and lists it holds."""

    name: str
    line: int
    element: Element
    values: dict[str, str] = field(default_factory=dict)
    held: dict[str, list[Element]] = field(default_factory=dict)


class Page:
    """What the mapping of one file shares. ``child`` is the place of the child being read, from 1."""

    def __init__(self, file: str, period: Period) -> None:
        self.file = file
        self.period = period
        self.child = 0
        self.days = Days()
        self.notes: list[Notice] = []
        self.after: dict[str, tuple[int, int]] = {}
        self._last = last_of_year(period.year)
        self._codes: dict[tuple[str, str | None], Codes] = {}
        self._names: dict[str, dict[str, str]] = {name: {} for name in blocks()}
        self._told: set[tuple[str, str]] = set()
        # Hashes, not keys: a census has a hundred thousand, and they are all that grows with the file.
        self._seen: set[int] = set()
        self._repeats: dict[str, int] = {}

    def read(self, element: Element, name: str) -> Block:
        """Read a block's elements by the dictionary; what is not of it is noticed once and left out."""
        block = Block(name, element.line, element)
        names, holds = self._names[name], blocks()[name].holds
        if element.stray:
            self.note(element.line, name, "stray_text")
        for child in element.children:
            known = names.get(child.name)
            if known is None:
                known = self._meet(name, child)
            if not known:
                continue
            if known in holds:
                block.held.setdefault(known, []).append(child)
            elif known in block.values:
                self.note(child.line, known, "doubled_element")
            else:
                block.values[known] = child.text
        return block

    def listed(self, block: Block, name: str, item: str) -> list[Element]:
        """The items of a list that a block holds; empty ones are none."""
        found = []
        names = self._names[name]
        for group in block.held.get(name, ()):
            if group.stray:
                self.note(group.line, name, "stray_text")
            for child in group.children:
                known = names.get(child.name)
                if known is None:
                    known = self._meet(name, child)
                if known == item and child.text:
                    found.append(child)
        return found

    def coded(self, block: Block, element: str, code_set: str, field: str | None = None) -> Coded:
        """What the text of an element gives, by its code set; oddities are noticed."""
        found = self.code(code_set, element, field)[block.values.get(element, "")]
        if found[2]:
            self.note(block.line, element, found[2])
        return found

    def code(self, code_set: str, element: str, field: str | None = None) -> Codes:
        """The compiled codes of an element."""
        place = (element, field)
        if place not in self._codes:
            self._codes[place] = Codes(codes(code_set), element, self.period.year, field)
        return self._codes[place]

    def start(self, block: Block, element: str) -> int | Rejected:
        """The day a row begins; without one the row is refused."""
        day = self.days[block.values.get(element, "")]
        if not day:
            blank = not any(block.values.values()) and not block.held
            odd = "blank_row" if blank else "no_date" if day is None else "unreadable_date"
            return self.refuse(block, block.name if blank else element, odd)
        if day > self._last:
            first, count = self.after.get(element, (block.line, 0))
            self.after[element] = (first, count + 1)
        return day

    def day(self, block: Block, element: str, detail: dict[str, Any], start: int | None = None) -> int | None:
        """Another day of a row. One that cannot be read is unknown and kept as text."""
        text = block.values.get(element, "")
        day = self.days[text]
        if day == NOT_A_DATE:
            detail[f"{element}_raw"] = text
            self.note(block.line, element, "unreadable_date")
            return None
        if day and start and day < start:
            self.note(block.line, element, "ends_before_start")
        return day

    def key(self, block: Block, base: str, element: str) -> tuple[str, int]:
        """The natural key of a row and its ordinal; the second of a key gets #2, and so on."""
        mark = hash(base)
        if mark not in self._seen:
            self._seen.add(mark)
            return base, 1
        ordinal = self._repeats[base] = self._repeats.get(base, 1) + 1
        self.note(block.line, element, "repeated_key")
        return f"{base}#{ordinal}", ordinal

    def note(self, line: int, element: str | None, reason: str) -> None:
        """Notice something odd about a row that is kept."""
        message = f"Line {line} of {self.file} (child {self.child}): {NOTICED[reason].format(field=element, year='')}"
        self.notes.append(Notice(self.file, line, element, reason, message))

    def note_file(self, line: int, element: str | None, reason: str, **facts: object) -> None:
        """Notice something about the whole file."""
        said = NOTICED[reason].format(field=element, year=self.period.label, **facts)
        self.notes.append(
            Notice(self.file, line, element, reason, f"{self.file}, first in line {line}: {said}")
        )

    def refuse(self, block: Block, element: str | None, reason: str) -> Rejected:
        """Reject a row for a reason."""
        return self.refused(block.line, element, reason, block.element.write()[:_LONGEST_RAW])

    def refused(self, line: int, element: str | None, reason: str, raw: str = "") -> Rejected:
        """Reject what stands on a line."""
        said = REFUSED[reason].format(field=element)
        message = f"Line {line} of {self.file} (child {self.child}): {said}"
        return Rejected(self.file, line, element, reason, message, raw)

    def _meet(self, block: str, child: Element) -> str:
        """An element's name met for the first time at this place: the dictionary's, or empty if it is not read."""
        entry = blocks()[block]
        known = entry.by_lower_case.get(child.name.lower(), "")
        if not known:
            self._tell(child, "unknown_element")
        elif known != child.name:
            self._tell(child, "odd_case")
        if known and not in_collection(known, self.period.year) and (child.text or child.children):
            self._tell(child, "element_not_in_collection")
        found = "" if known in entry.left_out else known
        if len(self._names[block]) < _MOST_NAMES:
            self._names[block][child.name] = found
        return found

    def _tell(self, child: Element, reason: str) -> None:
        name = child.name[:_LONGEST_NAME]
        if (name, reason) not in self._told and len(self._told) < _MOST_NAMES:
            self._told.add((name, reason))
            self.note_file(child.line, name, reason)
