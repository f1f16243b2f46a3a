"""Streams the XML form through the same mappers as the CSV form, so that both say the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lif_adapter_kit.dates import Days
from lif_adapter_kit.xml import Broken, Element
from lif_adapter_ssda903.mapping import MAPPERS
from lif_adapter_ssda903.sheet import Mapper, Period, Sheet
from lif_adapter_ssda903.tables import dictionary, tables
from lif_adapter_ssda903.xmlform import opened_xml, rows, unknown_elements
from lif_plugin.domain.record import Notice, Rejected, Row

_MOST_NAMES = 100
_LONGEST_NAME = 60


@dataclass(slots=True)
class _Book:
    """The sheets of one file, one a table as it turns up; they share what is noticed and the dates known."""

    file: str
    period: Period
    notes: list[Notice] = field(default_factory=list)
    days: Days = field(default_factory=Days)
    sheets: dict[str, tuple[Sheet, Mapper]] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    births: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.of("Header")

    def of(self, table: str) -> tuple[Sheet, Mapper]:
        """The sheet of a table, and what maps its rows."""
        if table not in self.sheets:
            at = {column: place for place, column in enumerate(tables()[table].columns)}
            sheet = Sheet(self.file, at, self.period, self.days, self.notes, births=self.births)
            since = tables()[table].since
            if since is not None and self.period.year < since:
                sheet.note_file("table_not_in_collection", table=table, year=self.period.label)
            self.sheets[table] = (sheet, MAPPERS[table](sheet))
        return self.sheets[table]

    @property
    def first(self) -> Sheet:
        """The sheet that what is said of the whole file goes to."""
        return self.sheets["Header"][0]

    def told_notes(self) -> Iterator[Notice]:
        """What was noticed since it was last asked for."""
        yield from self.notes
        self.notes.clear()

    def note_once(self, element: Element, reason: str) -> None:
        """Notice something about elements of a name, at the first of them."""
        name = element.name[:_LONGEST_NAME]
        if (name, reason) not in self.told and len(self.told) < _MOST_NAMES:
            self.told.add((name, reason))
            self.first.note_file(reason, name, element.line)


def read_xml(path: Path, period: Period) -> Iterator[Row | Rejected | Notice]:
    """The rows of a file, child after child; a row's number is the line it begins on."""
    source = opened_xml(path)
    book = _Book(path.name, period)
    if source.seen.encoding:
        book.first.note_file("encoding", encoding=source.seen.encoding)
    for item in source.records():
        if isinstance(item, Broken):
            yield from _break(book, item)
            break
        if item.element is None:
            book.first.child = item.number
            yield book.first.refuse(item.line, [], dictionary()["xml"]["record"], "child_too_large")
            continue
        yield from _child(book, item.number, item.element)
    if book.days.iso:
        book.first.note_file("iso_dates")
    if book.days.filler:
        book.first.note_file("filler_dates")
    for sheet, _ in book.sheets.values():
        for column, (first, count) in sheet.outside.items():
            sheet.note_file("outside_year", column, first, count=count, year=period.label)
    yield from book.told_notes()


def _child(book: _Book, number: int, record: Element) -> Iterator[Row | Rejected | Notice]:
    for element in unknown_elements(record):
        book.note_once(element, "unknown_element")
    for element in _stray(record):
        book.first.child = number
        book.first.note(element.line, element.name[:_LONGEST_NAME], "stray_text")
    for row in rows(number, record):
        sheet, mapped = book.of(row.table)
        sheet.child = number
        yield mapped(row.line, row.cells)
        yield from book.told_notes()


def _stray(element: Element) -> Iterator[Element]:
    if element.stray:
        yield element
    for child in element.children:
        if child.children:
            yield from _stray(child)


def _break(book: _Book, broken: Broken) -> Iterator[Rejected]:
    """What is said where a file stops to be XML: of the child that is torn, and of the rest."""
    sheet = book.first
    if broken.inside:
        sheet.child = broken.inside.number
        yield sheet.refuse(broken.inside.line, [], dictionary()["xml"]["record"], "child_cut_off")
    sheet.child = sheet.child or 1
    sheet.note(broken.line, None, "file_ends_early" if broken.cut else "not_well_formed")
